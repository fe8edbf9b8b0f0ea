// Every activation of the golden file that the catalog has: value, slope, curvature and the slopes
// by trainable parameters, in double and through the kernels in float.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <vector>

#include "tests/support/golden_activations.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/subject.hpp"

namespace kasane::support {
namespace {

/// What the file says of one point: a result, and what x moves it by.
struct Exact {
    std::string what;
    double x;
    long double result;
    long double motion;
};

template <class T>
void expect_close(double got, const Exact& exact) {
    const long double want =
        overflows<T>(exact.result) ? std::copysign(INFINITY, exact.result) : exact.result;
    EXPECT_TRUE(close(got, want, catalog_tolerance<T>(want, exact.motion)))
        << exact.what << ": got " << got << ", want " << want << ", off by "
        << std::fabs(got - want) / (std::fabs(want) + std::fabs(exact.motion)) /
               static_cast<long double>(unit_roundoff<T>)
        << " u";
}

void compute(const Subject& subject, Wanted wanted, const Arguments<float>& x,
             std::span<float> out) {
    subject.floats(wanted, x, out);
}
void compute(const Subject& subject, Wanted wanted, const Arguments<double>& x,
             std::span<double> out) {
    subject.doubles(wanted, x, out);
}

/// Runs the kernel over the x of all points.
template <class T>
void expect_kernel_close(const Subject& subject, Wanted wanted, const std::vector<Exact>& points) {
    std::vector<T> x;
    for (const Exact& one : points) x.push_back(static_cast<T>(one.x));
    const std::vector<T> rest(subject.trainable.begin(), subject.trainable.end());
    Arguments<T> arguments{x};
    for (const T& one : rest) arguments.push_back({&one, 1});
    std::vector<T> got(x.size());
    compute(subject, wanted, arguments, got);
    for (std::size_t i = 0; i < x.size(); ++i) expect_close<T>(got[i], points[i]);
}

void expect_all_close(const Subject& subject, Wanted wanted, const std::vector<Exact>& points) {
    for (const Exact& one : points) {
        const catalog::Partials p =
            subject.in_double(subject.complete(std::vector{one.x}), wanted.i, wanted.j);
        const double results[] = {p.value, p.by_i, p.by_ij};
        expect_close<double>(results[wanted.order], one);
    }
    if (points.empty()) return;
    expect_kernel_close<double>(subject, wanted, points);
    expect_kernel_close<float>(subject, wanted, points);
}

class GoldenActivations : public testing::Test {
protected:
    void SetUp() override {
        KASANE_NEED_GOLDEN("activations.json");
        const support::GoldenActivations all = golden_activations();
        cases = all.known;
        // The catalog has all of them: a lookup that fails would pass over its points in silence.
        EXPECT_EQ(all.missing, "");
    }
    std::vector<GoldenActivation> cases;
};

TEST_F(GoldenActivations, ValueSlopeAndCurvatureMeetTheTolerance) {
    static const char* const keys[] = {"y", "dy", "d2y", "c2"};
    for (const GoldenActivation& one : cases) {
        const Golden points = one.entry["points"];
        const Subject subject = support::subject(one.formula);
        for (int order = 0; order < 3; ++order) {
            std::vector<Exact> exact;
            for (std::size_t i = 0; i < points.size(); ++i) {
                const Golden p = points.at(i);
                const double x = static_cast<double>(p["xh"].number());
                const long double moved = p[keys[order + 1]].number() * (order == 2 ? 1 : x);
                exact.push_back(
                    {one.at(p) + ", " + keys[order], x, p[keys[order]].number(), moved});
            }
            expect_all_close(subject, {.order = order}, exact);
        }
    }
}

TEST_F(GoldenActivations, InfinitiesGiveTheLimitsAndNanStays) {
    for (const GoldenActivation& one : cases) {
        const Golden special = one.entry["special"];
        const Subject subject = support::subject(one.formula);
        for (int order = 0; order < 3; ++order) {
            std::vector<Exact> exact;
            for (std::size_t i = 0; i < special.size(); ++i) {
                const Golden p = special.at(i);
                const char* key = order == 0 ? "y" : order == 1 ? "dy" : "d2y";
                exact.push_back({one.at(p) + ", " + key, static_cast<double>(p["x"].number()),
                                 p[key].number(), 0});
            }
            expect_all_close(subject, {.order = order}, exact);
        }
    }
}

TEST_F(GoldenActivations, SlopesByTrainableParametersMeetTheTolerance) {
    int compared = 0;
    for (const GoldenActivation& one : cases) {
        if (!one.entry.has("param_grads")) continue;
        const Golden points = one.entry["points"];
        for (std::size_t k = 0; k < one.formula.entry().trainable.size(); ++k) {
            const std::string name(one.formula.entry().trainable[k].name);
            if (!one.entry["param_grads"].has(name)) continue;
            const Golden grads = one.entry["param_grads"][name];
            std::vector<Exact> exact;
            for (std::size_t i = 0; i < points.size(); ++i) {
                exact.push_back({one.at(points.at(i)) + ", by " + name,
                                 static_cast<double>(points.at(i)["xh"].number()),
                                 grads["v"].at(i).number(), grads["c"].at(i).number()});
                ++compared;
            }
            expect_all_close(support::subject(one.formula),
                             {.order = 1, .i = static_cast<int>(k) + 1}, exact);
        }
    }
    EXPECT_GE(compared, 4 * 58);  // swish with four values of beta
}

}  // namespace
}  // namespace kasane::support
