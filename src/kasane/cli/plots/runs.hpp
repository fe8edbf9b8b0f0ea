#pragma once
// Pictures of training runs: how they went, and what their models have learned.

#include <string>
#include <vector>

#include "kasane/cli/command_line.hpp"
#include "kasane/cli/datasets.hpp"
#include "kasane/plot/figure.hpp"

namespace kasane::cli {

/// Which picture of a run; none of them: its curves.
struct RunPictures {
    bool confusion = false;
    bool worst = false;
    bool weights = false;
    bool histograms = false;
    bool boundary = false;
    DataChoice data{};  // else what the model was trained on

    bool any() const { return confusion || worst || weights || histograms || boundary; }
};

void add_run_options(Command& command, RunPictures& pictures);

/// Whether it is the directory of a run.
bool is_run(const std::string& path);

/// The curves of all runs, or one picture of the model of the only one.
/// Throws   ValueError for several pictures, or one of several runs; as load_model and read_run do.
plot::Figure run_figure(const std::vector<std::string>& paths, const RunPictures& pictures);

}  // namespace kasane::cli
