#include "kasane/kernels/elementwise.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/arithmetic.hpp"
#include "kasane/kernels/broadcast.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {

using core::DType;
using core::Index;
using core::Shape;

namespace {

template <class F>
Array apply(std::string_view op, std::span<const Array* const> args, Array out) {
    with_real(op, out.dtype(), [&]<class T>(T) {
        run_pointwise(use<T>().arithmetic[catalog::index_of<F, Arithmetic>], PointwiseCall<T>{},
                      args, nullptr, out);
    });
    return out;
}

template <class F>
Array binary(std::string_view op, const Array& a, const Array& b) {
    const Array* args[] = {&a, &b};
    return apply<F>(op, args, Array::empty(common_shape(op, args), a.dtype()));
}

template <class F>
Array unary(std::string_view op, const Array& a) {
    const Array* args[] = {&a};
    return apply<F>(op, args, Array::empty(a.shape(), a.dtype()));
}

/// Copies an array of any layout, element by element, row after row.
template <class Word>
void copy_strided(const Array& from, Word* to) {
    const Shape& shape = from.shape();
    const auto* first = reinterpret_cast<const Word*>(from.bytes());
    const int rank = shape.rank();
    const Index width = rank == 0 ? 1 : shape[-1];
    const Index step = rank == 0 ? 0 : from.strides()[static_cast<std::size_t>(rank - 1)];
    const Index rows = width == 0 ? 0 : shape.size() / width;
    core::parallel_for(rows, 65536 / std::max<Index>(width, 1) + 1, [&](Index begin, Index end) {
        for (Index row = begin; row < end; ++row) {
            Index offset = 0;
            Index rest = row;
            for (int axis = rank - 2; axis >= 0; --axis) {
                offset += rest % shape[axis] * from.strides()[static_cast<std::size_t>(axis)];
                rest /= shape[axis];
            }
            const Word* source = first + offset;
            Word* target = to + row * width;
            for (Index k = 0; k < width; ++k) target[k] = source[k * step];
        }
    });
}

void copy_elements(Array& to, const Array& from) {
    const std::size_t size = core::size_of(from.dtype());
    if (from.contiguous()) {
        if (from.size() > 0) {
            std::memcpy(to.bytes(), from.bytes(), static_cast<std::size_t>(from.size()) * size);
        }
    } else if (size == 8) {
        copy_strided(from, reinterpret_cast<std::uint64_t*>(to.bytes()));
    } else if (size == 4) {
        copy_strided(from, reinterpret_cast<std::uint32_t*>(to.bytes()));
    } else if (size == 2) {
        copy_strided(from, reinterpret_cast<std::uint16_t*>(to.bytes()));
    } else {
        copy_strided(from, reinterpret_cast<std::uint8_t*>(to.bytes()));
    }
}

}  // namespace

Array add(const Array& a, const Array& b) { return binary<formulas::Add>("add", a, b); }
Array sub(const Array& a, const Array& b) { return binary<formulas::Sub>("sub", a, b); }
Array mul(const Array& a, const Array& b) { return binary<formulas::Mul>("mul", a, b); }
Array div(const Array& a, const Array& b) { return binary<formulas::Div>("div", a, b); }
Array maximum(const Array& a, const Array& b) { return binary<formulas::Max>("max", a, b); }
Array pow(const Array& a, const Array& b) { return binary<formulas::Pow>("pow", a, b); }
Array above(const Array& a, const Array& b) { return binary<formulas::Above>("above", a, b); }

Array neg(const Array& a) { return unary<formulas::Neg>("neg", a); }
Array exp(const Array& a) { return unary<formulas::Exp>("exp", a); }
Array log(const Array& a) { return unary<formulas::Log>("log", a); }
Array sqrt(const Array& a) { return unary<formulas::Sqrt>("sqrt", a); }
Array reciprocal(const Array& a) { return unary<formulas::Reciprocal>("reciprocal", a); }

void add_to(Array& to, const Array& x) {
    check::same_shape("add_to", to.shape(), x.shape());
    const Array* args[] = {&to, &x};
    apply<formulas::Add>("add_to", args, to);
}

Array contiguous(const Array& a) {
    if (a.contiguous()) return a;
    Array copy = Array::empty(a.shape(), a.dtype());
    copy_elements(copy, a);
    return copy;
}

void copy_to(Array& to, const Array& x) {
    check::same_shape("copy_to", to.shape(), x.shape());
    if (to.dtype() != x.dtype()) {
        core::value_error("copy_to", "the element types differ");
    }
    copy_elements(to, x);
}

}  // namespace kasane::kernels
