#pragma once
// What the texts of an entry say, with as many digits as it takes to be sure of every double. The
// derivatives are differences of the formula's text, independent of the slope's text and of us.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/subject.hpp"

namespace kasane::support {

/// Whether this build can evaluate texts; it needs MPFR.
bool can_evaluate_texts();

/// A derivative from the left and from the right.
struct Sides {
    double left;
    double right;

    bool differ() const;
    /// Whether `x` lies between them, give or take `tolerance`.
    bool enclose(double x, double tolerance) const;
};

/// Results are NaN where the text does not tell them: where it overflows, say.
class Reference {
public:
    /// Throws   std::runtime_error for a text that is not understood.
    explicit Reference(const Subject& subject);
    ~Reference();
    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;

    /// A point, as values of x (or a and b) and the trainable parameters. Results below are for
    /// the last point set.
    void move_to(std::span<const double> arguments);

    double value();
    double by(std::size_t i);
    double by(std::size_t i, std::size_t j);
    /// The first and the second derivative by argument i, from both sides.
    Sides slopes(std::size_t i);
    Sides curvatures(std::size_t i);
    /// Whether the value itself jumps there.
    bool jumps(std::size_t i);

    bool has_slope_text() const;
    double slope_text();

    /// Numbers that stand in the texts, where formulas may bend.
    std::vector<double> landmarks() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The value of a text where the names have these values.
double evaluate_expression(std::string_view text, const std::map<std::string, double>& names);

}  // namespace kasane::support

/// Skips a test that needs texts evaluated where they cannot be.
#define KASANE_NEED_MPFR()                                                             \
    if (!::kasane::support::can_evaluate_texts()) {                                    \
        GTEST_SKIP() << "built without MPFR (libmpfr-dev), which evaluates the texts"; \
    }
