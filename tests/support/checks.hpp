#pragma once
// What must hold of every pointwise activation. A check returns what it finds wrong, so that a test
// can show it something broken and see that it notices.

#include <functional>
#include <string>
#include <vector>

#include "tests/support/reference.hpp"
#include "tests/support/subject.hpp"

namespace kasane::support {

/// What a check found, and how much it looked at.
struct Report {
    std::vector<std::string> failures;
    int compared = 0;
    int untold = 0;  // points where the text does not tell the result

    /// Compares; `what` is called only for the text of a failure.
    void expect_close(double got, double want, double tolerance,
                      const std::function<std::string()>& what);
    void expect(bool holds, const std::function<std::string()>& what);
    /// All failures, at most `most` of them in full.
    std::string text(std::size_t most = 5) const;
};

/// Where x may be checked: beyond `largest` words like sin promise nothing.
struct Domain {
    double largest = 1e308;
};

/// Value, slope and curvature in double are those of the formula's text.
Report check_double(const Subject& subject, Domain domain = {});
/// The same at fewer points, for one more choice of parameters.
Report check_double_briefly(const Subject& subject, Domain domain = {});
/// The derivatives by trainable parameters, and the mixed second ones.
Report check_parameters(const Subject& subject, Domain domain = {});
/// The slope's text is the derivative of the formula's text.
Report check_slope_text(const Subject& subject, Domain domain = {});
/// At a bend the slope lies between the slopes beside it and the curvature is 0.
Report check_kinks(const Subject& subject, Domain domain = {});
/// NaN stays NaN, and an infinity gives the limit if there is one.
Report check_specials(const Subject& subject, Domain domain = {});

/// The bends of a formula that its slopes in double show: neighbours between which they jump.
struct Bend {
    double below;
    double above;
};
std::vector<Bend> bends(const Subject& subject);

}  // namespace kasane::support
