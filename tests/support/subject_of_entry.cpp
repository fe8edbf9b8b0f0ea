// Formulas of the catalog as the library computes them.

#include <algorithm>

#include "kasane/catalog/rules.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/subject.hpp"

namespace kasane::support {
namespace {

using catalog::Formula;
using core::Array;
using core::Index;

template <class T>
void run_kernel(const Formula& formula, Wanted wanted, const Arguments<T>& arguments,
                std::span<T> out) {
    std::vector<Array> arrays;
    std::vector<const Array*> pointers;
    arrays.reserve(arguments.size());
    for (const std::span<const T> one : arguments) {
        arrays.push_back(Array::from(one, {static_cast<Index>(one.size())}));
        pointers.push_back(&arrays.back());
    }
    const auto result = [&] {
        if (wanted.order == 0) return kernels::value(formula, pointers);
        if (wanted.order == 1) return kernels::partial(formula, pointers, wanted.i, nullptr);
        return kernels::second_partial(formula, pointers, wanted.i, wanted.j, nullptr);
    }();
    const std::span<const T> computed = result.template span<T>();
    std::copy(computed.begin(), computed.end(), out.begin());
}

}  // namespace

Subject subject(const Formula& formula) {
    Subject made = described(formula);
    made.in_double = [formula](std::span<const double> arguments, int i, int j) {
        return catalog::evaluate(formula, arguments, i, j);
    };
    made.floats = [formula](Wanted wanted, const Arguments<float>& arguments,
                            std::span<float> out) { run_kernel(formula, wanted, arguments, out); };
    made.doubles = [formula](Wanted wanted, const Arguments<double>& arguments,
                             std::span<double> out) {
        run_kernel(formula, wanted, arguments, out);
    };
    return made;
}

}  // namespace kasane::support
