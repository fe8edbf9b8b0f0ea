// kasane at against the golden values, in every element type.

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/cli/numbers.hpp"
#include "tests/cli/support.hpp"
#include "tests/support/golden_activations.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::cli {
namespace {

using support::catalog_tolerance;
using support::Golden;
using support::GoldenActivation;
using support::kasane;
using support::Outcome;
using support::Words;

using support::operator+;

using Row = std::vector<double>;

/// The numbers that are printed for lines of numbers.
std::vector<Row> numbers_at(const Words& words, const std::string& input,
                            const std::string& dtype = "f64") {
    const Outcome outcome = kasane(Words{"at"} + words, input);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::vector<Row> rows;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; cells >> cell;)
            rows.back().push_back(parse_number(cell, core::dtype_of(dtype)).value());
    }
    return rows;
}

/// What the rounding to a type adds to a tolerance, in units of rounding of the result.
double tolerance(const std::string& dtype, bool exact, long double result, long double motion) {
    long double all = exact ? catalog_tolerance<double>(result, motion)
                            : catalog_tolerance<float>(result, motion);
    if (dtype == "f64") return static_cast<double>(catalog_tolerance<double>(result, motion));
    if (dtype == "f32" && exact) all += 0x1.02p-24L * std::fabs(result) + 0x1p-149L;
    if (dtype == "bf16") all += 0x1.01p-8L * std::fabs(result) + 0x1p-133L;
    return static_cast<double>(all);
}

struct Mode {
    std::string dtype;
    bool exact;
};

class GoldenAt : public testing::TestWithParam<Mode> {
protected:
    void SetUp() override {
        KASANE_NEED_GOLDEN("activations.json");
        cases = support::golden_activations().known;
        ASSERT_GE(cases.size(), 40U);
        words = {"--dtype", GetParam().dtype};
        if (GetParam().exact) words.push_back("--exact");
    }

    std::vector<Row> run(const Words& activation, const std::string& input) const {
        return numbers_at(activation + words, input, GetParam().dtype);
    }

    /// Whether the number is one of the element type.
    bool holds(double x) const {
        const core::DType dtype = core::dtype_of(GetParam().dtype);
        return std::isnan(x) || round_to(x, dtype) == x;
    }

    void expect_close(double got, const Golden& want, long double motion, const std::string& what) {
        const long double number = want.number();
        if (std::fabs(number) > 3.3e38L && GetParam().dtype != "f64") return;
        EXPECT_TRUE(support::close(got, number,
                                   tolerance(GetParam().dtype, GetParam().exact, number, motion)))
            << what << ": got " << got << ", want " << number;
    }

    std::vector<GoldenActivation> cases;
    Words words;
};

TEST_P(GoldenAt, ValueSlopeAndCurvatureMeetTheTolerance) {
    int compared = 0;
    for (const GoldenActivation& one : cases) {
        std::vector<Golden> points;
        std::string input;
        for (std::size_t i = 0; i < one.entry["points"].size(); ++i) {
            const Golden p = one.entry["points"].at(i);
            if (!holds(static_cast<double>(p["xh"].number()))) continue;
            points.push_back(p);
            input += p["xh"].text() + "\n";
        }
        const std::vector<Row> rows = run({one.formula.text()}, input);
        ASSERT_EQ(rows.size(), points.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Golden& p = points[i];
            const long double x = p["xh"].number();
            EXPECT_EQ(rows[i][0], static_cast<double>(x));
            expect_close(rows[i][1], p["y"], x * p["dy"].number(), one.at(p));
            expect_close(rows[i][2], p["dy"], x * p["d2y"].number(), one.at(p) + ", slope");
            expect_close(rows[i][3], p["d2y"], p["c2"].number(), one.at(p) + ", curvature");
            ++compared;
        }
    }
    EXPECT_GE(compared, GetParam().dtype == "bf16" ? 1000 : 2000);
}

TEST_P(GoldenAt, InfinitiesGiveTheLimitsAndNanStays) {
    for (const GoldenActivation& one : cases) {
        const Golden special = one.entry["special"];
        const std::vector<Row> rows = run({one.formula.text()}, "inf\n-inf\nnan\n");
        ASSERT_EQ(rows.size(), special.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Golden p = special.at(i);
            expect_close(rows[i][1], p["y"], 0, one.at(p));
            expect_close(rows[i][2], p["dy"], 0, one.at(p) + ", slope");
            expect_close(rows[i][3], p["d2y"], 0, one.at(p) + ", curvature");
        }
    }
}

TEST_P(GoldenAt, DerivativesByParametersMeetTheTolerance) {
    int compared = 0;
    for (const GoldenActivation& one : cases) {
        if (!one.entry.has("param_grads")) continue;
        const Golden points = one.entry["points"];
        for (const std::string& name : one.entry["param_grads"].keys()) {
            const Golden grads = one.entry["param_grads"][name];
            std::string input;
            for (std::size_t i = 0; i < points.size(); ++i)
                input += points.at(i)["xh"].text() + "\n";
            const std::vector<Row> rows = run({one.formula.text(), "--wrt", name}, input);
            ASSERT_EQ(rows.size(), points.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                ASSERT_EQ(rows[i].size(), 5U);
                if (!holds(static_cast<double>(points.at(i)["xh"].number()))) continue;
                expect_close(rows[i][4], grads["v"].at(i), grads["c"].at(i).number(),
                             one.at(points.at(i)) + ", by " + name);
                ++compared;
            }
        }
    }
    EXPECT_GE(compared, GetParam().dtype == "bf16" ? 300 : 800);
}

INSTANTIATE_TEST_SUITE_P(EveryPrecision, GoldenAt,
                         testing::Values(Mode{"f64", false}, Mode{"f32", false}, Mode{"f32", true},
                                         Mode{"bf16", false}, Mode{"bf16", true}),
                         [](const auto& mode) {
                             return mode.param.dtype + (mode.param.exact ? "_exact" : "");
                         });

std::string text_of(const Golden& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = 0; k < rows.at(i).size(); ++k) text += rows.at(i).at(k).text() + " ";
        text += "\n";
    }
    return text;
}

TEST(GoldenAtRows, ValuesAndProductsMeetTheTolerance) {
    KASANE_NEED_GOLDEN("activations.json");
    const Golden vector = support::golden("activations.json")["vector"];
    ASSERT_GE(vector.size(), 6U);
    const support::Directory directory;
    for (std::size_t k = 0; k < vector.size(); ++k) {
        const Golden one = vector.at(k);
        const std::string name = one["key"].text();
        support::write(directory / "g", text_of(one["g"]));
        const std::vector<Row> rows =
            numbers_at({name, "--upstream", directory / "g"}, text_of(one["x"]));
        const std::size_t n = one["x"].size();
        ASSERT_EQ(rows.size(), 2 * n) << name;
        for (std::size_t i = 0; i < n; ++i) {
            double scale = 0;
            for (const double g : one["g"].at(i).doubles()) scale += std::fabs(g);
            for (std::size_t j = 0; j < rows[i].size(); ++j) {
                const long double y = one["y"].at(i).at(j).number();
                const long double dx = one["vjp"].at(i).at(j).number();
                EXPECT_TRUE(support::close(rows[i][j], y, 1e-15L * (1 + std::fabs(y)))) << name;
                EXPECT_TRUE(support::close(rows[n + i][j], dx, 1e-15L * (1 + scale))) << name;
            }
        }
    }
}

}  // namespace
}  // namespace kasane::cli
