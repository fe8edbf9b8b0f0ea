#include "kasane/catalog/traced.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace kasane::catalog {
namespace {

thread_local Recorder* newest = nullptr;

std::uint64_t key_of(Word word, int a, int b, int c) {
    return static_cast<std::uint64_t>(word) ^ static_cast<std::uint64_t>(a) << 8 ^
           static_cast<std::uint64_t>(b) << 27 ^ static_cast<std::uint64_t>(c) << 46;
}

}  // namespace

Recorder::Recorder(int inputs, int arguments)
    : inputs_(inputs), arguments_(arguments), outer_(newest) {
    newest = this;
    values_.resize(static_cast<std::size_t>(arguments));
    for (int k = inputs; k < arguments; ++k) values_[static_cast<std::size_t>(k)].is_uniform = true;
}

Recorder::~Recorder() { newest = outer_; }

Recorder& Recorder::current() { return *newest; }

Traced emit(Word word, Traced a, Traced b, Traced c) {
    return Recorder::current().add(word, a, b, c);
}

Traced constant(double value) { return Recorder::current().constant(value); }

Traced Recorder::constant(double value) {
    // Told apart by their bits: -0 is not 0.
    const auto bits = std::bit_cast<std::uint64_t>(value);
    std::vector<int>& same = known_[bits ^ 0x9e3779b97f4a7c15U];
    for (const int id : same) {
        const Value& known = values_[static_cast<std::size_t>(id)];
        if (known.word == Word::count && std::bit_cast<std::uint64_t>(known.constant) == bits) {
            return Traced(Traced::Id{id});
        }
    }
    const int id = static_cast<int>(values_.size());
    values_.push_back({.constant = value, .is_uniform = true});
    same.push_back(id);
    return Traced(Traced::Id{id});
}

bool Recorder::is_constant(Traced x, double value) const {
    const Value& known = values_[static_cast<std::size_t>(x.id)];
    return x.id >= arguments_ && known.word == Word::count && known.constant == value;
}

/// Derivatives of constants are 0 and the one by x starts as 1: what these do is known. (A -0 may
/// become 0.)
bool Recorder::simplify(Word word, Traced a, Traced b, Traced c, Traced& result) {
    const auto zero = [&](Traced x) { return is_constant(x, 0); };
    const auto one = [&](Traced x) { return is_constant(x, 1); };
    const auto becomes = [&](Traced x) {
        result = x;
        return true;
    };
    switch (word) {
        case Word::multiply: return (one(a) && becomes(b)) || (one(b) && becomes(a));
        case Word::gate:
            return (one(a) && becomes(b)) || (one(b) && becomes(a)) || (zero(a) && becomes(a)) ||
                   (zero(b) && becomes(b));
        case Word::add: return (zero(a) && becomes(b)) || (zero(b) && becomes(a));
        case Word::subtract: return zero(b) && becomes(a);
        case Word::negate: return zero(a) && becomes(a);
        case Word::gate_add:
            if (zero(a) || zero(b)) return becomes(c);
            if (zero(c)) return becomes(add(Word::gate, a, b, a));
            if (one(a)) return becomes(add(Word::add, b, c, b));
            return one(b) && becomes(add(Word::add, a, c, a));
        case Word::select: return b.id == c.id && becomes(b);
        default: return false;
    }
}

Traced Recorder::add(Word word, Traced a, Traced b, Traced c) {
    Traced simpler;
    if (simplify(word, a, b, c, simpler)) return simpler;
    std::vector<int>& same = known_[key_of(word, a.id, b.id, c.id)];
    const auto value = [&](Traced x) -> const Value& {
        return values_[static_cast<std::size_t>(x.id)];
    };
    for (const int id : same) {
        const Value& known = values_[static_cast<std::size_t>(id)];
        if (known.word == word && known.a == a.id && known.b == b.id && known.c == c.id) {
            return Traced(Traced::Id{id});
        }
    }
    const int id = static_cast<int>(values_.size());
    const bool is_uniform = value(a).is_uniform && value(b).is_uniform && value(c).is_uniform;
    values_.push_back({.word = word, .a = a.id, .b = b.id, .c = c.id, .is_uniform = is_uniform});
    same.push_back(id);
    return Traced(Traced::Id{id});
}

/// Turns a recorder's values into a program: what the result does not need is left out, and
/// registers are used again when they are free.
class Recorder::Assembly {
public:
    Assembly(const Recorder& from, std::span<const Traced> results)
        : from_(from),
          results_(results),
          last_use_(from.values_.size(), unused),
          place_(from.values_.size(), 0) {
        find_uses();
        place_arguments_and_constants();
        // What is the same for all elements comes first and keeps its registers.
        append_all(true);
        uniform_count_ = code_.size();
        append_all(false);
    }

