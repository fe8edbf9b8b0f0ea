#pragma once
// From a struct of the catalog to its type-erased Entry. Only the registry includes this.

#include <array>
#include <tuple>
#include <type_traits>

#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/list.hpp"

namespace kasane::catalog {

template <class T>
constexpr ParamInfo::Type type_of() {
    if constexpr (std::is_same_v<T, double>) return ParamInfo::Type::number;
    if constexpr (std::is_same_v<T, bool>) return ParamInfo::Type::truth;
    if constexpr (std::is_same_v<T, Numbers>) return ParamInfo::Type::numbers;
}

/// The parameter at place I of F::params.
template <class F, std::size_t I>
constexpr ParamInfo erase_param() {
    constexpr auto& param = std::get<I>(F::params);
    using T = std::remove_cvref_t<decltype(F{}.*param.member)>;
    return {
        .name = param.name,
        .aliases = param.aliases,
        .help = param.help,
        .range = param.range,
        .required = param.required,
        .type = type_of<T>(),
        .place = [](void* formula) -> void* {
            return &(static_cast<F*>(formula)->*std::get<I>(F::params).member);
        },
    };
}

template <class F, std::size_t... I>
constexpr std::array<ParamInfo, sizeof...(I)> erase_params(std::index_sequence<I...>) {
    return {erase_param<F, I>()...};
}

// What an entry points to; F's own tuples as arrays.
template <class F>
static constexpr F start_of{};
template <class F>
static constexpr std::array<ParamInfo, 0> params_of{};
template <class F>
    requires requires { F::params; }
static constexpr auto params_of<F> = erase_params<F>(
    std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<decltype(F::params)>>>{});
template <class F>
static constexpr std::array<Trainable, 0> trainable_of{};
template <class F>
    requires(trainable_count<F> > 0)
static constexpr auto trainable_of<F> = std::apply(
    [](auto... item) { return std::array<Trainable, sizeof...(item)>{item...}; }, F::trainable);

template <class F>
constexpr Entry erase(Form form, int index) {
    static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= 256 && alignof(F) <= 16);
    static_assert(trainable_count<F> <= 4);
    Entry entry;
    entry.info = &F::info;
    entry.form = form;
    entry.index = index;
    entry.size = sizeof(F);
    entry.start = &start_of<F>;
    entry.inputs = static_cast<int>(input_count<F>);
    entry.params = params_of<F>;
    entry.trainable = trainable_of<F>;
    if constexpr (requires { F::slots; }) entry.slots = F::slots;
    if constexpr (requires { F::landscape; }) entry.landscape = &F::landscape;
    if constexpr (requires { F::takes; }) entry.takes = F::takes;
    if constexpr (requires { F::most_parts; }) {
        entry.least_parts = F::least_parts;
        entry.most_parts = F::most_parts;
    }
    if constexpr (requires(const F& f) { f.axis; }) {
        entry.axis = [](const void* f) { return static_cast<int>(static_cast<const F*>(f)->axis); };
    }
    return entry;
}

/// The entries of a list's members, numbered by their place in All.
template <class All, class... F>
constexpr std::array<Entry, sizeof...(F)> erase_all(List<F...>, Form form) {
    return {erase<F>(form, index_of<F, All>)...};
}

}  // namespace kasane::catalog
