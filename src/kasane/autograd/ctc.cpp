#include "kasane/autograd/ctc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kasane/autograd/node.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/math/scalar.hpp"
#include "kasane/math/vocabulary.hpp"

namespace kasane::autograd {
namespace {

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

/// log(exp(a) + exp(b)).
double log_add(double a, double b) {
    const double top = std::max(a, b);
    return top == minus_infinity ? top : top + math::log1p(math::exp(std::min(a, b) - top));
}

/// What one sequence is read from and as.
struct Sequence {
    const double* log_probs;  // of its first step
    Index stride;             // from one step to the next
    Index steps;
    const std::int64_t* target;
    Index length;
    Index blank;

    /// States: blank, first label, blank, second label, ..., blank.
    Index states() const { return 2 * length + 1; }
    Index label(Index state) const { return state % 2 == 0 ? blank : target[state / 2]; }
    double at(Index step, Index state) const { return log_probs[step * stride + label(state)]; }
    /// Whether a reading may go from state - 2 to state, leaving out the blank between.
    bool may_skip_to(Index state) const {
        return state >= 2 && state % 2 == 1 && label(state) != label(state - 2);
    }
};

using Table = std::vector<double>;  // [steps, states]

/// log of the probability of all readings of steps 0..t that end in each state at t.
Table forward_table(const Sequence& one) {
    const Index width = one.states();
    Table table(static_cast<std::size_t>(one.steps * width), minus_infinity);
    for (Index t = 0; t < one.steps; ++t) {
        double* row = table.data() + t * width;
        const double* before = row - width;
        for (Index s = 0; s < width; ++s) {
            double reached = t == 0 && s < 2 ? 0 : minus_infinity;
            if (t > 0) {
                reached = before[s];
                if (s >= 1) reached = log_add(reached, before[s - 1]);
                if (one.may_skip_to(s)) reached = log_add(reached, before[s - 2]);
            }
            row[s] = reached + one.at(t, s);
        }
    }
    return table;
}

/// log of the probability of all readings of steps t+1.. that begin in each state at t.
Table backward_table(const Sequence& one) {
    const Index width = one.states();
    Table table(static_cast<std::size_t>(one.steps * width), minus_infinity);
    for (Index t = one.steps - 1; t >= 0; --t) {
        double* row = table.data() + t * width;
        const double* after = row + width;
        for (Index s = 0; s < width; ++s) {
            if (t == one.steps - 1) {
                row[s] = s >= width - 2 ? 0 : minus_infinity;
                continue;
            }
            double rest = after[s] + one.at(t + 1, s);
            if (s + 1 < width) rest = log_add(rest, after[s + 1] + one.at(t + 1, s + 1));
            if (s + 2 < width && one.may_skip_to(s + 2)) {
                rest = log_add(rest, after[s + 2] + one.at(t + 1, s + 2));
            }
            row[s] = rest;
        }
    }
    return table;
}

double log_likelihood(const Sequence& one, const Table& forward) {
    if (one.steps == 0) return one.length == 0 ? 0 : minus_infinity;
    const double* last = forward.data() + forward.size() - 1;
    return one.length == 0 ? *last : log_add(*last, *(last - 1));
}

/// Subtracts scale times the share of readings that take each class at each step.
void add_gradient(const Sequence& one, double scale, bool zero_infinity, double* out) {
    const Table forward = forward_table(one);
    const Table backward = backward_table(one);
    const double all = log_likelihood(one, forward);
    if (zero_infinity && std::isinf(all)) return;
    const Index width = one.states();
    for (Index t = 0; t < one.steps; ++t) {
        for (Index s = 0; s < width; ++s) {
            const auto at = static_cast<std::size_t>(t * width + s);
            const double share = math::exp(forward[at] + backward[at] - all);
            out[t * one.stride + one.label(s)] -= scale * share;
        }
    }
}

/// The arrays of a batch, checked.
class Batch {
public:
    Batch(const Tensor& log_probs, const Tensor& targets, const Tensor& steps,
          const Tensor& lengths, Index blank)
        : shape_(log_probs.shape()), blank_(blank) {
        check::rank("ctc", "log_probs", shape_, 3);
        check::rank("ctc", "targets", targets.shape(), 2);
        for (const Tensor* one : {&targets, &steps, &lengths}) {
            if (one->dtype() != DType::i64 || one->shape()[0] != size()) {
                core::shape_error("ctc", "targets and lengths are i64, one row a sequence",
                                  {{"log_probs", shape_}, {"got", one->shape()}});
            }
        }
        log_probs_ = kernels::convert(kernels::contiguous(log_probs.value()), DType::f64);
        targets_ = kernels::contiguous(targets.value());
        steps_ = kernels::contiguous(steps.value());
        lengths_ = kernels::contiguous(lengths.value());
        within("blank", blank, shape_[2] - 1);
        for (Index n = 0; n < size(); ++n) check_row(n);
    }

