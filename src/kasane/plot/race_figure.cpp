#include "kasane/plot/race_figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

using catalog::Landscape;
using catalog::SurfaceDomain;
using train::Trajectory;

constexpr Index fine = 161;   // points a side of the map
constexpr Index coarse = 51;  // of the landscape, whose mesh is drawn
constexpr Index tail = 8;     // pictures that a tail goes back

/// Heights as they are drawn.
class Ground {
public:
    explicit Ground(const catalog::Formula& surface)
        : land_(*surface.entry().landscape), program_(catalog::program(surface, {})) {
        std::vector<double> values = sampled(41, [&](double x, double y) { return value(x, y); });
        std::erase_if(values, [](double v) { return !is_drawable(v); });
        if (values.empty()) return;
        std::sort(values.begin(), values.end());
        least_ = std::isnan(land_.least) ? values.front() : std::min(land_.least, values.front());
        const double middle = values[values.size() / 2] - least_;
        is_log_ = land_.has_log_scale || values.back() - least_ > 200 * middle;
    }

    double operator()(double x, double y) const { return drawn(value(x, y)); }

    double drawn(double value) const {
        return is_log_ ? std::log10(1 + std::max(value - least_, 0.0)) : value;
    }

    std::shared_ptr<Raster> raster(Index side) const {
        auto raster = std::make_shared<Raster>();
        raster->columns = raster->rows = side;
        raster->x = {land_.domain.x_low, land_.domain.x_high};
        raster->y = {land_.domain.y_low, land_.domain.y_high};
        raster->values = sampled(side, *this);
        raster->scale = Raster::Scale::area;
        return raster;
    }

    const Landscape& land() const { return land_; }
    bool is_log() const { return is_log_; }

private:
    double value(double x, double y) const {
        const std::array<double, 2> point{x, y};
        return catalog::value_of(*program_, point.data());
    }

    template <class Height>
    std::vector<double> sampled(Index side, Height height) const {
        const SurfaceDomain& box = land_.domain;
        std::vector<double> all;
        for (Index row = 0; row < side; ++row) {
            const double up = static_cast<double>(row) / static_cast<double>(side - 1);
            for (Index column = 0; column < side; ++column) {
                const double right = static_cast<double>(column) / static_cast<double>(side - 1);
                all.push_back(height(box.x_low + right * (box.x_high - box.x_low),
                                     box.y_low + up * (box.y_high - box.y_low)));
            }
        }
        return all;
    }

    const Landscape& land_;
    std::shared_ptr<const catalog::Program> program_;
    double least_ = 0;
    bool is_log_ = false;
};

/// Lines of equal height, and as many colours as there are steps between them.
void add_levels(Raster& raster, const Ground& ground) {
    Extent range = with_room(extent_of(raster.values).value_or(Extent{0, 1}), false, 0);
    int steps = 16;
    const double step = ground.land().contour_step;
    if (step > 0 && !ground.is_log() && (range.high - range.low) / step < 100) {
        range = {std::floor(range.low / step) * step, std::ceil(range.high / step) * step};
        steps = static_cast<int>(std::lround((range.high - range.low) / step));
    }
    raster.range = range;
    raster.bands = steps;
    for (int k = 1; k < steps; ++k) {
        raster.contours.push_back(range.low + (range.high - range.low) * k / steps);
    }
}

std::string title_of(const catalog::Formula& surface) {
    const std::string formula(surface.entry().info->formula);
    return surface.text() + (formula.size() < 80 ? ":  " + formula : "");
}

/// Whether a unit may be as long in both directions.
bool is_squarish(const SurfaceDomain& box) {
    const double ratio = (box.x_high - box.x_low) / (box.y_high - box.y_low);
    return ratio > 0.6 && ratio < 1.7;
}

/// What is the same in all pictures of a race.
struct Stage {
    Ground ground;
    std::shared_ptr<const Raster> map;
    std::shared_ptr<const Raster> mesh;
    std::string title;

    Stage(const catalog::Formula& surface, const std::string& words)
        : ground(surface), title(words.empty() ? title_of(surface) : words) {
        const auto from_above = ground.raster(fine);
        add_levels(*from_above, ground);
        const auto landscape = ground.raster(coarse);
        landscape->range = from_above->range;
        map = from_above;
        mesh = landscape;
    }

    /// Both views; lines are added to both.
    Figure empty() const {
        const Landscape& land = ground.land();
        Panel above{.x_label = "x",
                    .y_label = "y",
                    .x = map->x,
                    .y = map->y,
                    .raster = map,
                    .legend = Panel::Legend::shared,
                    .is_square = is_squarish(land.domain)};
        Panel view{.x = map->x,
                   .y = map->y,
                   .raster = mesh,
                   .view = View{land.elevation, land.azimuth},
                   .legend = Panel::Legend::none};
        return {.title = title,
                .panels = {std::move(above), std::move(view)},
                .columns = 2,
                .width = 1000,
                .height = 540};
    }

