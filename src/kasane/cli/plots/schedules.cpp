// Figures of schedules.

#include <algorithm>

#include "kasane/cli/plots/plots.hpp"
#include "kasane/cli/schedule_curve.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {

plot::Figure schedule_figure(std::span<const Subject> subjects, const PlotRequest& request) {
    constexpr int points = 1001;
    plot::Panel panel{.x_label = "step", .y_label = "factor", .has_zero_lines = true};
    double longest = 0;
    std::vector<ScheduleCurve> curves;
    for (const Subject& one : subjects) {
        const auto curve = schedule_curve(one.text);
        if (!curve) {
            core::value_error("plot", one.text + " is no function of the step alone", {},
                              "with parts inside it is, as in: kasane plot "
                              "\"schedule:warmup(cosine, steps=100)\"");
        }
        curves.push_back(*curve);
        longest = std::max(longest, curve->total);
    }
    const plot::Extent range = request.range.value_or(plot::Extent{0, longest});
    for (std::size_t i = 0; i < curves.size(); ++i) {
        plot::Series line{.label = subjects.size() > 1 ? label_of(subjects[i], i, request) : "",
                          .paint = paint_of(i, curves.size(), request)};
        for (int k = 0; k < points; ++k) {
            line.x.push_back(range.low + (range.high - range.low) * k / (points - 1));
            line.y.push_back(curves[i].at(line.x.back()));
        }
        panel.series.push_back(std::move(line));
    }
    panel.x = range;
    return {.title = subjects.size() == 1 ? subjects[0].text : "schedules",
            .panels = {std::move(panel)}};
}

}  // namespace kasane::cli
