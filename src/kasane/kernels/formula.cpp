#include "kasane/kernels/formula.hpp"

#include <algorithm>
#include <array>

#include "kasane/catalog/program.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/broadcast.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {

using catalog::Derivative;
using catalog::Formula;
using core::DType;
using core::Index;
using core::Shape;

namespace {

constexpr Index grain = 16384;  // elements worth handing to another thread

thread_local bool exact = false;

/// Calls compute with the arrays in another element type, and converts its result back.
template <class Compute>
Array in_type(DType dtype, std::span<const Array* const> arrays, Compute compute) {
    std::array<Array, max_arguments + 1> held;
    std::array<const Array*, max_arguments + 1> converted{};
    for (std::size_t k = 0; k < arrays.size(); ++k) {
        if (arrays[k] == nullptr) continue;
        const bool is_real = core::is_real(arrays[k]->dtype());
        held[k] = is_real ? convert(*arrays[k], dtype) : *arrays[k];
        converted[k] = &held[k];
    }
    return convert(compute(converted.data()), arrays[0]->dtype());
}

template <class Compute>
Array in_double(std::span<const Array* const> arrays, Compute compute) {
    return in_type(DType::f64, arrays, compute);
}

/// Runs a pointwise formula over arrays that broadcast together, in their own type.
template <class T>
Array run_formula(const Formula& f, std::span<const Array* const> args, Derivative which,
                  const Array* g) {
    Shape shape = common_shape(f.info().name, args);
    if (g != nullptr && !(g->shape() == shape)) {
        shape = core::broadcast(f.info().name, shape, g->shape());
    }
    Array out = Array::empty(shape, args[0]->dtype());
    PointwiseCall<T> call;
    const auto program = catalog::program(f, which);
    call.program = &program->code();
    const Kernels<T>& kernels = use<T>();
    run_pointwise(
        exact ? kernels.program_in_double : pointwise_kernel(kernels, f.info(), which.order), call,
        args, g, out);
    return out;
}

/// Calls compute with arrays of bf16 as float, and converts its result back.
template <class Compute>
Array in_float(std::span<const Array* const> arrays, Compute compute) {
    if (arrays[0]->dtype() != DType::bf16) return compute(arrays.data());
    return in_type(DType::f32, arrays, compute);
}

/// The same; with arrays of double where it must be exact.
template <class Compute>
Array in_working_type(std::span<const Array* const> arrays, Compute compute) {
    const DType dtype = arrays[0]->dtype();
    const bool widened = exact && dtype != DType::f64 && core::is_real(dtype);
    return widened ? in_double(arrays, compute) : in_float(arrays, compute);
}

Array pointwise(const Formula& f, std::span<const Array* const> args, Derivative which,
                const Array* g) {
    std::array<const Array*, max_arguments + 1> all{};
    std::copy(args.begin(), args.end(), all.begin());
    all[args.size()] = g;
    const auto compute = [&](const Array* const* a) {
        return with_real(f.info().name, a[0]->dtype(), [&]<class T>(T) {
            return run_formula<T>(f, {a, args.size()}, which, a[args.size()]);
        });
    };
    return in_float({all.data(), args.size() + 1}, compute);
}

Derivative derivative(int order, int i, int j) {
    return {static_cast<std::uint8_t>(order), static_cast<std::uint8_t>(i),
            static_cast<std::uint8_t>(j)};
}

/// Inputs of a row program; absent ones are null.
struct Rows {
    const Array* x = nullptr;
    const Array* g = nullptr;
    const Array* v = nullptr;
    const Array* targets = nullptr;
    const Array* scale = nullptr;
};

template <class T>
const T* data_or_null(const Array* array, Array& held) {
    if (array == nullptr) return nullptr;
    held = contiguous(*array);
    return held.data<T>();
}

/// Moves a call to its row `row`.
template <class T>
void move_to_row(RowCall<T>& call, Index row, Index out_width) {
    const Index offset = row * call.n;
    for (const T** p : {&call.x, &call.g, &call.v, &call.t}) {
        if (*p != nullptr) *p += offset;
    }
    if (call.labels != nullptr) call.labels += row;
    if (call.scale != nullptr) call.scale += row;
    if (call.gradient != nullptr) call.gradient += offset;
    call.out += row * out_width;
}

template <class T>
void run_rows(void (*kernel)(const RowCall<T>&), const RowCall<T>& call, Index out_width) {
    const Index rows_per_thread = grain / std::max<Index>(call.n, 1) + 1;
    core::parallel_for(call.rows, rows_per_thread, [&](Index begin, Index end) {
        RowCall<T> part = call;
        move_to_row(part, begin, out_width);
        part.rows = end - begin;
        Array scratch;
        if (call.v != nullptr) {
            scratch = Array::empty({call.n}, core::dtype_for<T>);
            part.scratch = scratch.data<T>();
        }
        kernel(part);
    });
}

/// Runs a row kernel; `out` has x's shape, or one number a row.
template <class T>
Array rowwise(const Formula& f, const Rows& in, const Shape& out_shape,
              void (*kernel)(const RowCall<T>&), Array* gradient = nullptr) {
    if (in.x->rank() == 0) {
        core::shape_error(f.info().name, "works along the last dimension; a number has none",
                          {{"x", in.x->shape()}});
    }
    Array out = Array::empty(out_shape, in.x->dtype());
    Array x, g, v, t, scale;
    RowCall<T> call;
    call.formula = f.data();
    call.n = in.x->shape()[-1];
    call.rows = call.n == 0 ? 0 : in.x->size() / call.n;
    call.x = data_or_null<T>(in.x, x);
    call.g = data_or_null<T>(in.g, g);
    call.v = data_or_null<T>(in.v, v);
    call.scale = data_or_null<T>(in.scale, scale);
    if (in.targets != nullptr && in.targets->dtype() == DType::i64) {
        call.labels = data_or_null<std::int64_t>(in.targets, t);
    } else {
        call.t = data_or_null<T>(in.targets, t);
    }
    call.out = out.data<T>();
    if (gradient != nullptr) call.gradient = gradient->data<T>();
    run_rows(kernel, call, out_shape == in.x->shape() ? call.n : 1);
    return out;
}

Shape one_a_row(const Array& x) {
    Shape shape;
    for (int i = 0; i + 1 < x.rank(); ++i) shape.push_back(x.shape()[i]);
    return shape;
}

}  // namespace

