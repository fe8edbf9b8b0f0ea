#pragma once
// How training went: losses, accuracies and learning rates of runs.

#include <span>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/plot/figure.hpp"
#include "kasane/train/fit.hpp"

namespace kasane::plot {

/// A run in numbers; accuracies and rates that were not taken are NaN.
struct RunCurves {
    std::string name{};
    std::vector<double> iteration{};
    std::vector<double> loss{};
    std::vector<double> lr{};
    std::vector<double> train_accuracy{};
    std::vector<double> test_accuracy{};
};

/// What fit() gives back.
KASANE_API RunCurves run_curves(const train::History& history, const std::string& name = {});

/// What a run has left in its directory, in history.csv.
/// Throws   NoInputError if there is none; DataError naming the line if it is none.
KASANE_API RunCurves read_run(const std::string& directory);

/// Loss of every step, thin, and smoothed; accuracy on the training and the test set; the learning
/// rate where it changes. Losses that differ by orders of magnitude stand on a logarithmic scale.
///
/// Throws   ValueError if there are no runs, or none with steps.
/// Example
///     plot::save(plot::training_figure({&curves, 1}), "curves.svg");
KASANE_API Figure training_figure(std::span<const RunCurves> runs, const std::string& title = {});

/// Means of a window of about a fiftieth of the steps, those before weighted less the older.
KASANE_API std::vector<double> smoothed(std::span<const double> losses);

}  // namespace kasane::plot
