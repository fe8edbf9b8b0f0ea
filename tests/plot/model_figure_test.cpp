// What a model has learned, against models whose answers are known.

#include <gtest/gtest.h>

#include "kasane/core/error.hpp"
#include "kasane/data/playground.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/plot/model_figure.hpp"

namespace kasane::plot {
namespace {

/// Gives every parameter of the model these numbers, one after the other.
void fill(nn::Layer& model, const std::vector<float>& numbers) {
    std::size_t next = 0;
    for (nn::Parameter& one : nn::parameters(model)) {
        core::Array value = core::Array::empty(one.tensor.shape());
        for (float& x : value.span<float>()) x = numbers[next++];
        one.tensor.set_value(value);
    }
}

/// Four points at the corners of a square; the class is 1 where x is positive.
data::Dataset corners() {
    const double rows[] = {-1, -1, 0, -1, 1, 0, 1, -1, 1, 1, 1, 1};
    return data::from_table("corners", 4, 3, rows);
}

/// Scores (-x, x), or with `wrong` (-y, y).
std::unique_ptr<nn::Sequential> sided(bool wrong = false) {
    auto model = nn::perceptron("2-2", "relu", core::Rng(0));
    fill(*model,
         wrong ? std::vector<float>{0, 0, -1, 1, 0, 0} : std::vector<float>{-1, 1, 0, 0, 0, 0});
    return model;
}

TEST(ConfusionFigure, CountsByHand) {
    const Figure right = confusion_figure(*sided(), corners());
    EXPECT_EQ(right.title, "4 of 4 right (100.00 %)");
    EXPECT_EQ(right.panels[0].raster->values, (std::vector<double>{-1, 0, 0, -1}));
    const Figure half = confusion_figure(*sided(true), corners());
    EXPECT_EQ(half.title, "2 of 4 right (50.00 %)");
    ASSERT_EQ(half.panels[0].notes.size(), 4U);
    for (const Note& one : half.panels[0].notes) EXPECT_EQ(one.text, "1");
}

TEST(BoundaryFigure, IsTheLineBetweenTheClasses) {
    const Figure figure = boundary_figure(*sided(), corners());
    const Raster& raster = *figure.panels[0].raster;
    for (Index row = 0; row < raster.rows; ++row) {
        const auto first = static_cast<std::size_t>(row * raster.columns);
        EXPECT_LT(raster.values[first], 0);
        EXPECT_NEAR(raster.values[first + 60], 0, 1e-6);
        EXPECT_GT(raster.values[first + 120], 0);
    }
    EXPECT_EQ(figure.panels[0].series[0].x, (std::vector<double>{-1, -1}));
}

TEST(LayersFigure, HasEveryLayerTwiceAndAllItsNumbers) {
    const auto model = nn::perceptron("2-5-2", "tanh", core::Rng(1));
    const data::Dataset points = data::playground("xor", core::Rng(0), {.count = 100});
    const Figure figure = layers_figure(*model, points);
    ASSERT_EQ(figure.panels.size(), 6U);
    for (const Panel& panel : figure.panels) {
        double sum = 0;
        for (const double share : panel.series[0].y) sum += share;
        EXPECT_NEAR(sum, 100, 1e-9);
    }
    EXPECT_EQ(figure.panels[1].title, "1: tanh");
}

TEST(WorstFigure, BeginsWithTheLeastLikely) {
    std::vector<double> rows;
    for (int i = 0; i < 3; ++i) {  // images of nine pixels, of class 0, ever brighter
        for (int k = 0; k < 9; ++k) rows.push_back(i + 1);
        rows.push_back(0);
    }
    data::Dataset images = data::from_table("images", 3, 10, rows);
    images.classes = 2;
    auto model = nn::perceptron("9-2", "relu", core::Rng(0));
    std::vector<float> weights(20, 0);
    for (std::size_t k = 0; k < 9; ++k) weights[2 * k + 1] = 1;  // brightness speaks for class 1
    fill(*model, weights);
    const Figure figure = worst_figure(*model, images, 2);
    ASSERT_EQ(figure.panels.size(), 2U);
    EXPECT_EQ(figure.panels[0].title, "a 0, seen as 1");
    EXPECT_EQ(figure.panels[0].raster->values, std::vector<double>(9, 3));
    const Figure seen = weights_figure(*model);
    EXPECT_EQ(seen.panels[0].title, "unit 1");
    EXPECT_EQ(seen.panels[0].raster->values, std::vector<double>(9, 1));
}

TEST(ModelFigures, DataThatDoNotFitAreErrors) {
    const auto model = nn::perceptron("3-2", "relu", core::Rng(0));
    const double rows[] = {1, 2, 3, 0, 4, 5, 6, 1};
    const data::Dataset triples = data::from_table("triples", 2, 4, rows);
    EXPECT_THROW(worst_figure(*model, triples), core::ValueError);
    EXPECT_THROW(weights_figure(*model), core::ValueError);
    EXPECT_THROW(boundary_figure(*model, triples), core::ValueError);
}

}  // namespace
}  // namespace kasane::plot
