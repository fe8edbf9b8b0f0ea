// kasane train.

#include <cmath>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/interrupt.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/plots/runs.hpp"
#include "kasane/cli/progress.hpp"
#include "kasane/cli/stopped.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/cli/train_options.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/run_lock.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/plot/save.hpp"
#include "kasane/train/fit.hpp"
#include "kasane/train/metrics.hpp"
#include "kasane/train/run_log.hpp"

namespace kasane::cli {
namespace {

using Notes = std::map<std::string, std::string>;

bool has_parameter(const optim::Optimizer& optimizer, std::string_view name) {
    try {
        optimizer.get(name);
        return true;
    } catch (const core::LookupError&) {
        return false;
    }
}

/// Saves, reports and listens for signals while a run goes.
class Watcher final : public train::Callback {
public:
    Watcher(Console& console, train::Trainer& trainer, const TrainSettings& settings,
            std::string path, Notes notes)
        : console_(console),
          progress_(console, trainer.iteration(), trainer.iterations()),
          path_(std::move(path)),
          notes_(std::move(notes)),
          save_every_(settings.save_every),
          log_(settings.directory(), trainer.iteration(), settings.tensorboard) {
        has_lr_ = has_parameter(trainer.optimizer(), "lr");
    }

    bool on_step(train::Trainer& trainer, double loss) override {
        const Index steps = trainer.iteration();
        progress_.step(steps, loss);
        log_.add(steps - 1, loss, has_lr_ ? trainer.optimizer().get("lr") : std::nan(""));
        // Where an evaluation follows, that saves: the row of the history is complete only then.
        const bool is_evaluated = (steps - 1) % trainer.epoch_length() == 0;
        if (save_every_ > 0 && steps % save_every_ == 0 && !is_evaluated) try_to_save(trainer);
        return Interrupt::pending() == 0;
    }

    bool on_evaluation(train::Trainer& trainer, const train::Evaluation& evaluation) override;

    /// Makes sure that the files hold the run as it is now.
    void save(train::Trainer& trainer) {
        if (saved_ == trainer.iteration()) return;
        log_.flush();
        trainer.save(path_, notes_);
        saved_ = trainer.iteration();
    }

    /// Of a run that ends badly, the rows since its last save: they tell how it came to that.
    void save_history() {
        if (!saved_) return;
        try {
            log_.flush();
        } catch (const core::Error&) {  // the run's own error is to be told
        }
    }

    /// The iteration of the file that this run has written, if any.
    std::optional<Index> saved() const { return saved_; }

private:
    /// A full disk does not end a run: the old file is as it was, and the next save may succeed.
    void try_to_save(train::Trainer& trainer) {
        try {
            save(trainer);
            if (failing_) console_.warn("the model is saved again");
            failing_ = false;
        } catch (const core::WriteError& error) {
            save_failed(error);
        } catch (const core::IoError& error) {
            save_failed(error);
        }
    }

    /// Warns of the first of several failures in a row.
    void save_failed(const core::Error& error) {
        if (failing_) return;
        failing_ = true;
        console_.warn(std::string(error.what()) + "\n  training goes on; every save tries again");
    }

