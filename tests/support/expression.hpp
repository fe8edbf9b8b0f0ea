#pragma once
// The texts that entries of the catalog print as their formula and slope, as trees that are
// evaluated with as many digits as wanted.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/interval.hpp"

namespace kasane::support {

struct ExpressionFunction;

/// A text, read once.
///
///     numbers, names, pi     + - * / ^        -x^2 is -(x^2), 2^3^2 is 2^9
///     < <= > >= == && ||     c ? a : b        abs exp expm1 log log1p sqrt sign floor sin cos tan
///     sinh cosh tanh asinh atan erf erfc Phi phi sigmoid softplus max min clip(x, low, high)
class Expression {
public:
    /// Throws   std::runtime_error that says where it does not understand the text.
    Expression(std::string_view text, std::vector<std::string> names);

    /// Its value where the names have these values.
    Interval operator()(std::span<const Interval> values) const;

    /// Numbers that the text writes: a formula often bends there.
    std::vector<double> literals() const;

private:
    enum class Kind { number, name, pi, call, choice };
    struct Node {
        Kind kind;
        std::string number = {};  // as written
        std::size_t name = 0;
        const ExpressionFunction* function = nullptr;
        std::vector<std::size_t> parts = {};

        auto operator<=>(const Node&) const = default;
    };
    class Reader;
    class Evaluation;

    std::vector<Node> nodes_;  // the parts of a node stand before it; the last one is the whole
};

}  // namespace kasane::support
