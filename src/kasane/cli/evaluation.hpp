#pragma once
// Formulas of the catalog applied to numbers by the kernels, in the element type asked for.

#include <span>
#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/program.hpp"
#include "kasane/core/array.hpp"
#include "kasane/core/dtype.hpp"

namespace kasane::cli {

/// How numbers are worked on.
struct Precision {
    core::DType dtype = core::DType::f64;  // f64, f32 or bf16: of inputs and results
    bool exact = false;                    // in double, and rounded once at the end

    /// What the kernels work in: bf16 goes through f32.
    core::DType kernel() const {
        return exact || dtype == core::DType::f64 ? core::DType::f64 : core::DType::f32;
    }
};

/// A pointwise formula of one input and its derivatives, many numbers at a time.
class PointEvaluation {
public:
    PointEvaluation(const catalog::Formula& formula, Precision precision)
        : formula_(formula), precision_(precision) {}

    /// Of each x, which is a number of the precision.
    std::vector<double> value(std::span<const double> x) const;
    std::vector<double> slope(std::span<const double> x) const;
    std::vector<double> curvature(std::span<const double> x) const;
    /// The derivative by trainable parameter number k.
    std::vector<double> by_parameter(std::span<const double> x, int k) const;

private:
    template <class Kernel>
    std::vector<double> run(std::span<const double> x, core::DType dtype, Kernel kernel) const;

    catalog::Formula formula_;
    Precision precision_;
};

/// A pointwise formula of any number of inputs, or a derivative of it, for many sets of inputs at a
/// time; inputs[k] holds all numbers of input k.
std::vector<double> evaluate_all(const catalog::Formula& formula,
                                 std::span<const std::span<const double>> inputs,
                                 catalog::Derivative wanted, Precision precision);

/// What takes a row and gives a row: the softmax family, and gated pairs (halves of the row).
class RowEvaluation {
public:
    RowEvaluation(const catalog::Formula& formula, Precision precision)
        : formula_(formula), precision_(precision) {}

    /// Whether the formula is of this kind.
    static bool takes(const catalog::Formula& formula);

    /// Why a row of n numbers is none for the formula; empty if it is one.
    std::string misfit(std::size_t n) const;
    /// How many numbers a row of n gives.
    std::size_t result_width(std::size_t n) const;

    std::vector<double> value(std::span<const double> row) const;
    /// The gradient by the row for the gradient g by the result.
    std::vector<double> vjp(std::span<const double> row, std::span<const double> g) const;

private:
    bool is_gated() const;
    core::Array input(std::span<const double> row) const;

    catalog::Formula formula_;
    Precision precision_;
};

}  // namespace kasane::cli
