#include "ulp_sweep.hpp"

#include <algorithm>
#include <bit>
#include <mutex>
#include <thread>
#include <vector>

namespace kasane::support {
namespace {

constexpr std::size_t chunk = 1 << 18;  // floats a thread takes at a time

std::vector<float> sample(const Subject& subject, const Measured& measured) {
    return sample_of_floats(turning_points(subject, measured), 4093, 250000);
}

/// Where the floats come from: a list, or bit patterns in steps.
class Source {
public:
    explicit Source(std::uint32_t every) : every_(every) {
        count_ = ((std::uint64_t{1} << 32) + every - 1) / every;
    }
    explicit Source(std::vector<float> list) : list_(std::move(list)), count_(list_.size()) {}

    std::uint64_t count() const { return count_; }

    void fill(std::uint64_t first, std::vector<float>& x) const {
        x.resize(static_cast<std::size_t>(std::min<std::uint64_t>(chunk, count_ - first)));
        for (std::size_t k = 0; k < x.size(); ++k) {
            x[k] = every_ == 0
                       ? list_[first + k]
                       : std::bit_cast<float>(static_cast<std::uint32_t>((first + k) * every_));
        }
    }

private:
    std::uint32_t every_ = 0;
    std::vector<float> list_;
    std::uint64_t count_ = 0;
};

Source source_of(const Subject& subject, const Measured& measured, const Sweep& sweep) {
    if (sweep.mode == Mode::bf16) return Source(all_of_bf16());
    if (sweep.every == 0) return Source(sample(subject, measured));
    return Source(sweep.every);
}

}  // namespace

Accuracy run_sweep(const Subject& subject, const Measured& measured, const Goals& goals,
                   const Sweep& sweep) {
    const Source source = source_of(subject, measured, sweep);
    const Meter empty(subject, measured, goals, sweep.mode);
    std::atomic<std::uint64_t> next{0};
    std::mutex guard;
    Accuracy all;
    const auto work = [&](bool reports) {
        Meter meter = empty;
        std::vector<float> x;
        for (;;) {
            const std::uint64_t first = next.fetch_add(chunk);
            if (first >= source.count()) break;
            source.fill(first, x);
            meter.add(x);
            if (reports) {
                sweep.progress(static_cast<double>(first) / static_cast<double>(source.count()));
            }
        }
        const std::lock_guard lock(guard);
        all.take(meter.result());
    };
    std::vector<std::thread> others;
    for (int k = 1; k < sweep.threads; ++k) others.emplace_back(work, false);
    work(true);
    for (std::thread& one : others) one.join();
    return all;
}

}  // namespace kasane::support
