#pragma once
// Are the derivatives right? Compares them with central differences.

#include <span>
#include <string>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/core/function_ref.hpp"

namespace kasane::autograd {

struct CheckOptions {
    double step = 1e-4;       // h of (f(x + h) - f(x - h)) / 2h
    double tolerance = 1e-6;  // of |difference| / max(1, |numeric|)
};

/// What the comparison found for one input.
struct CheckedInput {
    std::string name;
    double mean_difference = 0;  // mean |analytic - numeric|, kinks left out
    double max_difference = 0;
    double max_relative = 0;  // largest |difference| / max(1, |numeric|)
    Index compared = 0;
    Index near_kinks = 0;  // elements left out: the slope jumps within the step
};

struct CheckReport {
    bool passed = true;
    std::vector<CheckedInput> inputs;

    /// One line an input.
    KASANE_API std::string text() const;
};

/// Compares the gradient of f (one number) by every element of xs with central differences.
///
/// xs must be f64 leaves; they are changed during the call and restored bit for bit.
/// Elements where the one-sided differences disagree lie within h of a kink: they are counted,
/// not failed.
/// Throws   ValueError if f does not return one number, or an input is not f64.
KASANE_API CheckReport gradcheck(core::FunctionRef<Tensor(std::span<const Tensor>)> f,
                                 std::span<const Tensor> xs, CheckOptions options = {});

/// The same for second derivatives: gradcheck of <u, df/dx> with fixed u.
KASANE_API CheckReport gradgradcheck(core::FunctionRef<Tensor(std::span<const Tensor>)> f,
                                     std::span<const Tensor> xs, CheckOptions options = {});

}  // namespace kasane::autograd

namespace kasane {
using autograd::gradcheck;
using autograd::gradgradcheck;
}  // namespace kasane
