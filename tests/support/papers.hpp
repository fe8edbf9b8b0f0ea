#pragma once
// An optimizer beside the formulas of its paper, written as plain loops over doubles.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::support {

using core::Index;

using Row = std::vector<double>;

/// What the formulas are about: each weight by itself, each tensor, or all weights together.
enum class Over { weight, tensor, model };

/// The weights that a formula is about, and what it remembers of them.
struct Part {
    Row w, g;
    bool is_matrix = false;
    std::map<std::string, Row> kept{};

    /// Zeros, as many as there are weights, before the first use.
    Row& operator[](const std::string& name) {
        return kept.try_emplace(name, Row(w.size())).first->second;
    }
    /// One number; zero before the first use.
    double& number(const std::string& name) { return (*this)[name][0]; }
    std::size_t size() const { return w.size(); }
};

/// One step: its number and the value of the loss.
struct Now {
    int t;
    double loss;
};

inline double dot(const Row& a, const Row& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}
inline double norm(const Row& a) { return std::sqrt(dot(a, a)); }
inline double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

inline constexpr std::size_t in_matrix = 6;  // weights of a matrix of 2 x 3
inline constexpr std::size_t in_all = 9;     // and of a vector of 3
inline const Row start = {0.5, -0.8, 1.1, -0.3, 0.9, 0.2, 0.4, -0.6, 0.7};

inline Row slice(const Row& row, std::size_t from, std::size_t to) {
    return {row.begin() + static_cast<std::ptrdiff_t>(from),
            row.begin() + static_cast<std::ptrdiff_t>(to)};
}

/// Gradients of a step, neither all of one sign nor periodic.
inline Row gradient_at(int t) {
    Row g(in_all);
    for (std::size_t i = 0; i < in_all; ++i) {
        g[i] = 0.8 * std::sin(1.7 * t + 2.3 * static_cast<double>(i)) + 0.1;
    }
    return g;
}

inline std::vector<Part> parts_over(Over over) {
    std::vector<Part> parts;
    const std::size_t step = over == Over::weight ? 1 : over == Over::model ? in_all : in_matrix;
    for (std::size_t from = 0, to = step; from < in_all;
         from = to, to = std::min(in_all, to + step)) {
        const bool is_matrix = over != Over::model && from < in_matrix;
        parts.push_back({.w = slice(start, from, to), .g = {}, .is_matrix = is_matrix});
    }
    return parts;
}

/// The matrix and the vector, moved by an optimizer of the library.
class Moved {
public:
    explicit Moved(const std::string& text)
        : tensors_(in_two(start)),
          optimizer_(text, autograd::Parameters{{"matrix", tensors_[0].requires_grad()},
                                                {"vector", tensors_[1].requires_grad()}}) {}

    void step(const Row& gradient, double loss) {
        const std::vector<autograd::Tensor> g = in_two(gradient);
        optimizer_.zero_grad();
        (autograd::sum(tensors_[0] * g[0]) + autograd::sum(tensors_[1] * g[1])).backward();
        optimizer_.step(loss);
    }
    double weight(std::size_t i) const {
        return i < in_matrix ? tensors_[0].item(static_cast<Index>(i))
                             : tensors_[1].item(static_cast<Index>(i - in_matrix));
    }

private:
    static autograd::Tensor tensor(const Row& row, const core::Shape& shape) {
        return autograd::Tensor(core::Array::from(std::span<const double>(row), shape));
    }
    static std::vector<autograd::Tensor> in_two(const Row& row) {
        return {tensor(slice(row, 0, in_matrix), {2, 3}),
                tensor(slice(row, in_matrix, in_all), {3})};
    }

    std::vector<autograd::Tensor> tensors_;
    optim::Optimizer optimizer_;
};

/// Five steps with fixed gradients and losses: `formula(now, part)` must move part.w as the
/// optimizer moves its weights.
template <class Formula>
void expect_is(const std::string& text, Over over, Formula formula) {
    Moved ours(text);
    std::vector<Part> parts = parts_over(over);
    for (int t = 1; t <= 5; ++t) {
        const Row g = gradient_at(t);
        const double loss = 1.5 + 0.4 * std::cos(2.1 * t);
        ours.step(g, loss);
        std::size_t next = 0;
        for (Part& part : parts) {
            part.g = slice(g, next, next + part.size());
            formula(Now{t, loss}, part);
            for (const double want : part.w) {
                EXPECT_NEAR(ours.weight(next), want, 1e-12 * std::fmax(1, std::fabs(want)))
                    << text << ": weight " << next << " after step " << t;
                ++next;
            }
        }
    }
}

/// The same for formulas of one weight: `formula(t, w, g, kept)`.
template <class Formula>
void expect_weight_is(const std::string& text, Formula formula) {
    expect_is(text, Over::weight, [&](Now now, Part& part) {
        formula(now.t, part.w[0], part.g[0],
                [&](const char* name) -> double& { return part.number(name); });
    });
}

}  // namespace kasane::support
