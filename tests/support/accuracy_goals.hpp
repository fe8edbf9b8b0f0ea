#pragma once
// How many ULPs each activation may be off in float: the one table that the tests, the program
// kasane-ulp and docs/numerics.md read.

#include <limits>
#include <string_view>

#include "kasane/catalog/info.hpp"

namespace kasane::support {

/// U is the error in units in the last place of the exact result (spacing 2^-149 below 2^-126); M
/// the error in units of ulp(max(|exact|, 1/8)), which is what counts within 2^-6 of an irrational
/// root of the function measured. Up to 1/2 away from such a root a sum of rounded terms cannot
/// reach U: the tests hold it to M there, and kasane-ulp says how far U is off.
struct Goals {
    char letter;  // of the class
    double value;
    double slope;
    double near_root = 2.0;      // M there
    bool slope_by_size = false;  // M everywhere for the slope: it has roots without end
    double largest = std::numeric_limits<double>::infinity();  // |x| up to which they are promised

    constexpr double of(int order) const { return order == 0 ? value : slope; }
};

inline constexpr Goals class_goals[] = {
    {'A', 0.5, 0.5},             // exact: compare, one rounding
    {'B', 1.0, 1.5},             // one or two roundings
    {'C', 1.5, 2.0},             // exponential
    {'c', 1.0, 2.0},             // exp and tanh themselves
    {'D', 2.0, 2.0},             // differences
    {'E', 2.0, 3.0},             // products
    {'F', 1.5, 2.0, 2.0, true},  // periodic, where |x| <= 2^16
    {'G', 1.5, 2.0, 2.0, true},  // erf, atan, asinh
    {'-', 2.0, 3.0},             // every other
};

/// What is computed: float by itself; float through double (exact mode); bfloat16 through float.
enum class Mode { plain, exact, bf16 };

inline constexpr Goals exact_goals{'x', 0.51, 0.6, 0.6};
inline constexpr Goals bf16_goals{'h', 0.51, 0.51, 0.51};

struct ClassOf {
    std::string_view name;
    char letter;
};

/// By the names of the catalog. gcu is a product, but one with roots without end.
inline constexpr ClassOf classes[] = {
    {"identity", 'A'},   {"relu", 'A'},        {"relu6", 'A'},      {"leaky_relu", 'A'},
    {"prelu", 'A'},      {"rrelu", 'A'},       {"threshold", 'A'},  {"hardtanh", 'A'},
    {"hardshrink", 'A'}, {"softshrink", 'A'},  {"relu2", 'A'},      {"abs", 'A'},
    {"step", 'A'},       {"hardsigmoid", 'B'}, {"hardswish", 'B'},  {"softsign", 'B'},
    {"isru", 'B'},       {"isrlu", 'B'},       {"squareplus", 'B'}, {"exponential", 'c'},
    {"tanh", 'c'},       {"sigmoid", 'C'},     {"softplus", 'C'},   {"logsigmoid", 'C'},
    {"elu", 'C'},        {"selu", 'C'},        {"celu", 'C'},       {"scaled_tanh", 'C'},
    {"gaussian", 'C'},   {"cloglog", 'C'},     {"tanhshrink", 'D'}, {"bentidentity", 'D'},
    {"symlog", 'D'},     {"swish", 'E'},       {"quick_gelu", 'E'}, {"gelu", 'E'},
    {"gelu_tanh", 'E'},  {"mish", 'E'},        {"logish", 'E'},     {"smish", 'E'},
    {"tanhexp", 'E'},    {"serf", 'E'},        {"elish", 'E'},      {"sine", 'F'},
    {"cosine", 'F'},     {"sinc", 'F'},        {"snake", 'F'},      {"gcu", 'F'},
    {"erf", 'G'},        {"arctan", 'G'},      {"asinh", 'G'},
};

constexpr const Goals& goals_of_class(char letter) {
    for (const Goals& one : class_goals) {
        if (one.letter == letter) return one;
    }
    return goals_of_class('-');
}

/// Whether a formula's text has waves in it: beyond 2^16 the words sin and cos promise nothing.
constexpr bool has_waves(std::string_view formula) {
    return formula.find("sin(") != std::string_view::npos ||
           formula.find("cos(") != std::string_view::npos;
}

constexpr Goals goals_of(const catalog::Info& info, Mode mode = Mode::plain) {
    Goals goals = goals_of_class('-');
    for (const ClassOf& one : classes) {
        if (one.name == info.name) goals = goals_of_class(one.letter);
    }
    if (has_waves(info.formula)) {
        goals.largest = 65536;
        goals.slope_by_size = true;
    }
    if (mode == Mode::plain) return goals;
    Goals made = mode == Mode::exact ? exact_goals : bf16_goals;
    made.slope_by_size = goals.slope_by_size;
    made.largest = goals.largest;
    return made;
}

/// Where float is not as near as the goal yet: how near it is. The tests hold it to that.
struct Shortfall {
    std::string_view name;
    int order;
    double ulps;
    double near_root;
};

inline constexpr Shortfall shortfalls[] = {
#include "tests/support/accuracy_shortfalls.inc"
    {"", 0, 0, 0},
};

/// What the tests ask for: the goal, or what has been reached.
constexpr Goals held_of(const catalog::Info& info, int order) {
    Goals goals = goals_of(info);
    for (const Shortfall& one : shortfalls) {
        if (one.name != info.name || one.order != order) continue;
        double& goal = order == 0 ? goals.value : goals.slope;
        goal = goal > one.ulps ? goal : one.ulps;
        goals.near_root = goals.near_root > one.near_root ? goals.near_root : one.near_root;
    }
    return goals;
}

}  // namespace kasane::support
