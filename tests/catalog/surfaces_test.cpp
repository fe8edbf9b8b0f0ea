// The test surfaces: value, gradient and Hessian against the golden file, against their texts and
// against the published numbers.
#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/rules.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/reference.hpp"

namespace kasane::support {
namespace {

using catalog::Landscape;
using catalog::SurfacePoint;

catalog::Partials at(const catalog::Formula& surface, double x, double y, int i = 0, int j = 1) {
    const double point[] = {x, y};
    return catalog::evaluate(surface, point, i, j);
}

/// `got` within a few roundings of `want`, where the terms it is made of have this size.
void expect_close(double got, double want, double size, const std::string& what) {
    EXPECT_LE(std::abs(got - want), 8e-16 * size + 4e-16 * std::abs(want))
        << what << ": got " << got << ", want " << want;
}

TEST(ArticleSurfaces, AreThoseOfTheGoldenFile) {
    KASANE_NEED_GOLDEN("objectives.json");
    const Golden file = golden("objectives.json");
    const Golden all = file["surfaces"];
    ASSERT_EQ(all.size(), 4U);
    for (std::size_t k = 0; k < all.size(); ++k) {
        const Golden one = all.at(k);
        const catalog::Formula surface =
            catalog::surfaces().make("article_" + one["test_type"].text());
        ASSERT_EQ(one["points"].size(), 23U);
        for (std::size_t i = 0; i < one["points"].size(); ++i) {
            const Golden point = one["points"].at(i);
            const std::vector<double> p = point["p"].doubles();
            const std::vector<double> gradient = point["grad"].doubles();
            const catalog::Partials got = at(surface, p[0], p[1]);
            const std::string what =
                surface.text() + " at " + point["d"].at(0).text() + ", " + point["d"].at(1).text();
            const auto want = static_cast<double>(point["f"].number());
            // sin(pi x) is as wrong as pi x is, however large x is.
            const double waves = k == 2 ? 2 : 0;
            expect_close(got.value, want, std::max(waves, k == 0 ? p[0] * p[0] : 0.0), what);
            expect_close(got.by_i, gradient[0], std::abs(p[0]) > 0.3 ? 2 * waves : 0, what);
            expect_close(got.by_j, gradient[1], std::abs(p[1]) > 0.3 ? 2 * waves : 0, what);
        }
    }
}

TEST(ArticleSurfaces, SayWhatTheGoldenFileSaysOfThem) {
    KASANE_NEED_GOLDEN("objectives.json");
    const Golden file = golden("objectives.json");
    for (std::size_t k = 0; k < file["surfaces"].size(); ++k) {
        const Golden one = file["surfaces"].at(k);
        const catalog::Formula surface =
            catalog::surfaces().make("article_" + one["test_type"].text());
        const Landscape& land = *surface.entry().landscape;
        EXPECT_EQ(land.start.x, one["start"].doubles()[0]);
        EXPECT_EQ(land.start.y, one["start"].doubles()[1]);
        EXPECT_EQ(land.minima[0].x, one["exact"].doubles()[0]);
        EXPECT_EQ(land.minima[0].y, one["exact"].doubles()[1]);
        EXPECT_EQ(land.least, static_cast<double>(one["f_exact"].number()));
        EXPECT_EQ(land.contour_step, static_cast<double>(one["contour_step"].number()));
        EXPECT_EQ(land.elevation, one["view"].doubles()[0]);
        if (one["view"].size() > 1) {
            EXPECT_EQ(land.azimuth, one["view"].doubles()[1]);
        }
        EXPECT_EQ(land.epochs, static_cast<int>(one["epochs"].number()));
        EXPECT_EQ(land.seed, static_cast<std::uint64_t>(one["seed"].number()));
    }
}

class EverySurface : public testing::TestWithParam<Case> {};

TEST_P(EverySurface, TextEqualsTheCodeWithGradientAndHessian) {
    KASANE_NEED_MPFR();
    const catalog::Formula surface = GetParam().formula();
    const Subject subject_of = subject(surface);
    Reference reference(subject_of);
    const catalog::SurfaceDomain& box = surface.entry().landscape->domain;
    for (const double u : {0.031, 0.27, 0.513, 0.74, 0.97}) {
        for (const double v : {0.043, 0.31, 0.489, 0.66, 0.93}) {
            const std::vector<double> point{box.x_low + u * (box.x_high - box.x_low),
                                            box.y_low + v * (box.y_high - box.y_low)};
            reference.move_to(point);
            const auto expect_near = [&](double got, double want, const char* what) {
                EXPECT_NEAR(got, want, 1e-12 * std::max(1.0, std::abs(want)))
                    << what << " of " << subject_of.at(point);
            };
            const catalog::Partials mixed = at(surface, point[0], point[1], 0, 1);
            expect_near(mixed.value, reference.value(), "value");
            expect_near(mixed.by_i, reference.by(0), "gradient");
            expect_near(mixed.by_j, reference.by(1), "gradient");
            expect_near(mixed.by_ij, reference.by(0, 1), "Hessian");
            expect_near(at(surface, point[0], point[1], 0, 0).by_ij, reference.by(0, 0), "Hessian");
            expect_near(at(surface, point[0], point[1], 1, 1).by_ij, reference.by(1, 1), "Hessian");
        }
    }
}

TEST_P(EverySurface, IsNowhereLowerThanAtItsMinima) {
    const catalog::Formula surface = GetParam().formula();
    const Landscape& land = *surface.entry().landscape;
    const catalog::SurfaceDomain& box = land.domain;
    for (int k = 0; k < land.minimum_count; ++k) {
        const SurfacePoint where = land.minima[static_cast<std::size_t>(k)];
        const catalog::Partials there = at(surface, where.x, where.y);
        EXPECT_NEAR(there.value, land.least, 1e-9 * std::max(1.0, std::abs(land.least)));
        const bool is_inside = where.x < box.x_high && where.x > box.x_low;
        if (!is_inside) continue;
        EXPECT_NEAR(there.by_i, 0, 1e-6);
        EXPECT_NEAR(there.by_j, 0, 1e-6);
    }
    EXPECT_EQ(land.minimum_count == 0, std::isnan(land.least));
    for (int i = 0; i <= 200 && land.minimum_count > 0; ++i) {
        for (int k = 0; k <= 200; ++k) {
            const double x = box.x_low + (box.x_high - box.x_low) * i / 200;
            const double y = box.y_low + (box.y_high - box.y_low) * k / 200;
            const double point[] = {x, y};
            ASSERT_GE(catalog::evaluate(surface, point).value, land.least - 1e-9)
                << surface.text() << " at " << x << ", " << y;
        }
    }
}

TEST_P(EverySurface, StartsInItsDomain) {
    const Landscape& land = *GetParam().entry->landscape;
    EXPECT_GE(land.start.x, land.domain.x_low);
    EXPECT_LE(land.start.x, land.domain.x_high);
    EXPECT_GE(land.start.y, land.domain.y_low);
    EXPECT_LE(land.start.y, land.domain.y_high);
    EXPECT_GT(land.epochs, 0);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EverySurface, testing::ValuesIn(cases(catalog::surfaces())),
                         CaseName());

struct PublishedStart {
    const char* name;
    double x;
    double y;
    double value;
    double tolerance;  // a unit of the last digit that is printed; some are cut, not rounded
};

TEST(Surfaces, HaveThePublishedValuesAtTheirStarts) {
    constexpr PublishedStart all[] = {
        {"sphere", -4, 3, 25, 0},
        {"bowl", -7, 2, 6.45, 1e-15},
        {"ill_conditioned", -4, 1, 58, 0},
        {"rosenbrock", -1.2, 1, 24.2, 2e-14},
        {"rastrigin", -2, 3.5, 36.25, 1e-13},
        {"beale", 1, 1.5, 41.25, 0},
        {"himmelblau", 0, 0, 170, 0},
        {"booth", -9, -9, 2180, 0},
        {"matyas", -9, 5, 49.16, 1e-14},
        {"styblinski_tang", 0, 0, 0, 0},
        {"ackley", -3, 2, 7.988910810, 1e-9},
        {"griewank", -8, 6, 0.959137684, 5e-10},
        {"goldstein_price", 0.2, -0.5, 304.16105, 5e-6},
        {"three_hump_camel", -2, -1.5, 7.116666667, 5e-10},
        {"six_hump_camel", -1.5, 0.3, 1.388025, 1e-14},
        {"easom", 2, 2, -0.012779643, 5e-10},
        {"levy_13", -4, 4, 34, 1e-12},
        {"mccormick", -1.5, 4, 44.098472144, 5e-10},
        {"bohachevsky", -60, 40, 6800, 1e-10},
        {"drop_wave", 1, 1, -0.232219687, 5e-10},
        {"schwefel", -200, 300, 1337.701900, 5e-6},
        {"dixon_price", -8, 5, 6809, 0},
        {"zakharov", -4, 8, 1412, 0},
        {"branin", 2.5, 7.5, 24.129964413, 1e-9},
        {"saddle", -1, 1e-3, 0.999999, 1e-15},
        {"monkey_saddle", 0.9, 1e-3, 0.7289973, 1e-15},
        {"plateau", -5, 4, 0.994053783, 5e-10},
        {"eggholder", -333, -333, 368.779878, 5e-7},
    };
    for (const PublishedStart& one : all) {
        const catalog::Formula surface = catalog::surfaces().make(one.name);
        EXPECT_EQ(surface.entry().landscape->start.x, one.x) << one.name;
        EXPECT_EQ(surface.entry().landscape->start.y, one.y) << one.name;
        EXPECT_NEAR(at(surface, one.x, one.y).value, one.value, one.tolerance) << one.name;
    }
    EXPECT_EQ(catalog::surfaces().entries().size(), std::size(all) + 4);
}

TEST(Surfaces, CanBeTurned) {
    const catalog::Formula turned = catalog::surfaces().make("ill_conditioned(kappa=10, angle=30)");
    const double c = std::sqrt(0.75);
    const double s = 0.5;
    const double u = c * 2 + s * 3;
    const double v = c * 3 - s * 2;
    EXPECT_NEAR(at(turned, 2, 3).value, (u * u + 10 * v * v) / 2, 1e-13);
}

TEST(Surfaces, AckleysGradientAtItsTipIsZero) {
    const catalog::Partials tip = at(catalog::surfaces().make("ackley"), 0, 0);
    EXPECT_EQ(tip.value, 0);
    EXPECT_EQ(tip.by_i, 0);
    EXPECT_EQ(tip.by_j, 0);
}

}  // namespace
}  // namespace kasane::support
