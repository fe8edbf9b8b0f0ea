#include "tests/support/accuracy.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <sstream>

namespace kasane::support {
namespace {

constexpr double beyond = 0x1p128;  // the first number that a float cannot hold
constexpr double least_normal = 0x1p-126;
constexpr double largest_float = 0x1.fffffep127;
constexpr double largest_bf16 = 0x1.fep127;

/// The arguments of a call where one of them varies.
template <class T>
Arguments<T> arguments_of(const Measured& measured, std::span<const T> x,
                          const std::vector<T>& others) {
    Arguments<T> all;
    for (std::size_t k = 0; k < others.size(); ++k) {
        all.push_back(k == measured.argument ? x : std::span<const T>(&others[k], 1));
    }
    return all;
}

void in_double(const Subject& subject, const Measured& measured, std::span<const double> x,
               std::span<double> out) {
    const std::vector<double> others(measured.at.begin(), measured.at.end());
    subject.doubles(measured.wanted, arguments_of<double>(measured, x, others), out);
}

double in_double(const Subject& subject, const Measured& measured, double x) {
    double y = 0;
    in_double(subject, measured, {&x, 1}, {&y, 1});
    return y;
}

double clamped(double x, double most) { return x < most ? (x > -most ? x : -most) : most; }

/// 1 / ulp(x) of a float, for 0 <= x; as integers, so that the loop below becomes vector code.
double inverse_ulp(double x) {
    const double inside = x > least_normal ? (x < 0x1p127 ? x : 0x1p127) : least_normal;
    const auto exponent = std::bit_cast<std::uint64_t>(inside) & 0x7ff0000000000000U;
    return std::bit_cast<double>((std::uint64_t{1023 + 23 + 1023} << 52) - exponent);
}

/// What one loop over a block finds.
struct Glance {
    double worst = 0;
    std::int64_t wrong = 0;
};

/// Eight numbers side by side, for the compiler to put into registers.
constexpr std::size_t lanes = 8;

void glance_at(const float* got, const double* want, double* worst, std::int64_t* wrong) {
    for (std::size_t k = 0; k < lanes; ++k) {
        const double g = static_cast<double>(got[k]);
        const double w = want[k];
        const double size = std::fabs(w);
        const double error = std::fabs(clamped(g, beyond) - clamped(w, beyond)) * inverse_ulp(size);
        worst[k] = error > worst[k] ? error : worst[k];
        const bool zero = (g == 0) & (size >= least_normal);
        const bool non_finite = !(std::fabs(g) <= largest_float) & (size <= largest_float);
        const bool lost_nan = (w != w) & (g == g);
        wrong[k] += (zero | non_finite | lost_nan) ? 1 : 0;
    }
}

Glance glance(const float* got, const double* want, std::size_t n) {
    double worst[lanes] = {};
    std::int64_t wrong[lanes] = {};
    std::size_t k = 0;
    for (; k + lanes <= n; k += lanes) glance_at(got + k, want + k, worst, wrong);
    if (k < n) {
        float last_got[lanes] = {};
        double last_want[lanes] = {};
        std::copy(got + k, got + n, last_got);
        std::copy(want + k, want + n, last_want);
        glance_at(last_got, last_want, worst, wrong);
    }
    Glance seen;
    for (k = 0; k < lanes; ++k) {
        seen.worst = std::max(seen.worst, worst[k]);
        seen.wrong += wrong[k];
    }
    return seen;
}

/// Whether every result is the reference rounded: no error above 1/2 and nothing wrong.
bool all_are_nearest(const float* got, const double* want, std::size_t n) {
    std::size_t same = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const float nearest = static_cast<float>(want[k]);
        same += (nearest == got[k]) | ((nearest != nearest) & (got[k] != got[k])) ? 1 : 0;
    }
    return same == n;
}

/// The least and the greatest of x, a NaN beyond the infinities; as integers, so that the loop
/// becomes vector code.
std::pair<double, double> ends_of(std::span<const float> x) {
    constexpr auto flip = [](std::int32_t k) { return k ^ (k < 0 ? 0x7fffffff : 0); };
    std::int32_t low = std::numeric_limits<std::int32_t>::max();
    std::int32_t high = std::numeric_limits<std::int32_t>::min();
    for (const float one : x) {
        const std::int32_t key = flip(std::bit_cast<std::int32_t>(one));
        low = std::min(low, key);
        high = std::max(high, key);
    }
    const auto number = [&](std::int32_t key) {
        return static_cast<double>(std::bit_cast<float>(flip(key)));
    };
    return {number(low), number(high)};
}

/// Floats that hold a change of sign between them, as near as floats come.
std::pair<float, float> nearest_floats(const Subject& subject, const Measured& measured, float low,
                                       float high, double at_low) {
    while (std::nextafter(low, high) < high) {
        float middle = low / 2 + high / 2;
        if (middle <= low || middle >= high) middle = std::nextafter(low, high);
        const double here = in_double(subject, measured, static_cast<double>(middle));
        if ((here < 0) == (at_low < 0) && here != 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return {low, high};
}

/// Where |f| is least between low and high.
double least_between(const Subject& subject, const Measured& measured, double low, double high) {
    const auto size = [&](double x) { return std::abs(in_double(subject, measured, x)); };
    for (int i = 0; i < 90 && low < high; ++i) {
        const double a = low + (high - low) / 3;
        const double b = high - (high - low) / 3;
        (size(a) < size(b) ? high : low) = size(a) < size(b) ? b : a;
    }
    return low / 2 + high / 2;
}

std::vector<double> places() {
    std::vector<double> all;
    for (int k = -3520; k <= 3520; ++k) all.push_back(k / 32.0 + 0.0013);
    for (double x = 0.003; x > 1e-30; x /= 4) {
        all.push_back(x);
        all.push_back(-x);
    }
    for (double x = 111; x < 1e6; x *= 1.01) {
        all.push_back(x);
        all.push_back(-x);
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// Calls visit(x) for each root that is no float.
template <class Visit>
void for_each_irrational_root(const Subject& subject, const Measured& measured, Visit visit) {
    const std::vector<double> x = places();
    std::vector<double> y(x.size());
    in_double(subject, measured, x, y);
    for (std::size_t k = 1; k + 1 < x.size(); ++k) {
        const double around = std::max(std::abs(y[k]), std::abs(y[k - 1]));
        if (y[k - 1] * y[k] < 0 || (y[k - 1] < 0) != (y[k] < 0)) {
            const auto [low, high] = nearest_floats(subject, measured, static_cast<float>(x[k - 1]),
                                                    static_cast<float>(x[k]), y[k - 1]);
            const double a = in_double(subject, measured, static_cast<double>(low));
            const double b = in_double(subject, measured, static_cast<double>(high));
            if (a != 0 && b != 0 && std::abs(a) + std::abs(b) < 0.01 * around) {
                visit(static_cast<double>(high));
            }
        } else if (std::abs(y[k]) < std::abs(y[k - 1]) && std::abs(y[k]) < std::abs(y[k + 1])) {
            const double root = least_between(subject, measured, x[k - 1], x[k + 1]);
            const double there = in_double(subject, measured, root);
            const double rounded = static_cast<double>(static_cast<float>(root));
            if (std::abs(there) < 1e-9 * around && in_double(subject, measured, rounded) != 0) {
                visit(root);
            }
        }
    }
}

}  // namespace

void Accuracy::take(const Accuracy& other) {
    compared += other.compared;
    ulps.take(other.ulps);
    near_root.take(other.near_root);
    beside_root.take(other.beside_root);
    zeros.take(other.zeros);
    non_finite.take(other.non_finite);
}

bool Accuracy::meets(double goal, double goal_near_root) const {
    return ulps.error <= goal && near_root.error <= goal_near_root && zeros.count == 0 &&
           non_finite.count == 0;
}

std::string Measured::text(const Subject& subject) const {
    std::ostringstream out;
    out << subject.text << (wanted.order == 0 ? ", value" : ", slope");
    if (subject.inputs > 1) {
        if (wanted.order > 0) out << " by " << subject.names[static_cast<std::size_t>(wanted.i)];
        const std::size_t other = 1 - argument;
        out << " where " << subject.names[other] << " = " << at[other];
    }
    return out.str();
}

std::vector<Measured> all_measured(const Subject& subject, Mode mode) {
    // Parameters as the type of the arrays holds them.
    const auto held = [mode](double x) {
        const float single = static_cast<float>(x);
        return mode == Mode::bf16
                   ? std::bit_cast<float>(std::bit_cast<std::uint32_t>(single) & 0xffff0000U)
                   : single;
    };
    std::vector<float> at(static_cast<std::size_t>(subject.inputs), 0.0F);
    for (const double one : subject.trainable) at.push_back(held(one));
    if (subject.inputs == 1) return {{{.order = 0}, 0, at}, {{.order = 1}, 0, at}};
    std::vector<Measured> all;
    for (const float other : {1.375F, -2.25F}) {
        for (std::size_t varying = 0; varying < 2; ++varying) {
            at[1 - varying] = other;
            all.push_back({{.order = 0}, varying, at});
            for (int i = 0; i < 2; ++i) all.push_back({{.order = 1, .i = i}, varying, at});
        }
    }
    return all;
}

std::vector<double> irrational_roots(const Subject& subject, const Measured& measured) {
    std::vector<double> roots;
    for_each_irrational_root(subject, measured, [&](double root) { roots.push_back(root); });
    std::sort(roots.begin(), roots.end());
    return roots;
}

Meter::Meter(const Subject& subject, Measured measured, const Goals& goals, Mode mode)
    : subject_(subject),
      measured_(std::move(measured)),
      promised_(goals.largest),
      unit_(mode == Mode::bf16 ? 65536 : 1),
      largest_(mode == Mode::bf16 ? largest_bf16 : largest_float),
      by_size_(goals.slope_by_size && measured_.wanted.order == 1) {
    if (!by_size_) roots_ = irrational_roots(subject, measured_);
}

void Meter::add(std::span<const float> x) {
    constexpr std::size_t block = 16384;
    for (std::size_t at = 0; at < x.size(); at += block) {
        compare(x.subspan(at, std::min(block, x.size() - at)));
    }
}

void Meter::compare(std::span<const float> x) {
    wide_.assign(x.begin(), x.end());
    want_.resize(x.size());
    got_.resize(x.size());
    in_double(subject_, measured_, wide_, want_);
    subject_.floats(measured_.wanted, arguments_of<float>(measured_, x, measured_.at), got_);
    result_.compared += x.size();
    const double least = unit_ * least_to_beat(x);
    if (least >= 0.5 && all_are_nearest(got_.data(), want_.data(), x.size())) return;
    const Glance seen = glance(got_.data(), want_.data(), x.size());
    if (seen.worst <= least && seen.wrong == 0) return;
    for (std::size_t k = 0; k < x.size(); ++k) compare_one(x[k], got_[k], want_[k]);
}

/// No error below this at any of x changes the result.
double Meter::least_to_beat(std::span<const float> x) const {
    if (by_size_) return result_.near_root.error;
    if (is_far_from_roots(x)) return result_.ulps.error;
    return std::min({result_.ulps.error, result_.near_root.error, result_.beside_root.error});
}

bool Meter::is_far_from_roots(std::span<const float> x) const {
    if (roots_.empty()) return true;
    const auto [low, high] = ends_of(x);
    const auto root = std::lower_bound(roots_.begin(), roots_.end(), low - 0.5);
    return root == roots_.end() || *root > high + 0.5;
}

double Meter::distance_to_root(float x) const {
    const double at = static_cast<double>(x);
    const auto above = std::lower_bound(roots_.begin(), roots_.end(), at);
    double distance = INFINITY;
    if (above != roots_.end()) distance = *above - at;
    if (above != roots_.begin()) distance = std::min(distance, at - *(above - 1));
    return distance;
}

void Meter::compare_one(float x, float got, double want) {
    if (std::isnan(got) && std::isnan(want)) return;
    if (std::isnan(want) || (!std::isfinite(got) && std::abs(want) <= largest_)) {
        result_.non_finite.take({1, x});
        return;
    }
    if (!(std::abs(static_cast<double>(x)) <= promised_)) return;
    const double by_itself = ulps(got, want) / unit_;
    const double distance = by_size_ ? 0 : distance_to_root(x);
    if (got == 0 && std::abs(want) >= least_normal && distance > 0x1p-6) {
        result_.zeros.take({1, x});
    }
    if (distance > 0.5) {
        result_.ulps.take({by_itself, x, got, want});
        return;
    }
    result_.near_root.take({ulps(got, want, 0.125) / unit_, x, got, want});
    if (distance > 0x1p-6) result_.beside_root.take({by_itself, x, got, want});
}

double ulps(float got, double want, double least) {
    const double g = clamped(static_cast<double>(got), beyond);
    return std::fabs(g - clamped(want, beyond)) * inverse_ulp(std::max(std::fabs(want), least));
}

std::vector<double> turning_points(const Subject& subject, const Measured& measured) {
    const std::vector<double> x = places();
    std::vector<double> y(x.size());
    in_double(subject, measured, x, y);
    std::vector<double> found;
    for (std::size_t k = 1; k + 1 < x.size(); ++k) {
        const double before = y[k] - y[k - 1];
        const double after = y[k + 1] - y[k];
        const bool turns = before * after < 0 || (before == 0) != (after == 0);
        const bool crosses = (y[k] < 0) != (y[k + 1] < 0);
        if (turns || crosses) found.push_back(x[k]);
    }
    return found;
}

std::vector<float> all_of_bf16() {
    std::vector<float> all(65536);
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        all[bits] = std::bit_cast<float>(bits << 16);
    }
    return all;
}

std::vector<float> sample_of_floats(std::span<const double> dense_around, std::uint32_t stride,
                                    int uniform) {
    std::vector<float> all;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += stride) {
        all.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    std::uint64_t state = 1;
    const auto next = [&] {  // in [-1, 1)
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<double>(state >> 11) * 0x1p-52 - 1;
    };
    for (int k = 0; k < uniform; ++k) all.push_back(static_cast<float>(110 * next()));
    const int each = dense_around.empty()
                         ? 0
                         : std::max(200, uniform / static_cast<int>(dense_around.size()) / 2);
    for (const double center : dense_around) {
        for (int k = 0; k < each; ++k) {
            // Ever nearer: from 1/16 away down to 2^-36.
            const double reach = std::ldexp(1.0, -4 - k % 32);
            all.push_back(static_cast<float>(center + reach * next()));
        }
    }
    return all;
}

}  // namespace kasane::support
