#include "kasane/core/check.hpp"

#include <string>

namespace kasane::check {

void wrong_rank(std::string_view op, std::string_view name, const core::Shape& shape, int rank) {
    core::shape_error(op,
                      std::string(name) + " must have " + std::to_string(rank) +
                          " dimensions, it has " + std::to_string(shape.rank()),
                      {{name, shape}});
}

}  // namespace kasane::check
