// Formulas of the catalog as the library computes them.

#include <algorithm>
#include <bit>
#include <optional>

#include "kasane/catalog/rules.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/subject.hpp"

namespace kasane::support {
namespace {

using catalog::Formula;
using core::Array;
using core::Index;

Array run_kernel(const Formula& formula, Wanted wanted, std::span<const Array* const> arrays) {
    if (wanted.order == 0) return kernels::value(formula, arrays);
    if (wanted.order == 1) return kernels::partial(formula, arrays, wanted.i, nullptr);
    return kernels::second_partial(formula, arrays, wanted.i, wanted.j, nullptr);
}

/// Runs the kernel on arrays that `make` makes of the arguments.
template <class T, class Make>
Array run_on(const Formula& formula, Wanted wanted, const Arguments<T>& arguments, Make make) {
    std::vector<Array> arrays;
    std::vector<const Array*> pointers;
    arrays.reserve(arguments.size());
    for (const std::span<const T> one : arguments) {
        arrays.push_back(make(one, core::Shape{static_cast<Index>(one.size())}));
        pointers.push_back(&arrays.back());
    }
    return run_kernel(formula, wanted, pointers);
}

template <class T>
void run(const Formula& formula, Wanted wanted, const Arguments<T>& arguments, std::span<T> out) {
    const Array result =
        run_on(formula, wanted, arguments, [](std::span<const T> values, const core::Shape& shape) {
            return Array::from(values, shape);
        });
    const std::span<const T> computed = result.span<T>();
    std::copy(computed.begin(), computed.end(), out.begin());
}

void run_bf16(const Formula& formula, Wanted wanted, const Arguments<float>& arguments,
              std::span<float> out) {
    const Array result = run_on(
        formula, wanted, arguments, [](std::span<const float> values, const core::Shape& shape) {
            Array array = Array::empty(shape, core::DType::bf16);
            for (std::size_t k = 0; k < values.size(); ++k) {
                array.span<core::BFloat16>()[k].bits =
                    static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(values[k]) >> 16);
            }
            return array;
        });
    const std::span<const core::BFloat16> computed = result.span<core::BFloat16>();
    for (std::size_t k = 0; k < out.size(); ++k) {
        out[k] = std::bit_cast<float>(std::uint32_t{computed[k].bits} << 16);
    }
}

void run_in_mode(const Formula& formula, Mode mode, Wanted wanted,
                 const Arguments<float>& arguments, std::span<float> out) {
    if (mode == Mode::bf16) return run_bf16(formula, wanted, arguments, out);
    std::optional<kernels::ExactMode> exact;
    if (mode == Mode::exact) exact.emplace();
    run<float>(formula, wanted, arguments, out);
}

}  // namespace

Subject subject(const Formula& formula, Mode mode) {
    Subject made = described(formula);
    made.in_double = [formula](std::span<const double> arguments, int i, int j) {
        return catalog::evaluate(formula, arguments, i, j);
    };
    made.floats = [formula, mode](Wanted wanted, const Arguments<float>& arguments,
                                  std::span<float> out) {
        run_in_mode(formula, mode, wanted, arguments, out);
    };
    made.doubles = [formula](Wanted wanted, const Arguments<double>& arguments,
                             std::span<double> out) { run(formula, wanted, arguments, out); };
    return made;
}

}  // namespace kasane::support
