// Every activation of the golden file that the catalog has: value, slope, curvature and the slopes
// by trainable parameters, in double.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kasane/catalog/rules.hpp"
#include "tests/support/golden_activations.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::catalog {
namespace {

using support::catalog_tolerance;
using support::Golden;
using support::GoldenActivation;

void expect_close(double got, long double want, long double motion, const std::string& what) {
    EXPECT_TRUE(support::close(got, want, catalog_tolerance<double>(want, motion)))
        << what << ": got " << got << ", want " << want << ", off by "
        << std::fabs(got - want) / (std::fabs(want) + std::fabs(motion)) * 0x1p53 << " u";
}

class GoldenCatalog : public testing::Test {
protected:
    void SetUp() override {
        KASANE_NEED_GOLDEN("activations.json");
        cases = support::golden_activations().known;
        // relu, sigmoid, tanh, elu (2), swish (4), mish: a lookup that fails would skip them all.
        ASSERT_GE(cases.size(), 10U);
    }
    std::vector<GoldenActivation> cases;
};

TEST_F(GoldenCatalog, ValueSlopeAndCurvatureMeetTheTolerance) {
    for (const GoldenActivation& one : cases) {
        const Golden points = one.entry["points"];
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Golden p = points.at(i);
            const double x = static_cast<double>(p["xh"].number());
            const Partials got = evaluate(one.formula, {{x}});
            const long double dy = p["dy"].number();
            const long double d2y = p["d2y"].number();
            expect_close(got.value, p["y"].number(), x * dy, one.at(p));
            expect_close(got.by_i, dy, x * d2y, one.at(p) + ", slope");
            expect_close(got.by_ij, d2y, p["c2"].number(), one.at(p) + ", curvature");
        }
    }
}

TEST_F(GoldenCatalog, InfinitiesGiveTheLimitsAndNanStays) {
    for (const GoldenActivation& one : cases) {
        const Golden special = one.entry["special"];
        for (std::size_t i = 0; i < special.size(); ++i) {
            const Golden p = special.at(i);
            const double x = static_cast<double>(p["x"].number());
            const Partials got = evaluate(one.formula, {{x}});
            expect_close(got.value, p["y"].number(), 0, one.at(p));
            expect_close(got.by_i, p["dy"].number(), 0, one.at(p) + ", slope");
            expect_close(got.by_ij, p["d2y"].number(), 0, one.at(p) + ", curvature");
        }
    }
}

TEST_F(GoldenCatalog, SlopesByTrainableParametersMeetTheTolerance) {
    int compared = 0;
    for (const GoldenActivation& one : cases) {
        if (!one.entry.has("param_grads")) continue;
        const Golden points = one.entry["points"];
        for (std::size_t k = 0; k < one.formula.entry().trainable.size(); ++k) {
            const std::string name(one.formula.entry().trainable[k].name);
            const Golden grads = one.entry["param_grads"][name];
            for (std::size_t i = 0; i < points.size(); ++i) {
                const double x = static_cast<double>(points.at(i)["xh"].number());
                const Partials got = evaluate(one.formula, {{x}}, static_cast<int>(k) + 1);
                expect_close(got.by_i, grads["v"].at(i).number(), grads["c"].at(i).number(),
                             one.at(points.at(i)) + ", by " + name);
                ++compared;
            }
        }
    }
    EXPECT_GE(compared, 4 * 58);  // swish with four values of beta
}

}  // namespace
}  // namespace kasane::catalog
