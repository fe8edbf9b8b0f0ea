#include "kasane/plot/training_figure.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

constexpr std::string_view header = "iteration,loss,lr,train_accuracy,test_accuracy";

/// An empty cell is NaN. Whether it is a number.
bool read_cell(std::string_view cell, double& value) {
    value = std::nan("");
    if (cell.empty()) return true;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return error == std::errc() && end == cell.data() + cell.size();
}

/// Whether the line has five cells with numbers.
bool read_row(std::string_view line, std::array<double, 5>& row) {
    for (double& value : row) {
        const std::size_t comma = std::min(line.find(','), line.size());
        const bool is_last = &value == &row.back();
        if ((comma == line.size()) != is_last || !read_cell(line.substr(0, comma), value)) {
            return false;
        }
        line.remove_prefix(std::min(comma + 1, line.size()));
    }
    return !std::isnan(row[0]);
}

[[noreturn]] void bad_line(const std::string& path, std::size_t number) {
    throw core::DataError(
        core::message("plot", "line " + std::to_string(number) + " is no row of a history",
                      {"file: " + path, "rows: " + std::string(header)}));
}

/// The finite pairs of a line.
Series line_of(std::span<const double> x, std::span<const double> y) {
    Series line;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        if (std::isnan(y[i])) continue;
        line.x.push_back(x[i]);
        line.y.push_back(y[i]);
    }
    return line;
}

bool is_moved(std::span<const double> rates) {
    const auto extent = extent_of(rates);
    return extent && extent->high > extent->low;
}

/// Whether positive numbers differ so much that only a logarithm shows them.
bool spans_orders(const Panel& panel) {
    std::optional<Extent> all;
    for (const Series& one : panel.series) {
        const auto extent = extent_of(one.y);
        if (!extent || extent->low <= 0) return false;
        all = all ? Extent{std::min(all->low, extent->low), std::max(all->high, extent->high)}
                  : *extent;
    }
    return all && all->high > 50 * all->low;
}

Panel loss_panel(std::span<const RunCurves> runs) {
    Panel panel{.title = "Loss", .x_label = "iteration", .legend = Panel::Legend::none};
    int slot = 0;
    for (const RunCurves& run : runs) {
        Series thin = line_of(run.iteration, run.loss);
        thin.mark = Mark::thin;
        thin.paint = {slot++};
        panel.series.push_back(std::move(thin));
    }
    slot = 0;
    for (const RunCurves& run : runs) {
        Series line = line_of(run.iteration, run.loss);
        line.y = smoothed(line.y);
        line.paint = {slot++};
        panel.series.push_back(std::move(line));
    }
    panel.log_y = spans_orders(panel);
    return panel;
}

Panel accuracy_panel(std::span<const RunCurves> runs) {
    Panel panel{.title = "Accuracy", .x_label = "iteration", .legend = Panel::Legend::none};
    int slot = 0;
    const bool is_one = runs.size() == 1;
    for (const RunCurves& run : runs) {
        Series train = line_of(run.iteration, run.train_accuracy);
        train.mark = Mark::dashed;
        train.paint = {slot};
        if (is_one) train.label = "train";
        Series test = line_of(run.iteration, run.test_accuracy);
        test.paint = {is_one ? 1 : slot};
        if (is_one) test.label = "test";
        ++slot;
        if (!train.x.empty()) panel.series.push_back(std::move(train));
        if (!test.x.empty()) panel.series.push_back(std::move(test));
    }
    if (is_one) panel.legend = Panel::Legend::direct;
    return panel;
}

