#pragma once

#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

struct SirenOptions {
    double omega = 30;
    bool first = false;  // whether x are coordinates
    core::DType dtype = core::DType::f32;
};

/// y = sin(omega (x W + b)), with the start values that such networks live by: W uniform in
/// +-1/in in the first layer, in +-sqrt(6/in)/omega in the others; b uniform in +-1/sqrt(in).
///
/// Shapes   x [N, in]; result [N, out].
/// Source   Sitzmann et al. 2020, arXiv:2006.09661, section 3.2; b as in the authors' code.
class KASANE_API Siren final : public Layer {
public:
    Siren(Index in, Index out, core::Rng rng, const SirenOptions& options = {});

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    SirenOptions options_;
    Tensor weight_;  // [in, out]
    Tensor bias_;    // [out]
};

}  // namespace kasane::nn

namespace kasane {
using nn::Siren;
}
