// Matrix products against the processor's own limit, on 1 and 2 threads: median time, GFLOP/s and
// the fraction of the fma peak of the same run, for the median and for the best call. One thread is
// judged by its processor time, which others on the same machine hardly touch.
//
//     kasane-bench-gemm [milliseconds per figure] [threads]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/gemm.hpp"

namespace {

using kasane::Index;
using kasane::kernels::Gemm;

double milliseconds = 100;
int most_threads = 2;

/// Seconds that this thread has run, or that have passed.
double now(bool processor) {
    timespec t{};
    clock_gettime(processor ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Seconds {
    double median, best;
};

/// Seconds of one call; calls too short for the clock are timed in groups.
template <class F>
Seconds time(F&& call) {
    const bool alone = kasane::threads() == 1;
    const auto seconds = [&](int calls) {
        const double start = now(alone);
        for (int i = 0; i < calls; ++i) {
            call();
        }
        return (now(alone) - start) / calls;
    };
    seconds(3);
    const double once = std::max(seconds(3), 1e-9);
    const int group = std::max(1, static_cast<int>(1e-4 / once));
    const double budget = milliseconds * 1e-3;
    const int samples = std::clamp(static_cast<int>(budget / (once * group)), 5, 2001);
    std::vector<double> times(static_cast<std::size_t>(samples));
    for (double& t : times) {
        t = seconds(group);
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[0]};
}

// The fma peak: twelve independent chains of full registers, nothing else.
#if defined(__x86_64__) && defined(__GNUC__)
#define KASANE_PEAK(name, isa, bytes, suffix, type)                                                \
    __attribute__((target(isa))) double name(long rounds) {                                        \
        typedef type V __attribute__((vector_size(bytes)));                                        \
        V c[12] = {};                                                                              \
        V x = {}, y = {};                                                                          \
        for (long i = 0; i < rounds; ++i) {                                                        \
            asm volatile("vfmadd231" suffix " %12, %13, %0\n\tvfmadd231" suffix                    \
                         " %12, %13, %1\n\t"                                                       \
                         "vfmadd231" suffix " %12, %13, %2\n\tvfmadd231" suffix                    \
                         " %12, %13, %3\n\t"                                                       \
                         "vfmadd231" suffix " %12, %13, %4\n\tvfmadd231" suffix                    \
                         " %12, %13, %5\n\t"                                                       \
                         "vfmadd231" suffix " %12, %13, %6\n\tvfmadd231" suffix                    \
                         " %12, %13, %7\n\t"                                                       \
                         "vfmadd231" suffix " %12, %13, %8\n\tvfmadd231" suffix                    \
                         " %12, %13, %9\n\t"                                                       \
                         "vfmadd231" suffix " %12, %13, %10\n\tvfmadd231" suffix " %12, %13, %11"  \
                         : "+v"(c[0]), "+v"(c[1]), "+v"(c[2]), "+v"(c[3]), "+v"(c[4]), "+v"(c[5]), \
                           "+v"(c[6]), "+v"(c[7]), "+v"(c[8]), "+v"(c[9]), "+v"(c[10]),            \
                           "+v"(c[11])                                                             \
                         : "v"(x), "v"(y));                                                        \
        }                                                                                          \
        return 2.0 * 12 * bytes / sizeof(type) * static_cast<double>(rounds);                      \
    }
KASANE_PEAK(peak_f32_v3, "avx2,fma", 32, "ps", float)
KASANE_PEAK(peak_f64_v3, "avx2,fma", 32, "pd", double)
KASANE_PEAK(peak_f32_v4, "avx512f", 64, "ps", float)
KASANE_PEAK(peak_f64_v4, "avx512f", 64, "pd", double)
#undef KASANE_PEAK

/// Flops per second of one core; 0 where there is no fma to measure.
template <class T>
double peak() {
    const char* isa = kasane::kernels::table().isa;
    constexpr bool single = sizeof(T) == 4;
    double (*run)(long) = nullptr;
    if (std::strcmp(isa, "v4") == 0) {
        run = single ? peak_f32_v4 : peak_f64_v4;
    } else if (std::strcmp(isa, "v3") == 0) {
        run = single ? peak_f32_v3 : peak_f64_v3;
    }
    return run == nullptr ? 0 : run(10000) / time([&] { run(10000); }).best;
}
#else
template <class T>
double peak() {
    return 0;
}
#endif

struct Case {
    Index m, k, n;
    bool a_transposed, b_transposed;
    bool update = false;  // an SGD step of C instead of a plain product
};

template <class T>
std::vector<T> numbers(Index count) {
    std::vector<T> x(static_cast<std::size_t>(count));
    unsigned state = 1;
    for (T& value : x) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<T>(state >> 8) / T(1 << 24) - T(0.5);
    }
    return x;
}

template <class T>
void row(const Case& c, double limit) {
    const auto a = numbers<T>(c.m * c.k);
    const auto b = numbers<T>(c.k * c.n);
    auto y = numbers<T>(c.m * c.n);
    Gemm<T> g{.m = c.m, .n = c.n, .k = c.k, .a = a.data(), .b = b.data(), .c = y.data()};
    g.a_row = c.a_transposed ? 1 : c.k;
    g.a_col = c.a_transposed ? c.m : 1;
    g.b_row = c.b_transposed ? 1 : c.n;
    g.b_col = c.b_transposed ? c.k : 1;
    g.c_row = c.n;
    g.epilogue.accumulate = c.update;
    g.epilogue.scale = c.update ? T(-1e-6) : T(1);
    std::printf("%-4s%5ldx%4ldx%4ld %s%s%s", sizeof(T) == 4 ? "f32" : "f64", c.m, c.k, c.n,
                c.a_transposed ? "At" : "A ", c.b_transposed ? "Bt" : "B ",
                c.update ? " sgd" : "    ");
    const double flops =
        2.0 * static_cast<double>(c.m) * static_cast<double>(c.k) * static_cast<double>(c.n);
    for (int threads = 1; threads <= most_threads; ++threads) {
        kasane::set_threads(threads);
        const Seconds t = time([&] { kasane::kernels::gemm(g); });
        const double scale = limit > 0 ? flops / limit / threads : 0;
        std::printf(" | %9.2f us %6.1f GFLOP/s %4.2f (best %4.2f)", t.median * 1e6,
                    flops / t.median * 1e-9, scale / t.median, scale / t.best);
    }
    std::printf("\n");
}

template <class T>
void table(const std::vector<Case>& cases) {
    kasane::set_threads(1);
    const double limit = peak<T>();
    std::printf("%s, %s: fma peak of one core %.1f GFLOP/s\n", sizeof(T) == 4 ? "f32" : "f64",
                kasane::kernels::table().isa, limit * 1e-9);
    for (const Case& c : cases) {
        row<T>(c, limit);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        milliseconds = std::atof(argv[1]);
    }
    if (argc > 2) {
        most_threads = std::atoi(argv[2]);
    }
    const std::vector<Case> cases{
        {100, 784, 50, false, false},       // 784-50-10, batch 100: forward
        {784, 100, 50, true, false},        // its weight gradient
        {784, 100, 50, true, false, true},  // the same, straight into the weights
        {100, 50, 10, false, false},       {50, 100, 10, true, false},
        {100, 10, 50, false, true},        {128, 784, 1024, false, false},
        {128, 1024, 1024, false, false},   {128, 1024, 1024, false, true},
        {1024, 128, 1024, true, false},    {1024, 1024, 1024, false, false},
        {1024, 1024, 1024, true, false},   {1024, 1024, 1024, false, true},
        {1, 784, 50, false, false},        {1, 784, 1024, false, false},
        {1, 784, 1024, false, true},       {1, 50, 10, false, false},
        {1000, 784, 1, false, false},      {1, 1, 1, false, false},
    };
    table<float>(cases);
    table<double>(cases);
    return 0;
}
