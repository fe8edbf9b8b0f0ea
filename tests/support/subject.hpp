#pragma once
// A pointwise formula as the checks of the catalog see it: texts, names, and functions to call.
// Made of an entry of the catalog, or of any struct, so that a check can be shown a broken one.

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/erase.hpp"
#include "kasane/catalog/rules.hpp"
#include "tests/support/accuracy_goals.hpp"

namespace kasane::support {

/// What to compute: the value, or a derivative by argument i (and j).
struct Wanted {
    int order = 0;
    int i = 0;
    int j = 0;
};

/// Numbers for each argument; one alone stands for all elements.
template <class T>
using Arguments = std::vector<std::span<const T>>;

struct Subject {
    std::string text;  // elu(alpha=0.5)
    const catalog::Info* info = nullptr;
    int inputs = 1;
    /// x, or a and b, or y and t; then the trainable parameters and the fixed ones.
    std::vector<std::string> names;
    std::vector<double> trainable;  // their start values
    std::vector<double> fixed;
    /// Further names of arguments: p is y.
    std::vector<std::pair<std::string, std::size_t>> synonyms;

    std::function<catalog::Partials(std::span<const double> arguments, int i, int j)> in_double;
    std::function<void(Wanted, const Arguments<float>&, std::span<float> out)> floats;
    std::function<void(Wanted, const Arguments<double>&, std::span<double> out)> doubles;

    std::size_t arguments() const { return static_cast<std::size_t>(inputs) + trainable.size(); }

    /// The inputs, and the trainable parameters at their start.
    std::vector<double> complete(std::span<const double> given) const {
        std::vector<double> all(given.begin(), given.end());
        all.insert(all.end(), trainable.begin(), trainable.end());
        return all;
    }
    std::string at(std::span<const double> arguments) const;
};

/// A formula of the catalog, computed by `evaluate` and by the kernels, which `floats` runs in the
/// mode given; bfloat16 stands in floats that it holds exactly.
Subject subject(const catalog::Formula& formula, Mode mode = Mode::plain);

/// Names and parameters, but nothing to call yet.
Subject described(const catalog::Formula& formula);

namespace detail {

template <class T, class F>
void run_scalar(const F& f, Wanted wanted, const Arguments<T>& arguments, std::span<T> out) {
    constexpr std::size_t n = catalog::input_count<F> + catalog::trainable_count<F>;
    for (std::size_t at = 0; at < out.size(); ++at) {
        std::array<T, n> point;
        for (std::size_t k = 0; k < n; ++k) {
            point[k] = arguments[k].size() == 1 ? arguments[k][0] : arguments[k][at];
        }
        if (wanted.order == 0) out[at] = catalog::value<n>(f, point.data());
        if (wanted.order == 1) out[at] = catalog::partial<n>(f, wanted.i, point.data());
        if (wanted.order == 2) {
            out[at] =
                static_cast<T>(catalog::second_partial<n>(f, wanted.i, wanted.j, point.data()));
        }
    }
}

}  // namespace detail

/// A struct as it is, one number at a time; it need not stand in any list.
template <class F>
Subject subject_of() {
    const F f{};
    static const catalog::Entry entry = catalog::erase<F>(catalog::Form::pointwise, 0);
    Subject made = described(catalog::Formula(entry));
    made.in_double = [f](std::span<const double> arguments, int i, int j) {
        constexpr std::size_t n = catalog::input_count<F> + catalog::trainable_count<F>;
        const double* x = arguments.data();
        return catalog::Partials{catalog::value<n>(f, x), catalog::partial<n>(f, i, x),
                                 catalog::partial<n>(f, j, x),
                                 catalog::second_partial<n>(f, i, j, x)};
    };
    made.floats = [f](Wanted wanted, const Arguments<float>& arguments, std::span<float> out) {
        detail::run_scalar<float>(f, wanted, arguments, out);
    };
    made.doubles = [f](Wanted wanted, const Arguments<double>& arguments, std::span<double> out) {
        detail::run_scalar<double>(f, wanted, arguments, out);
    };
    return made;
}

}  // namespace kasane::support
