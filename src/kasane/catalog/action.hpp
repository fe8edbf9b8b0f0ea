#pragma once
// What each word of a program does, over any value type.

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

// Words that only the derivatives of other words are made of.
using math::sigmoid_times_slope, math::normal_cdf_times_slope, math::tanh_softplus_times_slope,
    math::tanh_softplus_curvature_times;

// A mask lies in a register like any number: 1 where it holds. Batches have a cheaper way
// (kernels/cpu/program.hpp).
template <math::Arithmetic V>
KASANE_FN bool holds(V x) {
    return x != 0;
}
template <math::Arithmetic V>
KASANE_FN V number_of(V, bool mask) {
    return static_cast<V>(mask ? 1 : 0);
}
template <class V>
KASANE_FN auto holds(math::Dual<V> x) {
    return holds(x.v);
}
template <class V, class M>
KASANE_FN math::Dual<V> number_of(math::Dual<V> like, M mask) {
    return {number_of(like.v, mask), V(0)};
}

/// Action<word>{}(a, b, c): operands that the word does not take are left alone.
template <Word word>
struct Action;

#define KASANE_ACTION(name, expression, price)                             \
    template <>                                                            \
    struct Action<Word::name> {                                            \
        static constexpr int cost = price;                                 \
        template <class V>                                                 \
        KASANE_FN V operator()([[maybe_unused]] V a, [[maybe_unused]] V b, \
                               [[maybe_unused]] V c) const {               \
            return expression;                                             \
        }                                                                  \
    };
#define KASANE_COMPARISON(name, expression, price) \
    KASANE_ACTION(name, number_of(a, expression), price)
#define KASANE_OF_ONE(name, price) KASANE_ACTION(name, name(a), price)
#define KASANE_OF_TWO(name, price) KASANE_ACTION(name, name(a, b), price)
#define KASANE_LAST(name, price)                                         \
    template <>                                                          \
    struct Action<Word::name> {                                          \
        static constexpr int cost = price;                               \
        template <class V>                                               \
            requires(!math::is_dual<V>)                                  \
        KASANE_FN V operator()(V a, V b, V) const { return name(a, b); } \
    };
#define KASANE_OF_THREE(name, price) KASANE_ACTION(name, name(a, b, c), price)

KASANE_ACTION(negate, -a, 1)
KASANE_ACTION(negation, number_of(a, !holds(a)), 1)
KASANE_ACTION(select, select(holds(a), b, c), 1)
KASANE_ACTION(both, number_of(a, holds(a) & holds(b)), 1)
KASANE_ACTION(either, number_of(a, holds(a) | holds(b)), 1)
KASANE_OPERATORS(KASANE_ACTION)
KASANE_COMPARISONS(KASANE_COMPARISON)
KASANE_WORDS_OF_ONE(KASANE_OF_ONE)
KASANE_WORDS_OF_TWO(KASANE_OF_TWO)
KASANE_WORDS_OF_THREE(KASANE_OF_THREE)
KASANE_LAST_WORDS(KASANE_LAST)

#undef KASANE_LAST
#undef KASANE_OF_THREE
#undef KASANE_OF_TWO
#undef KASANE_OF_ONE
#undef KASANE_COMPARISON
#undef KASANE_ACTION

}  // namespace kasane::catalog
