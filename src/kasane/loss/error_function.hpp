#pragma once
// The article's view of a loss: an object made from a name that computes an error, its slope, and
// the mean of the last error. Plots and teaching use it; training takes Loss.

#include <string>
#include <string_view>

#include "kasane/loss/loss.hpp"

namespace kasane::loss {

/// A loss of the catalog as the article has it.
///
/// Example
///     ErrorFunction error = get_loss("square");
///     Tensor e = error.forward(y, t);    // element by element
///     Tensor dy = error.backward(y, t);  // dL/dy, L being the sum of e
///     double mean = error.total_error();
class KASANE_API ErrorFunction {
public:
    /// With a reduction (an argument `reduction=` in the text goes first) forward and backward are
    /// scaled alike: by 1 for none and sum, 1 / number of errors for mean, 1 / number of samples
    /// for batch_mean. Throws LookupError or ValueError as Loss does.
    explicit ErrorFunction(std::string_view text, Reduction reduction = Reduction::none);

    /// The errors, one an element or, of losses of rows, one a row; their sum with any reduction
    /// but none. They are remembered.
    Tensor forward(const Tensor& y, const Tensor& t);

    /// The gradient by y of the sum of what forward gives.
    Tensor backward(const Tensor& y, const Tensor& t) const;

    /// The mean of the remembered errors over all of them, whatever the reduction.
    ///
    /// Throws   ValueError before the first forward().
    double total_error() const;

    std::string text() const { return loss_.text(); }

    // The same on arrays.
    core::Array forward(const core::Array& y, const core::Array& t) {
        return forward(Tensor(y), Tensor(t)).value();
    }
    core::Array backward(const core::Array& y, const core::Array& t) const {
        return backward(Tensor(y), Tensor(t)).value();
    }

private:
    Loss loss_;
    Tensor errors_;  // of the last forward
};

/// The loss of that name: "square", "binary", "cross", or any other of the catalog.
KASANE_API ErrorFunction get_loss(std::string_view text, Reduction reduction = Reduction::none);

}  // namespace kasane::loss

namespace kasane {
using loss::ErrorFunction;
using loss::get_loss;
}  // namespace kasane
