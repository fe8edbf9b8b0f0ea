#include "kasane/plot/race_page.hpp"

#include <cmath>
#include <cstdio>
#include <variant>
#include <vector>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/rule.hpp"
#include "kasane/plot/graph_text.hpp"
#include "kasane/plot/pages.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {
namespace {

using catalog::SurfacePoint;
using train::StepDetail;
using train::Trajectory;

constexpr int grid_size = 101;
constexpr std::size_t most_points = 4000;

// JSON as text. Nothing in it can end the element of the page that it stands in.

/// With so many digits; JSON knows no infinite numbers.
std::string json(double x, int digits) {
    if (!std::isfinite(x)) return "null";
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, x);
    return text;
}

std::string json(std::string_view text) {
    std::string made = "\"";
    for (const char c : readable(text)) {
        if (std::string_view("\"\\<>&").find(c) == std::string_view::npos) {
            made += c;
        } else {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
            made += code;
        }
    }
    return made + "\"";
}

/// "[a,b]" or "{a,b}" from parts that are JSON.
class Joined {
public:
    explicit Joined(char open) : text_(1, open) {}

    void add(std::string_view part) {
        if (text_.size() > 1) text_ += ',';
        text_ += part;
    }
    void add(std::string_view key, std::string_view value) {
        add(json(key) + ":" + std::string(value));
    }
    void add(SurfacePoint p, int digits) {
        add(json(p.x, digits));
        add(json(p.y, digits));
    }
    std::string end() const { return text_ + (text_[0] == '[' ? ']' : '}'); }

private:
    std::string text_;
};

std::string colors_json(std::span<const Color> colors) {
    Joined list('[');
    for (const Color color : colors) list.add(json(hex(color)));
    return list.end();
}

std::string theme_json(const Theme& theme) {
    Joined made('{');
    made.add("background", json(hex(theme.background)));
    made.add("ink", json(hex(theme.ink)));
    made.add("faint", json(hex(theme.faint)));
    made.add("grid", json(hex(theme.grid)));
    made.add("lines", colors_json(theme.lines));
    made.add("heat", colors_json(theme.heat));
    return made.end();
}

std::string values_json(const catalog::Formula& surface) {
    const catalog::SurfaceDomain& box = surface.entry().landscape->domain;
    const auto program = catalog::program(surface, {});
    Joined values('[');
    for (int j = 0; j < grid_size; ++j) {
        for (int i = 0; i < grid_size; ++i) {
            const double point[] = {box.x_low + (box.x_high - box.x_low) * i / (grid_size - 1),
                                    box.y_low + (box.y_high - box.y_low) * j / (grid_size - 1)};
            values.add(json(catalog::value_of(*program, point), 5));
        }
    }
    return values.end();
}

std::string point_json(SurfacePoint p) {
    Joined list('[');
    list.add(p, 9);
    return list.end();
}

std::string surface_json(const catalog::Formula& surface, const train::TrajectoryPoint& start) {
    const catalog::Landscape& land = *surface.entry().landscape;
    const catalog::SurfaceDomain& box = land.domain;
    Joined domain('[');
    domain.add({box.x_low, box.x_high}, 9);
    domain.add({box.y_low, box.y_high}, 9);
    Joined minima('[');
    for (int k = 0; k < land.minimum_count; ++k) {
        minima.add(point_json(land.minima[static_cast<std::size_t>(k)]));
    }
    Joined made('{');
    made.add("name", json(surface.text()));
    made.add("domain", domain.end());
    made.add("n", std::to_string(grid_size));
    made.add("start", point_json({start.x, start.y}));
    made.add("startValue", json(start.value, 7));
    made.add("minima", minima.end());
    made.add("least", json(land.least, 7));
    made.add("log", land.has_log_scale ? "true" : "false");
    made.add("elevation", json(land.elevation, 9));
    made.add("azimuth", json(land.azimuth, 9));
    made.add("values", values_json(surface));
    return made.end();
}

/// The rule's formula and numbers; of "clip_norm(1) | adam" those of adam.
void add_rule(Joined& run, const std::string& text) {
    Joined params('{');
    for (const catalog::Formula& part : optim::parse_optimizer(text)) {
        const catalog::Form form = part.entry().form;
        if (form != catalog::Form::elementwise && form != catalog::Form::algorithm) continue;
        run.add("formula", json(part.info().formula));
        for (const catalog::ParamInfo& param : part.entry().params) {
            const catalog::Value value = part.get(param.name);
            const double* number = std::get_if<double>(&value.data);
            if (number != nullptr) params.add(param.name, json(*number, 17));
        }
    }
    run.add("params", params.end());
}

