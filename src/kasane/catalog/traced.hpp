#pragma once
// Traced: a value type that computes nothing and writes down every word it meets. A formula run
// over it leaves a program; run over Dual<Traced>, the program of its derivative.

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "kasane/catalog/program.hpp"
#include "kasane/math/scalar.hpp"

namespace kasane::catalog {

/// A number in the making: its place among the recorder's values.
struct Traced {
    using scalar = double;

    int id = -1;

    Traced() = default;
    struct Id {
        int id;
    };
    explicit Traced(Id place) : id(place.id) {}
    /// A constant.
    template <math::Arithmetic A>
    explicit Traced(A value);
};

struct TracedMask {
    int id;
};

/// Collects the values of one formula. A value met before is not computed again.
class Recorder {
public:
    /// Recorders nest; the newest one records.
    Recorder(int inputs, int arguments);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    static Recorder& current();

    Traced argument(int k) const { return Traced(Traced::Id{k}); }
    Traced constant(double value);
    Traced add(Word word, Traced a, Traced b, Traced c);

    /// What is needed for `results`, in order, with registers used again when they are free.
    std::shared_ptr<const Program> finish(std::span<const Traced> results) const;
    std::shared_ptr<const Program> finish(Traced result) const { return finish({&result, 1}); }

private:
    class Assembly;

    struct Value {
        Word word = Word::count;  // count: an argument or a constant
        int a = 0;
        int b = 0;
        int c = 0;
        double constant = 0;
        bool is_uniform = false;  // depends on trainable parameters and constants alone
    };

    bool is_constant(Traced x, double value) const;
    bool simplify(Word word, Traced a, Traced b, Traced c, Traced& result);

    int inputs_;
    int arguments_;
    Recorder* outer_;
    std::vector<Value> values_;
    std::unordered_map<std::uint64_t, std::vector<int>> known_;
};

/// Out of line: formulas become little more than calls of it.
Traced emit(Word word, Traced a, Traced b, Traced c);
Traced constant(double value);

template <math::Arithmetic A>
Traced::Traced(A value) : Traced(constant(static_cast<double>(value))) {}

inline Traced operator-(Traced a) { return emit(Word::negate, a, a, a); }
inline Traced operator+(Traced a, Traced b) { return emit(Word::add, a, b, a); }
inline Traced operator-(Traced a, Traced b) { return emit(Word::subtract, a, b, a); }
inline Traced operator*(Traced a, Traced b) { return emit(Word::multiply, a, b, a); }
inline Traced operator/(Traced a, Traced b) { return emit(Word::divide, a, b, a); }
inline Traced min(Traced a, Traced b) { return emit(Word::smaller, a, b, a); }
inline Traced max(Traced a, Traced b) { return emit(Word::larger, a, b, a); }

// A mask is kept as a number: holds() and number_of() only change its type.
inline TracedMask holds(Traced x) { return {x.id}; }
inline Traced number_of(Traced, TracedMask mask) { return Traced(Traced::Id{mask.id}); }

inline TracedMask operator<(Traced a, Traced b) { return holds(emit(Word::less, a, b, a)); }
inline TracedMask operator>(Traced a, Traced b) { return holds(emit(Word::greater, a, b, a)); }
inline TracedMask operator<=(Traced a, Traced b) { return holds(emit(Word::less_equal, a, b, a)); }
inline TracedMask operator>=(Traced a, Traced b) {
    return holds(emit(Word::greater_equal, a, b, a));
}
inline TracedMask operator==(Traced a, Traced b) { return holds(emit(Word::equal, a, b, a)); }
inline TracedMask operator&(TracedMask a, TracedMask b) {
    const Traced x = number_of({}, a);
    return holds(emit(Word::both, x, number_of({}, b), x));
}
inline TracedMask operator|(TracedMask a, TracedMask b) {
    const Traced x = number_of({}, a);
    return holds(emit(Word::either, x, number_of({}, b), x));
}
inline TracedMask operator!(TracedMask a) {
    const Traced x = number_of({}, a);
    return holds(emit(Word::negation, x, x, x));
}
inline Traced select(TracedMask m, Traced a, Traced b) {
    return emit(Word::select, number_of({}, m), a, b);
}

#define KASANE_TRACE_ONE(name, ...) \
    inline Traced name(Traced a) { return emit(Word::name, a, a, a); }
#define KASANE_TRACE_TWO(name, ...) \
    inline Traced name(Traced a, Traced b) { return emit(Word::name, a, b, a); }
#define KASANE_TRACE_THREE(name, ...) \
    inline Traced name(Traced a, Traced b, Traced c) { return emit(Word::name, a, b, c); }
KASANE_WORDS_OF_ONE(KASANE_TRACE_ONE)
KASANE_WORDS_OF_TWO(KASANE_TRACE_TWO)
KASANE_LAST_WORDS(KASANE_TRACE_TWO)
KASANE_WORDS_OF_THREE(KASANE_TRACE_THREE)
#undef KASANE_TRACE_ONE
#undef KASANE_TRACE_TWO
#undef KASANE_TRACE_THREE

}  // namespace kasane::catalog
