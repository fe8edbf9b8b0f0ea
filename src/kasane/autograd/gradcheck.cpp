#include "kasane/autograd/gradcheck.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::autograd {
namespace {

using Function = core::FunctionRef<Tensor(std::span<const Tensor>)>;

/// The inputs with memory of their own, so that one element can be moved and put back.
std::vector<Tensor> own_copies(std::span<const Tensor> xs) {
    std::vector<Tensor> copies;
    for (const Tensor& x : xs) {
        if (x.dtype() != DType::f64) {
            core::value_error("gradcheck", "the inputs must be f64",
                              {"got: " + std::string(name_of(x.dtype()))},
                              "float differences have no digits left to compare");
        }
        Array copy = Array::empty(x.shape(), DType::f64);
        kernels::copy_to(copy, x.value());
        copies.push_back(Tensor(copy));
        copies.back().requires_grad();
        if (!x.name().empty()) copies.back().name(x.name());
    }
    return copies;
}

double number(const Tensor& y) {
    if (y.size() != 1) {
        core::shape_error("gradcheck", "the function must return one number",
                          {{"result", y.shape()}}, "sum it");
    }
    return y.item();
}

struct Difference {
    double central;
    bool near_kink;
};

/// Central difference by one element. If halving the step changes the gap between the right and
/// the left difference by much less than half, the gap is no curvature but a jump of the slope.
Difference central_difference(Function f, std::span<const Tensor> xs, double& element, double h,
                              double middle) {
    const double before = element;
    const auto at = [&](double x) {
        element = x;
        return number(f(xs));
    };
    const double right = at(before + h);
    const double left = at(before - h);
    const double near_right = at(before + h / 2);
    const double near_left = at(before - h / 2);
    element = before;
    const double gap = std::abs((right - middle) - (middle - left)) / h;
    const double near_gap = std::abs((near_right - middle) - (middle - near_left)) / (h / 2);
    const double noise = 1e-12 * std::max(1.0, std::abs(middle)) / h;
    const bool kink = std::max(gap, near_gap) > 64 * noise + 1e-7 &&
                      (near_gap > 0.7 * gap || near_gap < 0.3 * gap);
    // Richardson: the errors of order h^2 of the two central differences cancel.
    const double coarse = (right - left) / (2 * h);
    const double fine = (near_right - near_left) / h;
    return {(4 * fine - coarse) / 3, kink};
}

CheckedInput check_input(Function f, std::span<const Tensor> xs, const Tensor& x,
                         const Tensor& analytic, const CheckOptions& options, double middle) {
    CheckedInput result;
    Array memory = x.value();
    double* elements = memory.data<double>();
    const Array gradient = kernels::contiguous(analytic.value());
    double total = 0;
    for (Index i = 0; i < x.size(); ++i) {
        const Difference numeric = central_difference(f, xs, elements[i], options.step, middle);
        const double difference = std::abs(gradient.item(i) - numeric.central);
        const double relative = difference / std::max(1.0, std::abs(numeric.central));
        // A kink about a third of a step away looks like curvature; half the step tells them apart.
        const auto is_kink_after_all = [&] {
            return central_difference(f, xs, elements[i], options.step / 2, middle).near_kink;
        };
        if (numeric.near_kink || (!(relative <= options.tolerance) && is_kink_after_all())) {
            ++result.near_kinks;
            continue;
        }
        // A NaN must not pass: max() of it and anything would drop it.
        result.max_difference =
            difference <= result.max_difference ? result.max_difference : difference;
        result.max_relative = relative <= result.max_relative ? result.max_relative : relative;
        total += difference;
        ++result.compared;
    }
    result.mean_difference =
        result.compared == 0 ? 0 : total / static_cast<double>(result.compared);
    return result;
}

/// A fixed direction for the second derivative: numbers that no symmetry of f cancels.
Tensor direction(const Tensor& x, std::size_t i) {
    return randn(x.shape(), core::Rng(i).stream("gradgradcheck"), 1, DType::f64);
}

}  // namespace

CheckReport gradcheck(Function f, std::span<const Tensor> xs, CheckOptions options) {
    const std::vector<Tensor> copies = own_copies(xs);
    const Tensor y = f(copies);
    const double middle = number(y);
    const std::vector<Tensor> analytic = grad(y, copies);
    CheckReport report;
    for (std::size_t i = 0; i < copies.size(); ++i) {
        CheckedInput one = check_input(f, copies, copies[i], analytic[i], options, middle);
        one.name =
            copies[i].name().empty() ? "input " + std::to_string(i) : std::string(copies[i].name());
        report.passed = report.passed && one.max_relative <= options.tolerance;
        report.inputs.push_back(std::move(one));
    }
    return report;
}

CheckReport gradgradcheck(Function f, std::span<const Tensor> xs, CheckOptions options) {
    const auto slope_along = [&](std::span<const Tensor> at) {
        const std::vector<Tensor> gradients = grad(f(at), at, true);
        Tensor total = scalar(0, DType::f64);
        for (std::size_t i = 0; i < at.size(); ++i) {
            total = total + sum(gradients[i] * direction(at[i], i));
        }
        // A function linear in everything has constant gradients; this keeps the graph whole.
        for (const Tensor& x : at) total = total + 0.0 * sum(x);
        return total;
    };
    return gradcheck(slope_along, xs, options);
}

std::string CheckReport::text() const {
    std::string text;
    for (const CheckedInput& one : inputs) {
        char line[200];
        std::snprintf(line, sizeof line,
                      "%-8s mean |difference| %.3e  max %.3e  relative %.3e  (%lld compared, %lld "
                      "near a kink)\n",
                      one.name.c_str(), one.mean_difference, one.max_difference, one.max_relative,
                      static_cast<long long>(one.compared), static_cast<long long>(one.near_kinks));
        text += line;
    }
    return text;
}

}  // namespace kasane::autograd
