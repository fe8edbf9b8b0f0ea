// The article's objects by their names: activations, optimizers and losses as it calls them.
// Returns 0 if a few of them give what the article's formulas say.

#include <cmath>
#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

int main() {
    const Tensor x = kasane::tensor({-2.0, -1.0, 0.0, 1.0, 2.0});
    kasane::Activator mish = kasane::get_activation("Mish");
    const Tensor y = mish.forward(x);
    const Tensor dy = mish.backward(x, y);
    const Tensor d2y = mish.second(x);

    kasane::ErrorFunction error = kasane::get_loss("Square");
    const Tensor e = error.forward(y, x);
    const Tensor de = error.backward(y, x);

    kasane::Updater adam = kasane::get_optimizer("Adam(variant=document)");
    const Tensor dx = adam.update({de * dy})[0];  // x + dx is better
    std::printf("y %.4f  dy %.4f  d2y %.4f\n", y.item(3), dy.item(3), d2y.item(3));
    std::printf("error %.4f  mean %.4f  dx %.4f\n", e.item(3), error.total_error(), dx.item(3));

    bool good = std::abs(y.item(3) - std::tanh(std::log1p(std::exp(1.0)))) < 1e-12;
    good &= std::abs(de.item(3) - (y.item(3) - 1)) < 1e-12;
    for (const char* name :
         {"SDG", "MSGD", "NAG", "AdaGrad", "RMSprop", "AdaDelta", "RMSpropGraves", "SMORMS3",
          "AdaMax", "Nadam", "Eve", "SantaE", "SantaSSS", "AMSGrad", "AdaBound", "AMSBound"}) {
        kasane::optim::UpdateOptions options;
        options.f = error.total_error();  // Eve looks at it
        good &= std::isfinite(kasane::get_optimizer(name).update({de}, options)[0].item());
    }
    return good ? 0 : 1;
}
