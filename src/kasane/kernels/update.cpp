#include "kasane/kernels/update.hpp"

#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {

using core::Index;

void update(const catalog::Formula& optimizer, const catalog::Coefficients& at, core::Array& w,
            const core::Array& g, std::span<core::Array> slots) {
    with_real(optimizer.info().name, w.dtype(), [&]<class T>(T) {
        const auto kernel = use<T>().updates[optimizer.entry().index];
        core::parallel_for(w.size(), 65536, [&](Index begin, Index end) {
            UpdateCall<T> call;
            call.formula = optimizer.data();
            call.coefficients = at.bytes.data();
            call.w = w.data<T>() + begin;
            call.g = g.data<T>() + begin;
            call.used = static_cast<int>(slots.size());
            for (std::size_t k = 0; k < slots.size(); ++k) {
                call.slots[k] = slots[k].data<T>() + begin;
            }
            call.n = static_cast<std::size_t>(end - begin);
            kernel(call);
        });
    });
}

}  // namespace kasane::kernels
