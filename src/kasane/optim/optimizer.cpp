#include "kasane/optim/optimizer.hpp"

#include "kasane/optim/arena.hpp"
#include "kasane/optim/rule.hpp"

namespace kasane::optim {

Optimizer::Optimizer(std::string_view text, autograd::Parameters parameters) {
    parse_optimizer(text);  // complains before the parameters move
    arena_ = std::make_unique<Arena>(std::move(parameters));
    rule_ = make_rule(text, *arena_);
}

Optimizer::~Optimizer() = default;

void Optimizer::zero_grad() { arena_->zero_grad(); }

void Optimizer::step(double loss) {
    rule_->step(*arena_, {.step = {.t = ++steps_, .loss = loss}, .rng = rng_});
}

double Optimizer::step(core::FunctionRef<autograd::Tensor()> evaluate) {
    const auto loss_and_gradients = [&] {
        arena_->zero_grad();
        const autograd::Tensor loss = evaluate();
        loss.backward();
        return loss.item();
    };
    const core::FunctionRef<double()> again = loss_and_gradients;
    const double loss = again();
    rule_->step(*arena_, {.step = {.t = ++steps_, .loss = loss}, .evaluate = &again, .rng = rng_});
    return loss;
}

void Optimizer::eval() {
    if (steps_ > 0) rule_->to_evaluation_point(*arena_);  // before, the averages hold nothing
}
void Optimizer::train() { rule_->to_training_point(*arena_); }

void Optimizer::set(std::string_view parameter, double value) { rule_->set(parameter, value); }
double Optimizer::get(std::string_view parameter) const { return rule_->get(parameter); }
std::string Optimizer::text() const { return rule_->text(); }
std::vector<StateArray> Optimizer::state() { return rule_->state(); }

}  // namespace kasane::optim
