// Figures of test surfaces.

#include "kasane/cli/plots/plots.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/race_figure.hpp"

namespace kasane::cli {

plot::Figure surface_figure(std::span<const Subject> subjects, const PlotRequest& request) {
    if (subjects.size() != 1) {
        core::value_error("plot",
                          "a figure shows one surface, got " + std::to_string(subjects.size()));
    }
    if (request.range) core::value_error("plot", "surfaces have a domain: no --range");
    return plot::surface_figure(subjects[0].formula);
}

}  // namespace kasane::cli
