#include "kasane/catalog/rules.hpp"

#include <string>
#include <utility>

#include "kasane/catalog/erase.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/program.hpp"
#include "kasane/catalog/run.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {
namespace {

void check_form(const Formula& formula, Form form, std::string_view wanted) {
    if (formula.entry().form != form) {
        core::value_error(formula.info().name, "is not " + std::string(wanted));
    }
}

/// Calls visit<F>(F&) for the struct behind a formula that stands at `index` of L.
template <class L, class Visit>
void with_struct(const Formula& formula, Visit visit) {
    int index = 0;
    L::for_each([&]<class F> {
        if (index++ == formula.entry().index) visit(formula.as<F>());
    });
}

}  // namespace

Partials evaluate(const Formula& formula, std::span<const double> args, int i, int j) {
    if (!is_pointwise(formula.entry().form)) {
        core::value_error(formula.info().name, "is not a pointwise formula");
    }
    const auto inputs = static_cast<std::size_t>(formula.entry().inputs);
    const std::size_t all = inputs + formula.trainable().size();
    std::array<double, 8> complete{};
    if (args.size() != all && args.size() != inputs) {
        core::value_error(formula.info().name, "takes " + std::to_string(all) + " arguments, got " +
                                                   std::to_string(args.size()));
    }
    for (std::size_t k = 0; k < all; ++k) {
        complete[k] = k < args.size() ? args[k] : formula.trainable()[k - inputs];
    }
    const auto compute = [&](int order, int by, int also_by) {
        const Derivative which{static_cast<std::uint8_t>(order), static_cast<std::uint8_t>(by),
                               static_cast<std::uint8_t>(also_by)};
        return run(program(formula, which)->code(), complete.data());
    };
    return {compute(0, 0, 0), compute(1, i, 0), compute(1, j, 0), compute(2, i, j)};
}

double value_of(const Program& program, const double* arguments) {
    return run(program.code(), arguments);
}

double initial_std(const Formula& initializer, double fan_in, double fan_out) {
    check_form(initializer, Form::scale, "an initializer");
    double result = 0;
    with_struct<Initializers>(initializer,
                              [&]<class F>(const F& f) { result = f(fan_in, fan_out); });
    return result;
}

bool is_normal(const Formula& initializer) {
    check_form(initializer, Form::scale, "an initializer");
    bool normal = true;
    with_struct<Initializers>(
        initializer, [&]<class F>(const F&) { normal = F::distribution == Distribution::normal; });
    return normal;
}

}  // namespace kasane::catalog
