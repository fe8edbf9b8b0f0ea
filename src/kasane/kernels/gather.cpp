#include "kasane/kernels/gather.hpp"

#include <string>

#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {

using core::DType;
using core::Index;

void check_indices(std::string_view op, const Array& indices, Index classes) {
    const Array source = contiguous(indices);
    const std::int64_t* labels = source.data<std::int64_t>();
    for (Index row = 0; row < indices.size(); ++row) {
        if (labels[row] < 0 || labels[row] >= classes) {
            core::value_error(op, "a label is outside its classes",
                              {"row " + std::to_string(row) + ": " + std::to_string(labels[row]),
                               "classes: 0.." + std::to_string(classes - 1)});
        }
    }
}

Array gather(const Array& x, const Array& indices) {
    check::rank("gather", "x", x.shape(), 2);
    check::rank("gather", "indices", indices.shape(), 1);
    if (x.shape()[0] != indices.size()) {
        core::shape_error("gather", "one index a row is needed",
                          {{"x", x.shape()}, {"indices", indices.shape()}});
    }
    check_indices("gather", indices, x.shape()[1]);
    const Array labels = contiguous(indices);
    Array out = Array::empty({x.shape()[0]}, x.dtype());
    with_real("gather", x.dtype(), [&]<class T>(T) {
        const T* from = x.data<T>();
        for (Index n = 0; n < out.size(); ++n) {
            const Index at = labels.data<std::int64_t>()[n];
            out.data<T>()[n] = from[n * x.strides()[0] + at * x.strides()[1]];
        }
    });
    return out;
}

Array scatter(const Array& g, const Array& indices, Index classes) {
    Array out = Array::zeros({g.size(), classes}, g.dtype());
    const Array values = contiguous(g);
    const Array labels = contiguous(indices);
    with_real("scatter", g.dtype(), [&]<class T>(T) {
        for (Index n = 0; n < g.size(); ++n) {
            const Index at = labels.data<std::int64_t>()[n];
            out.data<T>()[n * classes + at] = values.data<T>()[n];
        }
    });
    return out;
}

Array one_hot(const Array& indices, Index classes, DType dtype) {
    check_indices("one_hot", indices, classes);
    return scatter(Array::full({indices.size()}, 1, dtype), indices, classes);
}

}  // namespace kasane::kernels
