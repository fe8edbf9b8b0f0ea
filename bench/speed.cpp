// The speed of whole tasks, one line each: name, value, unit. bench/report.py sets them beside
// hand-written bounds. Times are medians of several runs; of losses, which stand beside PyTorch's,
// the least.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "kasane/kasane.hpp"
#include "kasane/kernels/dispatch.hpp"

using namespace kasane;

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Seconds of one call, in 15 stretches of `calls` calls, sorted.
template <class F>
std::vector<double> stretches(int calls, F f) {
    f();
    std::vector<double> times;
    for (int stretch = 0; stretch < 15; ++stretch) {
        const double start = now();
        for (int i = 0; i < calls; ++i) f();
        times.push_back((now() - start) / calls);
    }
    std::sort(times.begin(), times.end());
    return times;
}
template <class F>
double seconds(int calls, F f) {
    return stretches(calls, f)[7];
}

void line(const std::string& name, double value, const char* unit) {
    std::printf("%-28s %10.3f %s\n", name.c_str(), value, unit);
    std::fflush(stdout);
}

/// 784-50-10, batch 100 with replacement, SGD 0.1: the article's training loop.
void train_small(const Dataset& data, int threads) {
    set_threads(threads);
    const auto model = perceptron("784-50-10", "relu", Rng(1), {.init = "normal(0.01)"});
    Trainer trainer(*model, data, {.optimizer = "sgd(lr=0.1)", .replace = true, .seed = 1});
    line("mlp_" + std::to_string(threads) + "t", 1e6 * seconds(200, [&] { trainer.step(); }),
         "us/iteration");
}

/// 784-1024-1024-10, batch 128, Adam.
void train_medium(const Dataset& data, int threads) {
    set_threads(threads);
    const auto model = perceptron("784-1024-1024-10", "relu", Rng(1));
    Trainer trainer(*model, data, {.optimizer = "adam", .batch = 128, .replace = true});
    line("medium_" + std::to_string(threads) + "t", 128 / seconds(3, [&] { trainer.step(); }),
         "samples/s");
}

void eager() {
    Tensor a = tensor({2.0F}).requires_grad();
    Tensor b = tensor({3.0F}).requires_grad();
    Tensor c = tensor({1.0F}).requires_grad();
    const auto forward = [&] { return a * b + c; };
    line("eager_forward_backward", 1e9 * seconds(5000, [&] { forward().backward(); }), "ns");
    line("eager_forward_per_op", 1e9 / 2 * seconds(5000, forward), "ns");
}

void tiny_step() {
    const auto model = perceptron("8-16-16-1", "relu", Rng(1));
    Optimizer optimizer("sgd(lr=0.01)", *model);
    const Loss loss("square");
    const Tensor x = randn({1, 8}, Rng(2));
    const Tensor t = randn({1, 1}, Rng(3));
    line("step_8_16_16_1",
         1e6 * seconds(2000,
                       [&] {
                           optimizer.zero_grad();
                           loss((*model)(x), t).backward();
                           optimizer.step();
                       }),
         "us");
}

/// Softmax with cross-entropy by class numbers, there and back.
void cross_entropy_of(Index rows, Index classes, int calls) {
    Tensor x = randn({rows, classes}, Rng(4)).requires_grad();
    Array numbers = Array::empty({rows}, DType::i64);
    for (Index i = 0; i < rows; ++i) numbers.data<std::int64_t>()[i] = i * 7 % classes;
    const Tensor labels(numbers);
    const std::vector<double> times = stretches(calls, [&] {
        x.zero_grad();
        cross_entropy(x, labels).backward();
    });
    line("cross_entropy_" + std::to_string(rows) + "x" + std::to_string(classes),
         1e9 * times.front() / static_cast<double>(x.size()), "ns/element");
}

void inference() {
    const NoGrad no_grad;
    const auto model = perceptron("784-50-10", "relu", Rng(1));
    const Tensor x = randn({1, 784}, Rng(2));
    line("inference_784_50_10", 1e6 * seconds(2000, [&] { return (*model)(x); }), "us");
}

}  // namespace

int main() {
    std::printf("# isa %s\n", kernels::table().isa);
    set_threads(1);
    eager();
    tiny_step();
    inference();
    cross_entropy_of(128, 1000, 5);
    cross_entropy_of(8192, 10, 5);
    if (!data::available("fashion-mnist")) {
        std::printf("# fashion-mnist is missing: apt-get install dataset-fashion-mnist\n");
        return EXIT_SUCCESS;
    }
    const data::Split split = load("fashion-mnist");
    for (const int threads : {1, 2}) train_small(split.train, threads);
    for (const int threads : {1, 2}) train_medium(split.train, threads);
}
