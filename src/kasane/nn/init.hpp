#pragma once
// Start values of weights.

#include <string_view>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::nn {

/// A rule for start values by name: "he", "xavier", "lecun", "normal(0.01)", ...
class KASANE_API Init {
public:
    /// Throws LookupError or ValueError as the catalog does.
    Init(std::string_view text);  // NOLINT(google-explicit-constructor): a name is an Init
    Init(const char* text) : Init(std::string_view(text)) {}  // NOLINT

    /// The rule that suits weights in front of this activation: He for the ReLU family, LeCun for
    /// SELU, Xavier otherwise.
    static Init before(std::string_view activation);

    /// A weight [fan_in, fan_out] drawn from the stream.
    autograd::Tensor operator()(core::Index fan_in, core::Index fan_out, core::Rng rng,
                                core::DType dtype = core::DType::f32) const;

private:
    catalog::Formula rule_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::Init;
}
