#ifdef KASANE_HAS_MPFR
#include "tests/support/expression_functions.hpp"

namespace kasane::support {
namespace {

using Arguments = std::span<const Interval>;

Interval number(const Interval& like, double value) { return Interval(like.bits(), value); }

template <Rising f>
Interval rising_of(Arguments a) {
    return rising(f, a[0]);
}

template <Interval (*f)(const Interval&)>
Interval one(Arguments a) {
    return f(a[0]);
}

template <Interval (*f)(const Interval&, const Interval&)>
Interval two(Arguments a) {
    return f(a[0], a[1]);
}

/// min and max of any number of arguments.
template <Interval (*f)(const Interval&, const Interval&)>
Interval fold(Arguments a) {
    Interval result = a[0];
    for (const Interval& next : a.subspan(1)) result = f(result, next);
    return result;
}

Interval sum(const Interval& a, const Interval& b) { return a + b; }
Interval difference(const Interval& a, const Interval& b) { return a - b; }
Interval product(const Interval& a, const Interval& b) { return a * b; }
Interval quotient(const Interval& a, const Interval& b) { return a / b; }
Interval negative(const Interval& a) { return -a; }
Interval greater(const Interval& a, const Interval& b) { return less(b, a); }
Interval greater_or_equal(const Interval& a, const Interval& b) { return less_or_equal(b, a); }

Interval root(const Interval& a) { return rising(mpfr_sqrt, a); }

Interval sigmoid(const Interval& x) { return number(x, 1) / (number(x, 1) + rising(mpfr_exp, -x)); }
Interval softplus(const Interval& x) {
    return max(x, number(x, 0)) + rising(mpfr_log1p, rising(mpfr_exp, -absolute(x)));
}

/// The distribution function of the standard normal and its density.
Interval normal_cdf(const Interval& x) { return erfc(-x / root(number(x, 2))).scaled(-1); }
Interval normal_pdf(const Interval& x) {
    const Interval square = absolute(x) * absolute(x);
    return rising(mpfr_exp, -square.scaled(-1)) / root(pi(x.bits()).scaled(1));
}

Interval tangent(const Interval& x) { return sine(x) / cosine(x); }
Interval clip(Arguments a) { return min(max(a[0], a[1]), a[2]); }

constexpr ExpressionFunction functions[] = {
    {"+", 2, 2, two<sum>},
    {"-", 2, 2, two<difference>},
    {"*", 2, 2, two<product>},
    {"/", 2, 2, two<quotient>},
    {"^", 2, 2, two<power>},
    {"negative", 1, 1, one<negative>},
    {"<", 2, 2, two<less>},
    {"<=", 2, 2, two<less_or_equal>},
    {">", 2, 2, two<greater>},
    {">=", 2, 2, two<greater_or_equal>},
    {"==", 2, 2, two<equal>},
    {"&&", 2, 2, two<min>},
    {"||", 2, 2, two<max>},
    {"exp", 1, 1, rising_of<mpfr_exp>},
    {"expm1", 1, 1, rising_of<mpfr_expm1>},
    {"log", 1, 1, rising_of<mpfr_log>},
    {"log1p", 1, 1, rising_of<mpfr_log1p>},
    {"sqrt", 1, 1, rising_of<mpfr_sqrt>},
    {"abs", 1, 1, one<absolute>},
    {"sign", 1, 1, one<sign>},
    {"floor", 1, 1, one<floor>},
    {"sin", 1, 1, one<sine>},
    {"cos", 1, 1, one<cosine>},
    {"tan", 1, 1, one<tangent>},
    {"sinh", 1, 1, rising_of<mpfr_sinh>},
    {"cosh", 1, 1, one<cosh>},
    {"tanh", 1, 1, rising_of<mpfr_tanh>},
    {"asinh", 1, 1, rising_of<mpfr_asinh>},
    {"atan", 1, 1, rising_of<mpfr_atan>},
    {"erf", 1, 1, one<erf>},
    {"erfc", 1, 1, one<erfc>},
    {"Phi", 1, 1, one<normal_cdf>},
    {"phi", 1, 1, one<normal_pdf>},
    {"sigmoid", 1, 1, one<sigmoid>},
    {"softplus", 1, 1, one<softplus>},
    {"min", 1, 9, fold<min>},
    {"max", 1, 9, fold<max>},
    {"clip", 3, 3, clip},
};

}  // namespace

const ExpressionFunction* expression_function(std::string_view name) {
    for (const ExpressionFunction& one : functions) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

}  // namespace kasane::support
#endif
