// Batch on every instruction set that runs here: the same bits as scalar code, and memory left
// alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/math/isa/isas.hpp"
#include "tests/math/isa/samples.hpp"
#include "tests/math/words.hpp"

namespace {

/// Equal as bits; every NaN equals every other.
template <class T>
bool same(T a, T b) {
    return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T>
std::vector<T> inputs() {
    if constexpr (sizeof(T) == 4) {
        return samples::floats(400009, 10000);
    } else {
        return samples::doubles(4000);
    }
}

template <class T>
class EveryIsa : public ::testing::Test {};
using Scalars = ::testing::Types<float, double>;
TYPED_TEST_SUITE(EveryIsa, Scalars);

TYPED_TEST(EveryIsa, GivesTheBitsOfScalarCodeInEveryWordAndItsSlope) {
    using T = TypeParam;
    const auto x = inputs<T>();
    std::vector<T> value(x.size());
    std::vector<T> slope(x.size());
    for (const auto& isa : probe::isas_here<T>()) {
        std::size_t w = 0;
        words::for_each_word([&](const char* name, auto word) {
            isa.probe->words[w].value(x.data(), value.data(), x.size());
            isa.probe->words[w].slope(x.data(), slope.data(), x.size());
            ++w;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const auto want = word(kasane::math::Dual<T>(x[i], T(1)));
                ASSERT_TRUE(same(value[i], word(x[i])))
                    << isa.name << " " << name << "(" << x[i] << ") = " << value[i]
                    << ", scalar code " << word(x[i]);
                ASSERT_TRUE(same(value[i], want.v))
                    << isa.name << " " << name << "(" << x[i] << ")";
                ASSERT_TRUE(same(slope[i], want.d))
                    << isa.name << " slope of " << name << " at " << x[i] << ": " << slope[i]
                    << ", scalar code " << want.d;
            }
        });
        EXPECT_EQ(w, isa.probe->word_count);
    }
}

/// One lane of every batch that x makes is replaced by `guest`, a different one from batch to
/// batch.
template <class T>
std::vector<T> with_guests(std::vector<T> x, T guest, std::size_t size) {
    for (std::size_t i = 0; i + size <= x.size(); i += size) x[i + i / size % size] = guest;
    return x;
}

// Words take a shorter way where all lanes are ordinary numbers. Neighbours must not show.
TYPED_TEST(EveryIsa, GivesEachLaneTheSameBitsWhateverStandsInTheOthers) {
    using T = TypeParam;
    const T inf = std::numeric_limits<T>::infinity();
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        auto x = inputs<T>();
        // By size, so that whole batches are ordinary.
        std::sort(x.begin(), x.end(), [](T a, T b) {
            return !std::isnan(a) && (std::isnan(b) || std::fabs(a) < std::fabs(b));
        });
        x.resize(x.size() / size * size);
        std::vector<T> alone(x.size());
        std::vector<T> mixed(x.size());
        for (const T guest :
             {inf, -inf, std::numeric_limits<T>::quiet_NaN(), T(300), T(-1e30), T(0)}) {
            const auto z = with_guests(x, guest, size);
            for (std::size_t w = 0; w < isa.probe->word_count; ++w) {
                const auto& word = isa.probe->words[w];
                for (const auto map : {word.value, word.slope}) {
                    map(x.data(), alone.data(), x.size());
                    map(z.data(), mixed.data(), x.size());
                    for (std::size_t i = 0; i < x.size(); ++i) {
                        if (!same(x[i], z[i])) continue;
                        ASSERT_TRUE(same(alone[i], mixed[i]))
                            << isa.name << " " << word.name << (map == word.slope ? " slope" : "")
                            << " at " << x[i] << ": " << alone[i] << ", but " << mixed[i]
                            << " beside " << guest;
                    }
                }
            }
        }
    }
}

