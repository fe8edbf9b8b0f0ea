// Gated pairs: what their texts say is what they compute, in double and for every element type of
// the kernels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::catalog {
namespace {

using R = long double;
using Reference = R (*)(R a, R b);

R sigmoid(R x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
R normal_cdf(R x) { return std::erfc(-x / std::sqrt(R(2))) / 2; }
R gelu_gate(R b) {
    return sigmoid(2 * std::sqrt(2 / std::acos(R(-1))) * (b + R(0.044715) * b * b * b));
}
R elu(R x) { return x >= 0 ? x : std::expm1(x); }

const std::map<std::string, Reference, std::less<>>& references() {
    static const std::map<std::string, Reference, std::less<>> known{
        {"glu", [](R a, R b) { return a * sigmoid(b); }},
        {"bilinear", [](R a, R b) { return a * b; }},
        {"reglu", [](R a, R b) { return a * std::max(b, R(0)); }},
        {"geglu", [](R a, R b) { return a * b * normal_cdf(b); }},
        {"geglu_tanh", [](R a, R b) { return a * b * gelu_gate(b); }},
        {"geglu_quick", [](R a, R b) { return a * b * sigmoid(R(1.702) * b); }},
        {"swiglu", [](R a, R b) { return a * b * sigmoid(b); }},
        {"swiglu_oai",
         [](R a, R b) {
             const R open = std::min(b, R(7));
             return (std::clamp(a, R(-7), R(7)) + 1) * open * sigmoid(R(1.702) * open);
         }},
        {"gtu", [](R a, R b) { return std::tanh(a) * sigmoid(b); }},
        {"dual_relu", [](R a, R b) { return std::max(a, R(0)) - std::max(b, R(0)); }},
        {"dual_elu", [](R a, R b) { return elu(a) - elu(b); }},
    };
    return known;
}

class EveryGated : public testing::TestWithParam<support::Case> {
protected:
    const Formula formula = GetParam().formula();
};

TEST_P(EveryGated, SaysWhatItIs) {
    const Info& info = formula.info();
    EXPECT_EQ(formula.entry().inputs, 2);
    for (const auto text :
         {info.formula, info.slope, info.source, info.strengths, info.weaknesses}) {
        EXPECT_FALSE(text.empty()) << info.name;
    }
}

/// Within a few roundings of the exact value, and of what the rounded constants move it by. A
/// difference of two is measured by their size.
template <class T>
void expect_accurate(const Formula& formula, Reference exact) {
    const std::string name(formula.info().name);
    support::Numbers numbers(5);
    std::vector<double> a, b;
    for (const double scale : {1e-30, 1e-3, 1.0, 6.0, 30.0, 90.0}) {
        for (int i = 0; i < 3000; ++i) {
            a.push_back(static_cast<T>(scale * numbers.next()));
            b.push_back(static_cast<T>(std::min(scale, 30.0) * numbers.next()));
        }
    }
    const core::Shape shape{static_cast<core::Index>(a.size())};
    const core::Array left = support::array_of<T>(a, shape), right = support::array_of<T>(b, shape);
    std::vector<core::Array> trainable;
    for (const double start : formula.trainable()) {
        trainable.push_back(core::Array::full({}, start, core::dtype_for<T>));
    }
    std::vector<const core::Array*> args{&left, &right};
    for (const core::Array& one : trainable) args.push_back(&one);
    const core::Array y = kernels::value(formula, args);
    R worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const R want = exact(a[i], b[i]);
        R size = std::fabs(want);
        if (name.starts_with("dual")) size += std::fabs(exact(a[i], 0)) + std::fabs(exact(0, b[i]));
        // What rounding the gate's exponent moves the result by, as in the golden tolerance.
        if (name == "geglu_tanh") size *= 1 + std::fabs(1.6L * b[i] * (1 + 0.045L * b[i] * b[i]));
        if (name == "geglu_quick") size *= 1 + std::fabs(1.702L * b[i]);
        // A gate among the subnormal numbers is rounded before the content multiplies it.
        const R tiny = std::numeric_limits<T>::denorm_min() * std::max(1.0, std::fabs(a[i]));
        const R unit = support::unit_roundoff<T> * size + tiny;
        if (std::fabs(want) > std::numeric_limits<T>::max()) continue;
        worst = std::max(worst, std::fabs(y.item(static_cast<core::Index>(i)) - want) / unit);
    }
    EXPECT_LE(worst, 8) << name << (sizeof(T) == 4 ? " f32" : " f64");
}

TEST_P(EveryGated, IsAccurateInFloatAndDouble) {
    const auto found = references().find(formula.info().name);
    ASSERT_NE(found, references().end()) << "no reference for " << formula.info().name;
    expect_accurate<float>(formula, found->second);
    expect_accurate<double>(formula, found->second);
}

TEST_P(EveryGated, SlopesOfBothHalvesMatchDifferences) {
    const Reference exact = references().at(std::string(formula.info().name));
    const R h = 1e-6L;
    for (const double a : {-8.5, -2.0, -0.3, 0.7, 3.0, 9.0}) {
        for (const double b : {-5.0, -1.5, -0.2, 0.4, 2.5, 8.0}) {
            const Partials got = evaluate(formula, {{a, b}}, 0, 1);
            const R by_a = (exact(a + h, b) - exact(a - h, b)) / (2 * h);
            const R by_b = (exact(a, b + h) - exact(a, b - h)) / (2 * h);
            const R by_ab = (exact(a + h, b + h) - exact(a + h, b - h) - exact(a - h, b + h) +
                             exact(a - h, b - h)) /
                            (4 * h * h);
            EXPECT_NEAR(got.by_i, by_a, 1e-9 * (1 + std::fabs(by_a))) << a << " " << b;
            EXPECT_NEAR(got.by_j, by_b, 1e-9 * (1 + std::fabs(by_b))) << a << " " << b;
            EXPECT_NEAR(got.by_ij, by_ab, 1e-4 * (1 + std::fabs(by_ab))) << a << " " << b;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryGated,
                         testing::ValuesIn(support::cases(activations(), Form::gated)),
                         support::CaseName());

TEST(Names, OfTheSupersetAreThere) {
    for (const char* name : {"glu",
                             "softmax",
                             "softmax2d",
                             "softmin",
                             "log_softmax",
                             "sparsemax",
                             "gumbel_softmax",
                             "adaptive_log_softmax",
                             "rrelu",
                             "prelu",
                             "crelu",
                             "maxout",
                             "reglu",
                             "geglu",
                             "geglu(approximate=tanh)",
                             "geglu(approximate=quick)",
                             "swiglu",
                             "swiglu_oai",
                             "bilinear",
                             "gtu",
                             "FRN-TLU",
                             "EvoNorm-S0",
                             "brelu",
                             "apl",
                             "pau",
                             "DY-ReLU-B",
                             "ProbAct",
                             "entmax15",
                             "acona",
                             "aconb",
                             "aconc",
                             "dual_elu",
                             "siren_linear"}) {
        const Spec spec = parse_spec(name);
        EXPECT_FALSE(activations().find(spec.name).empty()) << name;
    }
    EXPECT_EQ(activations().make("geglu(approximate=tanh)").info().name, "geglu_tanh");
}

}  // namespace
}  // namespace kasane::catalog
