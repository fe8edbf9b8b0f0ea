#pragma once
// How far a run is: one line at the foot of a terminal.

#include <chrono>

#include "kasane/cli/console.hpp"
#include "kasane/core/types.hpp"

namespace kasane::cli {

using core::Index;

/// Draws at most 20 times a second, and looks at the clock only so often that a training loop
/// does not notice.
class Progress {
public:
    /// A run that goes from iteration `first` to `total`.
    Progress(Console& console, Index first, Index total);

    /// After a step: `iteration` steps are taken.
    void step(Index iteration, double loss) {
        if (--steps_to_look_ <= 0) look(iteration, loss);
    }

private:
    using Clock = std::chrono::steady_clock;

    void look(Index iteration, double loss);
    void draw(Index iteration, double loss, double seconds);

    Console& console_;
    Index first_;
    Index total_;
    Index steps_to_look_ = 1;
    Clock::time_point start_ = Clock::now();
    Clock::time_point drawn_ = {};
};

/// "0:09", "12:34", "1:02:03".
std::string duration(double seconds);

}  // namespace kasane::cli
