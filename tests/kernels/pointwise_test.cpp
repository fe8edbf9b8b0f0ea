// Every pointwise formula as a kernel: against double, in every place of an array, on every
// instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::kernels {
namespace {

using catalog::Formula;
using support::Case;
using support::catalog_tolerance;
using support::same_bits;

constexpr double inf = std::numeric_limits<double>::infinity();

/// A formula, a derivative of it or none, and numbers for its arguments: inputs as arrays,
/// trainable parameters as one number each.
template <class T>
struct Problem {
    Formula formula;
    int order = 0;  // 0 value, 1 derivative by i, 2 by i and j
    int i = 0;
    int j = 0;
    std::vector<std::vector<T>> args;
    std::uint32_t scalars = 0;

    std::size_t size() const { return args[0].size(); }
    /// The words sin and cos promise nothing beyond 2^16.
    bool has_waves() const {
        const std::string_view text = formula.info().formula;
        return text.find("sin(") != text.npos || text.find("cos(") != text.npos;
    }

    std::string text() const {
        std::string text = formula.text();
        if (order > 0) text += " by " + std::to_string(i);
        if (order > 1) text += " and " + std::to_string(j);
        return text;
    }

    std::vector<double> point(std::size_t at) const {
        std::vector<double> point;
        for (std::size_t k = 0; k < args.size(); ++k) {
            point.push_back(static_cast<double>(args[k][scalars >> k & 1 ? 0 : at]));
        }
        return point;
    }
    /// The catalog's own result in double.
    double want(std::size_t at) const {
        const catalog::Partials p = catalog::evaluate(formula, point(at), i, j);
        return order == 0 ? p.value : order == 1 ? p.by_i : p.by_ij;
    }
    /// What 1 ulp of every argument moves it by.
    double motion(std::size_t at) const {
        const std::vector<double> here = point(at);
        double motion = 0;
        for (std::size_t k = 0; k < here.size(); ++k) {
            const catalog::Partials p = catalog::evaluate(formula, here, i, static_cast<int>(k));
            const double slope = order == 0 ? p.by_j : p.by_ij;
            if (std::isfinite(slope) && std::isfinite(here[k])) {
                motion += std::abs(here[k] * slope);
            }
        }
        return motion;
    }

    /// Runs the kernel on `n` elements from `from` on.
    void run(const Table& table, std::size_t from, std::size_t n, T* out,
             const T* g = nullptr) const {
        run(pointwise_kernel(table.of<T>(), formula.info(), order), from, n, out, g);
    }
    void run(void (*kernel)(const PointwiseCall<T>&), std::size_t from, std::size_t n, T* out,
             const T* g) const {
        const auto program = catalog::program(formula, which());
        PointwiseCall<T> call;
        call.program = &program->code();
        for (std::size_t k = 0; k < args.size(); ++k) {
            call.args[k] = args[k].data() + (scalars >> k & 1 ? 0 : from);
        }
        call.scalars = scalars;
        call.g = g;
        call.out = out;
        call.n = n;
        kernel(call);
    }
    catalog::Derivative which() const {
        return {static_cast<std::uint8_t>(order), static_cast<std::uint8_t>(i),
                static_cast<std::uint8_t>(j)};
    }
    std::vector<T> run(const Table& table) const {
        std::vector<T> out(size());
        run(table, 0, size(), out.data());
        return out;
    }
};

/// Both tails, both sides of zero, the bends, what is infinite, tiny or no number.
std::vector<double> activation_inputs() {
    std::vector<double> x = support::grid(-90, 90, 1003);
    for (const double y : support::grid(-4, 4, 257)) x.push_back(y);
    for (const double y : {0.0, 1e-3, 1e-10, 1e-30, 2e-38, 1e-40, 100.0, 1e4, 1e10, 3e38, inf}) {
        x.push_back(y);
        x.push_back(-y);
    }
    x.push_back(std::nan(""));
    return x;
}

template <class T>
Problem<T> values_of(const Formula& formula) {
    Problem<T> problem{formula, 0, 0, 0, {}, 0};
    if (formula.entry().inputs == 1) {
        const std::vector<double> x = activation_inputs();
        problem.args.emplace_back(x.begin(), x.end());
    } else {
        std::vector<T> y, t;
        for (const double one : support::grid(0, 1, 201)) {
            for (const double target : {0.0, 0.25, 0.5, 1.0}) {
                y.push_back(static_cast<T>(one));
                t.push_back(static_cast<T>(target));
            }
        }
        problem.args = {y, t};
        // What a third input is, such as a variance, is positive.
        problem.args.resize(static_cast<std::size_t>(formula.entry().inputs),
                            std::vector<T>(y.size(), T(0.5)));
    }
    for (const double start : formula.trainable()) {
        problem.scalars |= 1U << problem.args.size();
        problem.args.push_back({static_cast<T>(start)});
    }
    return problem;
}

/// The value and every derivative for which there is a kernel.
template <class T>
std::vector<Problem<T>> problems_of(const Formula& formula) {
    std::vector<Problem<T>> all{values_of<T>(formula)};
    const int arguments = static_cast<int>(all[0].args.size());
    for (int i = 0; i < arguments; ++i) {
        all.push_back(all[0]);
        all.back().order = 1;
        all.back().i = i;
        for (int j = 0; sizeof(T) == 8 && j <= i; ++j) {
            all.push_back(all[0]);
            all.back().order = 2;
            all.back().i = i;
            all.back().j = j;
        }
    }
    return all;
}

/// Calls test(problem) for f32 and f64.
template <class Test>
void for_each_problem(const Formula& formula, Test test) {
    for (const auto& problem : problems_of<float>(formula)) test(problem);
    for (const auto& problem : problems_of<double>(formula)) test(problem);
}

bool is_loss(const Formula& formula) {
    return !catalog::losses().find(formula.info().name).empty();
}

class EveryPointwiseKernel : public testing::TestWithParam<Case> {
protected:
    EveryPointwiseKernel() {
        // A bend that float and double have at the same place.
        if (formula.info().name == "epsilon_insensitive") formula.set("epsilon", {0.125});
    }

