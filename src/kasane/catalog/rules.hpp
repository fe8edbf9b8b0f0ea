#pragma once
// What the entries compute, in double and one number at a time: the reference that plots, tests
// and per-step coefficients are made from.

#include <array>
#include <span>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"

namespace kasane::catalog {

/// A pointwise formula and its derivatives with respect to two of its arguments.
struct Partials {
    double value;
    double by_i;   // d f / d arg_i
    double by_j;   // d f / d arg_j
    double by_ij;  // d2 f / (d arg_i d arg_j)
};

/// Evaluates a pointwise formula in double.
///
/// `args` are the inputs and, behind them, the trainable parameters; if the latter are left out
/// their start values are taken. i and j count in the same order.
/// Throws   ValueError if the formula is not pointwise or the number of arguments is wrong.
KASANE_API Partials evaluate(const Formula& formula, std::span<const double> args, int i = 0,
                             int j = 0);

class Program;

/// The first result of a program in double, for those who evaluate it many times.
KASANE_API double value_of(const Program& program, const double* arguments);

/// Standard deviation an initialiser gives to a weight; whether its numbers are normal or uniform.
KASANE_API double initial_std(const Formula& initializer, double fan_in, double fan_out);
KASANE_API bool is_normal(const Formula& initializer);

}  // namespace kasane::catalog
