// From a text such as "clip_norm(1) | adam | ema" to the rule it describes.

#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/algorithms.hpp"

namespace kasane::optim {
namespace {

using catalog::Form;
using catalog::Formula;

/// The parts of a text between bars that stand outside parentheses.
std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == '(') ++depth;
        if (i < text.size() && text[i] == ')') --depth;
        if (i < text.size() && (text[i] != '|' || depth > 0)) continue;
        parts.push_back(text.substr(begin, i - begin));
        begin = i + 1;
    }
    return parts;
}

bool is_link(const Formula& part) { return part.entry().form == Form::link; }
bool is_wrapper(const Formula& part) { return part.entry().form == Form::wrapper; }

/// The place of the optimizer among the parts; what stands before must be links, behind wrappers.
std::size_t place_of_optimizer(const std::vector<Formula>& parts) {
    std::size_t place = parts.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string name = parts[i].text();
        if (is_link(parts[i]) && place < i) {
            core::value_error("optimizer",
                              name + " changes gradients: it goes before the optimizer", {},
                              name + " | " + parts[place].text());
        }
        if (is_wrapper(parts[i]) && place == parts.size()) {
            core::value_error("optimizer", name + " goes around an optimizer that stands before it",
                              {}, "sgd(lr=0.1) | " + name);
        }
        if (is_link(parts[i]) || is_wrapper(parts[i])) continue;
        if (place != parts.size()) {
            core::value_error("optimizer", "there are two: " + parts[place].text() + " and " + name,
                              {}, "one step is taken by one of them");
        }
        place = i;
    }
    if (place == parts.size()) {
        core::value_error("optimizer", parts.back().text() + " alone takes no step", {},
                          parts.back().text() + " | adam");
    }
    return place;
}

std::unique_ptr<Rule> make_algorithm(const Formula& formula, const Arena& arena) {
    std::unique_ptr<Rule> rule;
    int index = 0;
    catalog::AlgorithmOptimizers::for_each([&]<class F> {
        if (index++ == formula.entry().index) rule = make(formula.as<F>(), {formula, arena});
    });
    return rule;
}

}  // namespace

std::vector<Formula> parse_optimizer(std::string_view text) {
    std::vector<Formula> parts;
    for (const std::string_view part : parts_of(text)) {
        parts.push_back(catalog::optimizers().make(part));
    }
    place_of_optimizer(parts);
    return parts;
}

std::unique_ptr<Rule> make_rule(std::string_view text, const Arena& arena) {
    const std::vector<Formula> parts = parse_optimizer(text);
    const std::size_t place = place_of_optimizer(parts);
    const Formula& optimizer = parts[place];
    std::unique_ptr<Rule> rule = optimizer.entry().form == Form::algorithm
                                     ? make_algorithm(optimizer, arena)
                                     : make_elementwise(optimizer, arena);
    for (std::size_t i = place + 1; i < parts.size(); ++i) {
        rule = make_wrapper(parts[i], arena, std::move(rule));
    }
    for (std::size_t i = place; i-- > 0;) rule = make_link(parts[i], arena, std::move(rule));
    return rule;
}

}  // namespace kasane::optim
