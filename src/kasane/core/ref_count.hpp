#pragma once
// The count of owners of a shared object.

#include <atomic>
#include <cstdint>

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

namespace kasane::core {

/// Starts with one owner. Atomic as soon as the program has a second thread; until then plain
/// arithmetic, which an eager step of a few numbers feels: a locked instruction costs 5 ns.
class RefCount {
public:
    void add() noexcept {
        if (single_threaded()) {
            count_.store(value() + 1, std::memory_order_relaxed);
        } else {
            count_.fetch_add(1, std::memory_order_relaxed);
        }
    }

    /// Whether that was the last owner.
    bool drop() noexcept {
        if (single_threaded()) {
            const std::uint32_t left = value() - 1;
            count_.store(left, std::memory_order_relaxed);
            return left == 0;
        }
        return count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }

    bool unique() const noexcept { return count_.load(std::memory_order_acquire) == 1; }

private:
    static bool single_threaded() noexcept {
#if __has_include(<sys/single_threaded.h>)
        return __libc_single_threaded != 0;
#else
        return false;
#endif
    }
    std::uint32_t value() const noexcept { return count_.load(std::memory_order_relaxed); }

    std::atomic<std::uint32_t> count_{1};
};

}  // namespace kasane::core
