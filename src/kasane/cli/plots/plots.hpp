#pragma once
// Figures of entries of the catalog, kind by kind.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/cli/subject.hpp"
#include "kasane/plot/figure.hpp"

namespace kasane::cli {

/// A parameter that takes one value after the other.
struct Sweep {
    std::string parameter;
    std::vector<double> values;
};

struct PlotRequest {
    bool has_second = false;       // the curvature too
    bool has_derivatives = false;  // value, slope and curvature in panels of their own
    std::optional<Sweep> sweep{};  // of one subject
    std::optional<plot::Extent> range{};
};

/// What several subjects of a kind look like together.
using PlotSubjects = plot::Figure (*)(std::span<const Subject> subjects,
                                      const PlotRequest& request);

struct PlotKind {
    std::string_view kind;
    PlotSubjects figure;
};

/// Curves of activations; rows and gated pairs as curves of one of their numbers.
plot::Figure activation_figure(std::span<const Subject> subjects, const PlotRequest& request);
/// Error and slope against the prediction, a line for each of some targets.
plot::Figure loss_figure(std::span<const Subject> subjects, const PlotRequest& request);
/// A value of 1 over a run.
plot::Figure schedule_figure(std::span<const Subject> subjects, const PlotRequest& request);
/// One surface from above and as a landscape.
plot::Figure surface_figure(std::span<const Subject> subjects, const PlotRequest& request);

/// The subjects, which are of one kind; or, with a sweep, one of them once for each value.
/// Throws ValueError if their kind has no figure, or they are of several.
plot::Figure figure_of(std::vector<Subject> subjects, const PlotRequest& request);

/// "mish(x) = x * tanh(softplus(x))", or the name alone where the formula is long.
std::string title_of(const Subject& subject);

/// A line for each subject: of the first kind of colours, or, in a sweep, from least to greatest.
plot::Paint paint_of(std::size_t i, std::size_t count, const PlotRequest& request);

/// What the line of a subject is called: "p1=0.25" in a sweep, else its name.
std::string label_of(const Subject& subject, std::size_t i, const PlotRequest& request);

}  // namespace kasane::cli
