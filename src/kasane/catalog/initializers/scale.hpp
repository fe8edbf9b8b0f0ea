#pragma once
// Initialisers: the standard deviation that a weight's numbers start with. fan_in and fan_out are
// the numbers of inputs and outputs that one element of the result connects.

#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

enum class Distribution { normal, uniform };

struct Normal {
    double std = 0.01;

    static constexpr Info info{
        .name = "normal",
        .formula = "std * N(0, 1)",
        .source = "the book's weight_init_std",
    };
    static constexpr std::tuple params{
        Param<Normal>{"std", &Normal::std, non_negative, "standard deviation"},
    };
    static constexpr Distribution distribution = Distribution::normal;

    double operator()(double, double) const { return std; }
};

struct He {
    static constexpr Info info{
        .name = "he",
        .aliases = {"kaiming", "he_normal", "kaiming_normal"},
        .formula = "sqrt(2 / fan_in) * N(0, 1)",
        .source = "He et al. 2015, arXiv:1502.01852",
    };
    static constexpr Distribution distribution = Distribution::normal;

    double operator()(double fan_in, double) const { return sqrt(2 / fan_in); }
};

struct Xavier {
    static constexpr Info info{
        .name = "xavier",
        .aliases = {"glorot", "xavier_normal", "glorot_normal"},
        .formula = "sqrt(2 / (fan_in + fan_out)) * N(0, 1)",
        .source = "Glorot & Bengio 2010, AISTATS",
    };
    static constexpr Distribution distribution = Distribution::normal;

    double operator()(double fan_in, double fan_out) const { return sqrt(2 / (fan_in + fan_out)); }
};

struct XavierUniform {
    static constexpr Info info{
        .name = "xavier_uniform",
        .aliases = {"glorot_uniform"},
        .formula = "sqrt(6 / (fan_in + fan_out)) * U(-1, 1)",
        .source = "Glorot & Bengio 2010, AISTATS",
    };
    static constexpr Distribution distribution = Distribution::uniform;

    double operator()(double fan_in, double fan_out) const { return sqrt(2 / (fan_in + fan_out)); }
};

struct LeCun {
    static constexpr Info info{
        .name = "lecun",
        .aliases = {"lecun_normal"},
        .formula = "sqrt(1 / fan_in) * N(0, 1)",
        .source = "LeCun et al. 1998, Efficient BackProp; Klambauer et al. 2017 for SELU",
    };
    static constexpr Distribution distribution = Distribution::normal;

    double operator()(double fan_in, double) const { return sqrt(1 / fan_in); }
};

using Initializers = List<Normal, He, Xavier, XavierUniform, LeCun>;

}  // namespace kasane::catalog
