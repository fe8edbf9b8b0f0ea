#pragma once
// From a struct of the catalog to its type-erased Entry. Only the registry includes this.

#include <new>
#include <tuple>
#include <type_traits>

#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {

template <class F, class T>
Value value_of(const F& formula, T F::*member) {
    if constexpr (std::is_same_v<T, Numbers>) {
        const Numbers& numbers = formula.*member;
        std::vector<Value> list(static_cast<std::size_t>(numbers.count));
        for (std::size_t i = 0; i < list.size(); ++i) list[i].data = numbers.values[i];
        return {std::move(list)};
    } else {
        return {formula.*member};
    }
}

inline Numbers numbers_of(std::string_view entry, std::string_view name, const Range& range,
                          const std::vector<Value>& list) {
    Numbers numbers;
    if (list.size() > numbers.values.size()) {
        core::value_error(entry, std::string(name) + " takes at most 8 numbers");
    }
    for (const Value& item : list) {
        const double* number = std::get_if<double>(&item.data);
        if (number == nullptr || !range.contains(*number)) {
            core::value_error(entry, std::string(name) + " takes numbers " + to_string(range) +
                                         ", got " + to_string(item));
        }
        numbers.values[static_cast<std::size_t>(numbers.count++)] = *number;
    }
    return numbers;
}

template <class T>
constexpr std::string_view wanted_type() {
    if constexpr (std::is_same_v<T, double>) return "a number";
    if constexpr (std::is_same_v<T, bool>) return "true or false";
    return "a list of numbers";
}

/// The parameter at place I of F::params.
template <class F, std::size_t I>
ParamInfo erase_param() {
    static constexpr auto param = std::get<I>(F::params);
    using T = std::remove_cvref_t<decltype(F{}.*param.member)>;
    return {
        param.name,
        param.aliases,
        param.help,
        param.range,
        param.required,
        [](const void* formula) { return value_of(*static_cast<const F*>(formula), param.member); },
        [](void* formula, const Value& value) {
            T& member = static_cast<F*>(formula)->*param.member;
            if constexpr (std::is_same_v<T, Numbers>) {
                if (const auto* list = std::get_if<std::vector<Value>>(&value.data)) {
                    member = numbers_of(F::info.name, param.name, param.range, *list);
                    return;
                }
            } else if (const T* typed = std::get_if<T>(&value.data)) {
                member = *typed;
                return;
            }
            core::value_error(F::info.name, std::string(param.name) + " must be " +
                                                std::string(wanted_type<T>()) + ", got " +
                                                to_string(value));
        }};
}

template <class F, std::size_t... I>
std::vector<ParamInfo> erase_params(std::index_sequence<I...>) {
    return {erase_param<F, I>()...};
}

/// F::trainable as an array.
template <class F>
    requires(trainable_count<F> > 0)
inline constexpr auto trainable_array = std::apply(
    [](auto... item) { return std::array<Trainable, sizeof...(item)>{item...}; }, F::trainable);

template <class F>
Entry erase(Form form, int index) {
    static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= 256 && alignof(F) <= 16);
    static_assert(trainable_count<F> <= 4);
    Entry entry;
    entry.info = &F::info;
    entry.form = form;
    entry.index = index;
    entry.size = sizeof(F);
    entry.construct = [](void* place) { ::new (place) F{}; };
    entry.inputs = static_cast<int>(input_count<F>);
    if constexpr (requires { F::params; }) {
        using Params = std::remove_cvref_t<decltype(F::params)>;
        entry.params = erase_params<F>(std::make_index_sequence<std::tuple_size_v<Params>>{});
    }
    if constexpr (trainable_count < F >> 0) entry.trainable = trainable_array<F>;
    if constexpr (requires { F::slots; }) entry.slots = F::slots;
    return entry;
}

}  // namespace kasane::catalog
