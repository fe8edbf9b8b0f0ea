#pragma once
// Lists of types: the catalog is one, and everything else is a walk over it.

#include <cstddef>
#include <type_traits>

namespace kasane::catalog {

template <class... F>
struct List {
    static constexpr std::size_t size = sizeof...(F);

    /// Calls visit.template operator()<F>() for every member, in order.
    template <class Visit>
    static constexpr void for_each(Visit visit) {
        (visit.template operator()<F>(), ...);
    }
};

namespace detail {

template <class... L>
struct Concat {
    using type = List<>;
};
template <class... A>
struct Concat<List<A...>> {
    using type = List<A...>;
};
template <class... A, class... B, class... L>
struct Concat<List<A...>, List<B...>, L...> {
    using type = typename Concat<List<A..., B...>, L...>::type;
};

template <class F, class L>
struct IndexOf;
template <class F, class... A>
struct IndexOf<F, List<A...>> {
    static constexpr int find() {
        const bool same[] = {std::is_same_v<F, A>...};
        int i = 0;
        while (!same[i]) ++i;
        return i;
    }
};

}  // namespace detail

/// The members of all lists, in order.
template <class... L>
using Concat = typename detail::Concat<L...>::type;

/// Place of F in L.
template <class F, class L>
inline constexpr int index_of = detail::IndexOf<F, L>::find();

}  // namespace kasane::catalog