TYPED_TEST(EveryIsa, FmaRoundsOnceAlsoNextToTies) {
    using T = TypeParam;
    const std::size_t n = 48 * 4096;
    std::vector<T> x(3 * n);
    samples::Uniform uniform;
    for (std::size_t i = 0; i < n; ++i) {
        const bool tie = i % 2 == 0;  // few bits in a and b, and a c far above or below the product
        const double a = tie ? std::floor(uniform() * 4096) : uniform() * 4 - 2;
        const double b = tie ? std::floor(uniform() * 8192) + 0.5 : uniform() * 4 - 2;
        const double c = (uniform() - 0.5) * std::exp2(tie ? std::floor(60 * uniform()) - 20 : 2);
        x[i] = static_cast<T>(a);
        x[n + i] = static_cast<T>(b);
        x[2 * n + i] = static_cast<T>(c);
    }
    std::vector<T> y(n);
    for (const auto& isa : probe::isas_here<T>()) {
        isa.probe->fma(x.data(), y.data(), 3 * n);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_TRUE(same(y[i], std::fma(x[i], x[n + i], x[2 * n + i])))
                << isa.name << " " << x[i] << " " << x[n + i] << " " << x[2 * n + i];
        }
    }
}

TYPED_TEST(EveryIsa, LoadsAndStoresPartsWithoutTouchingWhatLiesBeyond) {
    using T = TypeParam;
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        ASSERT_EQ(size * sizeof(T), 64u);
        for (std::size_t n = 0; n < size; ++n) {
            // Exactly n elements on the heap: a sanitizer sees a read or write too many.
            std::vector<T> x(n);
            for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(i + 1);
            std::vector<T> part(size, T(-1));
            isa.probe->load_store(x.data(), part.data(), n);
            std::vector<T> whole(size, T(-1));
            isa.probe->load_all(x.data(), whole.data(), n);
            for (std::size_t i = 0; i < size; ++i) {
                EXPECT_EQ(part[i], i < n ? static_cast<T>(i + 1) : T(-1)) << isa.name << " " << n;
                EXPECT_EQ(whole[i], i < n ? static_cast<T>(i + 1) : T(0)) << isa.name << " " << n;
            }
        }
    }
}

TYPED_TEST(EveryIsa, StreamsAndReadsEveryLane) {
    using T = TypeParam;
    alignas(64) T x[16];
    alignas(64) T y[16];
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        for (std::size_t i = 0; i < size; ++i) x[i] = static_cast<T>(i) - T(3);
        isa.probe->stream(x, y);
        for (std::size_t i = 0; i < size; ++i) {
            EXPECT_EQ(y[i], x[i]) << isa.name;
            EXPECT_EQ(isa.probe->lane(x, i), x[i]) << isa.name;
        }
    }
}

TYPED_TEST(EveryIsa, SumsTheLanesByHalves) {
    using T = TypeParam;
    samples::Uniform uniform;
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        for (int round = 0; round < 100; ++round) {
            T x[16];
            T tree[16];
            for (std::size_t i = 0; i < size; ++i) tree[i] = x[i] = static_cast<T>(uniform() - 0.5);
            for (std::size_t half = size / 2; half > 0; half /= 2) {
                for (std::size_t i = 0; i < half; ++i) tree[i] = tree[i] + tree[i + half];
            }
            EXPECT_EQ(isa.probe->sum(x), tree[0]) << isa.name;
            EXPECT_EQ(isa.probe->maximum(x), *std::max_element(x, x + size)) << isa.name;
        }
    }
}

TYPED_TEST(EveryIsa, FindsANanInAnyLaneOfAMaximum) {
    using T = TypeParam;
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        for (std::size_t at = 0; at < size; ++at) {
            T x[16];
            std::fill(x, x + size, std::numeric_limits<T>::infinity());
            x[at] = std::numeric_limits<T>::quiet_NaN();
            EXPECT_TRUE(std::isnan(isa.probe->maximum(x))) << isa.name << " lane " << at;
        }
    }
}

TYPED_TEST(EveryIsa, NoticesASingleLaneThatHolds) {
    using T = TypeParam;
    for (const auto& isa : probe::isas_here<T>()) {
        const std::size_t size = isa.probe->size;
        T x[16] = {};
        EXPECT_FALSE(isa.probe->any_positive(x)) << isa.name;
        for (std::size_t at = 0; at < size; ++at) {
            std::fill(x, x + size, T(-1));
            x[at] = T(1);
            EXPECT_TRUE(isa.probe->any_positive(x)) << isa.name << " lane " << at;
        }
    }
}

}  // namespace