    /// Points of a run as a line over the ground.
    void add(Figure& figure, const Trajectory& run, Index first, Index last, Index stride,
             Series like) const {
        for (Index step = first; step <= last; step += stride) {
            const auto i =
                static_cast<std::size_t>(std::min(step, static_cast<Index>(run.points.size()) - 1));
            add_point(like, run.points[i].x, run.points[i].y);
        }
        add_to_both(figure, std::move(like));
    }

    void add_point(Series& into, double x, double y) const {
        into.x.push_back(x);
        into.y.push_back(y);
        into.z.push_back(ground(x, y));
    }

    static void add_to_both(Figure& figure, Series series) {
        figure.panels[1].series.push_back(series);
        series.z.clear();
        figure.panels[0].series.push_back(std::move(series));
    }

    /// Where it starts, and where it should end.
    void add_marks(Figure& figure, const Trajectory& run) const {
        Series start{.label = "start", .mark = Mark::ring, .paint = {Paint::ink}};
        add_point(start, run.points.front().x, run.points.front().y);
        add_to_both(figure, std::move(start));
        const Landscape& land = ground.land();
        if (land.minimum_count == 0) return;
        Series lowest{.label = land.is_unbounded ? "lowest here" : "minimum",
                      .mark = Mark::star,
                      .paint = {Paint::ink}};
        for (int i = 0; i < land.minimum_count; ++i) {
            const catalog::SurfacePoint at = land.minima[static_cast<std::size_t>(i)];
            add_point(lowest, at.x, at.y);
        }
        add_to_both(figure, std::move(lowest));
    }
};

/// A way that would cover the ground is drawn thin.
Mark line_of(const Trajectory& run, const SurfaceDomain& box) {
    double length = 0;
    for (std::size_t i = 1; i < run.points.size(); ++i) {
        length += std::hypot(run.points[i].x - run.points[i - 1].x,
                             run.points[i].y - run.points[i - 1].y);
    }
    const double across = std::hypot(box.x_high - box.x_low, box.y_high - box.y_low);
    return length < 12 * across || !run.note.empty() ? Mark::line : Mark::thin;
}

/// As it ran: with its learning rate, also where that is the usual one.
std::string name_of(const Trajectory& run) {
    if (run.optimizer.find("lr=") != std::string::npos) return run.optimizer;
    const double lr = train::own_lr(run.optimizer);
    if (std::isnan(lr)) return run.optimizer;
    char text[32];
    std::snprintf(text, sizeof text, ", lr %g", lr);
    return run.optimizer + text;
}

std::string label_of(const Trajectory& run) {
    return run.note.empty() ? name_of(run) : name_of(run) + ", " + run.note;
}

void check(std::span<const Trajectory> runs) {
    const bool is_empty = std::any_of(runs.begin(), runs.end(),
                                      [](const Trajectory& run) { return run.points.empty(); });
    if (runs.empty() || is_empty) core::value_error("race_figure", "there are no runs");
}

}  // namespace

Figure surface_figure(const catalog::Formula& surface, const std::string& title) {
    const Stage stage(surface, title);
    Figure figure = stage.empty();
    const catalog::SurfacePoint start = stage.ground.land().start;
    stage.add_marks(figure, {.optimizer = {}, .points = {{.x = start.x, .y = start.y}}});
    return figure;
}

Figure race_figure(const catalog::Formula& surface, std::span<const Trajectory> runs,
                   const std::string& title) {
    check(runs);
    const Stage stage(surface, title);
    Figure figure = stage.empty();
    int slot = 0;
    for (const Trajectory& run : runs) {
        const Index last = static_cast<Index>(run.points.size()) - 1;
        stage.add(figure, run, 0, last, 1,
                  {.label = label_of(run),
                   .mark = line_of(run, stage.ground.land().domain),
                   .paint = {slot}});
        stage.add(figure, run, last, last, 1, {.mark = Mark::points, .paint = {slot++}});
    }
    stage.add_marks(figure, runs.front());
    return figure;
}

std::vector<Figure> race_film(const catalog::Formula& surface, std::span<const Trajectory> runs,
                              const std::string& title, Index pictures) {
    check(runs);
    if (pictures < 1) core::value_error("race_film", "a film has at least one picture");
    const Stage stage(surface, title);
    std::size_t longest = 0;
    for (const Trajectory& run : runs) longest = std::max(longest, run.points.size() - 1);
    const Index stride = std::max<Index>(1, static_cast<Index>(longest) / pictures);
    std::vector<Figure> film;
    for (Index k = 0; k < pictures; ++k) {
        Figure figure = stage.empty();
        int slot = 0;
        for (const Trajectory& run : runs) {
            const Index now = k * stride;
            stage.add(figure, run, std::max<Index>(0, (k - tail) * stride), now, stride,
                      {.label = name_of(run), .paint = {slot}});
            stage.add(figure, run, now, now, 1, {.mark = Mark::points, .paint = {slot++}});
        }
        stage.add_marks(figure, runs.front());
        film.push_back(std::move(figure));
    }
    return film;
}

}  // namespace kasane::plot
