#include "kasane/cli/landscape.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/cli/measured.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

using catalog::Landscape;
using catalog::SurfacePoint;

/// Values of a surface, one point after the other.
class Height {
public:
    explicit Height(const catalog::Formula& formula) : program_(catalog::program(formula, {})) {}

    double operator()(SurfacePoint at) const {
        const std::array<double, 2> point{at.x, at.y};
        return catalog::value_of(*program_, point.data());
    }

private:
    std::shared_ptr<const catalog::Program> program_;
};

std::string point_text(SurfacePoint at) {
    return "(" + measured_number(at.x) + ", " + measured_number(at.y) + ")";
}

std::span<const SurfacePoint> minima_of(const Landscape& land) {
    return std::span(land.minima).first(static_cast<std::size_t>(land.minimum_count));
}

std::string minima_text(const Landscape& land) {
    if (land.minimum_count == 0) return "none: it falls for ever";
    std::vector<std::string> places;
    for (const SurfacePoint& one : minima_of(land)) places.push_back(point_text(one));
    return measured_number(land.least) + " at " + joined(places) +
           (land.is_unbounded ? ", the border; it falls for ever" : "");
}

std::string view_text(const Landscape& land) {
    std::string view = "elevation " + measured_number(land.elevation) + ", azimuth " +
                       measured_number(land.azimuth);
    if (land.contour_step > 0) view += ", contour step " + measured_number(land.contour_step);
    if (land.has_log_scale) view += ", colours of log10(1 + f - least)";
    return view;
}

Json json_of(SurfacePoint at) { return Json::array({at.x, at.y}); }

}  // namespace

std::vector<std::pair<std::string, std::string>> landscape_facts(const catalog::Formula& formula) {
    const Landscape* land = formula.entry().landscape;
    if (land == nullptr) return {};
    const catalog::SurfaceDomain& box = land->domain;
    return {
        {"domain", "x from " + measured_number(box.x_low) + " to " + measured_number(box.x_high) +
                       ", y from " + measured_number(box.y_low) + " to " +
                       measured_number(box.y_high)},
        {"start", point_text(land->start) + ", where it is " +
                      measured_number(Height(formula)(land->start))},
        {"minimum", minima_text(*land)},
        {"view", view_text(*land)},
        {"run", std::to_string(land->epochs) + " steps, seed " + std::to_string(land->seed)},
    };
}

Json landscape_json(const catalog::Formula& formula) {
    const Landscape& land = *formula.entry().landscape;
    const catalog::SurfaceDomain& box = land.domain;
    Json minima = Json::array();
    for (const SurfacePoint& one : minima_of(land)) minima.push_back(json_of(one));
    return {{"domain", {{"x", {box.x_low, box.x_high}}, {"y", {box.y_low, box.y_high}}}},
            {"start", json_of(land.start)},
            {"start_value", exact_json(Height(formula)(land.start))},
            {"least", std::isnan(land.least) ? Json(nullptr) : Json(land.least)},
            {"minima", minima},
            {"log_scale", land.has_log_scale},
            {"contour_step", land.contour_step > 0 ? Json(land.contour_step) : Json(nullptr)},
            {"elevation", land.elevation},
            {"azimuth", land.azimuth},
            {"steps", land.epochs},
            {"seed", land.seed}};
}

std::vector<std::string> contour_plot(const catalog::Formula& formula, int columns, int rows) {
    const Landscape& land = *formula.entry().landscape;
    const catalog::SurfaceDomain& box = land.domain;
    const Height height(formula);
    const auto x_of = [&](int c) {
        return box.x_low + (box.x_high - box.x_low) * (c + 0.5) / columns;
    };
    const auto y_of = [&](int r) {
        return box.y_high - (box.y_high - box.y_low) * (r + 0.5) / rows;
    };
    std::vector<double> heights;
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) heights.push_back(height({x_of(c), y_of(r)}));
    }
    // As many cells of each shade: that shows valleys of any depth.
    constexpr std::string_view shades = "@%#*+=-:. ";
    std::vector<double> sorted = heights;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::string> lines;
    for (int r = 0; r < rows; ++r) {
        std::string line;
        for (int c = 0; c < columns; ++c) {
            const double h = heights[static_cast<std::size_t>(r * columns + c)];
            const auto below = std::lower_bound(sorted.begin(), sorted.end(), h) - sorted.begin();
            line += shades[static_cast<std::size_t>(below) * shades.size() / sorted.size()];
        }
        lines.push_back(line);
    }
    const auto mark = [&](SurfacePoint at, char sign) {
        const auto c = static_cast<int>((at.x - box.x_low) / (box.x_high - box.x_low) * columns);
        const auto r = static_cast<int>((box.y_high - at.y) / (box.y_high - box.y_low) * rows);
        lines[static_cast<std::size_t>(std::clamp(r, 0, rows - 1))]
             [static_cast<std::size_t>(std::clamp(c, 0, columns - 1))] = sign;
    };
    for (const SurfacePoint& one : minima_of(land)) mark(one, 'M');
    mark(land.start, 'S');
    return lines;
}

}  // namespace kasane::cli
