#include "kasane/optim/arena.hpp"

#include <cstring>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::optim {
namespace {

constexpr Index alignment = 16;  // elements: whole cache lines for f32

}  // namespace

Arena::Arena(autograd::Parameters parameters) {
    Index size = 0;
    for (autograd::Parameter& parameter : parameters) {
        places_.push_back({std::move(parameter.name), parameter.tensor, size});
        size += (parameter.tensor.size() + alignment - 1) / alignment * alignment;
    }
    if (places_.empty()) {
        core::value_error("optimizer", "the model has no parameters");
    }
    const core::DType dtype = places_.front().parameter.dtype();
    weights_ = Array::zeros({size}, dtype);
    gradients_ = Array::zeros({size}, dtype);
    for (Place& place : places_) {
        if (place.parameter.dtype() != dtype) {
            core::value_error("optimizer", "the parameters differ in type",
                              {places_.front().name + ": " + std::string(name_of(dtype)),
                               place.name + ": " + std::string(name_of(place.parameter.dtype()))});
        }
        Array view = weights_.view(place.offset, place.parameter.shape());
        kernels::copy_to(view, place.parameter.value());
        place.parameter.set_value(view);
        place.parameter.set_grad_place(gradients_.view(place.offset, place.parameter.shape()));
    }
}

Arena::Arena(Arena& whole, std::size_t first, std::size_t last)
    : places_(whole.places_.begin() + static_cast<std::ptrdiff_t>(first),
              whole.places_.begin() + static_cast<std::ptrdiff_t>(last)),
      begin_(places_.front().offset) {
    const Index end =
        last < whole.places_.size() ? whole.places_[last].offset : whole.weights_.size();
    weights_ = whole.weights_.view(begin_, {end - begin_});
    gradients_ = whole.gradients_.view(begin_, {end - begin_});
    for (Place& place : places_) place.offset -= begin_;
}

Arena::~Arena() = default;

Array Arena::make_slot(double start) const {
    return Array::full(weights_.shape(), start, weights_.dtype());
}

void Arena::set_gradients(const std::vector<Tensor>& gradients) {
    zero_grad();
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        autograd::sum(places_[i].parameter * gradients[i]).backward();
    }
}

void Arena::complete_gradients() {
    for (const Place& place : places_) {
        if (place.parameter.has_grad()) continue;
        const Array view = gradients_.view(place.offset, place.parameter.shape());
        std::memset(view.bytes(), 0,
                    static_cast<std::size_t>(view.size()) * core::size_of(view.dtype()));
    }
}

void Arena::zero_grad() {
    for (Place& place : places_) place.parameter.zero_grad();
}

}  // namespace kasane::optim
