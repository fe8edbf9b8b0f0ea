// kasane describe.

#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/catalog/spec.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/entry_json.hpp"
#include "kasane/cli/measured.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using catalog::Entry;
using catalog::Formula;
using catalog::Kind;

using Rows = std::vector<std::vector<std::string>>;

Json json_of(const catalog::Value& value) {
    if (const double* number = std::get_if<double>(&value.data)) return *number;
    if (const bool* truth = std::get_if<bool>(&value.data)) return *truth;
    return catalog::to_string(value);
}

/// Infinite and undefined numbers as texts: JSON has none. A zero has no sign.
Json json_of(double x) {
    if (x - x == 0) return x + 0.0;
    return short_number(x);
}

std::string range_text(const catalog::Range& range, const catalog::Value& value) {
    return std::holds_alternative<bool>(value.data) ? "true or false" : catalog::to_string(range);
}

Json params_json(const Formula& formula) {
    const Formula defaults(formula.entry());
    Json all = Json::array();
    const auto add = [&](std::string_view name, const catalog::Range& range, std::string_view help,
                         const std::vector<std::string>& aliases, bool trainable) {
        all.push_back({{"name", name},
                       {"default", json_of(defaults.get(name))},
                       {"value", json_of(formula.get(name))},
                       {"range", range_text(range, defaults.get(name))},
                       {"trainable", trainable},
                       {"aliases", aliases},
                       {"help", help}});
    };
    for (const catalog::ParamInfo& one : formula.entry().params) {
        add(one.name, one.range, one.help, given(one.aliases), false);
    }
    for (const catalog::Trainable& one : formula.entry().trainable) {
        add(one.name, one.range, one.help, {}, true);
    }
    return all;
}

Json curve_json(const Curve& curve) {
    Json points = Json::array();
    for (const CurvePoint& one : curve.points) {
        points.push_back({{"x", json_of(one.x)},
                          {"value", json_of(one.value)},
                          {"slope", json_of(one.slope)},
                          {"curvature", json_of(one.curvature)}});
    }
    return {
        {"points", points},
        {"least", {{"x", json_of(curve.least.x)}, {"value", json_of(curve.least.value)}}},
        {"greatest", {{"x", json_of(curve.greatest.x)}, {"value", json_of(curve.greatest.value)}}},
        {"monotonicity", monotonicity(curve)}};
}

void describe_json(const Kind& kind, const Formula& formula, Console& console) {
    Json object{{"event", "entry"}};
    object.update(entry_json(kind, formula.entry()));
    object["text"] = formula.text();
    object["parameters"] = params_json(formula);
    Json slots = Json::array();
    for (const catalog::Slot& slot : formula.entry().slots) slots.push_back(slot.name);
    object["slots"] = slots;
    if (is_curve(formula)) object["curve"] = curve_json(measure(formula));
    console.event(object);
}

void describe_params(const Formula& formula, Console& console) {
    Rows rows{{"  parameter", "value", "range", "meaning"}};
    for (const catalog::ParamInfo& one : formula.entry().params) {
        const std::vector<std::string> aliases = given(one.aliases);
        rows.push_back(
            {"  " + std::string(one.name), to_string(formula.get(one.name)),
             range_text(one.range, formula.get(one.name)),
             std::string(one.help) + (aliases.empty() ? "" : " (also " + joined(aliases) + ")")});
    }
    for (const catalog::Trainable& one : formula.entry().trainable) {
        rows.push_back({"  " + std::string(one.name), to_string(formula.get(one.name)),
                        to_string(one.range), std::string(one.help) + " (can be learned)"});
    }
    if (rows.size() > 1) console.table(rows);
}

void describe_curve(const Curve& curve, Console& console) {
    Rows rows{{"  x", "value", "slope", "curvature"}};
    for (const CurvePoint& one : curve.points) {
        rows.push_back({"  " + short_number(one.x), short_number(one.value),
                        short_number(one.slope), short_number(one.curvature)});
    }
    console.table(rows);
    console.line(text("  values  from %s (x = %s) to %s (x = %s); %s",
                      short_number(curve.least.value).c_str(), short_number(curve.least.x).c_str(),
                      short_number(curve.greatest.value).c_str(),
                      short_number(curve.greatest.x).c_str(), monotonicity(curve).c_str()));
}

