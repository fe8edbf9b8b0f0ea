#include "kasane/core/dtype.hpp"

#include <string>

#include "kasane/core/error.hpp"

namespace kasane::core {

DType dtype_of(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(DType::boolean); ++i) {
        if (name_of(static_cast<DType>(i)) == name) {
            return static_cast<DType>(i);
        }
    }
    throw LookupError(message("dtype", "unknown name \"" + std::string(name) + "\"", {},
                              "one of f32, f64, bf16, i32, i64, u8, bool"));
}

}  // namespace kasane::core
