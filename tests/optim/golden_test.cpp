// The optimizers of the articles against sequences of 25 digits that were computed apart.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/arena.hpp"
#include "kasane/optim/rule.hpp"
#include "kasane/optim/trace.hpp"
#include "tests/support/golden.hpp"

namespace kasane::optim {
namespace {

using support::Golden;
using Row = std::vector<double>;

constexpr int cases_in_file = 31;

/// The specs of a case: one, or two where document and paper agree.
std::vector<std::string> specs_of(const Golden& entry) {
    const std::string variant = entry["variant"].text();
    std::string text = entry["key"].text() + "(";
    for (const std::string& name : entry["hyper"].keys()) {
        text += name + "=" + entry["hyper"][name].text() + ", ";
    }
    if (variant != "both") return {text + "variant=" + variant + ")"};
    return {text + "variant=document)", text + "variant=paper)"};
}

double tolerance_of(const Golden& entry, const std::string& drift) {
    return std::max(1e-12, 100 * static_cast<double>(entry[drift].number()));
}

std::vector<Row> rows_of(const Golden& rows) {
    std::vector<Row> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows.at(i).doubles());
    return all;
}

template <class Visit>
void for_each_spec(Visit visit) {
    const Golden all = support::golden("optimizers.json");
    ASSERT_EQ(all["cases"].size(), cases_in_file);
    for (std::size_t c = 0; c < all["cases"].size(); ++c) {
        const Golden entry = all["cases"].at(c);
        for (const std::string& spec : specs_of(entry)) visit(all, entry, spec);
    }
}

TEST(GoldenOptimizers, TheAmountsAddedMeetTheTolerance) {
    KASANE_NEED_GOLDEN("optimizers.json");
    for_each_spec([](const Golden& all, const Golden& entry, const std::string& spec) {
        const auto deltas =
            trace(spec, {.gradients = rows_of(all["gradients"][entry["sequence"].text()]),
                         .losses = all["f"].doubles(),
                         .first_noise = all["u0"].doubles(),
                         .noise = rows_of(all["zeta"])});
        const double tolerance = tolerance_of(entry, "binary64_drift");
        ASSERT_EQ(deltas.size(), entry["delta"].size());
        for (std::size_t t = 0; t < deltas.size(); ++t) {
            const std::vector<long double> want = entry["delta"].at(t).numbers();
            for (std::size_t i = 0; i < want.size(); ++i) {
                EXPECT_NEAR(deltas[t][i], want[i], tolerance * std::fabs(want[i]))
                    << spec << ", step " << t + 1;
            }
        }
    });
}

/// The quadratic 0.5 * sum a_i (w_i - c_i)^2 of the file, descended by a rule.
class Descent {
public:
    Descent(const std::string& spec, const Golden& all)
        : a_(Array::from(std::span<const double>(all["quadratic"]["a"].doubles()), {3})),
          c_(Array::from(std::span<const double>(all["quadratic"]["c"].doubles()), {3})),
          first_noise_(all["u0"].doubles()),
          noise_(rows_of(all["zeta"])),
          w_(Tensor(Array::from(std::span<const double>(all["quadratic"]["w0"].doubles()), {3}))
                 .requires_grad()),
          arena_({{"w", w_}}),
          rule_(make_rule(spec, arena_)) {}

    void step(std::int64_t t) {
        const auto evaluate = [&] {
            arena_.zero_grad();
            const Tensor away = w_ - Tensor(c_);
            const Tensor loss = autograd::sum(Tensor(a_) * away * away) * 0.5;
            loss.backward();
            return loss.item();
        };
        const core::FunctionRef<double()> again = evaluate;
        const double loss = again();
        const std::vector<Array> noise = noise_at(t);
        rule_->step(arena_, {.step = {.t = t, .loss = loss}, .evaluate = &again, .noise = &noise});
    }
    double weight(Index i) const { return w_.value().item(i); }

private:
    std::vector<Array> noise_at(std::int64_t t) const {
        if (rule_->noises() == 0) return {};
        Array first = arena_.make_slot(0);
        Array now = arena_.make_slot(0);
        for (std::size_t i = 0; i < 3; ++i) {
            first.data<double>()[i] = first_noise_[i];
            if (static_cast<std::size_t>(t) > noise_.size()) continue;
            now.data<double>()[i] = noise_[static_cast<std::size_t>(t) - 1][i];
        }
        return {first, now};
    }

    Array a_, c_;
    Row first_noise_;
    std::vector<Row> noise_;
    Tensor w_;
    Arena arena_;
    std::unique_ptr<Rule> rule_;
};

TEST(GoldenOptimizers, TheWayToAMinimumMeetsTheTolerance) {
    KASANE_NEED_GOLDEN("optimizers.json");
    for_each_spec([](const Golden& all, const Golden& entry, const std::string& spec) {
        const double tolerance = tolerance_of(entry, "binary64_drift_closed_loop");
        const std::vector<double> steps = entry["closed_loop"]["step"].doubles();
        Descent run(spec, all);
        std::size_t checked = 0;
        for (std::int64_t t = 1; checked < steps.size(); ++t) {
            run.step(t);
            if (static_cast<double>(t) != steps[checked]) continue;
            const std::vector<long double> want = entry["closed_loop"]["w"].at(checked++).numbers();
            for (Index i = 0; i < 3; ++i) {
                const long double w = want[static_cast<std::size_t>(i)];
                EXPECT_NEAR(run.weight(i), w, tolerance * std::fabs(w)) << spec << ", step " << t;
            }
        }
    });
}

}  // namespace
}  // namespace kasane::optim
