#include "kasane/cli/measured.hpp"

#include <array>
#include <limits>

#include "kasane/catalog/rules.hpp"

namespace kasane::cli {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double edge = 40;  // all catalog curves are at their limits there
constexpr double step = 1.0 / 512;

double value_at(const catalog::Formula& formula, double x) {
    const std::array<double, 1> args{x};
    return catalog::evaluate(formula, args).value;
}

CurvePoint point_at(const catalog::Formula& formula, double x) {
    const std::array<double, 1> args{x};
    const catalog::Partials at = catalog::evaluate(formula, args);
    return {x, at.value, at.by_i, at.by_ij};
}

}  // namespace

bool is_curve(const catalog::Formula& formula) {
    return formula.entry().form == catalog::Form::pointwise && formula.entry().inputs == 1;
}

Curve measure(const catalog::Formula& formula) {
    Curve curve;
    for (const double x : {-infinity, -2.0, -1.0, 0.0, 1.0, 2.0, infinity}) {
        curve.points.push_back(point_at(formula, x));
    }
    curve.least = curve.greatest = {-infinity, curve.points.front().value};
    double before = curve.points.front().value;
    const auto look = [&](double x) {
        const double value = value_at(formula, x);
        if (value < curve.least.value) curve.least = {x, value};
        if (value > curve.greatest.value) curve.greatest = {x, value};
        if (value < before) curve.never_falls = false;
        if (value > before) curve.never_rises = false;
        before = value;
    };
    for (int i = 0; i <= static_cast<int>(2 * edge / step); ++i) look(i * step - edge);
    look(infinity);
    return curve;
}

std::string monotonicity(const Curve& curve) {
    if (curve.never_falls && curve.never_rises) return "constant";
    if (curve.never_falls) return "never falls";
    if (curve.never_rises) return "never rises";
    return "rises and falls";
}

}  // namespace kasane::cli
