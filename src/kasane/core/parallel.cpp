#include "kasane/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
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

/// Workers that sleep until a call raises `generation_`, and then run one range each.
class Pool {
public:
    explicit Pool(int workers) {
        try {
            for (int i = 0; i < workers; ++i) {
                threads_.emplace_back([this, i] { work(i + 1); });
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

    /// Splits 0..n-1 into `parts` ranges, one for each of the first threads.
    void run(Index n, int parts, Body body) {
        body_ = &body;
        n_ = n;
        parts_ = parts;
        error_ = nullptr;
        pending_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
        generation_.fetch_add(1, std::memory_order_release);
        generation_.notify_all();
        run_part(0);
        const auto all_done = [this] { return pending_.load(std::memory_order_acquire) == 0; };
        // With more threads than cores, the others need this one's.
        while (!spin(yield_time, all_done)) std::this_thread::yield();
        if (error_ != nullptr) std::rethrow_exception(error_);
    }

private:
    void run_part(int part) {
        if (part >= parts_) return;
        try {
            (*body_)(n_ * part / parts_, n_ * (part + 1) / parts_);
        } catch (...) {
            const std::lock_guard lock(error_mutex_);
            if (error_ == nullptr) error_ = std::current_exception();
        }
    }

    void work(int part) {
        unsigned seen = 0;
        for (;;) {
            seen = next_generation(seen);
            if (stopping_.load(std::memory_order_relaxed)) return;
            run_part(part);
            pending_.fetch_sub(1, std::memory_order_release);
        }
    }

    unsigned next_generation(unsigned seen) {
        const auto raised = [&] { return generation_.load(std::memory_order_acquire) != seen; };
        if (!spin(spin_time, raised)) generation_.wait(seen, std::memory_order_acquire);
        return generation_.load(std::memory_order_acquire);
    }

    void stop() {
        stopping_.store(true, std::memory_order_relaxed);
        generation_.fetch_add(1, std::memory_order_release);
        generation_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    std::atomic<unsigned> generation_{0};
    std::atomic<int> pending_{0};
    std::atomic<bool> stopping_{false};
    const Body* body_ = nullptr;
    Index n_ = 0;
    int parts_ = 0;
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

thread_local bool inside = false;  // this thread runs a body already

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