void describe_text(const Kind& kind, const Formula& formula, Console& console) {
    const Entry& entry = formula.entry();
    const catalog::Info& info = formula.info();
    console.line(std::string(kind.name()) + " " + formula.text());
    const auto field = [&](const char* name, const std::string& value) {
        if (!value.empty()) console.line(text("  %-9s %s", name, value.c_str()));
    };
    field("formula", std::string(info.formula));
    field("aliases", joined(given(info.aliases)));
    field("presets", joined(preset_texts(entry)));
    field("variants", joined(given(info.variants)));
    if (kind.name() == "activation") field("weights", std::string(info.initializer));
    std::vector<std::string> slots;
    for (const catalog::Slot& slot : entry.slots) slots.emplace_back(slot.name);
    field("state", joined(slots));
    field("source", std::string(info.source));
    field("note", std::string(info.note));
    describe_params(formula, console);
    if (is_curve(formula)) describe_curve(measure(formula), console);
}

struct Match {
    const Kind* kind;
    Formula formula;
};

/// Everything that the text names. With arguments it is one entry of each kind, else all variants.
std::vector<Match> matches(const std::vector<const Kind*>& kinds, const std::string& text) {
    const catalog::Spec spec = catalog::parse_spec(text);
    std::vector<Match> all;
    for (const Kind* kind : kinds) {
        const std::vector<const Entry*> found = kind->find(spec.name);
        if (found.size() == 1 || (!found.empty() && !spec.arguments.empty())) {
            all.push_back({kind, kind->make(spec)});
            continue;
        }
        for (const Entry* entry : found) all.push_back({kind, Formula(*entry)});
    }
    return all;
}

[[noreturn]] void no_match(const std::vector<const Kind*>& kinds, const std::string& name) {
    std::vector<std::string_view> known;
    for (const Kind* kind : kinds) {
        for (const Entry& entry : kind->entries()) {
            known.push_back(entry.info->name);
            for (const std::string_view alias : entry.info->aliases) {
                if (!alias.empty()) known.push_back(alias);
            }
            for (const catalog::Preset& preset : entry.info->presets) {
                if (!preset.name.empty()) known.push_back(preset.name);
            }
        }
    }
    throw core::LookupError(core::message("describe", "unknown name \"" + name + "\"",
                                          {catalog::did_you_mean(name, known)},
                                          "all names: kasane list KIND"));
}

int describe_command(const std::vector<std::string>& words, Console& console) {
    if (words.empty()) core::value_error("describe", "NAME is missing", {}, "as in: describe mish");
    std::vector<const Kind*> kinds(catalog::kinds().begin(), catalog::kinds().end());
    if (words.size() == 2) kinds = {&catalog::kind(words.front())};
    const std::vector<Match> found = matches(kinds, words.back());
    if (found.empty()) no_match(kinds, words.back());
    bool is_first = true;
    for (const Match& match : found) {
        if (!is_first) console.line("");
        is_first = false;
        if (console.json()) {
            describe_json(*match.kind, match.formula, console);
        } else {
            describe_text(*match.kind, match.formula, console);
        }
    }
    return 0;
}

}  // namespace

void add_describe(CommandLine& line, Context& context) {
    Command& command = line.add("describe", "All that is known of an entry of the catalog");
    const auto words = std::make_shared<std::vector<std::string>>();
    command.words("[KIND] NAME", *words, 2, "A name, and its kind if several share it");
    command.examples(
        "Examples:\n"
        "  kasane describe mish\n"
        "  kasane describe activation \"elu(alpha=0.5)\"\n\n"
        "JSON: \"entry\" as in `kasane list`, with text, parameters (name, default, value, range,\n"
        "trainable, aliases, help), slots and, of an activation that is a curve, curve (points,\n"
        "least, greatest, monotonicity).\n");
    command.action([words, &context] { return describe_command(*words, context.console); });
}

}  // namespace kasane::cli
