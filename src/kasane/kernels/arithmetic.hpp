#pragma once
// The element-wise arithmetic of tensors, as formulas like those of the catalog. Their
// derivatives are written with tensors (autograd), so only the values become kernels.

#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::kernels {

#define KASANE_ARITHMETIC(Name, arity, parameters, expression) \
    struct Name {                                              \
        static constexpr int inputs = arity;                   \
        template <class V>                                     \
        KASANE_FN V operator() parameters const {              \
            return expression;                                 \
        }                                                      \
    };

namespace formulas {
KASANE_USE_WORDS;
KASANE_ARITHMETIC(Add, 2, (V a, V b), a + b)
KASANE_ARITHMETIC(Sub, 2, (V a, V b), a - b)
KASANE_ARITHMETIC(Mul, 2, (V a, V b), a* b)
KASANE_ARITHMETIC(Div, 2, (V a, V b), a / b)
// A NaN on either side is the result.
KASANE_ARITHMETIC(Max, 2, (V a, V b), select(b == b, max(a, b), b))
KASANE_ARITHMETIC(Pow, 2, (V a, V b), pow(a, b))
/// 1 where a > b, 1/2 where they are equal, else 0: the slope of max(a, b) by a.
KASANE_ARITHMETIC(Above, 2, (V a, V b), select(a > b, V(1), select(a == b, V(0.5), V(0))))
KASANE_ARITHMETIC(Neg, 1, (V a), -a)
KASANE_ARITHMETIC(Exp, 1, (V a), exp(a))
KASANE_ARITHMETIC(Log, 1, (V a), log(a))
KASANE_ARITHMETIC(Sqrt, 1, (V a), sqrt(a))
KASANE_ARITHMETIC(Reciprocal, 1, (V a), V(1) / a)
KASANE_ARITHMETIC(Copy, 1, (V a), a)
}  // namespace formulas

#undef KASANE_ARITHMETIC

using Arithmetic =
    catalog::List<formulas::Add, formulas::Sub, formulas::Mul, formulas::Div, formulas::Max,
                  formulas::Pow, formulas::Above, formulas::Neg, formulas::Exp, formulas::Log,
                  formulas::Sqrt, formulas::Reciprocal, formulas::Copy>;

}  // namespace kasane::kernels
