#include "kasane/cli/interrupt.hpp"

#include <unistd.h>

#include <atomic>

namespace kasane::cli {
namespace {

std::atomic<int> caught{0};
static_assert(std::atomic<int>::is_always_lock_free, "the handler may use nothing else");

void on_signal(int number) {
    int none = 0;
    if (!caught.compare_exchange_strong(none, number)) ::_exit(128 + number);
}

}  // namespace

Interrupt::Interrupt() {
    caught = 0;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &before_int_);
    ::sigaction(SIGTERM, &action, &before_term_);
    // Who starts a program in the background of a script (`kasane train &`) has SIGINT ignored.
    if (before_int_.sa_handler == SIG_IGN) ::sigaction(SIGINT, &before_int_, nullptr);
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &before_int_, nullptr);
    ::sigaction(SIGTERM, &before_term_, nullptr);
}

int Interrupt::pending() { return caught.load(std::memory_order_relaxed); }

}  // namespace kasane::cli
