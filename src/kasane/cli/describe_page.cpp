// kasane describe KIND --markdown: a page of documentation.

#include <algorithm>
#include <optional>

#include "kasane/cli/describe.hpp"
#include "kasane/cli/entry_json.hpp"
#include "kasane/cli/examples.hpp"
#include "kasane/cli/landscape.hpp"
#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

using catalog::Form;
using catalog::Formula;

/// An entry with its defaults and, of a curve, what is measured of it.
struct Topic {
    Formula formula;
    std::optional<Measured> curve;

    explicit Topic(const catalog::Entry& entry) : formula(entry) {
        if (is_curve(formula)) curve = measure(formula);
    }
    std::string name() const { return full_name(formula.entry()); }
};

/// Entries that are looked at side by side.
struct Group {
    const char* title;
    const char* about;
    bool (*has)(const Topic&);
};

bool is_fixed(const Topic& topic) { return topic.curve && topic.formula.trainable().empty(); }
bool is_bounded_below(const Topic& topic) { return topic.curve->is_bounded_below(); }
bool is_bounded_above(const Topic& topic) { return topic.curve->is_bounded_above(); }

constexpr Group activation_groups[] = {
    {"Bounded on one side", "Rectifiers and what is shaped like them.",
     [](const Topic& one) {
         return is_fixed(one) && is_bounded_below(one) != is_bounded_above(one);
     }},
    {"Bounded on both sides", "Sigmoids, steps, waves and bumps.",
     [](const Topic& one) {
         return is_fixed(one) && is_bounded_below(one) && is_bounded_above(one);
     }},
    {"Unbounded", "They let large numbers of both signs through.",
     [](const Topic& one) {
         return is_fixed(one) && !is_bounded_below(one) && !is_bounded_above(one);
     }},
    {"With parameters that are learned", "Measured at their start values.",
     [](const Topic& one) { return one.curve && !one.formula.trainable().empty(); }},
    {"Gated pairs", "The last axis is split in two halves, a and b; the result has half the width.",
     [](const Topic& one) { return one.formula.entry().form == Form::gated; }},
    {"Functions of rows", "They work along one axis, the last one by default.",
     [](const Topic& one) { return one.formula.entry().form == Form::rowwise; }},
    {"Modules",
     "They need more than numbers in and numbers out: weights, channels or random "
     "numbers.",
     [](const Topic& one) { return one.formula.entry().form == Form::module; }},
};

constexpr Group only_group[] = {{"Overview", "", [](const Topic&) { return true; }}};

/// Only of activations it can be measured what they are like.
bool is_measured(const catalog::Kind& kind) { return &kind == &catalog::activations(); }

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Plain words, safe from Markdown.
std::string plain(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '*' || c == '_' || c == '<' || c == '|') safe += '\\';
        safe += c;
    }
    return safe;
}

/// A cell of a table; there a bar is escaped also in code.
std::string cell(const std::string& text) {
    std::string safe;
    for (const char c : text) safe += c == '|' ? std::string("\\|") : std::string(1, c);
    return " " + safe + " |";
}

std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& one : cells) line += cell(one);
    return line + "\n";
}

std::string header(const std::vector<std::string>& cells) {
    return row(cells) + row(std::vector<std::string>(cells.size(), "---"));
}

/// Where a heading is found on its page: lower case, without punctuation.
std::string anchor(const std::string& heading) {
    std::string name;
    for (const char c : heading) {
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_word || c == '_' || c == '-') name += c;
        if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
        if (c == ' ') name += '-';
    }
    return "#" + name;
}

std::string slopes_text(const Measured& curve) {
    return measured_number(curve.least_slope.value) + " to " +
           measured_number(curve.greatest_slope.value);
}

