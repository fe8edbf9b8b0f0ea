// Where formulas bend, and what holds there and at the far ends.

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/check_points.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::support {
namespace {

using Point = std::vector<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Slopes in double, with the second input and the parameters at fixed values.
class Slopes {
public:
    explicit Slopes(const Subject& subject) : subject_(subject) {
        rest_ = subject.inputs == 1 ? subject.complete({}) : subject.complete(std::vector{1.375});
    }

    std::vector<double> operator()(const std::vector<double>& x) const {
        Arguments<double> arguments{x};
        for (const double& one : rest_) arguments.push_back({&one, 1});
        std::vector<double> out(x.size());
        subject_.doubles({.order = 1}, arguments, out);
        return out;
    }
    double operator()(double x) const {
        Point point{x};
        point.insert(point.end(), rest_.begin(), rest_.end());
        return subject_.in_double(point, 0, 0).by_i;
    }

private:
    const Subject& subject_;
    Point rest_;
};

/// In -40..40 densely, then coarser.
std::vector<double> places_to_look() {
    std::vector<double> all = grid(-40.0123, 40.0371, 16001);
    for (int exponent = 6; exponent < 20; ++exponent) {
        for (const double x : grid(1, 2, 17)) {
            all.push_back(std::ldexp(x, exponent));
            all.push_back(-std::ldexp(x, exponent));
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// Halves [a, b], always keeping the half over which the slope changes more, until nothing is
/// between them or the change shrinks as that of a smooth slope does.
bool narrow(const Slopes& slope, double& a, double& b) {
    double at_a = slope(a);
    double at_b = slope(b);
    const double whole = std::abs(at_b - at_a);
    while (std::nextafter(a, infinity) < b) {
        const double middle =
            a / 2 + b / 2 <= a || a / 2 + b / 2 >= b ? std::nextafter(a, infinity) : a / 2 + b / 2;
        const double at_middle = slope(middle);
        if (std::abs(at_middle - at_a) > std::abs(at_b - at_middle)) {
            b = middle;
            at_b = at_middle;
        } else {
            a = middle;
            at_a = at_middle;
        }
        if (!(std::abs(at_b - at_a) > 0.05 * whole)) return false;
    }
    return std::abs(at_b - at_a) > 1e-9 * std::max(std::abs(at_a), std::abs(at_b));
}

/// A limit, as a formula's text tells it far out: infinite, a number, or NaN for none.
double limit_of(const std::vector<double>& far) {
    const auto [low, high] = std::minmax_element(far.begin(), far.end());
    const double last = far.back();
    if (std::any_of(far.begin(), far.end(), [](double x) { return std::isnan(x); })) return NAN;
    if (*high - *low <= 0x1p-20 * std::abs(last)) return last;
    if (std::max(std::abs(*low), std::abs(*high)) < 0x1p-20) return 0;
    const bool rises = std::is_sorted(far.begin(), far.end());
    const bool falls = std::is_sorted(far.rbegin(), far.rend());
    if (rises && last > 2) return infinity;
    if (falls && last < -2) return -infinity;
    return NAN;
}

/// Limits of value, slope and curvature along far points of one side.
struct Limits {
    std::vector<double> value, slope, curvature;
};
Limits far_results(const Subject& subject, Reference& reference, int side) {
    Limits far;
    // Values that no period divides; exp of their squares is still known.
    for (const double x : {0x1.3p+24, 0x1.71p+25, 0x1.9dp+26, 0x1.27p+28, 0x1.5bp+29}) {
        reference.move_to(subject.complete(std::vector{side * x}));
        far.value.push_back(reference.value());
        far.slope.push_back(reference.by(0));
        far.curvature.push_back(reference.by(0, 0));
    }
    return far;
}

void expect_limit(Report& report, const Subject& subject, double got, double want, const char* of,
                  int side) {
    if (std::isnan(want)) {
        ++report.untold;
        return;
    }
    const double tolerance = 0x1p-20 * std::abs(want);
    report.expect_close(got, want, tolerance, [&] {
        return subject.text + ", " + of + " at " + (side > 0 ? "inf" : "-inf");
    });
}

bool is_constant(const std::vector<double>& all) {
    return std::all_of(all.begin(), all.end(), [&](double x) { return x == all[0]; });
}

}  // namespace

std::vector<Bend> bends(const Subject& subject) {
    const Slopes slope(subject);
    const std::vector<double> x = places_to_look();
    const std::vector<double> slopes = slope(x);
    std::vector<Bend> found;
    const auto jump = [&](std::size_t k) { return std::abs(slopes[k] - slopes[k - 1]); };
    for (std::size_t k = 2; k + 1 < x.size() && found.size() < 40; ++k) {
        // Where a slope is smooth it changes about as much as beside it.
        if (jump(k) <= 1.5 * std::min(jump(k - 1), jump(k + 1))) continue;
        if (!(jump(k) > 1e-7 * std::max(std::abs(slopes[k]), std::abs(slopes[k - 1])))) continue;
        double a = x[k - 1];
        double b = x[k];
        if (narrow(slope, a, b)) found.push_back({a, b});
    }
    return found;
}

Report check_kinks(const Subject& subject, Domain domain) {
    Report report;
    Reference reference(subject);
    std::vector<double> places{0};
    for (const Bend& bend : bends(subject)) {
        if (std::abs(bend.above) > domain.largest) continue;
        places.push_back(bend.below);
        places.push_back(bend.above);
    }
    for (const double one : reference.landmarks()) {
        places.push_back(one);
        places.push_back(-one);
    }
    for (const Point& point : with_other_input(subject, places)) {
        reference.move_to(point);
        const Sides sides = reference.slopes(0);
        if (std::isnan(sides.left) || std::isnan(sides.right)) continue;
        const Sides curvatures = reference.curvatures(0);
        const catalog::Partials got = subject.in_double(point, 0, 0);
        const auto what = [&] {
            return subject.at(point) + ": slope " + std::to_string(got.by_i) + ", curvature " +
                   std::to_string(got.by_ij) + "; slopes beside it " + std::to_string(sides.left) +
                   " and " + std::to_string(sides.right);
        };
        if (sides.differ() || reference.jumps(0)) {
            const double size = std::max(std::abs(sides.left), std::abs(sides.right));
            report.expect(sides.enclose(got.by_i, 1e-14 * size), what);
            report.expect(got.by_ij == 0, what);
            if (reference.has_slope_text()) {
                report.expect_close(got.by_i, reference.slope_text(), 1e-14 * size, what);
            }
        } else if (curvatures.differ() && !std::isnan(curvatures.left + curvatures.right)) {
            const double size = std::max(std::abs(curvatures.left), std::abs(curvatures.right));
            report.expect(curvatures.enclose(got.by_ij, 1e-12 * size), what);
        }
    }
    return report;
}

Report check_specials(const Subject& subject, Domain domain) {
    Report report;
    const std::vector<double> nan{NAN};
    Point point = subject.complete(subject.inputs == 1 ? nan : std::vector{NAN, 1.5});
    const catalog::Partials at_nan = subject.in_double(point, 0, 0);
    const bool constant = is_constant(Slopes(subject)(grid(-9.7, 9.3, 39)));
    report.expect(std::isnan(at_nan.value), [&] { return subject.text + ", value at nan"; });
    report.expect(constant || std::isnan(at_nan.by_i),
                  [&] { return subject.text + ", slope at nan"; });
    report.expect(constant || std::isnan(at_nan.by_ij),
                  [&] { return subject.text + ", curvature at nan"; });
    if (subject.inputs != 1 || domain.largest < 1e300) return report;
    Reference reference(subject);
    for (const int side : {-1, 1}) {
        const Limits far = far_results(subject, reference, side);
        const catalog::Partials got =
            subject.in_double(subject.complete(std::vector{side * infinity}), 0, 0);
        expect_limit(report, subject, got.value, limit_of(far.value), "value", side);
        expect_limit(report, subject, got.by_i, limit_of(far.slope), "slope", side);
        expect_limit(report, subject, got.by_ij, limit_of(far.curvature), "curvature", side);
    }
    return report;
}

}  // namespace kasane::support
