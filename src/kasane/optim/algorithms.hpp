#pragma once
// Where the parts of optimizers are made that are no formulas: an overload for each struct of the
// lists in catalog/optimizers/algorithms.hpp and links.hpp.

#include <memory>

#include "kasane/catalog/optimizers/algorithms.hpp"
#include "kasane/catalog/optimizers/links.hpp"
#include "kasane/optim/rule.hpp"

namespace kasane::optim {

/// A rule with the parameters of a catalog entry.
class EntryRule : public Rule {
public:
    explicit EntryRule(catalog::Formula formula) : formula_(std::move(formula)) {}

    std::string text() const override { return formula_.text(); }
    void set(std::string_view parameter, double value) override {
        formula_.set(parameter, {value});
    }
    double get(std::string_view parameter) const override { return number_of(formula_, parameter); }

protected:
    /// The struct with the parameters as they are now.
    template <class F>
    const F& as() const {
        return formula_.as<F>();
    }

    const catalog::Formula& formula() const { return formula_; }

private:
    catalog::Formula formula_;
};

/// An entry's text and values, as a rule is made from them.
struct Making {
    const catalog::Formula& formula;
    const Arena& arena;
};

std::unique_ptr<Rule> make(const catalog::Lbfgs&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Muon&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Adafactor&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Came&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Sm3&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Shampoo&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Soap&, const Making& making);
std::unique_ptr<Rule> make(const catalog::GaLore&, const Making& making);
std::unique_ptr<Rule> make(const catalog::Sophia&, const Making& making);

/// A rule around another one, which it owns.
std::unique_ptr<Rule> make_link(const catalog::Formula& formula, const Arena& arena,
                                std::unique_ptr<Rule> inner);
std::unique_ptr<Rule> make_wrapper(const catalog::Formula& formula, const Arena& arena,
                                   std::unique_ptr<Rule> inner);

}  // namespace kasane::optim