    Index size() const { return shape_[1]; }
    Sequence operator[](Index n) const {
        return {.log_probs = log_probs_.data<double>() + n * shape_[2],
                .stride = shape_[1] * shape_[2],
                .steps = steps_.data<std::int64_t>()[n],
                .target = targets_.data<std::int64_t>() + n * targets_.shape()[1],
                .length = lengths_.data<std::int64_t>()[n],
                .blank = blank_};
    }

private:
    static void within(const std::string& what, Index value, Index most) {
        if (value >= 0 && value <= most) return;
        core::value_error("ctc", what + " is " + std::to_string(value),
                          {"it can be 0.." + std::to_string(most)});
    }
    void check_row(Index n) const {
        const std::string row = " of sequence " + std::to_string(n);
        const Sequence one = (*this)[n];
        within("the number of steps" + row, one.steps, shape_[0]);
        within("the length of the target" + row, one.length, targets_.shape()[1]);
        for (Index i = 0; i < one.length; ++i) {
            within("a class" + row, one.target[i], shape_[2] - 1);
            if (one.target[i] != blank_) continue;
            core::value_error("ctc", "the target" + row + " contains the blank",
                              {"blank: " + std::to_string(blank_)});
        }
    }

    Shape shape_;
    Index blank_;
    Array log_probs_, targets_, steps_, lengths_;
};

Array gradient(const Batch& batch, bool zero_infinity, const Tensor& gy, const Tensor& log_probs) {
    Array out = Array::zeros(log_probs.shape(), DType::f64);
    core::parallel_for(batch.size(), 1, [&](Index begin, Index end) {
        for (Index n = begin; n < end; ++n) {
            double* place = out.data<double>() + n * log_probs.shape()[2];
            add_gradient(batch[n], gy.item(n), zero_infinity, place);
        }
    });
    return kernels::convert(out, log_probs.dtype());
}

}  // namespace

Tensor ctc(const Tensor& log_probs, const Tensor& targets, const Tensor& steps,
           const Tensor& lengths, Index blank, bool zero_infinity) {
    const Batch batch(log_probs, targets, steps, lengths, blank);
    Array values = Array::empty({batch.size(), 1}, DType::f64);
    core::parallel_for(batch.size(), 1, [&](Index begin, Index end) {
        for (Index n = begin; n < end; ++n) {
            const double loss = -log_likelihood(batch[n], forward_table(batch[n]));
            values.data<double>()[n] = zero_infinity && std::isinf(loss) ? 0 : loss;
        }
    });
    Array result = kernels::convert(values, log_probs.dtype());
    return record("ctc", std::move(result), inputs(log_probs),
                  [batch, zero_infinity, log_probs](const Tensor& gy) -> Gradients {
                      Array by_probs = gradient(batch, zero_infinity, gy, log_probs);
                      return {record("ctc_gradient", std::move(by_probs), inputs(gy, log_probs),
                                     [](const Tensor&) -> Gradients {
                                         core::value_error("ctc",
                                                           "second derivatives are not available",
                                                           {}, "differentiate it once");
                                     })};
                  });
}

Tensor ctc_lengths(const Tensor& lengths, DType dtype) {
    Array out = Array::empty({lengths.size(), 1}, DType::f64);
    for (Index n = 0; n < lengths.size(); ++n) {
        out.data<double>()[n] = std::max(lengths.item(n), 1.0);
    }
    return Tensor(kernels::convert(out, dtype));
}

}  // namespace kasane::autograd
