#pragma once
// What the structs of optimizers are made of.
//
// A rule is a formula of one weight w, its gradient g, the state kept for it and coefficients:
//
//     template <class N> struct Coeffs { N rate, gain; };  // what is the same for all weights
//     Coeffs<double> at(const Step&) const;                // worked out once a step, in double
//     V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>&) const;  // what to add to w
//
// Numbers reach the formula through the coefficients alone, so one program serves every step;
// truth values may choose between formulas. Further members, all optional:
//
//     static constexpr int noises = 1;         // normal numbers a weight and step: after `slots`
//     static constexpr std::array<Slot, 1> scalars{{{"d", 1}}};  // numbers kept between steps,
//                                              // handed to at() as a second argument
//     static constexpr Scope scope = Scope::tensor;  // at() runs, and scalars are, per tensor
//     int used_slots() const;                  // the parameters need only so many of the slots
//     V ahead(const Slots<V, 1>&, const Coeffs<V>&) const;      // where step(closure) takes the
//                                              // gradient, seen from w
//     V rest(V w, const Slots<V, 1>&, const Coeffs<V>&) const;  // the weights to evaluate with,
//                                              // seen from w
//
// A rule that needs sums over tensors goes through them several times:
//
//     static constexpr int passes = 2, terms = 1;
//     template <int k, class V>
//     V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 1>& terms, const Coeffs<V>&) const;
//     // After every pass but the last: changes the coefficients for the next one.
//     void between(int pass, const Step&, const double* sums, Coeffs<double>&, double* scalars)
//     const;

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Whose sums and numbers a rule works with.
enum class Scope : std::uint8_t { model, tensor };

template <class V, std::size_t n>
using Slots = std::array<V, n>;
template <class V, std::size_t n>
using Terms = std::array<V, n>;
template <class V, std::size_t n>
using Noise = std::array<V, n>;

/// x to a whole power, in double; the same bits wherever it runs.
constexpr double whole_power(double x, std::int64_t n) {
    double result = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1) result *= x;
        x *= x;
    }
    return result;
}

/// 1 - beta^t: what a running mean that starts at 0 lacks at step t.
constexpr double bias_correction(double beta, const Step& step) {
    return 1 - whole_power(beta, step.t);
}

/// Moves a running mean towards x by a share `gain` of the distance.
template <class V>
KASANE_FN V averaged(V mean, V x, V gain) {
    return fma(gain, x - mean, mean);
}

/// a / b, where 0 / 0 is 0.
template <class V>
KASANE_FN V zero_safe(V a, V b) {
    return select(a == V(0), V(0), a / b);
}

// The parameters that many rules share, under all their names.

template <class F>
constexpr Param<F> learning_rate(double F::*member) {
    return {"lr", member, non_negative, "learning rate", {"eta", "alpha", "learning_rate"}};
}
template <class F>
constexpr Param<F> momentum_of(double F::*member) {
    return {"momentum", member, below_one, "share of the last step kept", {"mu", "beta"}};
}
template <class F>
constexpr Param<F> beta1_of(double F::*member) {
    return {"beta1", member, below_one, "memory of the mean gradient", {"mu", "b1"}};
}
template <class F>
constexpr Param<F> beta2_of(double F::*member) {
    return {"beta2", member, below_one, "memory of the squared gradient", {"nu", "b2"}};
}
template <class F>
constexpr Param<F> memory_of(double F::*member) {
    return {"rho", member, below_one, "memory of the squared gradient", {"decay"}};
}
template <class F>
constexpr Param<F> eps_of(double F::*member) {
    return {"eps", member, non_negative, "keeps the division finite", {"epsilon"}};
}
template <class F>
constexpr Param<F> coupled_decay(double F::*member) {
    return {"weight_decay", member, non_negative, "added to g times w (L2)", {"wd"}};
}
template <class F>
constexpr Param<F> decoupled_decay(double F::*member) {
    return {"weight_decay", member, non_negative, "lr times it is the share taken off w", {"wd"}};
}

}  // namespace kasane::catalog
