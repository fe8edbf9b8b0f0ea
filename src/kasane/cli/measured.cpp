#include "kasane/cli/measured.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

constexpr double golden = 0.381966011;  // keeps the grid off the places that formulas like
constexpr double core_edge = 24;        // up to here the grid has even steps
constexpr double wave_edge = 4096;
constexpr double step = 1.0 / 128;

/// Even steps around zero, growing ones towards zero and far out; in rising order, without zero.
/// Where there is no limit, which waves have none of, it ends before sines lose their digits.
std::vector<double> grid(bool has_left_limit, bool has_right_limit) {
    std::vector<double> right;
    for (int e = -60; e < -7; e += 2) right.push_back(std::ldexp(1 + golden, e));
    for (double x = step * (1 + golden); x < core_edge; x += step) right.push_back(x);
    for (double x = core_edge; x < 4096; x *= 1.09) right.push_back(x);
    for (double x = 4096; x < 0x1p1020; x *= 32) right.push_back(x);
    std::vector<double> all;
    for (auto x = right.rbegin(); x != right.rend(); ++x) all.push_back(-*x * (1 - golden / 1024));
    all.insert(all.end(), right.begin(), right.end());
    std::erase_if(all, [&](double x) {
        return (!has_left_limit && x < -wave_edge) || (!has_right_limit && x > wave_edge);
    });
    return all;
}

/// Nodes and weights of Gauss and Legendre on -1..1, the positive half.
constexpr double nodes[] = {0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863,
                            0.6178762444026437484, 0.7554044083550030339, 0.8656312023878317439,
                            0.9445750230732325761, 0.9894009349916499326};
constexpr double weights[] = {0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382,
                              0.1495959888165767321, 0.1246289712555338720, 0.0951585116824927848,
                              0.0622535239386478929, 0.0271524594117540949};

/// Places and weights whose sum is the mean over the standard normal distribution; no piece has
/// one of the `breaks` inside.
struct Quadrature {
    std::vector<double> x;
    std::vector<double> weight;

    explicit Quadrature(std::vector<double> breaks) {
        for (double edge = -9; edge <= 9; edge += 0.5) breaks.push_back(edge);
        std::sort(breaks.begin(), breaks.end());
        for (std::size_t i = 0; i + 1 < breaks.size(); ++i) add(breaks[i], breaks[i + 1]);
    }

private:
    void add(double low, double high) {
        const double middle = (low + high) / 2;
        const double half = (high - low) / 2;
        if (std::fabs(middle) > 9) return;
        for (std::size_t k = 0; k < std::size(nodes); ++k) {
            for (const double at : {middle - half * nodes[k], middle + half * nodes[k]}) {
                x.push_back(at);
                weight.push_back(half * weights[k] * std::exp(-at * at / 2) / 2.5066282746310005);
            }
        }
    }
};

std::vector<double> places_of(const Jumps& jumps) {
    std::vector<double> places;
    for (const auto* some : {&jumps.value, &jumps.slope, &jumps.curvature}) {
        for (const Jump& one : *some) places.push_back(one.x);
    }
    return places;
}

Moments moments(const PointEvaluation& curve, const Jumps& jumps) {
    const Quadrature rule(places_of(jumps));
    const std::vector<double> value = curve.value(rule.x);
    const std::vector<double> slope = curve.slope(rule.x);
    double mean = 0;
    double square = 0;
    double slope_square = 0;
    for (std::size_t i = 0; i < rule.x.size(); ++i) {
        mean += rule.weight[i] * value[i];
        square += rule.weight[i] * value[i] * value[i];
        slope_square += rule.weight[i] * slope[i] * slope[i];
    }
    return {mean, std::sqrt(square), std::sqrt(slope_square)};
}

