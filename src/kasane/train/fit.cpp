#include "kasane/train/fit.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "kasane/train/metrics.hpp"

namespace kasane::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Index most_reserved = Index{1} << 24;  // losses; a run without end must begin too

}  // namespace

Callback::~Callback() = default;
bool Callback::on_step(Trainer&, double) { return true; }
bool Callback::on_evaluation(Trainer&, const Evaluation&) { return true; }

History run(Trainer& trainer, const data::Dataset& data, const data::Dataset* validation,
            std::span<Callback* const> callbacks) {
    History history;
    history.losses.reserve(static_cast<std::size_t>(
        std::clamp<Index>(trainer.iterations() - trainer.iteration(), 0, most_reserved)));
    bool go_on = true;
    while (go_on && !trainer.finished()) {
        const bool starts_epoch = trainer.iteration() % trainer.epoch_length() == 0;
        const auto start = Clock::now();
        const double loss = trainer.step();
        history.seconds += std::chrono::duration<double>(Clock::now() - start).count();
        history.losses.push_back(loss);
        for (Callback* callback : callbacks) go_on = callback->on_step(trainer, loss) && go_on;
        if (!starts_epoch) continue;
        trainer.optimizer().eval();
        const Evaluation evaluation{.iteration = trainer.iteration(),
                                    .loss = loss,
                                    .train_accuracy = accuracy(trainer.model(), data),
                                    .test_accuracy = validation == nullptr
                                                         ? std::numeric_limits<double>::quiet_NaN()
                                                         : accuracy(trainer.model(), *validation)};
        trainer.optimizer().train();
        history.evaluations.push_back(evaluation);
        for (Callback* callback : callbacks) {
            go_on = callback->on_evaluation(trainer, evaluation) && go_on;
        }
    }
    return history;
}

History fit(nn::Layer& model, const data::Dataset& data, const FitOptions& options) {
    Trainer trainer(model, data, options);
    return run(trainer, data, options.validation, options.callbacks);
}

}  // namespace kasane::train
