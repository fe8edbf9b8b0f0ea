#include "kasane/catalog/program.hpp"

#include <array>
#include <cstring>

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/run.hpp"
#include "kasane/catalog/traced.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {
namespace {

using Arguments = std::array<Traced, 8>;

/// The programs that a struct itself writes; null where they follow from another.
struct Tracer {
    int inputs;
    int arguments;
    bool constant_slope;
    Traced (*value)(const void* formula, const Traced* args);
    Traced (*slope)(const void* formula, const Traced* args);
    Traced (*curvature)(const void* formula, const Traced* args);
};

template <class F>
constexpr Tracer tracer_of() {
    constexpr std::size_t n = input_count<F> + trainable_count<F>;
    static_assert(n <= std::tuple_size_v<Arguments>);
    constexpr auto all = std::make_index_sequence<n>{};
    Tracer tracer{};
    tracer.inputs = static_cast<int>(input_count<F>);
    tracer.arguments = static_cast<int>(n);
    tracer.constant_slope = has_constant_slope<F>;
    tracer.value = [](const void* formula, const Traced* args) {
        return value<n>(*static_cast<const F*>(formula), args);
    };
    if constexpr (detail::brings_slope<F, Traced>(all)) {
        tracer.slope = [](const void* formula, const Traced* args) {
            return partial<n>(*static_cast<const F*>(formula), 0, args);
        };
    }
    if constexpr (detail::brings_curvature<F, Traced>(all)) {
        tracer.curvature = [](const void* formula, const Traced* args) {
            return second_partial<n>(*static_cast<const F*>(formula), 0, 0, args);
        };
    }
    return tracer;
}

template <class... F>
constexpr std::array<Tracer, sizeof...(F)> tracers_of(List<F...>) {
    return {tracer_of<F>()...};
}

const Tracer& tracer_for(const Formula& formula) {
    static constexpr auto all = tracers_of(Pointwise{});
    if (!is_pointwise(formula.entry().form)) {
        core::value_error(formula.info().name, "is not a pointwise formula");
    }
    return all[static_cast<std::size_t>(formula.entry().index)];
}

std::shared_ptr<const Program> trace(const Tracer& tracer, const Formula& formula,
                                     Traced (*write)(const void*, const Traced*)) {
    Recorder recorder(tracer.inputs, tracer.arguments);
    Arguments args;
    for (int k = 0; k < tracer.arguments; ++k) {
        args[static_cast<std::size_t>(k)] = recorder.argument(k);
    }
    return recorder.finish(write(formula.data(), args.data()));
}

/// The derivative of a program by argument i; NaN where an input is.
std::shared_ptr<const Program> differentiate(const Tracer& tracer, const Program& of, int i) {
    using D = math::Dual<Traced>;
    Recorder recorder(tracer.inputs, tracer.arguments);
    std::vector<D> args;
    for (int k = 0; k < tracer.arguments; ++k) {
        args.push_back(D(recorder.argument(k), Traced(k == i ? 1 : 0)));
    }
    Traced result = run(of.code(), args.data()).d;
    for (int k = 0; k < tracer.inputs && !tracer.constant_slope; ++k) {
        result = keep_nan(recorder.argument(k), result);
    }
    return recorder.finish(result);
}

std::shared_ptr<const Program> slope_program(const Tracer& tracer, const Formula& formula, int i) {
    if (i == 0 && tracer.slope != nullptr) return trace(tracer, formula, tracer.slope);
    return differentiate(tracer, *program(formula, {}), i);
}

/// What a program depends on: the entry, the numbers in its struct, and which derivative it is.
struct Key {
    const Entry* entry = nullptr;
    Derivative derivative;
    std::array<unsigned char, 256> numbers{};

    Key(const Formula& formula, Derivative which) : entry(&formula.entry()), derivative(which) {
        std::memcpy(numbers.data(), formula.data(), entry->size);
    }
    bool is(const Formula& formula, Derivative which) const {
        return entry == &formula.entry() && derivative == which &&
               std::memcmp(numbers.data(), formula.data(), entry->size) == 0;
    }
};

std::size_t hash(const Formula& formula, Derivative which) {
    std::uint64_t h = reinterpret_cast<std::uintptr_t>(&formula.entry()) ^
                      static_cast<std::uint64_t>(which.order * 25 + which.i * 5 + which.j);
    const auto* bytes = static_cast<const unsigned char*>(formula.data());
    for (std::size_t at = 0; at + 8 <= formula.entry().size; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15U;
    }
    return static_cast<std::size_t>((h ^ h >> 32) * 0x9e3779b97f4a7c15U >> 57);
}

struct Kept {
    std::unique_ptr<Key> key;
    std::shared_ptr<const Program> program;
};

}  // namespace

std::shared_ptr<const Program> make_program(const Formula& formula, Derivative derivative) {
    const Tracer& tracer = tracer_for(formula);
    auto [order, i, j] = derivative;
    if (order == 0) return trace(tracer, formula, tracer.value);
    if (order == 1) return slope_program(tracer, formula, i);
    if (j == 0) std::swap(i, j);  // a slope of its own is the better start
    if (i == 0 && j == 0 && tracer.curvature != nullptr) {
        return trace(tracer, formula, tracer.curvature);
    }
    return differentiate(tracer, *program(formula, {1, i, 0}), j);
}

std::shared_ptr<const Program> program(const Formula& formula, Derivative derivative) {
    thread_local std::array<Kept, 128> kept;
    Kept& place = kept[hash(formula, derivative)];
    if (place.key == nullptr || !place.key->is(formula, derivative)) {
        auto made = make_program(formula, derivative);  // may use the same place for a part of it
        place.key = std::make_unique<Key>(formula, derivative);
        place.program = std::move(made);
    }
    return place.program;
}

int Program::cost() const {
    int total = 0;
    for (const Instruction& one : code_) {
        switch (one.word) {
#define KASANE_COST(name, ...) \
    case Word::name: total += Action<Word::name>::cost; break;
            KASANE_COST(negate)
            KASANE_COST(negation)
            KASANE_COST(select)
            KASANE_OPERATORS(KASANE_COST)
            KASANE_COMPARISONS(KASANE_COST)
            KASANE_MASK_OPERATORS(KASANE_COST)
            KASANE_WORDS_OF_ONE(KASANE_COST)
            KASANE_WORDS_OF_TWO(KASANE_COST)
            KASANE_LAST_WORDS(KASANE_COST)
            KASANE_WORDS_OF_THREE(KASANE_COST)
#undef KASANE_COST
            case Word::count: break;
        }
    }
    return total;
}

}  // namespace kasane::catalog
