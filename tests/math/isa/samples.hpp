#pragma once
// Inputs for judging a word: all exponents, both signs, and densely where things happen.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace samples {

/// Uniform in [0, 1), the same numbers in every run.
class Uniform {
public:
    double operator()() {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<double>(state_ >> 11) * 0x1p-53;
    }
    std::uint64_t word() {
        return static_cast<std::uint64_t>((*this)() * 0x1p53) << 11 ^ state_ >> 40;
    }

private:
    std::uint64_t state_ = 1;
};

template <class T>
void add_specials(std::vector<T>& x) {
    using Limits = std::numeric_limits<T>;
    for (T v : {T(0), Limits::denorm_min(), Limits::min(), T(0.5), T(1), Limits::max(),
                Limits::infinity(), Limits::quiet_NaN()}) {
        x.push_back(v);
        x.push_back(-v);
    }
}

inline std::vector<float> floats(std::uint64_t stride, int count) {
    std::vector<float> x;
    for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += stride) {
        const auto word = static_cast<std::uint32_t>(pattern);
        float v;
        std::memcpy(&v, &word, 4);
        x.push_back(v);
    }
    Uniform uniform;
    for (int i = 0; i < count; ++i) {
        x.push_back(static_cast<float>(220 * uniform() - 110));
        x.push_back(static_cast<float>(16 * uniform() - 8));
        x.push_back(static_cast<float>((2 * uniform() - 1) * std::exp2(-8 * uniform())));
    }
    add_specials(x);
    return x;
}

inline std::vector<double> doubles(int count) {
    std::vector<double> x;
    Uniform uniform;
    for (int i = 0; i < count; ++i) {
        const std::uint64_t word = uniform.word();
        double v;
        std::memcpy(&v, &word, 8);
        x.push_back(v);
        x.push_back(1520 * uniform() - 760);
        x.push_back(80 * uniform() - 40);
        x.push_back(16 * uniform() - 8);
        x.push_back((2 * uniform() - 1) * std::exp2(-8 * uniform()));
    }
    add_specials(x);
    return x;
}

/// |got - want| in units in the last place of want; subnormal spacing below the normal numbers. An
/// infinity counts as the first number that does not exist. Infinite if one of the two is NaN.
template <class T, class R>
double ulps(T got, R want) {
    using Limits = std::numeric_limits<T>;
    if (std::isnan(got) || std::isnan(want)) {
        return std::isnan(got) && std::isnan(want) ? 0 : std::numeric_limits<double>::infinity();
    }
    const R limit = std::ldexp(R(1), Limits::max_exponent);
    const R clipped = std::fmax(-limit, std::fmin(want, limit));
    const R value =
        std::isinf(got) ? std::copysign(limit, static_cast<R>(got)) : static_cast<R>(got);
    int exponent = 0;
    std::frexp(std::fmax(std::fabs(clipped), static_cast<R>(Limits::min())), &exponent);
    exponent = std::min(exponent, Limits::max_exponent);
    const R spacing = std::ldexp(R(1), exponent - Limits::digits);
    return static_cast<double>(std::fabs(value - clipped) / spacing);
}

}  // namespace samples
