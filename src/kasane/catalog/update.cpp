#include "kasane/catalog/update.hpp"

#include <string>

#include "kasane/catalog/apply_rule.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/traced.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {
namespace {

/// A rule with its type erased.
struct Erased {
    RuleShape shape;
    int (*used_slots)(const void* f);
    void (*at)(const void* f, const Step&, double* scalars, double* coefficients);
    void (*between)(const void* f, int pass, const Step&, const double* sums, double* coefficients,
                    double* scalars);
    void (*trace)(const void* f, int pass, Recorder&, std::vector<Traced>& results);
};

template <class F>
void at(const void* formula, const Step& step, double* scalars, double* coefficients) {
    const F& f = *static_cast<const F*>(formula);
    CoeffsOf<F, double> c;
    if constexpr (scalar_count<F> != 0) {
        c = f.at(step, scalars);
    } else {
        c = f.at(step);
    }
    std::memcpy(coefficients, &c, sizeof(c));
}

template <class F>
void between(const void* formula, int pass, const Step& step, const double* sums,
             double* coefficients, double* scalars) {
    auto c = coefficients_from<F, double>(coefficients);
    static_cast<const F*>(formula)->between(pass, step, sums, c, scalars);
    std::memcpy(coefficients, &c, sizeof(c));
}

/// The arguments of a rule's program, in the order of update_program().
template <class F>
Operands<F, Traced> traced_operands(const Recorder& recorder, const F& f) {
    int next = 0;
    const auto argument = [&] { return recorder.argument(next++); };
    Operands<F, Traced> on;
    on.w = argument();
    on.g = argument();
    for (Traced& slot : on.slots) slot = argument();
    for (Traced& noise : on.noise) noise = argument();
    for (Traced& term : on.terms) term = Traced(0);
    if constexpr (requires { f.used_slots(); }) {
        // What is not kept reads as its start.
        for (auto k = static_cast<std::size_t>(f.used_slots()); k < on.slots.size(); ++k) {
            on.slots[k] = Traced(F::slots[k].start);
        }
    }
    return on;
}

template <class F>
void trace(const void* formula, int pass, Recorder& recorder, std::vector<Traced>& results) {
    const F& f = *static_cast<const F*>(formula);
    auto on = traced_operands(recorder, f);
    std::array<Traced, coefficient_count<F>> numbers;
    constexpr int inputs = 2 + static_cast<int>(slot_count<F> + noise_count<F>);
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        numbers[k] = recorder.argument(inputs + static_cast<int>(k));
    }
    const auto c = coefficients_from<F, Traced>(numbers.data());
    Traced added = Traced(0);
    if constexpr (looks_ahead<F>) {
        if (pass == part_ahead) added = f.ahead(on.slots, c);
    }
    if constexpr (rests<F>) {
        if (pass == part_rest) added = f.rest(on.w, on.slots, c);
    }
    [&]<int... k>(std::integer_sequence<int, k...>) {
        ((pass == k ? void(added = apply_rule<k>(f, on, c)) : void()), ...);
    }
    (std::make_integer_sequence<int, pass_count<F>>{});
    results = {pass == part_rest ? added : on.w + added, added};
    results.insert(results.end(), on.slots.begin(), on.slots.end());
    if (pass >= 0 && pass + 1 < pass_count<F>) {
        results.insert(results.end(), on.terms.begin(), on.terms.end());
    }
}

template <class F>
constexpr Erased erase_rule() {
    static_assert(slot_count<F> <= max_slots && term_count<F> <= max_terms);
    static_assert(noise_count<F> <= max_noises && coefficient_count<F> <= max_coefficients);
    Erased rule{};
    rule.shape.slots = static_cast<int>(slot_count<F>);
    rule.shape.noises = static_cast<int>(noise_count<F>);
    rule.shape.terms = static_cast<int>(term_count<F>);
    rule.shape.passes = pass_count<F>;
    rule.shape.coefficients = static_cast<int>(coefficient_count<F>);
    rule.shape.per_tensor = is_per_tensor<F>;
    rule.shape.looks_ahead = looks_ahead<F>;
    rule.shape.rests = rests<F>;
    if constexpr (scalar_count<F> != 0) rule.shape.scalars = F::scalars;
    rule.used_slots = [](const void* formula) {
        if constexpr (requires(const F& f) { f.used_slots(); }) {
            return static_cast<const F*>(formula)->used_slots();
        } else {
            return static_cast<int>(slot_count<F>);
        }
    };
    rule.at = at<F>;
    if constexpr (pass_count<F> != 1) rule.between = between<F>;
    rule.trace = trace<F>;
    return rule;
}

template <class... F>
constexpr std::array<Erased, sizeof...(F)> erase_rules(List<F...>) {
    return {erase_rule<F>()...};
}

const Erased& erased(const Formula& optimizer) {
    static constexpr auto all = erase_rules(ElementwiseOptimizers{});
    if (optimizer.entry().form != Form::elementwise) {
        core::value_error(optimizer.info().name, "is not an element-wise optimizer");
    }
    return all[static_cast<std::size_t>(optimizer.entry().index)];
}

}  // namespace

const RuleShape& rule_shape(const Formula& optimizer) { return erased(optimizer).shape; }

int used_slots(const Formula& optimizer) { return erased(optimizer).used_slots(optimizer.data()); }

Coefficients coefficients(const Formula& optimizer, const Step& step, double* scalars) {
    Coefficients result{};
    erased(optimizer).at(optimizer.data(), step, scalars, result.data());
    return result;
}

void between(const Formula& optimizer, int pass, const Step& step, const double* sums,
             Coefficients& coefficients, double* scalars) {
    erased(optimizer).between(optimizer.data(), pass, step, sums, coefficients.data(), scalars);
}

std::shared_ptr<const Program> update_program(const Formula& optimizer, int pass) {
    const Erased& rule = erased(optimizer);
    const int inputs = 2 + rule.shape.slots + rule.shape.noises;
    Recorder recorder(inputs, inputs + rule.shape.coefficients);
    std::vector<Traced> results;
    rule.trace(optimizer.data(), pass, recorder, results);
    return recorder.finish(results);
}

}  // namespace kasane::catalog
