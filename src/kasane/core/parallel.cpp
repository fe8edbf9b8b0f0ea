#include "kasane/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

using Body = FunctionRef<void(Index, Index)>;

void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

using Clock = std::chrono::steady_clock;
thread_local bool inside = false;  // this thread runs a body already

constexpr auto spin_time = std::chrono::microseconds(100);  // then a worker goes to sleep
constexpr auto yield_time = std::chrono::microseconds(20);  // then the caller lets others run

/// Calls done() until it returns true or the time is up; returns whether it did.
template <class Done>
bool spin(Clock::duration time, Done done) {
    const auto end = Clock::now() + time;
    do {
        for (int i = 0; i < 64; ++i) {
            if (done()) return true;
            relax();
        }
    } while (Clock::now() < end);
    return false;
}

int from_environment() {
    const char* text = std::getenv("KASANE_THREADS");
    int count = 0;
    if (text != nullptr) std::from_chars(text, text + std::strlen(text), count);
    return std::clamp(count, 0, 1024);
}

int or_one_per_core(int count) {
    return count > 0 ? count : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Workers that sleep until a call opens a round, and then claim its parts one by one. The caller
/// claims too, so that a worker which the system does not run holds nobody up.
class Pool {
public:
    explicit Pool(int workers) {
        try {
            for (int i = 0; i < workers; ++i) {
                threads_.emplace_back([this] { work(); });
            }
        } catch (...) {
            stop();
            throw;
        }
    }
    ~Pool() { stop(); }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    int size() const { return static_cast<int>(threads_.size()) + 1; }

    /// Splits 0..n-1 into `parts` ranges.
    void run(Index n, int parts, Body body) {
        body_ = &body;
        n_ = n;
        error_ = nullptr;
        done_.store(0, std::memory_order_relaxed);
        const std::uint32_t round = round_.load(std::memory_order_relaxed) + 1;
        ticket_.store({round, static_cast<std::uint16_t>(parts), 0}, std::memory_order_release);
        round_.store(round, std::memory_order_release);
        round_.notify_all();
        run_parts(round);
        const auto all_done = [&] { return done_.load(std::memory_order_acquire) == parts; };
        // With more threads than cores, the others need this one's.
        while (!spin(yield_time, all_done)) std::this_thread::yield();
        if (error_ != nullptr) std::rethrow_exception(error_);
    }

private:
    /// The round that is open, its number of parts, and the next one to claim.
    struct alignas(8) Ticket {
        std::uint32_t round;
        std::uint16_t parts;
        std::uint16_t next;
    };
    static_assert(std::atomic<Ticket>::is_always_lock_free);

    /// Runs parts of the round until none is left to claim. What a round is made of may be read
    /// only between claiming a part and counting it as done: the caller waits for that.
    void run_parts(std::uint32_t round) {
        Ticket ticket = ticket_.load(std::memory_order_acquire);
        while (ticket.round == round && ticket.next < ticket.parts) {
            const Ticket after{round, ticket.parts, static_cast<std::uint16_t>(ticket.next + 1)};
            if (!ticket_.compare_exchange_weak(ticket, after, std::memory_order_acq_rel,
                                               std::memory_order_acquire)) {
                continue;
            }
            run_part(ticket.next, ticket.parts);
            done_.fetch_add(1, std::memory_order_release);
            ticket = ticket_.load(std::memory_order_acquire);
        }
    }

    void run_part(Index part, Index parts) {
        try {
            (*body_)(n_ * part / parts, n_ * (part + 1) / parts);
        } catch (...) {
            const std::lock_guard lock(error_mutex_);
            if (error_ == nullptr) error_ = std::current_exception();
        }
    }

    void work() {
        inside = true;  // a call from inside a body runs its ranges itself
        std::uint32_t seen = 0;
        for (;;) {
            const auto opened = [&] { return round_.load(std::memory_order_acquire) != seen; };
            if (!spin(spin_time, opened)) round_.wait(seen, std::memory_order_acquire);
            seen = round_.load(std::memory_order_acquire);
            if (stopping_.load(std::memory_order_relaxed)) return;
            run_parts(seen);
        }
    }

    void stop() {
        stopping_.store(true, std::memory_order_relaxed);
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    std::atomic<std::uint32_t> round_{0};
    std::atomic<Ticket> ticket_{Ticket{0, 0, 0}};
    std::atomic<int> done_{0};
    std::atomic<bool> stopping_{false};
    const Body* body_ = nullptr;
    Index n_ = 0;
    std::mutex error_mutex_;
    std::exception_ptr error_;
    std::vector<std::thread> threads_;
};

struct State {
    std::atomic<int> count{or_one_per_core(from_environment())};
    std::mutex owner;  // whoever holds it may use the pool
    std::unique_ptr<Pool> pool;
};

// Never destroyed: worker threads may outlive static objects.
State& state() {
    static auto* the_state = new State;
    return *the_state;
}

}  // namespace

void set_threads(int count) {
    if (count < 0 || count > 1024) {
        value_error("set_threads", "the number of threads lies in 0..1024",
                    {"got: " + std::to_string(count)});
    }
    state().count.store(or_one_per_core(count));
}

int threads() { return state().count.load(std::memory_order_relaxed); }

void parallel_for(Index n, Index grain, Body body) {
    if (n <= 0) return;
    const Index ranges = std::min<Index>(threads(), n / std::max<Index>(grain, 1));
    if (ranges < 2 || inside) {
        body(0, n);
        return;
    }
    State& s = state();
    const std::unique_lock lock(s.owner, std::try_to_lock);
    if (!lock.owns_lock()) {
        body(0, n);
        return;
    }
    if (s.pool == nullptr || s.pool->size() != threads()) {
        s.pool.reset();
        s.pool = std::make_unique<Pool>(threads() - 1);
    }
    struct Mark {
        Mark() { inside = true; }
        ~Mark() { inside = false; }
    } mark;
    s.pool->run(n, static_cast<int>(std::min<Index>(ranges, s.pool->size())), body);
}

}  // namespace kasane::core
