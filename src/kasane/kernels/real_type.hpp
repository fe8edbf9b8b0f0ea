#pragma once
// From an element type known at run time to a template argument.

#include <string>
#include <string_view>

#include "kasane/core/dtype.hpp"
#include "kasane/core/error.hpp"

namespace kasane::kernels {

/// Calls visit(float()) or visit(double()). Throws ValueError for any other dtype.
template <class Visit>
decltype(auto) with_real(std::string_view op, core::DType dtype, Visit visit) {
    switch (dtype) {
        case core::DType::f32: return visit(float());
        case core::DType::f64: return visit(double());
        default:
            core::value_error(op, "works on f32 and f64, not on " + std::string(name_of(dtype)), {},
                              "convert the array first");
    }
}

}  // namespace kasane::kernels
