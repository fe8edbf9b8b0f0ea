#pragma once
// Entries of the catalog applied to arrays.

#include <span>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

using core::Array;

/// While one lives, formulas of the catalog on this thread are computed in double and rounded once
/// to the arrays' own type: within 0.51 ULP of the true value, at a third of the speed.
class KASANE_API ExactMode {
public:
    ExactMode();
    ~ExactMode();
    ExactMode(const ExactMode&) = delete;
    ExactMode& operator=(const ExactMode&) = delete;

private:
    bool before_;
};

/// A pointwise formula, element by element. Arrays of bf16 are computed in f32 and rounded once.
///
/// Shapes   args: the inputs and, behind them, the trainable parameters; all broadcast together.
KASANE_API Array value(const catalog::Formula& f, std::span<const Array* const> args);

/// g times the derivative by argument i; with g null, the derivative itself.
KASANE_API Array partial(const catalog::Formula& f, std::span<const Array* const> args, int i,
                         const Array* g);

/// g times the second derivative by arguments i and j.
KASANE_API Array second_partial(const catalog::Formula& f, std::span<const Array* const> args,
                                int i, int j, const Array* g);

/// A row-wise activation along the last dimension: its value, J(x)^T g, J(x) v, and the
/// derivative of J(x)^T g by x along v. All shapes are x's.
KASANE_API Array row_value(const catalog::Formula& f, const Array& x);
KASANE_API Array row_vjp(const catalog::Formula& f, const Array& x, const Array& g);
KASANE_API Array row_value_along(const catalog::Formula& f, const Array& x, const Array& v);
KASANE_API Array row_vjp_along(const catalog::Formula& f, const Array& x, const Array& g,
                               const Array& v);

/// A row-wise loss of scores x [N, C]: one number a row, its gradient by x times `scale` [N], and
/// the derivative of that gradient along v [N, C].
///
/// Shapes   targets are i64 class numbers [N] (already checked), or of x's shape and type.
KASANE_API Array row_loss(const catalog::Formula& f, const Array& x, const Array& targets);
/// The loss, and its gradient where `scale` is 1, from one exponential an element.
struct LossAndGradient {
    Array loss;
    Array gradient;
};
KASANE_API LossAndGradient row_loss_and_gradient(const catalog::Formula& f, const Array& x,
                                                 const Array& targets);
/// x [N, C] with each row times its scale [N].
KASANE_API Array scale_rows(const Array& x, const Array& scale);
KASANE_API Array row_gradient(const catalog::Formula& f, const Array& x, const Array& targets,
                              const Array& scale);
KASANE_API Array row_gradient_along(const catalog::Formula& f, const Array& x, const Array& targets,
                                    const Array& scale, const Array& v);

}  // namespace kasane::kernels

namespace kasane {
using kernels::ExactMode;
}