Panel rate_panel(std::span<const RunCurves> runs) {
    Panel panel{.title = "Learning rate", .x_label = "iteration", .legend = Panel::Legend::none};
    std::vector<double> highest;
    int slot = 0;
    for (const RunCurves& run : runs) {
        Series line = line_of(run.iteration, run.lr);
        line.paint = {slot++};
        highest.push_back(extent_of(line.y).value_or(Extent{}).high);
        panel.series.push_back(std::move(line));
    }
    std::erase_if(highest, [](double rate) { return !(rate > 0); });
    if (highest.empty()) return panel;
    // A rate that falls to nothing is to be seen as such; one beside another a hundred times as
    // high is to be seen at all.
    const auto [least, most] = std::minmax_element(highest.begin(), highest.end());
    panel.log_y = *most > 20 * *least;
    if (panel.log_y) panel.y = Extent{*least / 100, *most * 1.5};
    return panel;
}

/// Which colour is whose; and what the dashes are.
void add_names(Panel& panel, std::span<const RunCurves> runs) {
    int slot = 0;
    for (const RunCurves& run : runs) {
        panel.series.push_back({.label = run.name, .paint = {slot++}});
    }
    panel.series.push_back(
        {.label = "dashed: training set", .mark = Mark::dashed, .paint = {Paint::faint}});
    panel.legend = Panel::Legend::shared;
}

}  // namespace

RunCurves run_curves(const train::History& history, const std::string& name) {
    const std::size_t count = history.losses.size();
    const double unknown = std::nan("");
    RunCurves run{.name = name, .loss = history.losses};
    run.train_accuracy.assign(count, unknown);
    run.test_accuracy.assign(count, unknown);
    run.lr.assign(count, unknown);
    for (std::size_t i = 0; i < count; ++i) run.iteration.push_back(static_cast<double>(i));
    for (const train::Evaluation& one : history.evaluations) {
        const auto row = static_cast<std::size_t>(one.iteration - 1);
        if (row >= count) continue;  // of a run that was resumed
        run.train_accuracy[row] = one.train_accuracy;
        run.test_accuracy[row] = one.test_accuracy;
    }
    return run;
}

RunCurves read_run(const std::string& directory) {
    const std::string path = directory + "/history.csv";
    const std::vector<std::byte> bytes = io::read_file(path);
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    RunCurves run{.name = directory};
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) break;  // a run that is being written
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        std::array<double, 5> row;
        if (number == 1 ? line != header : !read_row(line, row)) bad_line(path, number);
        if (number == 1) continue;
        std::size_t i = 0;
        for (auto* column :
             {&run.iteration, &run.loss, &run.lr, &run.train_accuracy, &run.test_accuracy}) {
            column->push_back(row[i++]);
        }
    }
    return run;
}

std::vector<double> smoothed(std::span<const double> losses) {
    const double window = std::max(1.0, static_cast<double>(losses.size()) / 50);
    const double keep = 1 - 1 / window;
    double mean = 0;
    double weight = 0;
    std::vector<double> result;
    result.reserve(losses.size());
    for (const double one : losses) {
        if (is_drawable(one)) {
            mean = keep * mean + (1 - keep) * one;
            weight = keep * weight + (1 - keep);
        }
        result.push_back(is_drawable(one) ? mean / weight : one);
    }
    return result;
}

Figure training_figure(std::span<const RunCurves> runs, const std::string& title) {
    const bool has_steps = std::any_of(runs.begin(), runs.end(),
                                       [](const RunCurves& run) { return !run.loss.empty(); });
    if (!has_steps) core::value_error("training_figure", "there are no runs with steps");
    Figure figure{.title = title, .panels = {loss_panel(runs)}};
    Panel accuracies = accuracy_panel(runs);
    if (!accuracies.series.empty()) figure.panels.push_back(std::move(accuracies));
    if (std::any_of(runs.begin(), runs.end(), [](const RunCurves& r) { return is_moved(r.lr); })) {
        figure.panels.push_back(rate_panel(runs));
    }
    if (runs.size() > 1) add_names(figure.panels.front(), runs);
    figure.columns = static_cast<int>(figure.panels.size());
    figure.width = figure.columns == 1 ? 640 : 480 * figure.columns;
    figure.height = runs.size() > 1 ? 440 : 400;
    return figure;
}

}  // namespace kasane::plot
