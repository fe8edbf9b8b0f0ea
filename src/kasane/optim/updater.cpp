#include "kasane/optim/updater.hpp"

#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::optim {
namespace {

autograd::Parameters parameters_like(const std::vector<Tensor>& gradients) {
    autograd::Parameters all;
    for (const Tensor& g : gradients) {
        all.push_back(
            {std::to_string(all.size()), autograd::zeros(g.shape(), g.dtype()).requires_grad()});
    }
    return all;
}

void expect_like(const std::vector<Tensor>& given, const std::vector<Place>& places) {
    bool same = given.size() == places.size();
    for (std::size_t i = 0; same && i < given.size(); ++i) {
        same = given[i].shape() == places[i].parameter.shape() &&
               given[i].dtype() == places[i].parameter.dtype();
    }
    if (same) return;
    core::value_error("optimizer", "number, shapes or type of the tensors changed", {},
                      "reset() before other ones");
}

}  // namespace

struct Updater::State {
    State(std::string_view text, const std::vector<Tensor>& gradients)
        : arena(parameters_like(gradients)),
          rule(make_rule(text, arena)),
          added(arena.make_slot(0)) {}

    /// A tensor of its own for each place of an array of the arena's layout.
    std::vector<Tensor> parts_of(const Array& all) const {
        std::vector<Tensor> parts;
        for (const Place& place : arena.places()) {
            parts.push_back(Tensor(copy_of(all.view(place.offset, place.parameter.shape()))));
        }
        return parts;
    }

    void put(const std::vector<Tensor>& tensors, const Array& into) const {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const Place& place = arena.places()[i];
            Array part = into.view(place.offset, place.parameter.shape());
            kernels::copy_to(part, tensors[i].value());
        }
    }

    Arena arena;
    std::unique_ptr<Rule> rule;
    Array added;
    std::int64_t steps = 0;
};

Updater::Updater(std::string_view text) : text_(text) { parse_optimizer(text); }
Updater::~Updater() = default;
Updater::Updater(Updater&&) noexcept = default;
Updater& Updater::operator=(Updater&&) noexcept = default;

std::vector<Tensor> Updater::update(const std::vector<Tensor>& gradients,
                                    const UpdateOptions& options) {
    if (state_ == nullptr) state_ = std::make_unique<State>(text_, gradients);
    State& state = *state_;
    expect_like(gradients, state.arena.places());
    Array before = state.arena.make_slot(0);
    if (!options.parameters.empty()) {
        expect_like(options.parameters, state.arena.places());
        state.put(options.parameters, before);
    }
    kernels::copy_to(state.arena.weights(), before);
    state.arena.set_gradients(gradients);
    const StepContext context{
        .step = {.t = ++state.steps, .loss = options.f}, .rng = rng_, .added = &state.added};
    state.rule->step(state.arena, context);
    if (state.rule->reports_added()) return state.parts_of(state.added);
    std::vector<Tensor> now = state.parts_of(state.arena.weights());
    const std::vector<Tensor> then = state.parts_of(before);
    for (std::size_t i = 0; i < now.size(); ++i) now[i] = Tensor((now[i] - then[i]).value());
    return now;
}

std::vector<Tensor> Updater::lookahead() const {
    if (state_ == nullptr) return {};
    Array ahead = state_->arena.make_slot(0);
    state_->rule->look_ahead(state_->arena, ahead);
    return state_->parts_of(ahead);
}

void Updater::reset() { state_.reset(); }

std::int64_t Updater::steps() const { return state_ == nullptr ? 0 : state_->steps; }

}  // namespace kasane::optim
