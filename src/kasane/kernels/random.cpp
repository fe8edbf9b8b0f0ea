#include "kasane/kernels/random.hpp"

#include "kasane/kernels/real_type.hpp"
#include "kasane/math/vocabulary.hpp"

namespace kasane::kernels {
namespace {

using core::Array;
using core::Index;

struct Pair {
    double first;
    double second;
};

/// Normal pair i: points of the square until one falls inside the circle (79 % do).
Pair normal_pair(core::Rng rng, std::uint64_t i) {
    const core::Rng tries = rng.stream(i);
    for (std::uint64_t k = 0;; ++k) {
        const auto words = tries.block(k);
        const double u = 0x1p-31 * (static_cast<double>(words[0]) + 0.5) - 1;
        const double v = 0x1p-31 * (static_cast<double>(words[1]) + 0.5) - 1;
        const double s = u * u + v * v;
        if (s < 1 && s > 0) {
            const double factor = math::sqrt(-2 * math::log(s) / s);
            return {u * factor, v * factor};
        }
    }
}

}  // namespace

Array normal(const core::Shape& shape, double std, core::Rng rng, core::DType dtype) {
    Array array = Array::empty(shape, dtype);
    with_real("normal", dtype, [&]<class T>(T) {
        T* out = array.data<T>();
        const Index n = array.size();
        for (Index i = 0; i < n; i += 2) {
            const Pair pair = normal_pair(rng, static_cast<std::uint64_t>(i / 2));
            out[i] = static_cast<T>(std * pair.first);
            if (i + 1 < n) out[i + 1] = static_cast<T>(std * pair.second);
        }
    });
    return array;
}

Array uniform(const core::Shape& shape, double low, double high, core::Rng rng, core::DType dtype) {
    Array array = Array::empty(shape, dtype);
    with_real("uniform", dtype, [&]<class T>(T) {
        T* out = array.data<T>();
        for (Index i = 0; i < array.size(); ++i) {
            const double u = rng.uniform(static_cast<std::uint64_t>(i));
            out[i] = static_cast<T>(low + (high - low) * u);
        }
    });
    return array;
}

}  // namespace kasane::kernels