    std::shared_ptr<const Program> program() {
        const auto small = [](auto n) { return static_cast<std::uint16_t>(n); };
        std::vector<std::uint16_t> places, writers;
        for (const Traced result : results_) {
            const std::uint16_t place = place_[index(result.id)];
            const bool again = std::find(places.begin(), places.end(), place) != places.end();
            writers.push_back(again ? ProgramCode::none : writer_of(place, places.size()));
            places.push_back(place);
        }
        const ProgramCode sizes{
            .code = nullptr,
            .constants = nullptr,
            .count = small(code_.size()),
            .uniform_count = small(uniform_count_),
            .inputs = small(from_.inputs_),
            .arguments = small(from_.arguments_),
            .constant_count = small(constants_.size()),
            .registers = small(registers_),
            .results = nullptr,
            .writers = nullptr,
            .result_count = small(places.size()),
        };
        return std::make_shared<const Program>(std::move(code_), std::move(constants_),
                                               std::move(places), std::move(writers), sizes);
    }

private:
    /// See ProgramCode::writers: for the result in `place` and the argument of that number.
    std::uint16_t writer_of(std::uint16_t place, std::size_t argument) const {
        for (std::size_t k = code_.size(); k-- > uniform_count_;) {
            const Instruction& one = code_[k];
            if (one.out == place) return static_cast<std::uint16_t>(k);
            if (one.a == argument || one.b == argument || one.c == argument) break;
        }
        return ProgramCode::none;
    }

    static constexpr int unused = -1;
    static constexpr int forever = std::numeric_limits<int>::max();

    static std::size_t index(int id) { return static_cast<std::size_t>(id); }
    bool is_computed(int id) const {
        return from_.values_[index(id)].word != Word::count && last_use_[index(id)] != unused;
    }

    /// The last value that reads each value.
    void find_uses() {
        for (const Traced result : results_) last_use_[index(result.id)] = forever;
        for (int id = static_cast<int>(last_use_.size()) - 1; id >= 0; --id) {
            if (!is_computed(id)) continue;
            const Value& value = from_.values_[index(id)];
            for (const int operand : {value.a, value.b, value.c}) {
                int& last = last_use_[index(operand)];
                if (last < id) last = id;
            }
        }
    }

    void place_arguments_and_constants() {
        for (; registers_ < from_.arguments_; ++registers_) {
            place_[index(registers_)] = static_cast<std::uint16_t>(registers_);
        }
        for (int id = from_.arguments_; id < static_cast<int>(place_.size()); ++id) {
            const Value& value = from_.values_[index(id)];
            if (value.word != Word::count || last_use_[index(id)] == unused) continue;
            place_[index(id)] = static_cast<std::uint16_t>(registers_++);
            constants_.push_back(value.constant);
        }
    }

    void append_all(bool is_uniform) {
        for (int id = 0; id < static_cast<int>(place_.size()); ++id) {
            const Value& value = from_.values_[index(id)];
            if (is_computed(id) && value.is_uniform == is_uniform) append(id, value);
        }
    }

    void append(int id, const Value& value) {
        Instruction one{value.word, 0, place_[index(value.a)], place_[index(value.b)],
                        place_[index(value.c)]};
        if (!value.is_uniform) {
            for (const int operand : {value.a, value.b, value.c}) free_after(operand, id);
        }
        if (free_.empty()) free_.push_back(static_cast<std::uint16_t>(registers_++));
        one.out = place_[index(id)] = free_.back();
        free_.pop_back();
        code_.push_back(one);
    }

    /// Takes the register of a value back that value `id` is the last to read.
    void free_after(int operand, int id) {
        const Value& value = from_.values_[index(operand)];
        int& last = last_use_[index(operand)];
        if (value.word == Word::count || value.is_uniform || last != id) return;
        last = forever;  // once
        free_.push_back(place_[index(operand)]);
    }

    const Recorder& from_;
    std::span<const Traced> results_;
    std::vector<int> last_use_;
    std::vector<std::uint16_t> place_;  // registers
    std::vector<std::uint16_t> free_;
    int registers_ = 0;
    std::vector<double> constants_;
    std::vector<Instruction> code_;
    std::size_t uniform_count_ = 0;
};

std::shared_ptr<const Program> Recorder::finish(std::span<const Traced> results) const {
    return Assembly(*this, results).program();
}

}  // namespace kasane::catalog