Symmetry symmetry(const PointEvaluation& curve, const CurveSamples& samples) {
    std::vector<double> mirrored;
    std::vector<double> here;
    for (std::size_t i = 0; i < samples.size(); i += 5) {
        if (std::fabs(samples.x[i]) > core_edge) continue;
        mirrored.push_back(-samples.x[i]);
        here.push_back(samples.value[i]);
    }
    const std::vector<double> there = curve.value(mirrored);
    bool is_odd = true;
    bool is_even = true;
    for (std::size_t i = 0; i < here.size(); ++i) {
        const double slack = 1e-12 * std::fabs(here[i]) + 1e-300;
        is_odd = is_odd && std::fabs(here[i] + there[i]) <= slack;
        is_even = is_even && std::fabs(here[i] - there[i]) <= slack;
    }
    return is_odd ? Symmetry::odd : is_even ? Symmetry::even : Symmetry::none;
}

/// Places beside the jumps, on both sides, and zero.
std::vector<double> special_places(const std::vector<Jump>& jumps, double beside) {
    std::vector<double> places{0.0};
    for (const Jump& one : jumps) {
        const double step_aside = beside * std::max(std::fabs(one.x), 1e-3);
        places.insert(places.end(), {one.x - step_aside, one.x, one.x + step_aside});
    }
    return places;
}

/// An end beside a jump that the other side of the jump has: the curve comes up to it only.
void open_at_jumps(End& end, const std::vector<Jump>& jumps, const Values& slope) {
    if (!end.is_met || end.from != end.to) return;
    for (const Jump& jump : jumps) {
        if (jump.x == end.x || std::fabs(jump.x - end.x) > 1e-11) continue;
        if (slope({&end.x, 1})[0] == 0) continue;
        end.is_met = false;
        end.value = shortest_between(end.value - 1e-10, end.value + 1e-10);
        end.x = end.from = end.to = jump.x;
    }
}

void find_ways(Measured& curve, const CurveSamples& samples) {
    for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
        const double before = samples.value[i];
        const double after = samples.value[i + 1];
        const double slack = 1e-13 * std::max(std::fabs(before), std::fabs(after)) + 1e-300;
        curve.rises = curve.rises || after > before + slack;
        curve.falls = curve.falls || after < before - slack;
    }
}

std::vector<CurvePoint> points_of(const PointEvaluation& curve) {
    const std::vector<double> x{-infinity, -2, -1, 0, 1, 2, infinity};
    const CurveSamples at(curve, x);
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < x.size(); ++i) {
        points.push_back({x[i], at.value[i], at.slope[i], at.curvature[i]});
    }
    return points;
}

/// Rounded twice: the first rounding takes away what machines differ in, so that the second never
/// meets a tie on one of them only.
std::string rounded(double x, int digits) {
    if (!std::isfinite(x)) return text("%g", x);
    return text("%.*g", digits, std::stod(text("%.11g", x)) + 0.0);  // -0 becomes 0
}

}  // namespace

bool Measured::is_zero_centred() const {
    return std::fabs(normal.mean) <= 1e-9 * std::max(normal.rms, 1e-9);
}

bool is_curve(const catalog::Formula& formula) {
    return formula.entry().form == catalog::Form::pointwise && formula.entry().inputs == 1;
}

Measured measure(const catalog::Formula& formula) {
    const PointEvaluation curve(formula, {});
    Measured all{};
    all.points = points_of(curve);
    const CurvePoint& left = all.points.front();
    const CurvePoint& right = all.points.back();
    const auto has_limit = [](const CurvePoint& at) { return !std::isnan(at.value + at.slope); };
    const CurveSamples samples(curve, grid(has_limit(left), has_limit(right)));
    const Values value = [&](std::span<const double> x) { return curve.value(x); };
    const Values slope = [&](std::span<const double> x) { return curve.slope(x); };
    const Values curvature = [&](std::span<const double> x) { return curve.curvature(x); };
    all.jumps = find_jumps(curve, samples);
    const Profile values{
        samples.x, samples.value, samples.slope, value,
        slope,     left.value,    right.value,   special_places(all.jumps.value, 0x1p-50)};
    all.left = left_tail(values);
    all.right = right_tail(values);
    all.low = least(values);
    all.high = greatest(values);
    open_at_jumps(all.low, all.jumps.value, slope);
    open_at_jumps(all.high, all.jumps.value, slope);
    const Profile slopes{
        samples.x, samples.slope, samples.curvature, slope,
        curvature, left.slope,    right.slope,       special_places(all.jumps.slope, 1e-9)};
    all.least_slope = least(slopes);
    all.greatest_slope = greatest(slopes);
    find_ways(all, samples);
    all.symmetry = symmetry(curve, samples);
    all.normal = moments(curve, all.jumps);
    return all;
}

