#include "tests/support/checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "tests/support/check_points.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::support {
namespace {

using Point = std::vector<double>;

std::string digits(double x) {
    std::ostringstream out;
    out.precision(17);
    out << x;
    return out.str();
}

/// |x f| where both are finite: what x moves a result by when it moves by itself.
double motion_of(double x, double slope) {
    const double motion = std::abs(x * slope);
    return std::isfinite(motion) ? motion : 0;
}

double tolerance(double result, double motion) {
    return static_cast<double>(catalog_tolerance<double>(result, motion));
}

/// One point under comparison.
class DoubleCheck {
public:
    DoubleCheck(const Subject& subject, Reference& reference, Report& report)
        : subject_(subject), reference_(reference), report_(report) {}

    void at(const Point& point) {
        reference_.move_to(point);
        for (std::size_t i = 0; i < static_cast<std::size_t>(subject_.inputs); ++i) {
            by_input(point, i);
        }
    }

private:
    void by_input(const Point& point, std::size_t i) {
        const int k = static_cast<int>(i);
        const catalog::Partials got = subject_.in_double(point, k, k);
        const double slope = reference_.by(i);
        const double curvature = reference_.by(i, i);
        const auto what = [&](const char* name) {
            return subject_.at(point) + ", " + name + (k == 0 ? "" : " by the second input");
        };
        compare(got.value, reference_.value(), motion(point, k, slope),
                [&] { return what("value"); });
        if (bends(i)) return;
        compare(got.by_i, slope, slope_motion(point, k, curvature), [&] { return what("slope"); });
        if (reference_.curvatures(i).differ()) return;
        // Duals of duals lose some digits more, and where the curvature has a root those of the
        // slope.
        const double third = third_derivative(point, k);
        const double moved =
            7 * std::abs(curvature) + 8 * motion_of(point[i], third) + std::abs(slope) / 4;
        compare(got.by_ij, curvature, moved, [&] { return what("curvature"); });
    }

    /// What a rounding of x or of a trainable parameter moves the value by.
    double motion(const Point& point, int i, double slope) const {
        double sum = motion_of(point[static_cast<std::size_t>(i)], slope);
        for (std::size_t k = 0; k < point.size(); ++k) {
            if (static_cast<int>(k) == i) continue;
            sum += motion_of(point[k], subject_.in_double(point, i, static_cast<int>(k)).by_j);
        }
        return sum;
    }
    double slope_motion(const Point& point, int i, double curvature) const {
        double sum = motion_of(point[static_cast<std::size_t>(i)], curvature);
        for (std::size_t k = 0; k < point.size(); ++k) {
            if (static_cast<int>(k) == i) continue;
            sum += motion_of(point[k], subject_.in_double(point, i, static_cast<int>(k)).by_ij);
        }
        return sum;
    }

    /// By a difference of our own curvature; it only widens the tolerance.
    double third_derivative(Point point, int i) const {
        double& x = point[static_cast<std::size_t>(i)];
        const double h = x == 0 ? 0x1p-20 : x * 0x1p-20;
        const double here = subject_.in_double(point, i, i).by_ij;
        x += h;
        return (subject_.in_double(point, i, i).by_ij - here) / h;
    }

    /// check_kinks judges such points.
    bool bends(std::size_t i) { return reference_.slopes(i).differ() || reference_.jumps(i); }

    template <class What>
    void compare(double got, double want, double moved, What what) {
        if (std::isnan(want)) {
            ++report_.untold;
        } else {
            report_.expect_close(got, want, tolerance(want, moved), what);
        }
    }

    const Subject& subject_;
    Reference& reference_;
    Report& report_;
};

Report compare_at(const Subject& subject, Reference& reference, const std::vector<Point>& points) {
    Report report;
    DoubleCheck check(subject, reference, report);
    for (const Point& point : points) check.at(point);
    report.expect(report.compared >= 3 * report.untold,
                  [&] { return subject.text + ": the text tells too few results"; });
    return report;
}

}  // namespace

void Report::expect_close(double got, double want, double allowed,
                          const std::function<std::string()>& what) {
    expect(close(got, want, allowed), [&] {
        return what() + ": got " + digits(got) + ", want " + digits(want) + ", off by " +
               digits(std::abs(got - want) / (std::abs(want) * 0x1p-53)) + " u";
    });
}

void Report::expect(bool holds, const std::function<std::string()>& what) {
    ++compared;
    if (!holds) failures.push_back(what());
}

