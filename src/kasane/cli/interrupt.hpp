#pragma once
// Ctrl-C and SIGTERM: a wish to end, which a run reads between two steps.

#include <csignal>

namespace kasane::cli {

/// Catches SIGINT and SIGTERM while it lives. A second signal ends the process at once.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// The number of the signal that came, or 0.
    static int pending();

private:
    struct sigaction before_int_ {};
    struct sigaction before_term_ {};
};

}  // namespace kasane::cli
