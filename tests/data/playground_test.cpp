// Points of the plane in two classes.

#include "kasane/data/playground.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/core/error.hpp"

namespace kasane::data {
namespace {

struct Sample {
    double x;
    double y;
    bool is_first;
};

std::vector<Sample> samples_of(const Dataset& set) {
    std::vector<Sample> all;
    for (Index i = 0; i < set.size(); ++i) {
        all.push_back({set.samples.item(2 * i), set.samples.item(2 * i + 1),
                       set.labels.data<std::int64_t>()[i] == 1});
    }
    return all;
}

std::vector<Sample> clean(std::string_view name) {
    return samples_of(playground(name, core::Rng(1), {.count = 2000, .noise = 0}));
}

TEST(Playground, ACircleIsADiscInARing) {
    for (const Sample& one : clean("circle")) {
        const double r = std::hypot(one.x, one.y);
        EXPECT_EQ(one.is_first, r < 2.5);
        EXPECT_TRUE(r < 2.5 || (r >= 3.5 - 1e-6 && r <= 5 + 1e-6)) << r;
    }
}

TEST(Playground, XorIsTheSignOfTheProduct) {
    for (const Sample& one : clean("xor")) {
        EXPECT_EQ(one.is_first, one.x * one.y > 0);
        for (const double v : {one.x, one.y}) {
            EXPECT_GE(std::fabs(v), 0.3 - 1e-6);
            EXPECT_LE(std::fabs(v), 5.3 + 1e-6);
        }
    }
}

TEST(Playground, ASpiralHasTwoArmsThatTurnOneAndThreeQuarterTimes) {
    const std::vector<Sample> all = clean("spiral");
    for (std::size_t i = 0; i < 1000; ++i) {
        const double part = static_cast<double>(i) / 1000;
        const double angle = 1.75 * 2 * 3.14159265358979 * part;
        EXPECT_TRUE(all[i].is_first);
        EXPECT_FALSE(all[i + 1000].is_first);
        EXPECT_NEAR(all[i].x, 5 * part * std::sin(angle), 1e-5);
        EXPECT_NEAR(all[i].y, 5 * part * std::cos(angle), 1e-5);
        EXPECT_NEAR(all[i + 1000].x, -all[i].x, 1e-5);
        EXPECT_NEAR(all[i + 1000].y, -all[i].y, 1e-5);
    }
}

TEST(Playground, GaussiansHaveTheirCentersAndVariance) {
    for (const auto& [noise, variance] : {std::pair{0.0, 0.5}, {0.5, 4.0}}) {
        const Dataset set =
            playground("two-gaussians", core::Rng(2), {.count = 20000, .noise = noise});
        double sum = 0;
        double squares = 0;
        for (const Sample& one : samples_of(set)) {
            for (const double v : {one.x, one.y}) {
                const double off = v - (one.is_first ? 2 : -2);
                sum += off;
                squares += off * off;
            }
        }
        EXPECT_NEAR(sum / 40000, 0, 4 * std::sqrt(variance / 40000));
        EXPECT_NEAR(squares / 40000, variance, 4 * variance * std::sqrt(2.0 / 40000));
    }
}

TEST(Playground, NoiseMovesPointsByAtMostItsShare) {
    const auto still = clean("spiral");
    const auto moved =
        samples_of(playground("spiral", core::Rng(1), {.count = 2000, .noise = 0.25}));
    double most = 0;
    for (std::size_t i = 0; i < still.size(); ++i) {
        most = std::max(most, std::fabs(still[i].x - moved[i].x));
    }
    EXPECT_LE(most, 0.25 + 1e-6);
    EXPECT_GT(most, 0.24);
}

TEST(Playground, IsLoadedByNameWithOtherPointsForTesting) {
    for (const char* name : {"circle", "spiral", "two-gaussians", "XOR"}) {
        const Split split = load(name);
        EXPECT_EQ(split.train.size(), 800) << name;
        EXPECT_EQ(split.test.size(), 200) << name;
        EXPECT_EQ(split.train.width(), 2) << name;
        EXPECT_NE(split.train.samples.item(0), split.test.samples.item(0)) << name;
        EXPECT_TRUE(available(name));
    }
}

TEST(Playground, WhatMakesNoSenseIsAnError) {
    EXPECT_THROW(playground("moons", core::Rng(0)), core::LookupError);
    EXPECT_THROW(playground("xor", core::Rng(0), {.count = 0}), core::ValueError);
    EXPECT_THROW(playground("xor", core::Rng(0), {.noise = 0.6}), core::ValueError);
    EXPECT_EQ(playground("spiral", core::Rng(0), {.count = 1}).size(), 1);
}

}  // namespace
}  // namespace kasane::data
