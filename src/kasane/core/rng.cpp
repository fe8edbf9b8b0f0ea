#include "kasane/core/rng.hpp"

#include <bit>

#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

/// Finaliser of splitmix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// FNV-1a.
std::uint64_t hash(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : text) {
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
    return h;
}

// Four rounds are known to suffice for wide halves; halves of a few bits need more.
constexpr std::uint64_t rounds = 8;

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

Rng Rng::stream(std::string_view name) const {
    Rng child = *this;
    child.stream_ = mix(stream_ ^ hash(name));
    return child;
}

Rng Rng::stream(std::uint64_t number) const {
    Rng child = *this;
    child.stream_ = mix(mix(stream_) + number);
    return child;
}

Permutation::Permutation(std::uint64_t n, Rng rng) : n_(n), rng_(rng) {
    if (n == 0) value_error("permutation", "of no elements");
    const int bits = n > 1 ? std::bit_width(n - 1) : 1;
    half_bits_ = (bits + 1) / 2;
}

std::uint64_t Permutation::operator[](std::uint64_t i) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    // The network permutes 0..4^half_bits-1, less than 4 n; values beyond n walk on until they
    // fall inside, which keeps it a permutation of 0..n-1.
    do {
        std::uint64_t left = i >> half_bits_;
        std::uint64_t right = i & mask;
        for (std::uint64_t round = 0; round < rounds; ++round) {
            const std::uint64_t next = left ^ (rng_.bits(right << 3 | round) & mask);
            left = right;
            right = next;
        }
        i = left << half_bits_ | right;
    } while (i >= n_);
    return i;
}

}  // namespace kasane::core
