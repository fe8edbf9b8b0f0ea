// Distributions of what flows through a network.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "kasane/core/error.hpp"
#include "kasane/data/batches.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/plot/model_figure.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

constexpr Index batch = 500;
constexpr int bins = 40;

/// Where all but one of a hundred numbers lie, half of those at each end.
Extent most_of(std::vector<double> values) {
    if (values.empty()) return {-1, 1};
    std::sort(values.begin(), values.end());
    const std::size_t off = values.size() / 200;
    return with_room({values[off], values[values.size() - 1 - off]}, false, 0);
}

/// Round numbers near both ends, and zero or one in the middle.
std::vector<Tick> three_ticks(Extent range) {
    const double width = range.high - range.low;
    const bool has_zero = range.low < -0.2 * width && range.high > 0.2 * width;
    std::vector<Tick> ticks;
    const double ends = 0.15 * width;  // room for their numbers
    for (const double at :
         {range.low + ends, has_zero ? 0 : range.low + width / 2, range.high - ends}) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1g", at);
        const double round = std::strtod(text, nullptr);
        std::snprintf(text, sizeof text, "%g", round);  // -10, not -1e+01
        ticks.push_back({round, text});
    }
    return ticks;
}

/// How many numbers lie in each of some equal steps; numbers that are all the same lie in one.
/// Those beyond the ends count as being there.
Panel histogram(const autograd::Tensor& numbers, std::string title, int slot) {
    std::vector<double> values;
    for (Index i = 0; i < numbers.size(); ++i) {
        if (is_drawable(numbers.item(i))) values.push_back(numbers.item(i));
    }
    const Extent range = most_of(values);
    const double step = (range.high - range.low) / bins;
    Series bars{.mark = Mark::bars, .paint = {slot}};
    for (int k = 0; k < bins; ++k) {
        bars.x.push_back(range.low + (k + 0.5) * step);
        bars.y.push_back(0);
    }
    const double share = 100.0 / static_cast<double>(std::max<std::size_t>(values.size(), 1));
    for (const double one : values) {
        const int bin = std::clamp(static_cast<int>((one - range.low) / step), 0, bins - 1);
        bars.y[static_cast<std::size_t>(bin)] += share;
    }
    return {.title = std::move(title),
            .x_ticks = three_ticks(range),
            .series = {std::move(bars)},
            .legend = Panel::Legend::none};
}

}  // namespace

Figure layers_figure(nn::Layer& model, const data::Dataset& data, const std::string& loss) {
    auto* const layers = dynamic_cast<nn::Sequential*>(&model);
    if (layers == nullptr || layers->size() == 0) {
        core::value_error("layers_figure", "the model is no sequence of layers");
    }
    const nn::Evaluation evaluation(model);
    const data::Batch some = data::range(data, 0, std::min(batch, data.size()));
    std::vector<autograd::Tensor> results;
    autograd::Tensor x(some.x);
    for (std::size_t i = 0; i < layers->size(); ++i) {
        x = (*layers)[i].forward(x);
        results.push_back(x);
    }
    const autograd::Tensor value = loss::Loss(loss)(x, autograd::Tensor(some.labels));
    const std::vector<autograd::Tensor> gradients = autograd::grad(value, results);
    Figure figure{.title = "Results of the layers (above) and gradients by them (below)"};
    for (std::size_t i = 0; i < results.size(); ++i) {
        const std::string name = std::to_string(i) + ": " + (*layers)[i].text();
        figure.panels.push_back(histogram(results[i], name, 0));
    }
    figure.panels.front().y_label = "% of the numbers";
    for (const autograd::Tensor& one : gradients) {
        figure.panels.push_back(histogram(one, "", 1));
    }
    figure.panels[results.size()].y_label = "% of the numbers";
    figure.columns = static_cast<int>(results.size());
    figure.width = std::max(480, 300 * figure.columns);
    figure.height = 520;
    return figure;
}

}  // namespace kasane::plot
