#pragma once
// A sweep over floats, shared out among threads.

#include <atomic>
#include <cstdint>
#include <functional>

#include "tests/support/accuracy.hpp"

namespace kasane::support {

struct Sweep {
    std::uint32_t every = 0;  // each n-th bit pattern; 0 for a sample
    int threads = 1;
    Mode mode = Mode::plain;
    /// Called now and then with the part of the floats that is done, 0 to 1.
    std::function<void(double)> progress = [](double) {};
};

Accuracy run_sweep(const Subject& subject, const Measured& measured, const Goals& goals,
                   const Sweep& sweep);

}  // namespace kasane::support
