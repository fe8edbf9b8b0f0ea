#include "kasane/nn/init.hpp"

#include <cmath>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/kernels/random.hpp"

namespace kasane::nn {

Init::Init(std::string_view text) : rule_(catalog::initializers().make(text)) {}

Init Init::before(std::string_view activation) {
    const catalog::Spec spec = catalog::parse_spec(activation);
    const std::vector<const catalog::Entry*> found = catalog::activations().find(spec.name);
    // Its arguments do not matter here, but a name that is unknown does.
    if (found.empty()) return Init(catalog::activations().make(spec).info().initializer);
    return Init(found.front()->info->initializer);
}

autograd::Tensor Init::operator()(core::Index fan_in, core::Index fan_out, core::Rng rng,
                                  core::DType dtype) const {
    const double std =
        catalog::initial_std(rule_, static_cast<double>(fan_in), static_cast<double>(fan_out));
    const core::Shape shape{fan_in, fan_out};
    if (catalog::is_normal(rule_)) {
        return autograd::Tensor(kernels::normal(shape, std, rng, dtype));
    }
    const double bound = std * std::sqrt(3.0);  // a uniform number in +-b has deviation b/sqrt(3)
    return autograd::Tensor(kernels::uniform(shape, -bound, bound, rng, dtype));
}

}  // namespace kasane::nn