    Console& console_;
    Progress progress_;
    std::string path_;
    Notes notes_;
    Index save_every_;
    train::RunLog log_;
    bool has_lr_ = false;
    std::optional<Index> saved_;
    bool failing_ = false;
};

bool Watcher::on_evaluation(train::Trainer& trainer, const train::Evaluation& evaluation) {
    log_.add(evaluation);
    try_to_save(trainer);
    // Rows are numbered by the step they come after, counted from 0 as in the book.
    const Index iteration = evaluation.iteration - 1;
    console_.note(text("iteration %6lld  loss %.4f  train %.4f  test %.4f",
                       static_cast<long long>(iteration), evaluation.loss,
                       evaluation.train_accuracy, evaluation.test_accuracy));
    console_.event({{"event", "epoch"},
                    {"iteration", iteration},
                    {"loss", evaluation.loss},
                    {"train_accuracy", evaluation.train_accuracy},
                    {"test_accuracy", evaluation.test_accuracy}});
    return true;
}

void report_start(Console& console, const TrainSettings& settings, const data::Split& split,
                  train::Trainer& trainer) {
    const train::TrainOptions& options = trainer.options();
    const Index parameters = nn::parameter_count(trainer.model());
    console.note(
        text("data   %s: %lld training and %lld test samples of %lld numbers, %lld classes",
             split.train.name.c_str(), static_cast<long long>(split.train.size()),
             static_cast<long long>(split.test.size()), static_cast<long long>(split.train.width()),
             static_cast<long long>(split.train.classes)));
    console.note(text("model  %s, %lld parameters", trainer.model().text().c_str(),
                      static_cast<long long>(parameters)));
    console.note(text("run    %lld iterations of %lld samples, %s, %s, seed %lld",
                      static_cast<long long>(trainer.iterations()),
                      static_cast<long long>(options.batch), trainer.optimizer().text().c_str(),
                      options.loss.c_str(), static_cast<long long>(settings.seed)));
    if (!trainer.schedules().empty()) {
        console.note("       " + trainer.schedules().text());
    }
    console.event({{"event", "start"},
                   {"data", settings.data.name},
                   {"train_samples", split.train.size()},
                   {"test_samples", split.test.size()},
                   {"model", trainer.model().text()},
                   {"parameters", parameters},
                   {"optimizer", trainer.optimizer().text()},
                   {"schedules", trainer.schedules().text()},
                   {"loss", options.loss},
                   {"batch", options.batch},
                   {"replace", options.replace},
                   {"iterations", trainer.iterations()},
                   {"first_iteration", trainer.iteration()},
                   {"seed", options.seed},
                   {"threads", core::threads()},
                   {"isa", kernels::table().isa}});
}

void report_end(Console& console, const data::Split& split, train::Trainer& trainer, double seconds,
                Index steps, const std::string& path) {
    trainer.optimizer().eval();
    const double on_train = train::accuracy(trainer.model(), split.train);
    const double on_test = train::accuracy(trainer.model(), split.test);
    const std::string sha256 = train::weights_sha256(trainer.model());  // of the file's weights
    trainer.optimizer().train();
    console.line(text("done   %lld iterations, %.3f s (%.0f it/s)  train %.4f  test %.4f",
                      static_cast<long long>(trainer.iteration()), seconds,
                      seconds > 0 ? static_cast<double>(steps) / seconds : 0.0, on_train, on_test));
    console.line("sha256 " + sha256);
    console.line("model  " + path);
    console.event({{"event", "done"},
                   {"iterations", trainer.iteration()},
                   {"train_seconds", seconds},
                   {"train_accuracy", on_train},
                   {"test_accuracy", on_test},
                   {"weights_sha256", sha256},
                   {"model", path}});
}

[[noreturn]] void diverged(const core::DivergedError& error, const Watcher& watcher,
                           const std::string& path) {
    std::string kept = "this run has saved no model yet";
    if (watcher.saved()) {
        kept = "the last good model, of iteration " + std::to_string(*watcher.saved()) +
               ", is in " + path;
    } else if (io::exists(path)) {
        kept = path + " is as it was before";
    }
    throw core::DivergedError(std::string(error.what()) + "\n  kept: " + kept);
}

[[noreturn]] void stopped(int signal, Index iteration, const std::string& path) {
    const std::string name = signal == SIGINT ? "SIGINT" : "SIGTERM";
    throw Stopped(core::message("train", "stopped by " + name,
                                {"iteration: " + std::to_string(iteration), "saved: " + path},
                                "the same command with --resume goes on"),
                  signal);
}

/// The run is done and saved: a picture that cannot be drawn does not make it fail.
void draw_curves(const std::string& directory, Console& console) {
    const std::string path = directory + "/curves.svg";
    try {
        plot::save(run_figure({directory}, {}), path);
        console.line("curves " + path);
        console.event({{"event", "curves"}, {"file", path}});
    } catch (const core::Error& error) {
        console.warn(error.what());
    }
}

int run_training(const TrainSettings& settings, const data::Split& split, train::Trainer& trainer,
                 const std::string& path, const Notes& notes, Console& console) {
    const Interrupt interrupt;
    const Index first = trainer.iteration();
    Watcher watcher(console, trainer, settings, path, notes);
    train::Callback* const callbacks[] = {&watcher};
    try {
        const train::History history = train::run(trainer, split.train, &split.test, callbacks);
        console.clear_line();
        watcher.save(trainer);
        if (!trainer.finished()) stopped(Interrupt::pending(), trainer.iteration(), path);
        if (settings.plot) draw_curves(settings.directory(), console);
        report_end(console, split, trainer, history.seconds, trainer.iteration() - first, path);
    } catch (const core::DivergedError& error) {
        watcher.save_history();
        diverged(error, watcher, path);
    }
    return 0;
}

/// All that can fail fails in the order of its cost: settings, directory, data, model.
int train_command(const TrainSettings& settings, Console& console) {
    check_settings(settings);
    const std::string directory = settings.directory();
    const std::string path = directory + "/" + model_file;
    if (settings.resume && !io::exists(path)) {
        throw core::NoInputError(core::message("train", "there is no run to resume",
                                               {"file: " + path}, "leave out --resume"));
    }
    console.note(
        text("kasane %s, %s, %d threads", KASANE_VERSION, kernels::table().isa, core::threads()));
    io::probe_writable(directory);
    if (!settings.tensorboard.empty()) io::probe_writable(settings.tensorboard);
    const io::RunLock lock(directory);
    const data::Split split = load_split(settings.data);
    const std::unique_ptr<nn::Sequential> model = make_model(settings, split.train);
    train::Trainer trainer(*model, split.train, trainer_options(settings, split.train));
    const Notes notes = data_notes(split.train, settings.data.name);
    if (settings.resume) trainer.resume(path, notes);
    report_start(console, settings, split, trainer);
    return run_training(settings, split, trainer, path, notes, console);
}

}  // namespace

void add_train(CommandLine& line, Context& context) {
    Command& command = line.add("train", "Train a network on a data set");
    const auto settings = std::make_shared<TrainSettings>();
    add_train_options(command, *settings);
    command.action([settings, &context] { return train_command(*settings, context.console); });
}

}  // namespace kasane::cli
