#pragma once
// Counter-based randomness: a generator is two numbers, and number i of a stream is a function
// of the seed, the stream's name and i alone.

#include <array>
#include <cstdint>
#include <string_view>

#include "kasane/core/api.hpp"

namespace kasane::core {

/// Philox 4x32 with 10 rounds: 128 bits of counter and 64 bits of key to 128 random bits.
///
/// Source   Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
KASANE_API std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                               std::array<std::uint32_t, 2> key);

/// A stream of random numbers with random access; copying it copies two integers.
///
/// Example
///     Rng rng(1);
///     Rng weights = rng.stream("fc1/weight");  // independent of every other stream
///     double u = weights.uniform(17);          // number 17 of that stream, in [0, 1)
class Rng {
public:
    explicit Rng(std::uint64_t seed = 0) : seed_(seed) {}

    /// The stream of that name below this one.
    KASANE_API Rng stream(std::string_view name) const;

    /// The stream of that number below this one (an epoch, a step).
    KASANE_API Rng stream(std::uint64_t number) const;

    /// 128 random bits: block i of the stream.
    std::array<std::uint32_t, 4> block(std::uint64_t i) const {
        return philox({low(i), high(i), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    }

    /// Number i: 64 random bits.
    std::uint64_t bits(std::uint64_t i) const {
        const auto words = block(i);
        return std::uint64_t{words[1]} << 32 | words[0];
    }

    /// Number i: uniform in [0, 1), a multiple of 2^-53.
    double uniform(std::uint64_t i) const { return static_cast<double>(bits(i) >> 11) * 0x1p-53; }

    /// Number i: uniform in 0..n-1. The bias is below n / 2^64.
    std::uint64_t below(std::uint64_t n, std::uint64_t i) const {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>(static_cast<Wide>(bits(i)) * n >> 64);
    }

    std::uint64_t seed() const { return seed_; }

private:
    static std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
    static std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

    std::uint64_t seed_;
    std::uint64_t stream_ = 0;
};

/// A random order of 0..n-1 with random access: a Feistel network over the index, so that an
/// epoch's order needs no memory and can be entered anywhere.
class Permutation {
public:
    /// Throws ValueError for n = 0.
    KASANE_API Permutation(std::uint64_t n, Rng rng);

    /// Element i of the order, i in 0..n-1.
    KASANE_API std::uint64_t operator[](std::uint64_t i) const;

private:
    std::uint64_t n_;
    Rng rng_;
    int half_bits_;
};

}  // namespace kasane::core

namespace kasane {
using core::Rng;
}
