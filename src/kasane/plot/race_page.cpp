#include "kasane/plot/race_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/run.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/rule.hpp"
#include "kasane/plot/graph_text.hpp"
#include "kasane/plot/pages.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {
namespace {

using Json = nlohmann::ordered_json;
using catalog::SurfacePoint;
using train::Index;
using train::StepDetail;
using train::Trajectory;

constexpr int grid_size = 101;
constexpr std::size_t most_points = 4000;

/// With so many digits; JSON knows no infinite numbers.
Json number_json(double x, int digits) {
    if (!std::isfinite(x)) return nullptr;
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, x);
    return std::strtod(text, nullptr);
}

void add_pair(Json& list, SurfacePoint p, int digits) {
    list.push_back(number_json(p.x, digits));
    list.push_back(number_json(p.y, digits));
}

Json theme_json(const Theme& theme) {
    Json lines = Json::array();
    for (const Color color : theme.lines) lines.push_back(hex(color));
    Json heat = Json::array();
    for (const Color color : theme.heat) heat.push_back(hex(color));
    return {{"background", hex(theme.background)},
            {"ink", hex(theme.ink)},
            {"faint", hex(theme.faint)},
            {"grid", hex(theme.grid)},
            {"lines", lines},
            {"heat", heat}};
}

Json surface_json(const catalog::Formula& surface, const train::TrajectoryPoint& start) {
    const catalog::Landscape& land = *surface.entry().landscape;
    const auto program = catalog::program(surface, {});
    const auto value = [&](double x, double y) {
        const double point[] = {x, y};
        return catalog::run(program->code(), point);
    };
    const catalog::SurfaceDomain& box = land.domain;
    Json values = Json::array();
    for (int j = 0; j < grid_size; ++j) {
        for (int i = 0; i < grid_size; ++i) {
            const double x = box.x_low + (box.x_high - box.x_low) * i / (grid_size - 1);
            const double y = box.y_low + (box.y_high - box.y_low) * j / (grid_size - 1);
            values.push_back(number_json(value(x, y), 5));
        }
    }
    Json minima = Json::array();
    for (int k = 0; k < land.minimum_count; ++k) {
        const SurfacePoint& place = land.minima[static_cast<std::size_t>(k)];
        minima.push_back({place.x, place.y});
    }
    return {{"name", surface.text()},
            {"domain", {box.x_low, box.x_high, box.y_low, box.y_high}},
            {"n", grid_size},
            {"start", {start.x, start.y}},
            {"startValue", number_json(start.value, 7)},
            {"minima", minima},
            {"least", number_json(land.least, 7)},
            {"log", land.has_log_scale},
            {"elevation", land.elevation},
            {"azimuth", land.azimuth},
            {"values", values}};
}

/// The rule's formula and numbers; of "clip_norm(1) | adam" those of adam.
void add_rule(Json& run, const std::string& text) {
    Json params = Json::object();
    for (const catalog::Formula& part : optim::parse_optimizer(text)) {
        const catalog::Form form = part.entry().form;
        if (form != catalog::Form::elementwise && form != catalog::Form::algorithm) continue;
        run["formula"] = part.info().formula;
        for (const catalog::ParamInfo& param : part.entry().params) {
            const catalog::Value value = part.get(param.name);
            if (const double* number = std::get_if<double>(&value.data)) {
                params[std::string(param.name)] = number_json(*number, 17);
            }
        }
    }
    run["params"] = params;
}

bool differ(SurfacePoint a, SurfacePoint b) { return a.x != b.x || a.y != b.y; }

/// Which points are shown: each `stride`-th and the last.
std::vector<std::size_t> shown(std::size_t count, std::size_t stride) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < count; i += stride) all.push_back(i);
    if (all.empty() || all.back() + 1 != count) all.push_back(count - 1);
    return all;
}

void add_points(Json& made, const Trajectory& run, const std::vector<std::size_t>& points) {
    for (const char* key : {"t", "x", "y", "f"}) made[key] = Json::array();
    for (const std::size_t i : points) {
        const train::TrajectoryPoint& point = run.points[i];
        made["t"].push_back(point.step);
        made["x"].push_back(number_json(point.x, 9));
        made["y"].push_back(number_json(point.y, 9));
        made["f"].push_back(number_json(point.value, 7));
    }
}

/// Lists of x, y, x, y ... from the second point on: weights before the step, gradient, update.
void add_details(Json& made, const Trajectory& run, const std::vector<std::size_t>& points) {
    Json slots = Json::array();
    for (const std::string& name : run.slots) {
        slots.push_back({{"name", name}, {"v", Json::array()}});
    }
    bool looks_ahead = false;
    Json at = Json::array();
    for (const char* key : {"w", "g", "d"}) made[key] = Json::array();
    for (std::size_t k = 1; k < points.size(); ++k) {
        const StepDetail& detail = run.details[points[k] - 1];
        add_pair(made["w"], detail.before, 9);
        add_pair(made["g"], detail.gradient, 7);
        add_pair(made["d"], {detail.after.x - detail.before.x, detail.after.y - detail.before.y},
                 7);
        add_pair(at, detail.at, 9);
        looks_ahead = looks_ahead || differ(detail.at, detail.before);
        for (std::size_t s = 0; s < run.slots.size(); ++s) {
            add_pair(slots[s]["v"], {detail.state[2 * s], detail.state[2 * s + 1]}, 7);
        }
    }
    if (looks_ahead) made["at"] = at;
    made["slots"] = slots;
}

Json run_json(const Trajectory& run, std::size_t stride) {
    Json made{{"name", run.optimizer}, {"note", run.note}, {"slots", Json::array()}};
    add_rule(made, run.optimizer);
    const std::vector<std::size_t> points = shown(run.points.size(), stride);
    add_points(made, run, points);
    if (!run.details.empty()) add_details(made, run, points);
    return made;
}

/// The text of data inside <script>: nothing in it can end the element or begin another.
std::string script_text(const Json& data) {
    const std::string all = data.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string safe;
    for (const char c : all) {
        if (c == '<' || c == '>' || c == '&') {
            safe += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026";
        } else {
            safe += c;
        }
    }
    return safe;
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
    Json all = Json::array();
    for (const Trajectory& run : runs)
        all.push_back(run_json(run, std::max<std::size_t>(stride, 1)));
    const std::string words = title.empty() ? "Optimizers on " + surface.text() : title;
    const Json data{{"title", words},
                    {"surface", surface_json(surface, runs.front().points.front())},
                    {"themes", {{"light", theme_json(light())}, {"dark", theme_json(dark())}}},
                    {"runs", all}};
    std::string script;
    for (const std::string_view part : {view_js(), surface_js(), formula_js(), race_js()}) {
        script.append(part).append("\n");
    }
    return filled(race_html(), {{"@TITLE@", escaped(words)},
                                {"@STYLE@", race_css()},
                                {"@DATA@", script_text(data)},
                                {"@SCRIPT@", script}});
}

}  // namespace kasane::plot