ExactMode::ExactMode() : before_(exact) { exact = true; }

ExactMode::~ExactMode() { exact = before_; }

Array value(const Formula& f, std::span<const Array* const> args) {
    return pointwise(f, args, derivative(0, 0, 0), nullptr);
}

Array partial(const Formula& f, std::span<const Array* const> args, int i, const Array* g) {
    return pointwise(f, args, derivative(1, i, 0), g);
}

Array second_partial(const Formula& f, std::span<const Array* const> args, int i, int j,
                     const Array* g) {
    return pointwise(f, args, derivative(2, i, j), g);
}

Array row_value(const Formula& f, const Array& x) {
    const Array* all[] = {&x};
    return in_working_type(all, [&](const Array* const* a) {
        return with_real(f.info().name, a[0]->dtype(), [&]<class T>(T) {
            return rowwise<T>(f, {.x = a[0]}, x.shape(), use<T>().rowwise[f.entry().index].value);
        });
    });
}

Array row_vjp(const Formula& f, const Array& x, const Array& g) {
    check::same_shape(f.info().name, x.shape(), g.shape());
    const Array* all[] = {&x, &g};
    return in_working_type(all, [&](const Array* const* a) {
        return with_real(f.info().name, a[0]->dtype(), [&]<class T>(T) {
            return rowwise<T>(f, {.x = a[0], .g = a[1]}, x.shape(),
                              use<T>().rowwise[f.entry().index].vjp);
        });
    });
}

Array row_value_along(const Formula& f, const Array& x, const Array& v) {
    check::same_shape(f.info().name, x.shape(), v.shape());
    const Array* all[] = {&x, &v};
    return in_double(all, [&](const Array* const* wide) {
        return rowwise<double>(f, {.x = wide[0], .v = wide[1]}, x.shape(),
                               table().second.rowwise[f.entry().index].value_along);
    });
}

Array row_vjp_along(const Formula& f, const Array& x, const Array& g, const Array& v) {
    check::same_shape(f.info().name, x.shape(), g.shape());
    check::same_shape(f.info().name, x.shape(), v.shape());
    const Array* all[] = {&x, &g, &v};
    return in_double(all, [&](const Array* const* wide) {
        return rowwise<double>(f, {.x = wide[0], .g = wide[1], .v = wide[2]}, x.shape(),
                               table().second.rowwise[f.entry().index].vjp_along);
    });
}

Array row_loss(const Formula& f, const Array& x, const Array& targets) {
    return with_real(f.info().name, x.dtype(), [&]<class T>(T) {
        return rowwise<T>(f, {.x = &x, .targets = &targets}, one_a_row(x),
                          use<T>().row_losses[f.entry().index].loss);
    });
}

LossAndGradient row_loss_and_gradient(const Formula& f, const Array& x, const Array& targets) {
    LossAndGradient both;
    both.gradient = Array::empty(x.shape(), x.dtype());
    both.loss = with_real(f.info().name, x.dtype(), [&]<class T>(T) {
        return rowwise<T>(f, {.x = &x, .targets = &targets}, one_a_row(x),
                          use<T>().row_losses[f.entry().index].loss_and_gradient, &both.gradient);
    });
    return both;
}

Array scale_rows(const Array& x, const Array& scale) {
    Array out = Array::empty(x.shape(), x.dtype());
    const Array rows = contiguous(x);
    const Array factors = contiguous(scale);
    with_real("scale_rows", x.dtype(), [&]<class T>(T) {
        RowCall<T> call;
        call.n = x.shape()[-1];
        call.rows = factors.size();
        call.x = rows.data<T>();
        call.scale = factors.data<T>();
        call.out = out.data<T>();
        run_rows(use<T>().scale_rows, call, call.n);
    });
    return out;
}

Array row_gradient(const Formula& f, const Array& x, const Array& targets, const Array& scale) {
    return with_real(f.info().name, x.dtype(), [&]<class T>(T) {
        return rowwise<T>(f, {.x = &x, .targets = &targets, .scale = &scale}, x.shape(),
                          use<T>().row_losses[f.entry().index].gradient);
    });
}

Array row_gradient_along(const Formula& f, const Array& x, const Array& targets, const Array& scale,
                         const Array& v) {
    const Array* all[] = {&x, &scale, &v, &targets};
    return in_double(all, [&](const Array* const* wide) {
        return rowwise<double>(f,
                               {.x = wide[0], .v = wide[2], .targets = wide[3], .scale = wide[1]},
                               x.shape(), table().second.row_loss_gradient_along[f.entry().index]);
    });
}

}  // namespace kasane::kernels
