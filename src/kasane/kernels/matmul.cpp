#include "kasane/kernels/matmul.hpp"

#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/gemm.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {
namespace {

template <class T>
Gemm<T> product(const Array& a, const Array& b, Array& out) {
    Gemm<T> g;
    g.m = a.shape()[0];
    g.k = a.shape()[1];
    g.n = b.shape()[1];
    g.a = a.data<T>();
    g.a_row = a.strides()[0];
    g.a_col = a.strides()[1];
    g.b = b.data<T>();
    g.b_row = b.strides()[0];
    g.b_col = b.strides()[1];
    g.c = out.data<T>();
    g.c_row = g.n;
    return g;
}

void check_operands(std::string_view op, const Array& a, const Array& b) {
    check::rank(op, "a", a.shape(), 2);
    check::rank(op, "b", b.shape(), 2);
    if (a.shape()[1] != b.shape()[0]) {
        core::shape_error(op, "the inner sizes differ", {{"a", a.shape()}, {"b", b.shape()}},
                          "a's last size must equal b's first; is one of them transposed?");
    }
    if (a.dtype() != b.dtype()) {
        core::value_error(
            op, "the element types differ",
            {std::string(name_of(a.dtype())) + " and " + std::string(name_of(b.dtype()))});
    }
}

}  // namespace

Array matmul(const Array& a, const Array& b) {
    check_operands("matmul", a, b);
    Array out = Array::empty({a.shape()[0], b.shape()[1]}, a.dtype());
    matmul_into(a, b, out);
    return out;
}

void matmul_into(const Array& a, const Array& b, Array& out) {
    with_real("matmul", a.dtype(), [&]<class T>(T) { gemm(product<T>(a, b, out)); });
}

Array affine(const Array& x, const Array& w, const Array& bias) {
    check_operands("affine", x, w);
    if (bias.size() != w.shape()[1]) {
        core::shape_error("affine", "the bias does not fit the weight",
                          {{"weight", w.shape()}, {"bias", bias.shape()}},
                          "the bias has one number for each column of the weight");
    }
    const Array row = contiguous(bias);
    Array out = Array::empty({x.shape()[0], w.shape()[1]}, x.dtype());
    with_real("affine", x.dtype(), [&]<class T>(T) {
        Gemm<T> g = product<T>(x, w, out);
        g.epilogue.bias = row.data<T>();
        gemm(g);
    });
    return out;
}

}  // namespace kasane::kernels
