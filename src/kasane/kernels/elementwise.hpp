#pragma once
// Element-wise arithmetic on arrays, with broadcasting.

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

using core::Array;

// Shapes   a and b broadcast to the result's shape. Throws ShapeError if they do not, ValueError
//          if their element types differ or are not f32 or f64.
KASANE_API Array add(const Array& a, const Array& b);
KASANE_API Array sub(const Array& a, const Array& b);
KASANE_API Array mul(const Array& a, const Array& b);
KASANE_API Array div(const Array& a, const Array& b);
KASANE_API Array maximum(const Array& a, const Array& b);  // a NaN on either side is the result
KASANE_API Array pow(const Array& a, const Array& b);
KASANE_API Array above(const Array& a, const Array& b);  // 1 where a > b, 1/2 where equal, else 0

KASANE_API Array neg(const Array& a);
KASANE_API Array exp(const Array& a);
KASANE_API Array log(const Array& a);
KASANE_API Array sqrt(const Array& a);
KASANE_API Array reciprocal(const Array& a);

/// to += x, element by element; both contiguous and of one shape.
KASANE_API void add_to(Array& to, const Array& x);

/// The array itself if it is contiguous, else a contiguous copy.
KASANE_API Array contiguous(const Array& a);

/// Copies x over `to`, which is contiguous and has its shape and dtype.
KASANE_API void copy_to(Array& to, const Array& x);

/// The same numbers in another element type, f32, f64 or bf16: rounded once, to nearest, ties to
/// even; a NaN stays one.
KASANE_API Array convert(const Array& a, core::DType dtype);

}  // namespace kasane::kernels