std::string measured_number(double x) { return rounded(x, 5); }

std::string range_text(const Measured& curve) {
    return (curve.low.is_met ? "[" : "(") + measured_number(curve.low.value) + ", " +
           measured_number(curve.high.value) + (curve.high.is_met ? "]" : ")");
}

std::string monotonic_text(const Measured& curve) {
    if (curve.rises && curve.falls) return "no";
    return curve.rises || curve.falls ? "yes" : "constant";
}

std::string monotonicity(const Measured& curve) {
    if (curve.rises && curve.falls) return "rises and falls";
    if (curve.rises) return "never falls";
    return curve.falls ? "never rises" : "constant";
}

std::string kinks_text(const Measured& curve, std::size_t most) {
    std::vector<std::pair<double, const char*>> places;
    for (const Jump& one : curve.jumps.value) places.emplace_back(one.x, " (jump)");
    for (const Jump& one : curve.jumps.slope) places.emplace_back(one.x, "");
    std::sort(places.begin(), places.end(),
              [](const auto& a, const auto& b) { return std::fabs(a.first) < std::fabs(b.first); });
    const std::size_t shown = std::min(places.size(), most);
    std::sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(shown));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < shown; ++i) {
        texts.push_back(measured_number(places[i].first) + places[i].second);
    }
    if (shown < places.size()) texts.push_back("...");
    return texts.empty() ? "none" : joined(texts);
}

std::string smoothness_text(const Measured& curve) {
    if (!curve.jumps.value.empty()) return "no: it jumps";
    if (!curve.jumps.slope.empty()) return "no: the slope jumps";
    if (curve.jumps.curvature.empty()) return "yes";
    std::vector<std::string> places;
    for (const Jump& one : curve.jumps.curvature) places.push_back(measured_number(one.x));
    if (places.size() > 4) places = {"many places"};
    return "but for the curvature, which jumps at " + joined(places);
}

std::string saturation_text(const Measured& curve) {
    const bool left = curve.left != Tail::moves;
    const bool right = curve.right != Tail::moves;
    if (left && right) return "on both sides";
    return left ? "on the left" : right ? "on the right" : "no";
}

std::string normal_text(const Measured& curve) {
    const Moments& normal = curve.normal;
    return "mean " + rounded(curve.is_zero_centred() ? 0 : normal.mean, 4) + ", rms " +
           rounded(normal.rms, 4) + ", rms of the slope " + rounded(normal.rms_slope, 4);
}

std::string place_text(const End& end) {
    const std::string from = measured_number(end.from);
    const std::string to = measured_number(end.to);
    if (!end.is_met) return "x -> " + measured_number(end.x);
    if (end.from == end.to) return "x = " + measured_number(end.x);
    const char* above = end.has_from ? "<=" : "<";
    const char* below = end.has_to ? "<=" : "<";
    if (end.from == -infinity && end.to == infinity) return "all x";
    if (end.from == -infinity) return std::string("x ") + below + " " + to;
    if (end.to == infinity) return std::string("x ") + (end.has_from ? ">= " : "> ") + from;
    return from + " " + above + " x " + below + " " + to;
}

}  // namespace kasane::cli
