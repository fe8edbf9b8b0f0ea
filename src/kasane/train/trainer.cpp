#include "kasane/train/trainer.hpp"

#include <cmath>
#include <cstring>

#include "kasane/autograd/rows.hpp"
#include "kasane/core/error.hpp"
#include "kasane/train/checkpoint.hpp"

namespace kasane::train {
namespace {

using autograd::Tensor;

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
    // Closures, since some optimizers ask for gradients at several points or of other losses.
    const auto loss_of = [&](const core::Array& x, const core::Array& labels) {
        const Tensor loss = loss_(model_.forward(Tensor(x)), Tensor(labels));
        if (!std::isfinite(loss.item())) {
            throw core::DivergedError(core::message(
                "train", "the loss is not finite", {"iteration: " + std::to_string(iteration_)},
                "a smaller learning rate usually helps; the last saved model is untouched"));
        }
        return loss;
    };
    const auto of_samples = [&] { return sampled_loss(batch.x); };
    const auto of_example = [&](Index i) {
        return loss_of(batch.x.slice(0, i, i + 1), batch.labels.slice(0, i, i + 1));
    };
    const core::FunctionRef<Tensor()> sampled = of_samples;
    const core::FunctionRef<Tensor(Index)> example = of_example;
    const double value =
        optimizer_.step([&] { return loss_of(batch.x, batch.labels); },
                        {.sampled = &sampled, .example = &example, .examples = batch.x.shape()[0]});
    ++iteration_;
    schedules_.add_loss(value);
    if (iteration_ % epoch_length() == 0) schedules_.end_epoch();
    return value;
}

autograd::Tensor Trainer::sampled_loss(const core::Array& x) {
    if (!loss_.text().starts_with("softmax_cross_entropy")) {
        core::value_error("train", "this optimizer draws labels from the model's softmax",
                          {"loss: " + loss_.text()}, "loss softmax_cross_entropy");
    }
    const Tensor logits = model_.forward(Tensor(x));
    const Tensor shares = autograd::softmax(logits.detach());
    const core::Rng rng = core::Rng(options_.seed)
                              .stream("sampled labels")
                              .stream(static_cast<std::uint64_t>(iteration_));
    const Index classes = shares.shape()[1];
    core::Array labels = core::Array::zeros({shares.shape()[0]}, core::DType::i64);
    for (Index row = 0; row < shares.shape()[0]; ++row) {
        double left = rng.uniform(static_cast<std::uint64_t>(row));
        Index drawn = 0;
        while (drawn + 1 < classes && (left -= shares.item(row * classes + drawn)) >= 0) ++drawn;
        labels.data<std::int64_t>()[row] = drawn;
    }
    return loss_(logits, Tensor(labels));
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
