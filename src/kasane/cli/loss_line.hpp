#pragma once
// A loss of one prediction and its target, given as a line of numbers.

#include <span>
#include <string>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/cli/evaluation.hpp"

namespace kasane::cli {

/// What one line gives.
struct LossAt {
    double error;
    std::vector<double> slopes;  // by the first input
};

/// Evaluates a loss whose inputs stand on a line, one behind the other.
class LossLine {
public:
    /// `rows`: targets that may be class numbers are rows of weights.
    /// Throws ValueError for a loss that takes more than a line can hold.
    LossLine(const catalog::Formula& formula, Precision precision, bool rows = false);

    /// Whether it is a loss of single numbers.
    bool is_pointwise() const { return rows_ == 0; }

    /// Why a line is none for the loss; empty if it is one.
    std::string misfit(const std::vector<double>& line) const;

    /// Of a loss of single numbers: all lines at once.
    std::vector<LossAt> of_points(const std::vector<std::vector<double>>& lines) const;
    LossAt of_row(const std::vector<double>& line) const;

private:
    catalog::Layout layout(const catalog::Input& input) const;
    [[noreturn]] void unfit() const;
    std::string wanted() const;
    bool is_index(double x, std::size_t n) const;
    autograd::Tensor tensor_of(std::span<const double> numbers, const catalog::Input& input) const;

    catalog::Formula formula_;
    Precision precision_;
    bool target_rows_;
    std::size_t single_ = 0;  // inputs of one number
    std::size_t rows_ = 0;    // inputs that are rows
};

}  // namespace kasane::cli