bool differ(SurfacePoint a, SurfacePoint b) { return a.x != b.x || a.y != b.y; }

/// Which points are shown: each `stride`-th and the last.
std::vector<std::size_t> shown(std::size_t count, std::size_t stride) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < count; i += stride) all.push_back(i);
    if (all.empty() || all.back() + 1 != count) all.push_back(count - 1);
    return all;
}

void add_points(Joined& made, const Trajectory& run, const std::vector<std::size_t>& points) {
    Joined t('['), x('['), y('['), f('[');
    for (const std::size_t i : points) {
        const train::TrajectoryPoint& point = run.points[i];
        t.add(std::to_string(point.step));
        x.add(json(point.x, 9));
        y.add(json(point.y, 9));
        f.add(json(point.value, 7));
    }
    made.add("t", t.end());
    made.add("x", x.end());
    made.add("y", y.end());
    made.add("f", f.end());
}

/// A slot as x, y, x, y ... from the second point on.
std::string slot_json(const Trajectory& run, std::size_t slot,
                      const std::vector<std::size_t>& points) {
    Joined values('[');
    for (std::size_t k = 1; k < points.size(); ++k) {
        const std::vector<double>& state = run.details[points[k] - 1].state;
        values.add({state[2 * slot], state[2 * slot + 1]}, 7);
    }
    Joined made('{');
    made.add("name", json(run.slots[slot]));
    made.add("v", values.end());
    return made.end();
}

/// Likewise: weights before the step, gradient, update, and where the gradient was taken.
void add_details(Joined& made, const Trajectory& run, const std::vector<std::size_t>& points) {
    Joined w('['), g('['), d('['), at('['), slots('[');
    bool looks_ahead = false;
    for (std::size_t k = 1; k < points.size(); ++k) {
        const StepDetail& step = run.details[points[k] - 1];
        w.add(step.before, 9);
        g.add(step.gradient, 7);
        d.add({step.after.x - step.before.x, step.after.y - step.before.y}, 7);
        at.add(step.at, 9);
        looks_ahead = looks_ahead || differ(step.at, step.before);
    }
    made.add("w", w.end());
    made.add("g", g.end());
    made.add("d", d.end());
    if (looks_ahead) made.add("at", at.end());
    for (std::size_t k = 0; k < run.slots.size(); ++k) slots.add(slot_json(run, k, points));
    made.add("slots", slots.end());
}

std::string run_json(const Trajectory& run, std::size_t stride) {
    Joined made('{');
    made.add("name", json(run.optimizer));
    made.add("note", json(run.note));
    add_rule(made, run.optimizer);
    const std::vector<std::size_t> points = shown(run.points.size(), stride);
    add_points(made, run, points);
    if (!run.details.empty()) add_details(made, run, points);
    return made.end();
}

/// The page with what stands in place of each "@NAME@".
std::string filled(std::string_view page,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> places) {
    std::string made;
    for (const auto& [name, content] : places) {
        const std::size_t at = page.find(name);
        made.append(page.substr(0, at)).append(content);
        page.remove_prefix(at + name.size());
    }
    return made.append(page);
}

}  // namespace

std::string race_page(const catalog::Formula& surface, std::span<const Trajectory> runs,
                      const std::string& title) {
    if (runs.empty()) core::value_error("race", "a page needs a run");
    std::size_t count = 0;
    for (const Trajectory& run : runs) count += run.points.size();
    const std::size_t stride = (count + most_points - 1) / most_points;
    Joined all('[');
    for (const Trajectory& run : runs) all.add(run_json(run, stride));
    const std::string words = title.empty() ? "Optimizers on " + surface.text() : title;
    Joined themes('{');
    for (const Theme& theme : {light(), dark()}) themes.add(theme.name, theme_json(theme));
    Joined data('{');
    data.add("title", json(words));
    data.add("surface", surface_json(surface, runs.front().points.front()));
    data.add("themes", themes.end());
    data.add("runs", all.end());
    std::string script;
    for (const std::string_view part : {view_js(), surface_js(), formula_js(), race_js()}) {
        script.append(part).append("\n");
    }
    return filled(race_html(), {{"@TITLE@", escaped(words)},
                                {"@STYLE@", race_css()},
                                {"@DATA@", data.end()},
                                {"@SCRIPT@", script}});
}

}  // namespace kasane::plot
