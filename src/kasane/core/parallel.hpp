#pragma once
// The library's one pool of threads.

#include "kasane/core/api.hpp"
#include "kasane/core/function_ref.hpp"
#include "kasane/core/types.hpp"

namespace kasane::core {

/// Sets how many threads work on one call, the caller included; 0 means one per core.
/// The start value is KASANE_THREADS, else one per core. Results never depend on it.
///
/// Throws   ValueError for a negative number or more than 1024.
KASANE_API void set_threads(int count);

/// How many threads work on one call, the caller included.
KASANE_API int threads();

/// Calls body(begin, end) for ranges that together cover 0..n-1, on several threads if n is at
/// least twice `grain`. No range but the last is shorter than `grain`. Returns when all are done.
///
/// Many host threads may call this at once: one of them gets the pool, the others run their
/// ranges themselves; so does a call from inside a body.
/// Throws   what a body throws (the first one, after all ranges have ended).
KASANE_API void parallel_for(Index n, Index grain, FunctionRef<void(Index begin, Index end)> body);

}  // namespace kasane::core

namespace kasane {
using core::set_threads;
using core::threads;
}  // namespace kasane
