#include "tests/support/subject.hpp"

#include <algorithm>
#include <sstream>

#include "kasane/kernels/formula.hpp"

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

std::string Subject::at(std::span<const double> arguments) const {
    std::ostringstream out;
    out.precision(17);
    out << text << " at ";
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        out << (k == 0 ? "" : ", ") << names[k] << " = " << arguments[k];
    }
    return out.str();
}

Subject described(const Formula& formula) {
    Subject made;
    made.text = formula.text();
    made.info = &formula.info();
    made.inputs = formula.entry().inputs;
    if (made.inputs == 1) {
        made.names = {"x"};
    } else {
        made.names = {"a", "b"};
        made.synonyms = {{"y", 0}, {"p", 0}, {"t", 1}};
    }
    for (std::size_t i = 0; i < formula.trainable().size(); ++i) {
        made.names.emplace_back(formula.entry().trainable[i].name);
        made.trainable.push_back(formula.trainable()[i]);
    }
    for (const catalog::ParamInfo& param : formula.entry().params) {
        const catalog::Value value = formula.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            made.names.emplace_back(param.name);
            made.fixed.push_back(*number);
        }
    }
    return made;
}

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
