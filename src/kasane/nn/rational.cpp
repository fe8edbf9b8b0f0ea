#include "kasane/nn/rational.hpp"

#include <span>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/nn/channels.hpp"

namespace kasane::nn {
namespace {

Tensor relu(const Tensor& x) {
    static const catalog::Formula formula = catalog::activations().make("relu");
    return autograd::activate(formula, x);
}

/// A parameter [values, channels] whose rows hold one value each.
Tensor rows(std::span<const double> values, Index channels, core::DType dtype) {
    std::vector<double> all;
    for (const double value : values) {
        all.insert(all.end(), static_cast<std::size_t>(channels), value);
    }
    const Shape shape{static_cast<Index>(values.size()), channels};
    const core::Array wide = core::Array::from(std::span<const double>(all), shape);
    Tensor tensor(kernels::convert(wide, dtype));
    tensor.requires_grad();
    return tensor;
}

/// Row i of a parameter, ready to meet x.
Tensor row(std::string_view op, const Tensor& parameter, Index i, const Tensor& x) {
    const Tensor one = autograd::narrow(parameter, 0, i, i + 1);
    return along_channels(op, autograd::reshape(one, {parameter.shape()[1]}), x);
}

std::string with_channels(const std::string& text, Index channels, bool alone) {
    if (channels == 1) return text + (alone ? "" : ")");
    return text + (alone ? "(" : ", ") + "channels=" + std::to_string(channels) + ")";
}

}  // namespace

Apl::Apl(Index hinges, Index channels, core::DType dtype) {
    const std::vector<double> heights(static_cast<std::size_t>(hinges), 0.2);
    std::vector<double> places;
    for (Index s = 1; s <= hinges; ++s) places.push_back(0.5 * static_cast<double>(s));
    a_ = rows(heights, channels, dtype);
    b_ = rows(places, channels, dtype);
}

Tensor Apl::forward(const Tensor& x) {
    Tensor y = relu(x);
    for (Index s = 0; s < a_.shape()[0]; ++s) {
        y = y + row("apl", a_, s, x) * relu(row("apl", b_, s, x) - x);
    }
    return y;
}

void Apl::visit(Visitor& visitor) {
    visitor("a", a_);
    visitor("b", b_);
}

std::string Apl::text() const {
    return with_channels("apl(" + std::to_string(a_.shape()[0]), a_.shape()[1], false);
}

Pau::Pau(Index channels, core::DType dtype) {
    const double a[] = {0.02996348, 0.61690165, 2.37539147, 3.06608078, 1.52474449, 0.25281987};
    const double b[] = {1.19160814, 4.40811795, 0.91111034, 0.34885983};
    a_ = rows(a, channels, dtype);
    b_ = rows(b, channels, dtype);
}

// With m = max(1, |x|), u = x / m and w = 1 / m the quotient is
// m (sum a_i u^i w^(5-i)) / (w^4 + |sum b_j u^j w^(4-j)|), in which no power overflows.
Tensor Pau::forward(const Tensor& x) {
    const auto magnitude = [](const Tensor& t) { return maximum(t, -t); };
    const Tensor m = maximum(magnitude(x), autograd::scalar(1, x.dtype()));
    const Tensor u = x / m, w = reciprocal(m);
    std::vector<Tensor> powers{autograd::ones({}, x.dtype())};  // of w
    for (int i = 1; i <= 5; ++i) powers.push_back(i == 1 ? w : powers.back() * w);
    Tensor top = row("pau", a_, 5, x);
    Tensor bottom = row("pau", b_, 3, x);
    for (Index i = 4; i >= 0; --i) {
        const auto rest = static_cast<std::size_t>(5 - i);
        top = top * u + row("pau", a_, i, x) * powers[rest];
        if (i >= 1 && i <= 3) bottom = bottom * u + row("pau", b_, i - 1, x) * powers[rest - 1];
    }
    return m * top / (powers[4] + magnitude(bottom * u));
}

void Pau::visit(Visitor& visitor) {
    visitor("a", a_);
    visitor("b", b_);
}

std::string Pau::text() const { return with_channels("pau", a_.shape()[1], true); }

}  // namespace kasane::nn
