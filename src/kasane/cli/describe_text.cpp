// kasane describe, for people.

#include <algorithm>
#include <cmath>
#include <optional>

#include "kasane/cli/describe.hpp"
#include "kasane/cli/entry_json.hpp"
#include "kasane/cli/examples.hpp"
#include "kasane/cli/landscape.hpp"
#include "kasane/cli/schedule_curve.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/cli/text_plot.hpp"

namespace kasane::cli {
namespace {

using catalog::Formula;

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t indent = 13;  // of a fact, behind its name

/// A fact in lines that fit the terminal; in a pipe it is one line.
void fact(Console& console, const char* name, const std::string& value) {
    if (value.empty()) return;
    const std::string line = text("  %-10s %s", name, value.c_str());
    const std::size_t width = console.is_terminal()
                                  ? static_cast<std::size_t>(std::min(console.width(), 100))
                                  : line.size();
    for (const std::string& one : wrapped(line, width, indent)) console.line(one);
}

void describe_facts(const catalog::Kind& kind, const Formula& formula, Console& console) {
    const catalog::Info& info = formula.info();
    console.line(std::string(kind.name()) + " " + formula.text());
    fact(console, "formula", std::string(info.formula));
    fact(console, "slope", std::string(info.slope));
    const char* label = "takes";
    for (const std::string& one : input_texts(formula.entry())) {
        fact(console, label, one);
        label = "";
    }
    fact(console, "aliases", joined(given(info.aliases)));
    fact(console, "presets", joined(preset_texts(formula.entry())));
    fact(console, "choices", joined(choice_texts(formula.entry())));
    fact(console, "variants", joined(given(info.variants)));
    if (kind.name() == "activation") {
        fact(console, "weights", std::string(info.initializer));
        const std::string cost = cost_text(formula);
        if (cost != "-") fact(console, "cost", cost);
    }
    for (const auto& [name, value] : landscape_facts(formula)) fact(console, name.c_str(), value);
    std::vector<std::string> slots;
    for (const catalog::Slot& slot : formula.entry().slots) slots.emplace_back(slot.name);
    fact(console, "state", joined(slots));
    fact(console, "strengths", std::string(info.strengths));
    fact(console, "weaknesses", std::string(info.weaknesses));
    fact(console, "note", std::string(info.note));
    fact(console, "source", std::string(info.source));
}

void describe_params(const Formula& formula, Console& console) {
    Rows rows{{"  parameter", "value", "range", "meaning"}};
    for (const catalog::ParamInfo& one : formula.entry().params) {
        const std::vector<std::string> aliases = given(one.aliases);
        rows.push_back({"  " + std::string(one.name), to_string(formula.get(one.name)),
                        range_text(one.range, formula.get(one.name)),
                        std::string(one.help) +
                            (aliases.empty() ? "" : " (also " + joined(aliases) + ")") +
                            (one.required ? "; must be given" : "")});
    }
    for (const catalog::Trainable& one : formula.entry().trainable) {
        rows.push_back({"  " + std::string(one.name), to_string(formula.get(one.name)),
                        to_string(one.range), std::string(one.help) + " (can be learned)"});
    }
    if (rows.size() == 1) return;
    console.line("");
    console.table(rows);
}

std::string end_text(const End& end) {
    return measured_number(end.value) + " at " + place_text(end);
}

void describe_measured(const Measured& curve, Console& console) {
    console.line("");
    fact(console, "range", range_text(curve));
    if (curve.low.is_met) fact(console, "least", end_text(curve.low));
    if (curve.high.is_met) fact(console, "greatest", end_text(curve.high));
    fact(console, "slopes",
         "from " + end_text(curve.least_slope) + " to " + end_text(curve.greatest_slope));
    fact(
        console, "monotonic",
        monotonic_text(curve) + (monotonic_text(curve) == "yes" ? ", " + monotonicity(curve) : ""));
    fact(console, "kinks", kinks_text(curve));
    fact(console, "smooth", smoothness_text(curve));
    fact(console, "saturates", saturation_text(curve));
    if (curve.symmetry != Symmetry::none) {
        fact(console, "symmetry",
             curve.symmetry == Symmetry::odd ? "odd: f(-x) = -f(x)" : "even: f(-x) = f(x)");
    }
    fact(console, "normal x", normal_text(curve));
}

void describe_points(const Measured& curve, Console& console) {
    Rows rows{{"  x", "value", "slope", "curvature"}};
    for (const CurvePoint& one : curve.points) {
        rows.push_back({"  " + short_number(one.x), short_number(one.value),
                        short_number(one.slope), short_number(one.curvature)});
    }
    console.line("");
    console.table(rows);
}

PlotStyle style_for(const Console& console) {
    PlotStyle style{.has_unicode = console.has_unicode(), .has_color = console.has_color()};
    if (console.is_terminal()) {
        style.columns = std::clamp((console.width() - 13) / 2 * 2 + 1, 21, style.columns);
    }
    return style;
}

void describe_curve(const Formula& formula, Console& console) {
    const Measured curve = measure(formula);
    describe_measured(curve, console);
    describe_points(curve, console);
    if (console.quiet()) return;
    console.line("");
    for (const std::string& line : text_plot(formula, curve, style_for(console))) {
        console.line(line);
    }
}

/// What becomes of a parameter that begins as 1: its values at tenths of a run, and a drawing.
void describe_schedule(const std::string& spec, Console& console) {
    const std::optional<ScheduleCurve> curve = schedule_curve(spec);
    if (!curve) return;
    Rows rows{{"  step", "value"}};
    for (int i = 0; i <= 10; ++i) {
        const double t = std::floor(curve->total * i / 10);
        rows.push_back({"  " + short_number(t), short_number(curve->at(t))});
    }
    console.line("");
    fact(console, "run",
         short_number(curve->total) + " steps of " + curve->schedule.text() + ", from the value 1");
    console.line("");
    console.table(rows);
    if (console.quiet()) return;
    console.line("");
    const auto value = [&](double t) { return curve->at(t); };
    for (const std::string& line : text_plot(value, curve->total, style_for(console))) {
        console.line(line);
    }
}

std::string row_text(const std::vector<double>& row) {
    std::vector<std::string> numbers;
    for (const double x : row) numbers.push_back(short_number(x));
    return joined(numbers);
}

void describe_examples(const Formula& formula, Console& console) {
    const std::vector<Example> examples = examples_of(formula);
    if (examples.empty()) return;
    const bool is_gated = formula.entry().form == catalog::Form::gated;
    Rows rows{{is_gated ? "  a, b" : "  row x", is_gated ? "y" : "y",
               is_gated ? "dy/da, dy/db" : "d" + examples[0].slopes_of + "/dx"}};
    for (const Example& one : examples) {
        rows.push_back({"  " + row_text(one.x), row_text(one.y), row_text(one.slopes)});
    }
    console.line("");
    console.table(rows);
}

/// A surface from above.
void describe_surface(const Formula& formula, Console& console) {
    if (console.quiet()) return;
    console.line("");
    console.line("  from above: dark is low, S the start, M a minimum");
    for (const std::string& line : contour_plot(formula, 60, 24)) console.line("  " + line);
}

}  // namespace

std::string range_text(const catalog::Range& range, const catalog::Value& value) {
    if (std::holds_alternative<bool>(value.data)) return "true or false";
    if (std::holds_alternative<catalog::Spec>(value.data)) return "a word";
    if (std::holds_alternative<std::vector<catalog::Value>>(value.data)) {
        return "numbers " + catalog::to_string(range);
    }
    return catalog::to_string(range);
}

void describe_text(const catalog::Kind& kind, const Formula& formula, const std::string& text,
                   Console& console) {
    describe_facts(kind, formula, console);
    describe_params(formula, console);
    if (formula.entry().landscape != nullptr) describe_surface(formula, console);
    if (kind.name() == "schedule") describe_schedule(text, console);
    if (kind.name() != "activation") return;
    if (is_curve(formula)) {
        describe_curve(formula, console);
    } else {
        describe_examples(formula, console);
    }
}

}  // namespace kasane::cli
