#include "kasane/catalog/traced.hpp"

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

namespace {

/// Hands out registers and takes them back.
class Registers {
public:
    explicit Registers(int first) : count_(first) {}

    int take() {
        if (free_.empty()) return count_++;
        const int id = free_.back();
        free_.pop_back();
        return id;
    }
    void give_back(int id) { free_.push_back(id); }
    int count() const { return count_; }

private:
    std::vector<int> free_;
    int count_;
};

}  // namespace

std::shared_ptr<const Program> Recorder::finish(Traced result) const {
    const std::size_t all = values_.size();
    // The last instruction that reads a value; -1 if none does.
    std::vector<int> last_use(all, -1);
    const int never = std::numeric_limits<int>::max();
    last_use[static_cast<std::size_t>(result.id)] = never;
    for (int id = static_cast<int>(all) - 1; id >= 0; --id) {
        const Value& value = values_[static_cast<std::size_t>(id)];
        if (value.word == Word::count || last_use[static_cast<std::size_t>(id)] < 0) continue;
        for (const int operand : {value.a, value.b, value.c}) {
            int& last = last_use[static_cast<std::size_t>(operand)];
            if (last < id) last = id;
        }
    }
    // Arguments, constants, then what is computed: first what is the same for all elements.
    std::vector<int> place(all, -1);
    std::vector<double> constants;
    for (std::size_t id = 0; id < all; ++id) {
        const bool argument = static_cast<int>(id) < arguments_;
        if (values_[id].word != Word::count || (!argument && last_use[id] < 0)) continue;
        place[id] =
            argument ? static_cast<int>(id) : arguments_ + static_cast<int>(constants.size());
        if (!argument) constants.push_back(values_[id].constant);
    }
    Registers registers(arguments_ + static_cast<int>(constants.size()));
    std::vector<Instruction> code;
    const auto append = [&](std::size_t id, bool reuse) {
        const Value& value = values_[id];
        const auto operand = [&](int k) {
            return static_cast<std::uint16_t>(place[static_cast<std::size_t>(k)]);
        };
        Instruction one{value.word, 0, operand(value.a), operand(value.b), operand(value.c)};
        if (reuse) {
            int done[] = {value.a, value.b, value.c};
            for (int& k : done) {
                const Value& from = values_[static_cast<std::size_t>(k)];
                int& last = last_use[static_cast<std::size_t>(k)];
                if (from.word == Word::count || from.is_uniform || last != static_cast<int>(id)) {
                    continue;
                }
                last = never;  // given back once
                registers.give_back(place[static_cast<std::size_t>(k)]);
            }
        }
        place[id] = registers.take();
        one.out = static_cast<std::uint16_t>(place[id]);
        code.push_back(one);
    };
    const auto append_all = [&](bool is_uniform) {
        for (std::size_t id = 0; id < all; ++id) {
            const Value& value = values_[id];
            if (value.word == Word::count || last_use[id] < 0 || value.is_uniform != is_uniform) {
                continue;
            }
            append(id, !is_uniform);
        }
    };
    append_all(true);
    const std::size_t uniform_count = code.size();
    append_all(false);
    const auto small = [](std::size_t n) { return static_cast<std::uint16_t>(n); };
    const ProgramCode sizes{
        .code = nullptr,
        .constants = nullptr,
        .count = small(code.size()),
        .uniform_count = small(uniform_count),
        .inputs = small(static_cast<std::size_t>(inputs_)),
        .arguments = small(static_cast<std::size_t>(arguments_)),
        .constant_count = small(constants.size()),
        .registers = small(static_cast<std::size_t>(registers.count())),
        .result = small(static_cast<std::size_t>(place[static_cast<std::size_t>(result.id)])),
    };
    return std::make_shared<const Program>(std::move(code), std::move(constants), sizes);
}

}  // namespace kasane::catalog
