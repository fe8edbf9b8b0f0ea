// The interpreter of programs for CUDA devices: a thread an element, with the words that the CPU
// kernels are made of.
//
// tools/check_cuda.sh compiles this with -fmad=false, so that a product and a sum stay two
// roundings, as on the CPU. The words' own fma() is one instruction on both.

#include <cuda_runtime.h>

#include "kasane/catalog/action.hpp"
#include "kasane/kernels/calls.hpp"

namespace kasane::cuda {

using catalog::Instruction;
using catalog::ProgramCode;
using catalog::Word;
using kernels::PointwiseCall;

constexpr unsigned threads_per_block = 256;
constexpr std::size_t most_blocks = 65536;  // further elements are reached by striding
constexpr int most_registers = 128;

/// One word on three operands.
template <class T>
__device__ T act(Word word, T a, T b, T c) {
    switch (word) {
#define KASANE_CASE(name, ...) \
    case Word::name: return catalog::Action<Word::name>{}(a, b, c);
        KASANE_CASE(negate)
        KASANE_CASE(negation)
        KASANE_CASE(select)
        KASANE_OPERATORS(KASANE_CASE)
        KASANE_COMPARISONS(KASANE_CASE)
        KASANE_MASK_OPERATORS(KASANE_CASE)
        KASANE_WORDS_OF_ONE(KASANE_CASE)
        KASANE_WORDS_OF_TWO(KASANE_CASE)
        KASANE_LAST_WORDS(KASANE_CASE)
        KASANE_WORDS_OF_THREE(KASANE_CASE)
#undef KASANE_CASE
        default: return a;
    }
}

/// The arguments of a call; a std::array's operator[] is not for the device.
template <class T>
struct Arguments {
    const T* data[kernels::max_arguments];
    std::size_t step[kernels::max_arguments];  // 0: one number for all elements

    explicit Arguments(const PointwiseCall<T>& call) {
        for (std::size_t k = 0; k < kernels::max_arguments; ++k) {
            data[k] = call.args[k];
            step[k] = (call.scalars >> k & 1) != 0 ? 0 : 1;
        }
    }
};

/// All pointers, those of the program among them, are the device's. V is what is computed in.
template <class T, class V>
__global__ void run_program(PointwiseCall<T> call, Arguments<T> args, ProgramCode program) {
    const std::size_t step = std::size_t{gridDim.x} * blockDim.x;
    V registers[most_registers];
    for (int k = 0; k < program.constant_count; ++k) {
        registers[program.arguments + k] = static_cast<V>(program.constants[k]);
    }
    for (std::size_t at = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; at < call.n;
         at += step) {
        for (int k = 0; k < program.arguments; ++k) {
            registers[k] = static_cast<V>(args.data[k][at * args.step[k]]);
        }
        for (int k = 0; k < program.count; ++k) {
            const Instruction one = program.code[k];
            registers[one.out] =
                act(one.word, registers[one.a], registers[one.b], registers[one.c]);
        }
        const V y = registers[program.results[0]];
        call.out[at] = static_cast<T>(call.g != nullptr ? static_cast<V>(call.g[at]) * y : y);
    }
}

/// Queues a program on the calling thread's stream; false if it needs too many registers. Whether
/// it ran is cudaGetLastError()'s to say.
template <class T, class V = T>
bool launch(const PointwiseCall<T>& call, const ProgramCode& on_device) {
    if (on_device.registers > most_registers) return false;
    if (call.n == 0) return true;
    const std::size_t blocks = (call.n + threads_per_block - 1) / threads_per_block;
    const dim3 grid(static_cast<unsigned>(blocks < most_blocks ? blocks : most_blocks));
    run_program<T, V>
        <<<grid, threads_per_block, 0, cudaStreamPerThread>>>(call, Arguments<T>(call), on_device);
    return true;
}

/// What the dispatcher to come will call.
struct Table {
    bool (*f32)(const PointwiseCall<float>&, const ProgramCode& on_device);
    bool (*f32_in_double)(const PointwiseCall<float>&, const ProgramCode& on_device);
    bool (*f64)(const PointwiseCall<double>&, const ProgramCode& on_device);
};

extern const Table table;
const Table table{launch<float>, launch<float, double>, launch<double>};

}  // namespace kasane::cuda
