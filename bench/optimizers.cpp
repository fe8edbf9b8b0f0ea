// How long a step of each optimizer takes: ns a parameter at three sizes, as one tensor and as
// twenty. Behind them the GB/s of the largest size, for the bytes the rule cannot do without: w, g
// and the slots read, w and the slots written. The first lines are what memory gives: a copy.
//
//     kasane-bench-optimizers [threads [NAME...]]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/update.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kasane.hpp"

using namespace kasane;

namespace {

constexpr core::Index sizes[] = {10000, 1000000, 10000000};

/// Seconds of the quickest of several stretches of calls.
template <class F>
double seconds(core::Index n, F f) {
    const int calls = static_cast<int>(std::max<core::Index>(1, 300000 / n));
    double best = 1e30;
    for (int stretch = 0; stretch < (n > 5000000 ? 5 : 15); ++stretch) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) f();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        best = std::min(best, took.count() / calls);
    }
    return best;
}

/// Nanoseconds a parameter of a step over n parameters in so many tensors.
double step_time(const std::string& text, core::Index n, core::Index tensors) {
    autograd::Parameters parameters;
    for (core::Index i = 0; i < tensors; ++i) {
        parameters.push_back(
            {std::to_string(i), autograd::randn({n / tensors}, Rng(1)).requires_grad()});
    }
    Optimizer optimizer(text, parameters);
    for (auto& parameter : parameters) {
        sum(parameter.tensor * autograd::randn({n / tensors}, Rng(2))).backward();
    }
    optimizer.step(1);
    return 1e9 * seconds(n, [&] { optimizer.step(1); }) / static_cast<double>(n);
}

void print(const catalog::Formula& optimizer) {
    const std::string text = optimizer.text();
    std::printf("%-32s", text.c_str());
    double last = 0;
    for (const core::Index n : sizes) {
        last = step_time(text, n, 1);
        std::printf(" %7.3f %7.3f", last, step_time(text, n, 20));
    }
    const double bytes = 4.0 * (3 + 2 * catalog::used_slots(optimizer));
    std::printf("   %5.1f GB/s\n", bytes / last);
    std::fflush(stdout);
}

void print_memory() {
    const std::size_t bytes = std::size_t{256} << 20;
    std::vector<char> from(bytes, 1), to(bytes);
    const double time = seconds(10000000, [&] { std::memcpy(to.data(), from.data(), bytes); });
    std::printf("a copy: %.1f GB/s read and written\n", 2e-9 * static_cast<double>(bytes) / time);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1) core::set_threads(std::atoi(argv[1]));
    print_memory();
    std::printf("%-32s %15s %15s %15s\n", "ns a parameter, 1 and 20 tensors", "10 000", "1 000 000",
                "10 000 000");
    if (argc > 2) {
        for (int i = 2; i < argc; ++i) print(catalog::optimizers().make(argv[i]));
        return 0;
    }
    for (const catalog::Entry& entry : catalog::optimizers().entries()) {
        if (entry.form == catalog::Form::elementwise) print(catalog::Formula(entry));
    }
}
