#include "kasane/optim/optimizer.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/optim/arena.hpp"
#include "kasane/optim/groups.hpp"
#include "kasane/optim/rule.hpp"

namespace kasane::optim {

Optimizer::Optimizer(std::string_view text, autograd::Parameters parameters) {
    if (has_groups(text)) {
        const std::vector<Group> groups = parse_groups(text);
        arena_ = std::make_unique<Arena>(in_groups(groups, std::move(parameters)));
        rule_ = make_grouped(groups, *arena_);
        return;
    }
    parse_optimizer(text);  // complains before the parameters move
    arena_ = std::make_unique<Arena>(std::move(parameters));
    rule_ = make_rule(text, *arena_);
}

Optimizer::~Optimizer() = default;

void Optimizer::zero_grad() { arena_->zero_grad(); }

void Optimizer::step(double loss) {
    rule_->step(*arena_, {.step = {.t = ++steps_, .loss = loss}, .rng = rng_});
}

double Optimizer::step(core::FunctionRef<autograd::Tensor()> evaluate, const MoreLosses& more) {
    const auto gradients_of = [&](auto make_loss, double scale) {
        arena_->zero_grad();
        const autograd::Tensor loss = make_loss();
        (scale == 1 ? loss : loss * scale).backward();
        return loss.item();
    };
    const auto batch = [&] { return gradients_of(evaluate, rule_->loss_scale()); };
    const auto of_samples = [&] { return gradients_of(*more.sampled, 1); };
    const auto of_example = [&](core::Index i) {
        return gradients_of([&] { return (*more.example)(i); }, 1);
    };
    const core::FunctionRef<double()> again = batch;
    const core::FunctionRef<double()> sampled = of_samples;
    const core::FunctionRef<double(core::Index)> example = of_example;
    const double loss = again();
    rule_->step(*arena_, {.step = {.t = ++steps_, .loss = loss},
                          .evaluate = &again,
                          .sampled = more.sampled == nullptr ? nullptr : &sampled,
                          .example = more.example == nullptr ? nullptr : &example,
                          .examples = more.examples,
                          .rng = rng_});
    return loss;
}

double Optimizer::loss_scale() const { return rule_->loss_scale(); }

void Optimizer::eval() {
    if (steps_ > 0) rule_->to_evaluation_point(*arena_);  // before, the averages hold nothing
}
bool Optimizer::averages() const { return rule_->averages(); }
void Optimizer::train() { rule_->to_training_point(*arena_); }

void Optimizer::set(std::string_view parameter, double value) { rule_->set(parameter, value); }
double Optimizer::get(std::string_view parameter) const { return rule_->get(parameter); }
std::string Optimizer::text() const { return rule_->text(); }
std::vector<StateArray> Optimizer::state() { return rule_->state(); }

}  // namespace kasane::optim
