// kasane describe --json.

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "kasane/cli/describe.hpp"
#include "kasane/cli/entry_json.hpp"
#include "kasane/cli/examples.hpp"
#include "kasane/cli/landscape.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/schedule_curve.hpp"

namespace kasane::cli {
namespace {

using catalog::Formula;

/// Infinite and undefined numbers as texts; a zero has no sign.
Json json_of(double x) { return exact_json(x + 0.0); }

Json json_of(const catalog::Value& value) {
    if (const double* number = std::get_if<double>(&value.data)) return json_of(*number);
    if (const bool* truth = std::get_if<bool>(&value.data)) return *truth;
    return catalog::to_string(value);
}

Json json_of(const std::vector<double>& row) {
    Json all = Json::array();
    for (const double x : row) all.push_back(json_of(x));
    return all;
}

Json params_json(const Formula& formula) {
    const Formula defaults(formula.entry());
    Json all = Json::array();
    const auto add = [&](std::string_view name, const catalog::Range& range, std::string_view help,
                         const std::vector<std::string>& aliases, bool trainable, bool required) {
        all.push_back({{"name", name},
                       {"default", required ? Json(nullptr) : json_of(defaults.get(name))},
                       {"value", json_of(formula.get(name))},
                       {"range", range_text(range, defaults.get(name))},
                       {"trainable", trainable},
                       {"aliases", aliases},
                       {"help", help}});
    };
    for (const catalog::ParamInfo& one : formula.entry().params) {
        add(one.name, one.range, one.help, given(one.aliases), false, one.required);
    }
    for (const catalog::Trainable& one : formula.entry().trainable) {
        add(one.name, one.range, one.help, {}, true, false);
    }
    return all;
}

Json curve_json(const Measured& curve) {
    Json points = Json::array();
    for (const CurvePoint& one : curve.points) {
        points.push_back({{"x", json_of(one.x)},
                          {"value", json_of(one.value)},
                          {"slope", json_of(one.slope)},
                          {"curvature", json_of(one.curvature)}});
    }
    return {{"points", points},
            {"least", {{"x", json_of(curve.low.x)}, {"value", json_of(curve.low.value)}}},
            {"greatest", {{"x", json_of(curve.high.x)}, {"value", json_of(curve.high.value)}}},
            {"monotonicity", monotonicity(curve)}};
}

Json examples_json(const Formula& formula) {
    Json all = Json::array();
    for (const Example& one : examples_of(formula)) {
        all.push_back({{"x", json_of(one.x)},
                       {"y", json_of(one.y)},
                       {"slopes", one.slopes_of},
                       {"dy", json_of(one.slopes)}});
    }
    return all;
}

Json end_json(const End& end) {
    return {{"value", json_of(end.value)}, {"met", end.is_met}, {"x", json_of(end.x)}};
}

Json jumps_json(const std::vector<Jump>& jumps) {
    Json all = Json::array();
    for (const Jump& one : jumps) {
        all.push_back({{"x", json_of(one.x)},
                       {"before", json_of(one.before)},
                       {"after", json_of(one.after)}});
    }
    return all;
}

const char* word_for(Tail tail) {
    constexpr const char* words[] = {"no", "approaches", "reaches"};
    return words[static_cast<int>(tail)];
}

const char* word_for(Symmetry symmetry) {
    constexpr const char* words[] = {"none", "odd", "even"};
    return words[static_cast<int>(symmetry)];
}

/// The values of a schedule at tenths of a run.
void add_schedule(Json& object, const std::string& text) {
    const std::optional<ScheduleCurve> curve = schedule_curve(text);
    if (!curve) return;
    object["run"] = curve->total;
    object["values"] = Json::array();
    for (int i = 0; i <= 10; ++i) {
        const double t = std::floor(curve->total * i / 10);
        object["values"].push_back({{"t", t}, {"value", json_of(curve->at(t))}});
    }
}

}  // namespace

Json measured_json(const Measured& curve) {
    return {{"range", range_text(curve)},
            {"low", end_json(curve.low)},
            {"high", end_json(curve.high)},
            {"monotonic", monotonic_text(curve)},
            {"jumps", jumps_json(curve.jumps.value)},
            {"kinks", jumps_json(curve.jumps.slope)},
            {"bends", jumps_json(curve.jumps.curvature)},
            {"smooth", curve.is_smooth()},
            {"least_slope", json_of(curve.least_slope.value)},
            {"greatest_slope", json_of(curve.greatest_slope.value)},
            {"saturates", {{"left", word_for(curve.left)}, {"right", word_for(curve.right)}}},
            {"symmetry", word_for(curve.symmetry)},
            {"zero_centred", curve.is_zero_centred()},
            {"normal",
             {{"mean", json_of(curve.normal.mean)},
              {"rms", json_of(curve.normal.rms)},
              {"rms_slope", json_of(curve.normal.rms_slope)}}}};
}

void describe_json(const catalog::Kind& kind, const Formula& formula, const std::string& text,
                   Console& console) {
    const catalog::Info& info = formula.info();
    Json object{{"event", "entry"}};
    object.update(entry_json(kind, formula.entry()));
    object["text"] = formula.text();
    object["parameters"] = params_json(formula);
    Json slots = Json::array();
    for (const catalog::Slot& slot : formula.entry().slots) slots.push_back(slot.name);
    object["slots"] = slots;
    Json choices = Json::object();
    for (const catalog::Choice& choice : info.choices) {
        if (!choice.argument.empty()) choices[std::string(choice.argument)] = choice.meaning;
    }
    object["choices"] = choices;
    object["slope"] = info.slope;
    if (!formula.entry().takes.empty()) object["takes"] = input_texts(formula.entry());
    object["strengths"] = info.strengths;
    object["weaknesses"] = info.weaknesses;
    if (kind.name() == "activation") {
        object["form"] = form_name(formula.entry().form);
        object["initializer"] = info.initializer;
        object["cost"] = cost_json(formula);
    }
    if (formula.entry().landscape != nullptr) object["landscape"] = landscape_json(formula);
    if (is_curve(formula)) {
        const Measured curve = measure(formula);
        object["curve"] = curve_json(curve);
        object["measured"] = measured_json(curve);
    } else if (kind.name() == "activation") {
        object["examples"] = examples_json(formula);
    }
    if (kind.name() == "schedule") add_schedule(object, text);
    console.event(object);
}

}  // namespace kasane::cli
