#include "kasane/train/trainer.hpp"

#include <cmath>
#include <cstring>

#include "kasane/core/error.hpp"
#include "kasane/train/checkpoint.hpp"

namespace kasane::train {
namespace {

TrainOptions checked(TrainOptions options) {
    if (options.iterations < 0 || options.epochs < 0) {
        core::value_error("train", "the number of steps cannot be negative",
                          {"iterations: " + std::to_string(options.iterations),
                           "epochs: " + std::to_string(options.epochs)});
    }
    return options;
}

}  // namespace

Trainer::Trainer(nn::Layer& model, const data::Dataset& data, TrainOptions options)
    : model_(model),
      options_(checked(std::move(options))),
      optimizer_(options_.optimizer, model),
      optimizer_text_(optimizer_.text()),
      schedules_(options_.schedules, optimizer_),
      loss_(options_.loss),
      batches_(data, {.batch = options_.batch, .replace = options_.replace},
               core::Rng(options_.seed).stream("batches")) {
    optimizer_.set_rng(core::Rng(options_.seed).stream("optimizer"));
}

Index Trainer::iterations() const {
    return options_.iterations > 0 ? options_.iterations : options_.epochs * epoch_length();
}

double Trainer::step() {
    const data::Batch batch = batches_.at(iteration_);
    if (!schedules_.empty()) {
        schedules_.apply(optimizer_, iteration_, iterations(), epoch_length());
    }
    model_.set_step(static_cast<std::uint64_t>(iteration_));
    // A closure, since some optimizers ask for gradients at several points.
    const double value = optimizer_.step([&] {
        const autograd::Tensor loss =
            loss_(model_.forward(autograd::Tensor(batch.x)), autograd::Tensor(batch.labels));
        if (!std::isfinite(loss.item())) {
            throw core::DivergedError(core::message(
                "train", "the loss is not finite", {"iteration: " + std::to_string(iteration_)},
                "a smaller learning rate usually helps; the last saved model is untouched"));
        }
        return loss;
    });
    ++iteration_;
    schedules_.add_loss(value);
    if (iteration_ % epoch_length() == 0) schedules_.end_epoch();
    return value;
}

Checkpoint Trainer::checkpoint(const std::map<std::string, std::string>& notes) {
    Checkpoint checkpoint(model_, optimizer_);
    checkpoint.notes = notes;
    checkpoint.notes["seed"] = std::to_string(options_.seed);
    checkpoint.notes["batch"] = std::to_string(options_.batch);
    checkpoint.notes["replace"] = options_.replace ? "true" : "false";
    checkpoint.notes["loss"] = loss_.text();
    checkpoint.notes["schedules"] = schedules_.text();
    if (!schedules_.empty()) checkpoint.notes["optimizer"] = optimizer_text_;
    checkpoint.more_state = schedules_.state();
    return checkpoint;
}

void Trainer::save(const std::string& path, const std::map<std::string, std::string>& notes) {
    Checkpoint all = checkpoint(notes);
    all.notes["iteration"] = std::to_string(iteration_);
    all.save(path);
}

void Trainer::resume(const std::string& path, const std::map<std::string, std::string>& notes) {
    Checkpoint all = checkpoint(notes);
    iteration_ = all.restore(path);
    schedules_.set_state(all.more_state);
}

}  // namespace kasane::train