std::string overview(const std::vector<const Topic*>& topics) {
    const bool has_curves = topics.front()->curve.has_value();
    std::string page =
        has_curves ? header({"name", "formula", "range", "slopes", "monotonic", "kinks", "cost"})
                   : header({"name", "formula", "source"});
    for (const Topic* one : topics) {
        std::vector<std::string> cells{"[" + one->name() + "](" + anchor(one->name()) + ")",
                                       code(one->formula.info().formula)};
        if (has_curves) {
            const Measured& curve = *one->curve;
            cells.insert(cells.end(), {range_text(curve), slopes_text(curve), monotonic_text(curve),
                                       kinks_text(curve, 4), cost_text(one->formula)});
        } else {
            cells.push_back(plain(one->formula.info().source));
        }
        page += row(cells);
    }
    return page;
}

void item(std::string& page, const char* name, const std::string& value) {
    if (!value.empty()) page += std::string("- ") + name + ": " + value + "\n";
}

std::string ends_text(const Measured& curve) {
    std::string all = range_text(curve);
    for (const auto& [word, end] : {std::pair{"least", &curve.low}, {"greatest", &curve.high}}) {
        if (end->is_met) all += std::string(", ") + word + " at " + plain(place_text(*end));
    }
    return all;
}

std::string shape_text(const Measured& curve) {
    std::string all = curve.symmetry == Symmetry::odd    ? "odd, "
                      : curve.symmetry == Symmetry::even ? "even, "
                                                         : "";
    all += monotonicity(curve);
    const std::string kinks = kinks_text(curve);
    if (kinks != "none") return all + "; kinks at " + kinks;
    return all + "; smooth" + (curve.is_smooth() ? "" : " " + smoothness_text(curve));
}

void add_measured(std::string& page, const Measured& curve) {
    item(page, "range", ends_text(curve));
    item(page, "slopes",
         measured_number(curve.least_slope.value) + " (" + plain(place_text(curve.least_slope)) +
             ") to " + measured_number(curve.greatest_slope.value) + " (" +
             plain(place_text(curve.greatest_slope)) + ")");
    item(page, "shape", shape_text(curve));
    const std::string saturation = saturation_text(curve);
    if (saturation != "no") item(page, "saturates", saturation);
    item(page, "normal input", normal_text(curve));
}

void add_parameters(std::string& page, const Formula& formula) {
    const catalog::Entry& entry = formula.entry();
    if (entry.params.empty() && entry.trainable.empty()) return;
    page += "\n" + header({"parameter", "default", "range", "meaning"});
    for (const catalog::ParamInfo& one : entry.params) {
        const std::string aliases = joined(given(one.aliases));
        page += row({code(one.name), one.required ? "-" : to_string(formula.get(one.name)),
                     range_text(one.range, formula.get(one.name)),
                     plain(one.help) + (aliases.empty() ? "" : " (also " + plain(aliases) + ")")});
    }
    for (const catalog::Trainable& one : entry.trainable) {
        page += row({code(one.name), to_string(formula.get(one.name)), to_string(one.range),
                     plain(one.help) + "; can be learned"});
    }
}

std::string numbers(const std::vector<double>& row) {
    std::vector<std::string> texts;
    for (const double x : row) texts.push_back(measured_number(x));
    return joined(texts);
}

void add_examples(std::string& page, const Formula& formula) {
    const std::vector<Example> examples = examples_of(formula);
    if (examples.empty()) return;
    const bool is_gated = formula.entry().form == Form::gated;
    page += "\n" + (is_gated ? header({"a, b", "y", "dy/da, dy/db"})
                             : header({"row x", "y", "d" + examples[0].slopes_of + "/dx"}));
    for (const Example& one : examples) {
        page += row({numbers(one.x), numbers(one.y), numbers(one.slopes)});
    }
}

std::string formulas_of(const Topic& topic) {
    const catalog::Info& info = topic.formula.info();
    const bool has_x = topic.curve.has_value();
    std::string lines =
        "    " + std::string(has_x ? "y = " : "") + std::string(info.formula) + "\n";
    if (!info.slope.empty()) {
        lines +=
            "    " + std::string(has_x ? "dy/dx = " : "slope: ") + std::string(info.slope) + "\n";
    }
    return lines + "\n";
}

