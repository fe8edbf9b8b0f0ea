// Chapter 2 of docs/tutorial: the apples, forward and backward.

#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

/// A number whose derivative will be asked for.
Tensor variable(const char* name, double value) {
    return kasane::scalar(value).requires_grad().name(name);
}

}  // namespace

int main() {
    const Tensor price = variable("price", 100);
    const Tensor count = variable("count", 2);
    const Tensor tax = variable("tax", 1.1);

    const Tensor sum = price * count;
    const Tensor total = sum * tax;
    total.backward();

    std::printf("total %g\n", total.item());
    std::printf("price %g, count %g, tax %g\n", price.grad().item(), count.grad().item(),
                tax.grad().item());

    for (const kasane::GraphNode& node : kasane::graph(total)) {
        std::printf("%-5s %-5s value %-5.4g gradient %.4g\n", node.op.c_str(), node.name.c_str(),
                    node.value.item(), node.gradient.item());
    }

    const Tensor x = variable("x", 0.5);
    const Tensor y = 1 / (1 + kasane::exp(-x));
    const Tensor slope = kasane::grad(y, {x}, true)[0];
    const Tensor curvature = kasane::grad(slope, {x})[0];
    std::printf("sigmoid %.6f\n", y.item());
    std::printf("slope %.6f, and y (1 - y) is %.6f\n", slope.item(), y.item() * (1 - y.item()));
    std::printf("curvature %.6f\n", curvature.item());

    const Tensor apple = variable("apple", 100);
    (apple + apple * 1.1).backward();
    std::printf("used twice: %.1f\n", apple.grad().item());
}
