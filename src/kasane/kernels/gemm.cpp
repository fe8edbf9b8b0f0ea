#include "kasane/kernels/gemm.hpp"

#include <algorithm>

#include "kasane/core/parallel.hpp"
#include "kasane/core/storage.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::kernels {
namespace {

using core::Index;

/// Waking a thread costs about as much as this many fma: a part below it is not worth one.
constexpr Index smallest_part = Index{1} << 19;

/// Memory for one call of a kernel: on the stack if it is little.
class Scratch {
public:
    explicit Scratch(std::size_t bytes) : bytes_(bytes) {
        if (bytes_ > sizeof(small_)) {
            block_ = core::allocate(bytes_);
        }
    }
    ~Scratch() {
        if (block_ != nullptr) {
            core::release(block_, bytes_);
        }
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void* data() { return block_ == nullptr ? small_ : block_; }

private:
    std::size_t bytes_;
    void* block_ = nullptr;
    alignas(64) std::byte small_[4096];
};

template <class T>
void run(const Gemm<T>& g) {
    const Kernels<T>& kernels = use<T>();
    if (g.m * g.n * g.k <= in_place && g.b_col == 1) {
        kernels.gemm_block(g, nullptr);
        return;
    }
    Scratch scratch(kernels.gemm_scratch(g));
    kernels.gemm_block(g, scratch.data());
}

template <class T>
Gemm<T> some_rows(Gemm<T> g, Index begin, Index end) {
    g.a += begin * g.a_row;
    g.c += begin * g.c_row;
    g.m = end - begin;
    return g;
}

template <class T>
Gemm<T> some_columns(Gemm<T> g, Index begin, Index end) {
    g.b += begin * g.b_col;
    g.c += begin;
    g.n = end - begin;
    if (g.epilogue.bias != nullptr) {
        g.epilogue.bias += begin;
    }
    return g;
}

/// Parts are cut between tiles of every instruction set, along the side with more of them. Their
/// scratch memory is taken here, by the caller: which thread runs which part is left to chance.
template <class T>
void run_parts(const Gemm<T>& g) {
    constexpr Index tile_rows = 12;
    constexpr Index tile_columns = 128 / Index{sizeof(T)};
    const Index down = (g.m + tile_rows - 1) / tile_rows;
    const Index across = (g.n + tile_columns - 1) / tile_columns;
    const bool cut_rows = down >= across;
    const Index units = cut_rows ? down : across;
    const Index grain = units * smallest_part / (g.m * g.n * g.k) + 1;
    const Index parts = std::clamp<Index>(units / grain, 1, core::threads());
    const auto part = [&](Index p) {
        const Index size = cut_rows ? tile_rows : tile_columns;
        const Index begin = units * p / parts * size;
        const Index end = std::min(units * (p + 1) / parts * size, cut_rows ? g.m : g.n);
        return cut_rows ? some_rows(g, begin, end) : some_columns(g, begin, end);
    };
    const Kernels<T>& kernels = use<T>();
    std::size_t bytes = 0;
    for (Index p = 0; p < parts; ++p) bytes = std::max(bytes, kernels.gemm_scratch(part(p)));
    bytes = (bytes + 63) / 64 * 64;
    Scratch scratch(bytes * static_cast<std::size_t>(parts));
    core::parallel_for(parts, 1, [&](Index begin, Index end) {
        for (Index p = begin; p < end; ++p) {
            auto* own =
                static_cast<std::byte*>(scratch.data()) + bytes * static_cast<std::size_t>(p);
            kernels.gemm_block(part(p), own);
        }
    });
}

}  // namespace

template <class T>
void gemm(const Gemm<T>& g) {
    if (g.m == 0 || g.n == 0) {
        return;
    }
    if (g.m * g.n * g.k >= 2 * smallest_part && core::threads() > 1) {
        run_parts(g);
    } else {
        run(g);
    }
}

template void gemm(const Gemm<float>& g);
template void gemm(const Gemm<double>& g);

}  // namespace kasane::kernels
