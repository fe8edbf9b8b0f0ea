#include "kasane/plot/model_figure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kasane/core/error.hpp"
#include "kasane/data/batches.hpp"
#include "kasane/plot/ranges.hpp"
#include "kasane/train/metrics.hpp"

namespace kasane::plot {
namespace {

constexpr Index chunk = 1000;  // samples evaluated at a time

/// Calls each(sample, its probabilities) for all samples.
template <class Each>
void for_each_prediction(nn::Layer& model, const data::Dataset& data, Each each) {
    for (Index begin = 0; begin < data.size(); begin += chunk) {
        const Index end = std::min(begin + chunk, data.size());
        const core::Array scores = train::scores(model, data, begin, end);
        const Index classes = scores.shape()[1];
        std::vector<double> row(static_cast<std::size_t>(classes));
        for (Index i = begin; i < end; ++i) {
            for (Index k = 0; k < classes; ++k) {
                row[static_cast<std::size_t>(k)] = scores.item((i - begin) * classes + k);
            }
            const double most = *std::max_element(row.begin(), row.end());
            double sum = 0;
            for (double& one : row) sum += one = std::exp(one - most);
            for (double& one : row) one /= sum;
            each(i, row);
        }
    }
}

Index best_of(const std::vector<double>& row) {
    return std::max_element(row.begin(), row.end()) - row.begin();
}

Index label_of(const data::Dataset& data, Index i) { return data.labels.data<std::int64_t>()[i]; }

/// The side of square images; 0 of what are none.
Index side_of(Index width) {
    const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(width))));
    return side > 2 && side * side == width ? side : 0;
}

/// Numbers of an image, whose rows stand from above.
std::shared_ptr<Raster> image(Index side, std::span<const double> pixels, Raster::Scale scale) {
    auto raster = std::make_shared<Raster>();
    raster->columns = raster->rows = side;
    raster->x = raster->y = {0, static_cast<double>(side - 1)};
    raster->scale = scale;
    for (Index row = side; row-- > 0;) {
        const auto first = pixels.begin() + row * side;
        raster->values.insert(raster->values.end(), first, first + side);
    }
    return raster;
}

Panel image_panel(std::shared_ptr<const Raster> raster, std::string title) {
    const Extent whole{raster->x.low - 0.5, raster->x.high + 0.5};
    return {.title = std::move(title),
            .x = whole,
            .y = whole,
            .raster = std::move(raster),
            .legend = Panel::Legend::none,
            .is_bare = true,
            .is_square = true};
}

void arrange(Figure& figure, int columns, int side) {
    const int count = static_cast<int>(figure.panels.size());
    figure.columns = std::min(columns, count);
    const int rows = (count + figure.columns - 1) / figure.columns;
    figure.width = std::max(figure.columns * (side + 14) + 16, 320);
    figure.height = 70 + rows * (side + 30);
}

std::vector<Tick> class_ticks(Index classes) {
    std::vector<Tick> ticks;
    const Index step = 1 + (classes - 1) / 20;
    for (Index k = 0; k < classes; k += step) {
        ticks.push_back({static_cast<double>(k), std::to_string(k)});
    }
    return ticks;
}

}  // namespace

Figure confusion_figure(nn::Layer& model, const data::Dataset& data) {
    const Index classes = data.classes;
    std::vector<double> counts(static_cast<std::size_t>(classes * classes));
    std::vector<double> totals(static_cast<std::size_t>(classes));
    double hits = 0;
    for_each_prediction(model, data, [&](Index i, const std::vector<double>& row) {
        const Index truth = label_of(data, i);
        const Index guess = std::min(best_of(row), classes - 1);
        ++counts[static_cast<std::size_t>(truth * classes + guess)];
        ++totals[static_cast<std::size_t>(truth)];
        hits += truth == guess ? 1 : 0;
    });
    auto raster = std::make_shared<Raster>();
    raster->columns = raster->rows = classes;
    raster->x = raster->y = {0, static_cast<double>(classes - 1)};
    raster->scale = Raster::Scale::signs;
    raster->range = Extent{-1, 1};
    const Extent whole{-0.5, static_cast<double>(classes) - 0.5};
    const Extent from_above{whole.high, whole.low};
    Panel panel{.x_label = "taken for",
                .y_label = "is",
                .x = whole,
                .y = from_above,
                .x_ticks = class_ticks(classes),
                .y_ticks = class_ticks(classes),
                .legend = Panel::Legend::none,
                .is_square = true};
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::size_t truth = i / static_cast<std::size_t>(classes);
        // The root shows the few that are wrong beside the many that are right.
        const double shade = totals[truth] > 0 ? std::sqrt(counts[i] / totals[truth]) : 0;
        raster->values.push_back(-shade);
        if (counts[i] == 0 || classes > 20) continue;
        panel.notes.push_back({std::to_string(static_cast<Index>(counts[i])),
                               static_cast<double>(i % static_cast<std::size_t>(classes)),
                               static_cast<double>(truth),
                               {shade > 0.6 ? Paint::ground : Paint::ink},
                               Note::Side::center});
    }
    panel.raster = std::move(raster);
    char title[96];
    std::snprintf(title, sizeof title, "%.0f of %lld right (%.2f %%)", hits,
                  static_cast<long long>(data.size()),
                  100 * hits / static_cast<double>(std::max<Index>(data.size(), 1)));
    return {.title = title, .panels = {std::move(panel)}, .width = 560, .height = 560};
}

