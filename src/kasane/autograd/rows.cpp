#include "kasane/autograd/rows.hpp"

#include <string>

#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::autograd {
namespace {

using catalog::Formula;

/// Remembers what each name means: looking it up takes longer than small rows.
struct Named {
    Formula formula;
    explicit Named(const char* activation) : formula(catalog::activations().make(activation)) {}
    Tensor operator()(const Tensor& x) const { return activate(formula, x); }
};
struct NamedLoss {
    Formula formula;
    explicit NamedLoss(const char* loss) : formula(catalog::losses().make(loss)) {}
    Tensor operator()(const Tensor& y, const Tensor& t) const { return loss_values(formula, y, t); }
};

/// x's shape with 1 at its end in place of C.
Shape without_row(const Tensor& x) {
    Shape shape = x.shape();
    shape[x.rank() - 1] = 1;
    return shape;
}

}  // namespace

Tensor row_sum(const Tensor& x) { return sum(x, -1, true); }

Tensor row_max(const Tensor& x) { return reshape(max_of_row(x), without_row(x)); }

Tensor log_sum_exp(const Tensor& x) {
    const Tensor top = constant(row_max(x));
    return top + log(row_sum(exp(x - top)));
}

Tensor softmax(const Tensor& x) {
    static const Named function("softmax");
    return function(x);
}

Tensor log_softmax(const Tensor& x) {
    static const Named function("log_softmax");
    return function(x);
}

Tensor entmax(const Tensor& x, double alpha) {
    static const Named between("entmax15"), sparse("sparsemax");
    if (alpha == 1) return softmax(x);
    if (alpha == 1.5) return between(x);
    if (alpha == 2) return sparse(x);
    core::value_error("entmax", "alpha can be 1 (softmax), 1.5 or 2 (sparsemax)",
                      {"alpha: " + catalog::to_string(alpha)});
}

Tensor sigmoid(const Tensor& x) {
    static const Named function("sigmoid");
    return function(x);
}

Tensor softplus(const Tensor& x) {
    static const Named function("softplus");
    return function(x);
}

Tensor relu(const Tensor& x) {
    static const Named function("relu");
    return function(x);
}

Tensor abs(const Tensor& x) {
    static const NamedLoss mae("mae");
    return mae(x, scalar(0, x.dtype()));
}

Tensor square(const Tensor& x) { return x * x; }

Tensor gated(const Tensor& x, const Tensor& w) {
    static const NamedLoss product("wasserstein");
    return -product(x, w);
}

Tensor softmax_cross_entropy(const Tensor& x, const Tensor& t) {
    static const NamedLoss loss("softmax_cross_entropy");
    return reshape(loss(x, t), without_row(x));
}

Tensor logit_cross_entropy(const Tensor& x, const Tensor& t) {
    static const NamedLoss loss("bce_with_logits");
    return loss(x, t);
}

// The root of 0 has no slope: there the row is moved to a constant 1 and its root multiplied by 0.
Tensor row_norm(const Tensor& x, double p) {
    const Tensor powers = row_sum(p == 2 ? x * x : pow(abs(x), p));
    const Array zero = kernels::above(scalar(0, x.dtype()).value(), powers.value());
    const Tensor at_zero = Tensor(zero) * 2.0;  // above() says 1/2 where both are equal
    return pow(powers + at_zero, 1 / p) * (1.0 - at_zero);
}

Tensor unit_rows(const Tensor& x, double eps) { return x / at_least(row_norm(x), eps); }

Tensor differences(const Tensor& x) {
    Shape column = x.shape();
    column.push_back(1);
    const Tensor of_columns = reshape(x, column);
    return of_columns - transpose(of_columns);
}

Tensor as_row(const Tensor& x) {
    Shape shape = x.shape();
    shape.push_back(shape[-1]);
    shape[x.rank() - 1] = 1;
    return reshape(x, shape);
}

Tensor without_last(const Tensor& x) {
    Shape shape;
    for (int i = 0; i + 1 < x.rank(); ++i) shape.push_back(x.shape()[i]);
    return reshape(x, shape);
}

Tensor at_least(const Tensor& x, double least) { return maximum(x, scalar(least, x.dtype())); }

Tensor column_sum(const Tensor& x) { return sum(x, -2); }

Tensor identity(const Tensor& x, int axis) {
    const Index n = count_of(x, axis);
    Array out = Array::zeros({n, n}, DType::f64);
    for (Index i = 0; i < n; ++i) out.span<double>()[static_cast<std::size_t>(i * (n + 1))] = 1;
    return Tensor(kernels::convert(out, x.dtype()));
}

Tensor total(const Tensor& x) { return sum(x); }

Index count_of(const Tensor& x, int axis) { return x.shape()[axis]; }

Tensor constant(const Tensor& x) { return x.detach(); }

}  // namespace kasane::autograd
