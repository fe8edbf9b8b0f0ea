// The computational graph that the article begins with: apples at 100 each, and 10 % tax.
//
//     price --+
//             (x)-- sum --+
//     count --+           (x)-- total
//     tax ----------------+
//
// Values flow to the right; derivatives flow back, each node multiplying by its own. Returns 0 if
// all of them are what the article prints.

#include <cmath>
#include <cstdio>

#include "kasane/kasane.hpp"

namespace {

using kasane::Tensor;

/// A number of the graph whose derivative is wanted.
Tensor leaf(const char* name, double value) {
    return kasane::scalar(value, kasane::DType::f64).requires_grad().name(name);
}

/// Prints a number and what it should be; whether they agree.
bool agrees(const char* name, double got, double want) {
    const bool good = std::abs(got - want) <= 1e-12 * std::abs(want);
    std::printf("  %-14s %8.6g%s\n", name, got, good ? "" : "   WRONG");
    return good;
}

struct Want {
    double count;
    double total;
    double by_price;
    double by_count;
    double by_tax;
};

bool buy(const Want& want) {
    const Tensor price = leaf("price", 100);
    const Tensor count = leaf("count", want.count);
    const Tensor tax = leaf("tax", 1.1);

    const Tensor sum = price * count;
    const Tensor total = sum * tax;
    const Tensor by_sum = kasane::grad(total, {sum})[0];  // of a number inside the graph
    total.backward();                                     // of all the leaves

    std::printf("apples: %g\n", want.count);
    bool good = agrees("sum", sum.item(), 100 * want.count);
    good &= agrees("total", total.item(), want.total);
    good &= agrees("d total/d sum", by_sum.item(), 1.1);
    good &= agrees("d total/dprice", price.grad().item(), want.by_price);
    good &= agrees("d total/dcount", count.grad().item(), want.by_count);
    good &= agrees("d total/d tax", tax.grad().item(), want.by_tax);
    return good;
}

/// A value that is used twice receives the sum of both derivatives.
bool use_twice() {
    const Tensor price = leaf("price", 100);
    (price + price * 1.1).backward();
    std::printf("one with tax and one without\n");
    return agrees("dprice", price.grad().item(), 2.1);
}

}  // namespace

int main() {
    bool good = buy({.count = 1, .total = 110, .by_price = 1.1, .by_count = 110, .by_tax = 100});
    good &= buy({.count = 2, .total = 220, .by_price = 2.2, .by_count = 110, .by_tax = 200});
    good &= use_twice();
    return good ? 0 : 1;
}
