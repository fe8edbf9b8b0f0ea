#pragma once
// All commands. Each adds itself: its options, its help and what it does.

#include "kasane/cli/context.hpp"

namespace kasane::cli {

/// kasane train: trains a perceptron on a data set.
void add_train(CommandLine& line, Context& context);
/// kasane eval MODEL: accuracy and loss of a saved model.
void add_eval(CommandLine& line, Context& context);
/// kasane predict MODEL: the class of each sample.
void add_predict(CommandLine& line, Context& context);
/// kasane gradcheck: derivatives of a network against differences.
void add_gradcheck(CommandLine& line, Context& context);
/// kasane at SPEC: value and derivatives of an activation at the numbers it is given.
void add_at(CommandLine& line, Context& context);
/// kasane trace OPTIMIZER: what it adds to the weights for given gradients.
void add_trace(CommandLine& line, Context& context);
/// kasane race: optimizers side by side on a test surface.
void add_race(CommandLine& line, Context& context);
/// kasane graph: picture of a computation with values and gradients.
void add_graph(CommandLine& line, Context& context);
/// kasane arena: a fair comparison of optimizers, activations or losses.
void add_arena(CommandLine& line, Context& context);
/// kasane plot: pictures of functions.
void add_plot(CommandLine& line, Context& context);
/// kasane info: what this program is and what it finds.
void add_info(CommandLine& line, Context& context);
/// kasane list KIND: names and formulas of everything in the catalog.
void add_list(CommandLine& line, Context& context);
/// kasane describe [KIND] NAME: all that is known of an entry.
void add_describe(CommandLine& line, Context& context);

}  // namespace kasane::cli
