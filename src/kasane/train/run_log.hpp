#pragma once
// The history of a run, in its directory: as CSV, as JSON lines and, if asked for, as TensorBoard's
// event file.

#include <memory>
#include <string>

#include "kasane/io/append_file.hpp"
#include "kasane/io/tensorboard.hpp"
#include "kasane/train/fit.hpp"

namespace kasane::train {

/// One row a step, numbered from 0 as in the book: loss of the batch before the update, learning
/// rate, and where the run was evaluated the accuracies after it.
///
///     history.csv     iteration,loss,lr,train_accuracy,test_accuracy, the last two mostly empty
///     history.jsonl {"iteration":0,"loss":2.3,"lr":0.01,"train_accuracy":0.1,"test_accuracy":0.1}
///     event files     tags loss, lr, accuracy/train, accuracy/test
///
/// Rows reach the files at flush(): before the model is saved, so that a model of iteration n
/// always has its n rows.
class KASANE_API RunLog {
public:
    /// Of a run that begins with step `first`. From 0 on the histories are new; else their rows
    /// before `first` stay and those after it go. No event files if `tensorboard` is empty.
    /// Throws   DataError or IoError if a history cannot be read.
    RunLog(const std::string& directory, Index first, const std::string& tensorboard = {});

    /// After each step; a learning rate that is NaN is left out.
    void add(Index iteration, double loss, double lr);
    /// After the step that it belongs to.
    void add(const Evaluation& evaluation);

    /// Throws   as io::AppendFile; the rows are then kept for the next time.
    void flush();

private:
    /// The last row, which an evaluation may complete.
    void finish_row();

    struct Row {
        Index iteration = -1;
        double loss = 0;
        double lr = 0;
        double train_accuracy = 0;
        double test_accuracy = 0;
    };

    Row row_;
    io::AppendFile csv_;
    io::AppendFile jsonl_;
    std::unique_ptr<io::TensorboardWriter> tensorboard_;
};

}  // namespace kasane::train

namespace kasane {
using train::RunLog;
}
