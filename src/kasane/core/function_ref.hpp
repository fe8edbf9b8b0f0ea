#pragma once
// A callable passed down the stack: two pointers, no allocation, no <functional>.

#include <memory>
#include <type_traits>
#include <utility>

namespace kasane::core {

template <class Signature>
class FunctionRef;

/// Refers to a callable that outlives the call it is passed to.
template <class R, class... Args>
class FunctionRef<R(Args...)> {
public:
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
                 !std::is_function_v<std::remove_reference_t<F>>)
    FunctionRef(F&& f)  // NOLINT(google-explicit-constructor): it stands for the callable
        : target_{.object = const_cast<void*>(static_cast<const void*>(std::addressof(f)))},
          call_([](Target target, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(target.object))(
                  std::forward<Args>(args)...);
          }) {}

    FunctionRef(R (&f)(Args...))  // NOLINT(google-explicit-constructor): it stands for f
        : target_{.function = reinterpret_cast<void (*)()>(&f)},
          call_([](Target target, Args... args) -> R {
              return reinterpret_cast<R (*)(Args...)>(target.function)(std::forward<Args>(args)...);
          }) {}

    R operator()(Args... args) const { return call_(target_, std::forward<Args>(args)...); }

private:
    union Target {
        void* object;
        void (*function)();  // which a pointer to an object need not hold
    };

    Target target_;
    R (*call_)(Target, Args...);
};

}  // namespace kasane::core