Figure worst_figure(nn::Layer& model, const data::Dataset& data, Index count) {
    const Index side = side_of(data.width());
    if (side == 0) core::value_error("worst_figure", "the samples are no square images");
    struct Guess {
        double own;  // probability of its class
        Index sample;
        Index taken_for;
    };
    std::vector<Guess> guesses;
    for_each_prediction(model, data, [&](Index i, const std::vector<double>& row) {
        guesses.push_back({row[static_cast<std::size_t>(label_of(data, i))], i, best_of(row)});
    });
    std::stable_sort(guesses.begin(), guesses.end(),
                     [](const Guess& a, const Guess& b) { return a.own < b.own; });
    guesses.resize(std::min(guesses.size(), static_cast<std::size_t>(count)));
    Figure figure{.title = "Least like their class to the model"};
    for (const Guess& one : guesses) {
        std::vector<double> pixels;
        for (Index k = 0; k < side * side; ++k) {
            pixels.push_back(data.samples.item(one.sample * side * side + k));
        }
        const Index label = label_of(data, one.sample);
        std::string words = "a " + std::to_string(label);
        if (one.taken_for != label) words += ", seen as " + std::to_string(one.taken_for);
        figure.panels.push_back(image_panel(image(side, pixels, Raster::Scale::gray), words));
    }
    arrange(figure, 5, 110);
    return figure;
}

Figure weights_figure(nn::Layer& model, Index count) {
    const nn::Parameters all = nn::parameters(model);
    const auto first = std::find_if(all.begin(), all.end(), [](const nn::Parameter& one) {
        return one.name.ends_with("weight") && one.tensor.rank() == 2;
    });
    const Index side = first == all.end() ? 0 : side_of(first->tensor.shape()[0]);
    if (side == 0) {
        core::value_error("weights_figure", "the inputs of the first layer are no square images");
    }
    const Index units = first->tensor.shape()[1];
    std::vector<std::vector<double>> images(static_cast<std::size_t>(units));
    std::vector<double> strength(static_cast<std::size_t>(units));
    double most = 0;
    for (Index i = 0; i < side * side * units; ++i) {
        const double weight = first->tensor.item(i);
        const auto unit = static_cast<std::size_t>(i % units);
        images[unit].push_back(weight);
        strength[unit] += weight * weight;
        if (is_drawable(weight)) most = std::max(most, std::fabs(weight));
    }
    std::vector<std::size_t> order(images.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return strength[a] > strength[b]; });
    Figure figure{.title = "Weights of the first layer"};
    for (std::size_t k = 0; k < std::min(order.size(), static_cast<std::size_t>(count)); ++k) {
        const auto raster = image(side, images[order[k]], Raster::Scale::signs);
        raster->range = Extent{-most, most};
        figure.panels.push_back(image_panel(raster, "unit " + std::to_string(order[k])));
    }
    arrange(figure, 8, 84);
    return figure;
}

Figure boundary_figure(nn::Layer& model, const data::Dataset& data) {
    if (data.width() != 2) {
        core::value_error("boundary_figure",
                          "samples are " + std::to_string(data.width()) + " numbers, not two");
    }
    std::vector<Series> points(static_cast<std::size_t>(data.classes));
    for (Index i = 0; i < data.size(); ++i) {
        Series& own = points[static_cast<std::size_t>(label_of(data, i))];
        own.x.push_back(data.samples.item(2 * i));
        own.y.push_back(data.samples.item(2 * i + 1));
    }
    Panel panel{.legend = Panel::Legend::shared, .is_square = true};
    int slot = 0;
    for (Series& one : points) {
        one.label = "class " + std::to_string(slot);
        one.mark = Mark::points;
        one.paint = {slot++};
        panel.series.push_back(std::move(one));
    }
    panel.x = with_room(x_extent(panel), false, 0.06);
    panel.y = with_room(y_extent(panel), false, 0.06);
    constexpr Index side = 121;
    data::Dataset grid = data;
    grid.samples = core::Array::empty({side * side, 2});
    grid.labels = core::Array::empty({side * side}, core::DType::i64);
    for (Index i = 0; i < side * side; ++i) {
        const auto at = [](Extent extent, Index k) {
            return (extent.low + (extent.high - extent.low) * static_cast<double>(k) /
                                     static_cast<double>(side - 1));
        };
        grid.samples.data<float>()[2 * i] = static_cast<float>(at(*panel.x, i % side));
        grid.samples.data<float>()[2 * i + 1] = static_cast<float>(at(*panel.y, i / side));
    }
    auto raster = std::make_shared<Raster>();
    raster->columns = raster->rows = side;
    raster->x = *panel.x;
    raster->y = *panel.y;
    const bool is_pair = data.classes == 2;
    for_each_prediction(model, grid, [&](Index, const std::vector<double>& row) {
        raster->values.push_back(is_pair ? row[1] - row[0] : static_cast<double>(best_of(row)));
    });
    raster->scale = is_pair ? Raster::Scale::signs : Raster::Scale::classes;
    raster->bands = is_pair ? 0 : static_cast<int>(data.classes);
    // Pale, so that the points of the same colour stand out.
    raster->range =
        is_pair ? Extent{-2.4, 2.4} : Extent{-0.5, static_cast<double>(data.classes) - 0.5};
    if (is_pair) raster->contours = {0};
    panel.raster = std::move(raster);
    return {.title = data.name, .panels = {std::move(panel)}, .width = 560, .height = 600};
}

}  // namespace kasane::plot
