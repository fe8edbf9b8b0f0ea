#pragma once
// All parameters of a model in one buffer, their gradients in another: a step, clipping, an
// average and a checkpoint are each one pass over one span.

#include <string>
#include <vector>

#include "kasane/autograd/parameter.hpp"
#include "kasane/core/array.hpp"

namespace kasane::optim {

using autograd::Tensor;
using core::Array;
using core::Index;

/// Where one parameter lies in the arena.
struct Place {
    std::string name;
    Tensor parameter;
    Index offset;
};

class KASANE_API Arena {
public:
    /// Moves the parameters into one buffer (they keep their values; the model's tensors become
    /// views of it) and gives their gradients a place in another.
    ///
    /// Throws   ValueError if there are no parameters, or they differ in type.
    explicit Arena(autograd::Parameters parameters);
    /// Places first..last-1 of another arena, which keeps the numbers.
    Arena(Arena& whole, std::size_t first, std::size_t last);
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    Array& weights() { return weights_; }  // [size], parameters at multiples of 16
    const Array& weights() const { return weights_; }
    Array& gradients() { return gradients_; }
    const std::vector<Place>& places() const { return places_; }
    /// Where a part begins in the whole.
    Index begin() const { return begin_; }

    /// A further buffer of the same layout, filled with `start`.
    Array make_slot(double start) const;

    /// Lets the gradients be these, one for each place and of its shape.
    void set_gradients(const std::vector<Tensor>& gradients);

    /// Writes zeros where no gradient has arrived since zero_grad().
    void complete_gradients();
    void zero_grad();

private:
    Array weights_;
    Array gradients_;
    std::vector<Place> places_;
    Index begin_ = 0;
};

}  // namespace kasane::optim