std::string other_names(const catalog::Entry& entry) {
    std::vector<std::string> names = given(entry.info->aliases);
    for (const auto& texts : {preset_texts(entry), choice_texts(entry)}) {
        names.insert(names.end(), texts.begin(), texts.end());
    }
    return joined(names);
}

/// What an optimizer keeps for each weight.
std::string state_text(const catalog::Entry& entry) {
    std::vector<std::string> slots;
    for (const catalog::Slot& one : entry.slots) {
        slots.push_back(code(one.name) +
                        (one.start == 0 ? "" : " (from " + short_number(one.start) + ")"));
    }
    return joined(slots);
}

std::string section(const Topic& topic, const catalog::Kind& kind) {
    const catalog::Info& info = topic.formula.info();
    std::string page = "\n### " + topic.name() + "\n\n" + formulas_of(topic);
    if (topic.curve) add_measured(page, *topic.curve);
    for (const auto& [name, value] : landscape_facts(topic.formula)) {
        item(page, name.c_str(), value);
    }
    std::string inputs;
    for (const std::string& one : input_texts(topic.formula.entry())) {
        inputs += (inputs.empty() ? "" : "; ") + one;
    }
    item(page, "takes", plain(inputs));
    item(page, "good at", plain(info.strengths));
    item(page, "hurts", plain(info.weaknesses));
    item(page, "note", plain(info.note));
    item(page, "variants", plain(joined(given(info.variants))));
    item(page, "other names", plain(other_names(topic.formula.entry())));
    item(page, "state", state_text(topic.formula.entry()));
    if (is_measured(kind)) item(page, "weights in front", std::string(info.initializer));
    item(page, "source", plain(info.source));
    add_parameters(page, topic.formula);
    if (is_measured(kind)) add_examples(page, topic.formula);
    return page;
}

std::string title_of(const catalog::Kind& kind) {
    std::string title(kind.plural());
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

constexpr const char* measured_help =
    "Everything but formulas and words is measured from the functions themselves, in double. In a\n"
    "range a square bracket is an end that is met, a round one is only approached. Kinks are\n"
    "where the slope jumps; at such a place the slope is one of the two sides' and the curvature\n"
    "is 0. Cost is about how many additions a value takes as long as. Normal input: mean and\n"
    "root mean square (rms) of y, and rms of the slope, for x drawn from the standard normal\n"
    "distribution.\n\n"
    "![Curves and slopes of all that are curves, on one page](../gallery/atlas.svg)\n\n"
    "One of them larger: `kasane plot NAME`, into a file that `-o` names.\n";

}  // namespace

std::string describe_page(const catalog::Kind& kind) {
    std::vector<Topic> topics;
    for (const catalog::Entry& entry : kind.entries()) topics.emplace_back(entry);
    const std::span<const Group> groups = is_measured(kind)
                                              ? std::span<const Group>(activation_groups)
                                              : std::span<const Group>(only_group);
    std::string page = "<!-- made by: kasane describe " + std::string(kind.plural()) +
                       " --markdown -->\n# " + title_of(kind) + "\n\n" +
                       text(
                           "The %zu %s of the catalog. One of them on the command line: `kasane "
                           "describe NAME`.\n",
                           topics.size(), std::string(kind.plural()).c_str());
    if (is_measured(kind)) page += std::string("\n") + measured_help;
    std::string sections;
    for (const Group& group : groups) {
        std::vector<const Topic*> members;
        for (const Topic& one : topics) {
            if (group.has(one)) members.push_back(&one);
        }
        if (members.empty()) continue;
        page += std::string("\n## ") + group.title + "\n\n";
        if (*group.about != '\0') page += std::string(group.about) + "\n\n";
        page += overview(members);
        for (const Topic* one : members) sections += section(*one, kind);
    }
    return page + "\n## One by one\n" + sections;
}

}  // namespace kasane::cli