    Formula formula = GetParam().formula();
};

TEST_P(EveryPointwiseKernel, FloatsAgreeWithDouble) {
    for (const Problem<float>& problem : problems_of<float>(formula)) {
        const std::vector<float> got = problem.run(table());
        for (std::size_t k = 0; k < got.size(); ++k) {
            const double want = problem.want(k);
            if (support::overflows<float>(want)) continue;
            if (problem.has_waves() && std::abs(problem.args[0][k]) > 65536) continue;
            // A gradient by a parameter is a sum over elements: one that is far below 1 may be off.
            // One by a target is the difference of two losses, and a divergence near 0 that of its
            // arguments.
            const bool cancels = (problem.order > 0 && problem.i > 0 && is_loss(formula)) ||
                                 formula.info().name.find("_kl") != std::string_view::npos;
            const double floor = cancels ? 0x1p-22 : problem.i < formula.entry().inputs ? 0 : 1e-12;
            const auto tolerance =
                std::max<long double>(catalog_tolerance<float>(want, problem.motion(k)), floor);
            EXPECT_TRUE(support::close(got[k], want, tolerance))
                << problem.text() << " at " << problem.args[0][k] << ": got " << got[k] << ", want "
                << want;
        }
    }
}

TEST_P(EveryPointwiseKernel, DoublesAreTheReferenceBitForBit) {
    for (const Table* isa : runnable_tables()) {
        for (const Problem<double>& problem : problems_of<double>(formula)) {
            const std::vector<double> got = problem.run(*isa);
            for (std::size_t k = 0; k < got.size(); ++k) {
                const double want = problem.want(k);
                ASSERT_TRUE(same_bits(got[k], want) || (got[k] == 0 && want == 0))
                    << isa->isa << ", " << problem.text() << " at " << problem.args[0][k]
                    << ": got " << got[k] << ", want " << want;
            }
        }
    }
}

TEST_P(EveryPointwiseKernel, EveryInstructionSetGivesTheSameBits) {
    for_each_problem(formula, [](const auto& problem) {
        const auto want = problem.run(*runnable_tables().back());
        for (const Table* isa : runnable_tables()) {
            const auto got = problem.run(*isa);
            for (std::size_t k = 0; k < got.size(); ++k) {
                ASSERT_TRUE(same_bits(got[k], want[k]))
                    << isa->isa << ", " << problem.text() << " at " << problem.args[0][k];
            }
        }
    });
}

TEST_P(EveryPointwiseKernel, AParameterForEachElementGivesTheSameBits) {
    for_each_problem(formula, []<class T>(const Problem<T>& problem) {
        const std::vector<T> want = problem.run(table());
        Problem<T> spread = problem;
        for (std::size_t k = 0; k < spread.args.size(); ++k) {
            if (spread.scalars >> k & 1) spread.args[k].assign(problem.size(), spread.args[k][0]);
        }
        spread.scalars = 0;
        const std::vector<T> got = spread.run(table());
        for (std::size_t k = 0; k < got.size(); ++k) {
            ASSERT_TRUE(same_bits(got[k], want[k]))
                << problem.text() << " at " << problem.args[0][k];
        }
    });
}

TEST_P(EveryPointwiseKernel, TheBitsDependNeitherOnThePlaceNorOnTheLength) {
    for_each_problem(formula, []<class T>(const Problem<T>& problem) {
        const std::vector<T> want = problem.run(table());
        const T fence = static_cast<T>(-77.25);
        for (std::size_t n = 0; n < 128; ++n) {
            const std::size_t from = n * 37 % 400 + n % 17;
            std::vector<T> out(n + 24, fence);
            T* const start = out.data() + n % 16;
            problem.run(table(), from, n, start);
            for (std::size_t k = 0; k < n; ++k) {
                ASSERT_TRUE(same_bits(start[k], want[from + k]))
                    << problem.text() << ", element " << k << " of " << n << " from " << from;
            }
            for (T* p = out.data(); p < out.data() + out.size(); ++p) {
                ASSERT_TRUE((p >= start && p < start + n) || *p == fence)
                    << problem.text() << " wrote outside its " << n << " elements";
            }
        }
    });
}

TEST_P(EveryPointwiseKernel, TheResultMayStandInAnArgumentOrInTheGradient) {
    for_each_problem(formula, []<class T>(const Problem<T>& problem) {
        const std::size_t n = problem.size();
        std::vector<T> g(n);
        for (std::size_t k = 0; k < n; ++k)
            g[k] = static_cast<T>(0.25 * static_cast<double>(k % 7) - 0.5);
        std::vector<T> want(n);
        problem.run(table(), 0, n, want.data(), g.data());
        const auto expect_same = [&](const std::vector<T>& got, const char* where) {
            for (std::size_t k = 0; k < n; ++k) {
                ASSERT_TRUE(same_bits(got[k], want[k])) << problem.text() << ", " << where;
            }
        };
        std::vector<T> in_gradient = g;
        problem.run(table(), 0, n, in_gradient.data(), in_gradient.data());
        expect_same(in_gradient, "in the gradient");
        for (std::size_t k = 0; k < problem.args.size(); ++k) {
            if (problem.scalars >> k & 1) continue;
            Problem<T> copy = problem;
            copy.run(table(), 0, n, copy.args[k].data(), g.data());
            expect_same(copy.args[k], "in an argument");
        }
    });
}

/// The same problem with arrays of double.
Problem<double> widened(const Problem<float>& problem) {
    Problem<double> wide{problem.formula, problem.order, problem.i, problem.j, {}, problem.scalars};
    for (const auto& one : problem.args) wide.args.emplace_back(one.begin(), one.end());
    return wide;
}

TEST_P(EveryPointwiseKernel, InDoubleItIsRoundedOnceWithItsGradient) {
    for (const Problem<float>& problem : problems_of<float>(formula)) {
        const std::vector<double> y = widened(problem).run(table());
        std::vector<float> got(problem.size());
        for (const float factor : {1.0F, 0.3F}) {
            const std::vector<float> g(problem.size(), factor);
            problem.run(table().f32.program_in_double, 0, got.size(), got.data(),
                        factor == 1 ? nullptr : g.data());
            for (std::size_t k = 0; k < got.size(); ++k) {
                const float want = static_cast<float>(static_cast<double>(factor) * y[k]);
                ASSERT_TRUE(same_bits(got[k], want))
                    << problem.text() << " at " << problem.args[0][k] << ": got " << got[k]
                    << ", want " << want;
            }
        }
    }
}

TEST_P(EveryPointwiseKernel, TheUpstreamGradientIsAFactor) {
    for_each_problem(formula, [&]<class T>(const Problem<T>& problem) {
        if (sizeof(T) == 4 && problem.order >= formula.info().double_from) return;  // see above
        const std::vector<T> plain = problem.run(table());
        const std::vector<T> g(problem.size(), static_cast<T>(0.3));
        std::vector<T> got(problem.size());
        problem.run(table(), 0, got.size(), got.data(), g.data());
        for (std::size_t k = 0; k < got.size(); ++k) {
            ASSERT_TRUE(same_bits(got[k], static_cast<T>(g[k] * plain[k])))
                << problem.text() << " at " << problem.args[0][k];
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryPointwiseKernel,
                         testing::ValuesIn(support::pointwise_cases()), support::CaseName());

}  // namespace
}  // namespace kasane::kernels
