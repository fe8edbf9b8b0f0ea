#pragma once
// A rule that goes from parameter to parameter, each seen as a matrix in double, whatever the type
// of the model.

#include <span>
#include <vector>

#include "kasane/optim/algorithms.hpp"
#include "kasane/optim/matrix.hpp"

namespace kasane::optim {

using Numbers = std::span<double>;

/// One parameter as a rule sees it.
struct View {
    bool is_matrix;
    Matrix w;
    Matrix g;
    double t;
    std::vector<Numbers> state;
};

/// What a rule keeps for a parameter: a name, and how many numbers. They start at 0.
struct Kept {
    const char* name;
    Index size;
};

/// What a parameter looks like.
struct Size {
    Index rows;
    Index cols;
    bool is_matrix;
};

/// The rule itself, with the struct of its entry inside a formula.
struct MatrixSteps {
    std::vector<Kept> (*kept)(const catalog::Formula&, const Size&);
    void (*step)(const catalog::Formula&, View& parameter);
};

/// Applies a step to every parameter that has a gradient.
std::unique_ptr<Rule> make_matrix_rule(const Making& making, const MatrixSteps& steps);

/// The rule of a struct with overloads kept_by(const F&, const Size&) and step(const F&, View&).
template <class F>
std::unique_ptr<Rule> matrix_rule(const Making& making) {
    return make_matrix_rule(
        making,
        {[](const catalog::Formula& f, const Size& size) { return kept_by(f.as<F>(), size); },
         [](const catalog::Formula& f, View& parameter) { step(f.as<F>(), parameter); }});
}

/// mean = beta * mean + (1 - beta) * x.
inline void average(double& mean, double x, double beta) { mean = beta * mean + (1 - beta) * x; }

/// w * (1 - share).
void shrink(Matrix& w, double share);

struct AdamSettings {
    double lr, beta1, beta2, eps, weight_decay;
};

/// What matrix rules do with vectors: AdamW, whose means are the first two arrays of the state.
void step_as_adamw(const AdamSettings& adam, View& p);

}  // namespace kasane::optim