std::string Report::text(std::size_t most) const {
    std::string all;
    for (std::size_t i = 0; i < std::min(most, failures.size()); ++i) all += failures[i] + "\n";
    if (failures.size() > most) {
        all += "and " + std::to_string(failures.size() - most) + " more of " +
               std::to_string(compared) + "\n";
    }
    return all;
}

Report check_double(const Subject& subject, Domain domain) {
    Reference reference(subject);
    return compare_at(subject, reference,
                      with_other_input(subject, all_points(subject, reference, domain)));
}

Report check_double_briefly(const Subject& subject, Domain domain) {
    Reference reference(subject);
    return compare_at(subject, reference,
                      with_other_input(subject, few_points(subject, reference, domain)));
}

Report check_slope_text(const Subject& subject, Domain domain) {
    Report report;
    Reference reference(subject);
    report.expect(reference.has_slope_text(), [&] { return subject.text + ": has no slope text"; });
    if (!reference.has_slope_text()) return report;
    for (const Point& point : with_other_input(subject, few_points(subject, reference, domain))) {
        reference.move_to(point);
        const double said = reference.slope_text();
        const Sides sides = reference.slopes(0);
        const auto what = [&] { return subject.at(point) + ", text of the slope"; };
        if (std::isnan(said) || std::isnan(sides.left) || std::isnan(sides.right)) {
            ++report.untold;
        } else if (sides.differ() || reference.jumps(0)) {
            report.expect(sides.enclose(said, 0), what);
        } else {
            // Differences are near 0, not 0, where the slope has a root.
            const Sides curvatures = reference.curvatures(0);
            const double motion =
                motion_of(point[0], curvatures.left) + motion_of(point[0], curvatures.right);
            const double want = reference.by(0);
            report.expect_close(said, want, 0x1p-45 * std::abs(want) + 0x1p-70 * motion + 1e-300,
                                what);
        }
    }
    return report;
}

namespace {

/// Derivatives by trainable parameters at one point.
class ParameterCheck {
public:
    ParameterCheck(const Subject& subject, Reference& reference, Report& report, const Point& point)
        : subject_(subject), reference_(reference), report_(report), point_(point) {}

    void by(std::size_t i) {
        if (reference_.slopes(i).differ()) return;
        const double first = reference_.by(i);
        const double slope = std::abs(reference_.by(0));
        for (std::size_t j = 0; j < point_.size(); ++j) {
            const catalog::Partials got =
                subject_.in_double(point_, static_cast<int>(i), static_cast<int>(j));
            const double second = reference_.by(i, j);
            if (j == 0) compare(got.by_i, first, motion_of(point_[0], second), i, i);
            if (i == j && reference_.curvatures(i).differ()) continue;
            compare(got.by_ij, second, std::abs(first) + slope, i, j);
        }
    }

private:
    void compare(double got, double want, double scale, std::size_t i, std::size_t j) {
        // Differences around 0 do not tell what is far smaller than their step.
        const bool too_small = want == 0 && std::abs(got) < 1e-70;
        if (std::isnan(want) || std::isinf(want) || too_small) {
            ++report_.untold;
            return;
        }
        report_.expect_close(got, want, 0x1p-42 * (std::abs(want) + scale) + 1e-300, [&] {
            return subject_.at(point_) + ", by " + subject_.names[i] + " and " + subject_.names[j];
        });
    }

    const Subject& subject_;
    Reference& reference_;
    Report& report_;
    const Point& point_;
};

}  // namespace

Report check_parameters(const Subject& subject, Domain domain) {
    Report report;
    Reference reference(subject);
    std::size_t count = 0;
    for (const Point& point : with_other_input(subject, few_points(subject, reference, domain))) {
        if (count++ % 3 != 0) continue;  // each costs a difference for every pair of parameters
        // A step of a parameter at 0 reaches farther than such an x, or too far where x is large;
        // and where x is 0 or a parameter, a mixed derivative may jump.
        if (std::abs(point[0]) < 1e-20 || std::abs(point[0]) > 1e3) continue;
        if (std::count(point.begin() + 1, point.end(), point[0]) > 0) continue;
        reference.move_to(point);
        if (reference.slopes(0).differ() || reference.jumps(0)) continue;
        ParameterCheck check(subject, reference, report, point);
        for (std::size_t i = static_cast<std::size_t>(subject.inputs); i < point.size(); ++i) {
            check.by(i);
        }
    }
    return report;
}

}  // namespace kasane::support
