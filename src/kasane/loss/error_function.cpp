#include "kasane/loss/error_function.hpp"

#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"

namespace kasane::loss {

ErrorFunction::ErrorFunction(std::string_view text, Reduction reduction) : loss_(text, reduction) {}

Tensor ErrorFunction::forward(const Tensor& y, const Tensor& t) {
    const autograd::NoGrad off;
    const Tensor both[] = {y, t};
    const Loss::Values all = loss_.values(both);
    errors_ = all.values;
    return loss_.reduced(all);
}

Tensor ErrorFunction::backward(const Tensor& y, const Tensor& t) const {
    const Tensor input = Tensor(y.value()).requires_grad();
    const Tensor both[] = {input, t};
    const autograd::NoGrad on(true);
    return grad(autograd::sum(loss_(both)), {input})[0];
}

double ErrorFunction::total_error() const {
    if (!errors_) {
        core::value_error(loss_.text(), "has no error yet", {},
                          "call forward(y, t) before total_error()");
    }
    return autograd::mean(errors_).item();
}

ErrorFunction get_loss(std::string_view text, Reduction reduction) {
    return ErrorFunction(text, reduction);
}

}  // namespace kasane::loss
