#pragma once
// What every entry of the catalog says about itself.

#include <array>
#include <cstdint>
#include <string_view>

namespace kasane::catalog {

/// A further name that stands for an entry with arguments: {"momentum", "momentum=0.9"} makes
/// `momentum` mean `sgd(momentum=0.9)`.
struct Preset {
    std::string_view name;
    std::string_view arguments;
};

/// A word as an argument that makes a name mean another one: {"approximate=tanh", "gelu_tanh"}
/// makes `gelu(approximate=tanh)` mean `gelu_tanh`.
struct Choice {
    std::string_view argument;
    std::string_view meaning;
};

struct Info {
    std::string_view name;
    /// Entries that share a name are told apart by `name(variant=...)`; the first of them in the
    /// list is the default. One entry may stand for several variants that agree.
    std::array<std::string_view, 3> variants = {};
    std::array<std::string_view, 8> aliases = {};
    std::array<Preset, 8> presets = {};
    std::array<Choice, 4> choices = {};
    /// The textbook form, and of an activation the one of its slope dy/dx. Tests evaluate them and
    /// compare them with the code.
    std::string_view formula = {};
    std::string_view slope = {};
    std::string_view source = {};
    /// What it is good at and where it hurts, a sentence each.
    std::string_view strengths = {};
    std::string_view weaknesses = {};
    /// Where we knowingly differ from the source, or what a user should know.
    std::string_view note = {};
    /// Of an activation: the initialiser that suits the weights in front of it.
    std::string_view initializer = "xavier";
    /// The derivative (0: the value) from which on arrays of float are computed in double and
    /// rounded once, since float's digits would not do inside.
    int double_from = 2;
};

/// One array of optimizer state: its name in checkpoints and the value it starts at.
struct Slot {
    std::string_view name;
    double start = 0;
};

/// What an optimizer's rule may know of the moment it runs.
struct Step {
    std::int64_t t = 1;     // 1, 2, ...
    double loss = 0;        // value of the objective at this step, if the caller gave one
    std::int64_t size = 1;  // elements of the tensor, for rules that go tensor by tensor
    std::int64_t rows = 1;  // its first dimension
    int rank = 1;           // its dimensions
};

}  // namespace kasane::catalog
