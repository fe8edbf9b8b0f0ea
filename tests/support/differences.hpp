#pragma once
// Derivatives along a direction against central differences of fourth order.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/arrays.hpp"

namespace kasane::support {

/// x + h v, in double.
inline Array moved(const Array& x, const Array& v, double h) {
    Array result = Array::empty(x.shape(), DType::f64);
    for (Index i = 0; i < x.size(); ++i) result.data<double>()[i] = x.item(i) + h * v.item(i);
    return result;
}

template <class F>
void expect_slope(const Array& got, F f, const std::string& what) {
    const double h = 1e-3;
    const Array p1 = f(h), m1 = f(-h), p2 = f(2 * h), m2 = f(-2 * h);
    for (Index i = 0; i < got.size(); ++i) {
        const double want = (8 * (p1.item(i) - m1.item(i)) - (p2.item(i) - m2.item(i))) / (12 * h);
        EXPECT_NEAR(got.item(i), want, 1e-9) << what << ", element " << i;
    }
}

}  // namespace kasane::support
