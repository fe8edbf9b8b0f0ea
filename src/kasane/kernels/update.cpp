#include "kasane/kernels/update.hpp"

#include "kasane/catalog/compiled_lists.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {
namespace {

using core::Array;
using core::Index;

/// The call for the elements from `begin` on; `numbers` are the coefficients as T.
template <class T>
UpdateCall<T> call_at(const Update& what, Index begin, const T* numbers) {
    const catalog::RuleShape& shape = catalog::rule_shape(what.optimizer);
    UpdateCall<T> call;
    call.formula = what.optimizer.data();
    if (what.program != nullptr) call.program = &what.program->code();
    T* const w = what.w.data<T>() + begin;
    std::size_t arguments = 0;
    std::size_t results = 0;
    call.args[arguments++] = w;
    call.args[arguments++] = what.g.data<T>() + begin;
    call.results[results++] = w;
    call.results[results++] = what.added != nullptr ? what.added->data<T>() + begin : nullptr;
    for (std::size_t k = 0; k < static_cast<std::size_t>(shape.slots); ++k) {
        T* const slot = k < what.slots.size() ? what.slots[k].data<T>() + begin : nullptr;
        call.args[arguments++] = slot != nullptr ? slot : w;  // unread
        call.results[results++] = slot;
    }
    for (const Array& noise : what.noises) call.args[arguments++] = noise.data<T>() + begin;
    for (Array& term : what.terms) call.results[results++] = term.data<T>() + begin;
    for (int k = 0; k < shape.coefficients; ++k) {
        call.scalars |= std::uint32_t{1} << arguments;
        call.args[arguments++] = numbers + k;
    }
    return call;
}

}  // namespace

bool is_compiled(const catalog::Formula& optimizer) {
    return static_cast<std::size_t>(optimizer.entry().index) < catalog::CompiledOptimizers::size;
}

void update(const Update& what, Index begin, Index end) {
    with_real(what.optimizer.info().name, what.w.dtype(), [&]<class T>(T) {
        const Kernels<T>& kernels = use<T>();
        const auto kernel = is_compiled(what.optimizer)
                                ? kernels.updates[what.optimizer.entry().index]
                                : kernels.update_program;
        std::array<T, catalog::max_coefficients> numbers;
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            numbers[k] = static_cast<T>(what.coefficients[k]);
        }
        core::parallel_for(end - begin, 65536, [&](Index from, Index to) {
            UpdateCall<T> call = call_at(what, begin + from, numbers.data());
            call.n = static_cast<std::size_t>(to - from);
            kernel(call);
        });
    });
}

}  // namespace kasane::kernels
