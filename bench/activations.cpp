// How long each pointwise activation takes: ns an element on one thread at three sizes, the value
// and the slope times a gradient. One line each: name, three figures of the value, three of the
// slope; of row programs the value over rows of 1000. bench/activations.py sets them beside a
// hand-written bound and PyTorch.
//
// Processor time of this thread, the best of several stretches: other work on the machine counts
// little. Inputs are spread over [-8, 8].

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/kasane.hpp"
#include "kasane/kernels/dispatch.hpp"

using namespace kasane;

namespace {

constexpr std::array<std::size_t, 3> sizes{1024, 102400, 10240000};

double now() {
    std::timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec);
}

/// Nanoseconds an element of f(), which takes n elements.
template <class F>
double nanoseconds(std::size_t n, F f) {
    const std::size_t calls = std::max<std::size_t>(1, 300000 / n);
    double best = 1e30;
    for (int stretch = 0; stretch < (n > 1000000 ? 3 : 25); ++stretch) {
        const double start = now();
        for (std::size_t i = 0; i < calls; ++i) f();
        best = std::min(best, (now() - start) / static_cast<double>(calls * n));
    }
    return best;
}

/// 64-byte aligned, as the kernels' callers have it.
class Buffer {
public:
    Buffer() : memory_(sizes.back() + 16) {
        void* p = memory_.data();
        std::size_t space = memory_.size() * sizeof(float);
        data_ = static_cast<float*>(std::align(64, sizes.back() * sizeof(float), p, space));
    }
    float* data() { return data_; }
    float& operator[](std::size_t i) { return data_[i]; }

private:
    std::vector<float> memory_;
    float* data_;
};

struct Buffers {
    Buffer x;
    Buffer g;
    Buffer out;

    Buffers() {
        std::uint32_t state = 1;
        for (std::size_t i = 0; i < sizes.back(); ++i) {
            state = state * 1664525u + 1013904223u;
            x[i] = static_cast<float>(state >> 8) * 0x1p-20F - 8.0F;
            g[i] = 0.5F;
        }
    }
};

/// What kernels::value and its like would call, without the cost of looking it up.
double figure(const catalog::Formula& formula, int order, std::size_t n, Buffers& buffers) {
    const catalog::Derivative derivative{static_cast<std::uint8_t>(order), 0, 0};
    const auto program = catalog::program(formula, derivative);
    std::vector<float> parameters;
    for (const double value : formula.trainable()) {
        parameters.push_back(static_cast<float>(value));
    }
    kernels::PointwiseCall<float> call;
    call.program = &program->code();
    call.args[0] = buffers.x.data();
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        call.args[k + 1] = &parameters[k];
        call.scalars |= 1u << (k + 1);
    }
    call.g = order == 0 ? nullptr : buffers.g.data();
    call.out = buffers.out.data();
    call.n = n;
    const auto kernel = kernels::pointwise_kernel(kernels::table().f32, formula.info(), order);
    return nanoseconds(n, [&] { kernel(call); });
}

/// softmax and log_softmax over rows of 1000.
void rows(const catalog::Entry& entry) {
    const catalog::Formula formula(entry);
    const Tensor x = randn({100, 1000}, Rng(1));
    Activation f(std::string(entry.info->name));
    const NoGrad no_grad;
    std::printf("%-22s rows %6.2f\n", entry.info->name.data(),
                nanoseconds(100000, [&] { return f(x); }));
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> wanted(arguments + 1, arguments + count);
    std::printf("# isa %s; ns an element, value then slope, at 1K, 100K and 10M\n",
                kernels::table().isa);
    set_threads(1);
    Buffers buffers;
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        const std::string name(entry.info->name);
        const bool skipped = !wanted.empty() && std::count(wanted.begin(), wanted.end(), name) == 0;
        if (!skipped && entry.form == catalog::Form::rowwise) rows(entry);
        if (skipped || entry.form != catalog::Form::pointwise || entry.inputs != 1) continue;
        const catalog::Formula formula(entry);
        std::printf("%-22s", name.c_str());
        for (const int order : {0, 1}) {
            for (const std::size_t n : sizes) {
                std::printf(" %6.2f", figure(formula, order, n, buffers));
            }
        }
        std::printf("\n");
        std::fflush(stdout);
    }
}
