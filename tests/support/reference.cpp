#include "tests/support/reference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#ifdef KASANE_HAS_MPFR
#include "tests/support/expression.hpp"
#endif

namespace kasane::support {

bool Sides::differ() const {
    return std::abs(left - right) > 0x1p-40 * std::max(std::abs(left), std::abs(right));
}

bool Sides::enclose(double x, double tolerance) const {
    return x >= std::min(left, right) - tolerance && x <= std::max(left, right) + tolerance;
}

#ifdef KASANE_HAS_MPFR

bool can_evaluate_texts() { return true; }

namespace {

/// Tried one after the other until the result is certain.
constexpr mpfr_prec_t ladder[] = {448, 1152, 2304, 4608};

/// How many steps each argument is away from the point.
using Steps = std::vector<int>;

struct Term {
    long factor;
    Steps steps;
};

}  // namespace

struct Reference::Parts {
    explicit Parts(const Subject& subject)
        : fixed(subject.fixed),
          formula(subject.info->formula, all_names(subject)),
          inputs(static_cast<std::size_t>(subject.inputs)) {
        if (!subject.info->slope.empty())
            slope.emplace_back(subject.info->slope, all_names(subject));
        for (const auto& [name, place] : subject.synonyms) synonyms.push_back(place);
    }

    static std::vector<std::string> all_names(const Subject& subject) {
        std::vector<std::string> all = subject.names;
        for (const auto& [name, place] : subject.synonyms) all.push_back(name);
        return all;
    }

    /// The exponent of the step of argument i: far below the digits of the argument, far above
    /// those of the arithmetic.
    long step(std::size_t i) const {
        const double size = std::min(1.0, std::abs(point[i]));
        return size == 0 ? -300 : std::ilogb(size) - 80;
    }

    Interval argument(std::size_t i, int steps, mpfr_prec_t bits) const {
        const Interval exact(bits, point[i]);
        return steps == 0 ? exact : exact + Interval(bits, steps).scaled(step(i));
    }

    Interval evaluate(const Expression& text, const Steps& steps, mpfr_prec_t bits) const {
        std::vector<Interval> values;
        for (std::size_t i = 0; i < point.size(); ++i) {
            values.push_back(argument(i, steps.empty() ? 0 : steps[i], bits));
        }
        for (const double one : fixed) values.emplace_back(bits, one);
        for (const std::size_t place : synonyms) values.push_back(values[place]);
        return text(values);
    }

    const Interval& near(const Steps& steps, mpfr_prec_t bits) {
        const auto key = std::pair(bits, steps);
        const auto found = known.find(key);
        if (found != known.end()) return found->second;
        return known.emplace(key, evaluate(formula, steps, bits)).first->second;
    }

    /// The sum of the terms times 2^exponent.
    double combination(const std::vector<Term>& terms, long exponent) {
        for (const mpfr_prec_t bits : ladder) {
            Interval sum(bits, 0);
            for (const Term& term : terms) {
                sum =
                    sum + Interval(bits, static_cast<double>(term.factor)) * near(term.steps, bits);
            }
            const double result = sum.scaled(exponent).certain();
            if (!std::isnan(result)) return result;
            // What overflows once does so with more digits too.
            if (bits != ladder[0] && sum.is_unbounded()) break;
        }
        return std::numeric_limits<double>::quiet_NaN();
    }

    Steps moved(std::size_t i, int by, std::size_t j = 0, int by_j = 0) const {
        Steps steps(point.size(), 0);
        steps[i] += by;
        steps[j] += by_j;
        return steps;
    }

    /// A difference around 0 is not exactly 0 for x^3.
    double settled(double result, std::size_t i) const {
        return point[i] == 0 && std::abs(result) < 0x1p-250 * smallest ? 0 : result;
    }

    std::vector<double> fixed;
    Expression formula;
    std::vector<Expression> slope;  // one or none
    std::vector<std::size_t> synonyms;
    std::vector<double> point;
    std::size_t inputs;
    double smallest = 1;  // of the inputs that are not 0
    std::map<std::pair<mpfr_prec_t, Steps>, Interval> known;
};

Reference::Reference(const Subject& subject) : parts_(std::make_unique<Parts>(subject)) {}

void Reference::move_to(std::span<const double> arguments) {
    parts_->point.assign(arguments.begin(), arguments.end());
    parts_->known.clear();
    parts_->smallest = 1;
    for (std::size_t k = 0; k < parts_->inputs; ++k) {
        const double size = std::abs(arguments[k]);
        if (size > 0 && size < parts_->smallest) parts_->smallest = size;
    }
}

double Reference::value() { return parts_->combination({{1, Steps(parts_->point.size(), 0)}}, 0); }

double Reference::by(std::size_t i) {
    Parts& p = *parts_;
    const double result = p.combination({{1, p.moved(i, 1)}, {-1, p.moved(i, -1)}}, -p.step(i) - 1);
    return p.settled(result, i);
}

double Reference::by(std::size_t i, std::size_t j) {
    Parts& p = *parts_;
    if (i == j) {
        const double result = p.combination(
            {{1, p.moved(i, 1)}, {-2, p.moved(i, 0)}, {1, p.moved(i, -1)}}, -2 * p.step(i));
        return p.settled(result, i);
    }
    const double result = p.combination({{1, p.moved(i, 1, j, 1)},
                                         {-1, p.moved(i, 1, j, -1)},
                                         {-1, p.moved(i, -1, j, 1)},
                                         {1, p.moved(i, -1, j, -1)}},
                                        -p.step(i) - p.step(j) - 2);
    return p.settled(p.settled(result, i), j);
}

// The point itself stays out of what is seen from one side: the formula may jump there.
Sides Reference::slopes(std::size_t i) {
    Parts& p = *parts_;
    const auto side = [&](int to) {
        const std::vector<Term> terms{
            {-5 * to, p.moved(i, to)}, {8 * to, p.moved(i, 2 * to)}, {-3 * to, p.moved(i, 3 * to)}};
        return p.settled(p.combination(terms, -p.step(i) - 1), i);
    };
    return {side(-1), side(1)};
}

Sides Reference::curvatures(std::size_t i) {
    Parts& p = *parts_;
    const auto side = [&](int to) {
        const std::vector<Term> terms{
            {1, p.moved(i, to)}, {-2, p.moved(i, 2 * to)}, {1, p.moved(i, 3 * to)}};
        return p.settled(p.combination(terms, -2 * p.step(i)), i);
    };
    return {side(-1), side(1)};
}

bool Reference::jumps(std::size_t i) {
    const Sides beside = slopes(i);
    const double across = by(i);
    const double size = std::max(std::abs(beside.left), std::abs(beside.right));
    return std::abs(across) > 0x1p60 * size + 0x1p60 && !beside.enclose(across, 0);
}

bool Reference::has_slope_text() const { return !parts_->slope.empty(); }

double Reference::slope_text() {
    for (const mpfr_prec_t bits : ladder) {
        const double result = parts_->evaluate(parts_->slope[0], {}, bits).certain();
        if (!std::isnan(result)) return result;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> Reference::landmarks() const {
    std::vector<double> all = parts_->formula.literals();
    for (const Expression& text : parts_->slope) {
        for (const double one : text.literals()) all.push_back(one);
    }
    return all;
}

double evaluate_expression(std::string_view text, const std::map<std::string, double>& names) {
    std::vector<std::string> order;
    for (const auto& [name, value] : names) order.push_back(name);
    const Expression expression(text, order);
    for (const mpfr_prec_t bits : ladder) {
        std::vector<Interval> values;
        for (const auto& [name, value] : names) values.emplace_back(bits, value);
        const double result = expression(values).certain();
        if (!std::isnan(result)) return result;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

#else

bool can_evaluate_texts() { return false; }

struct Reference::Parts {};

Reference::Reference(const Subject&) { throw std::runtime_error("built without MPFR"); }
void Reference::move_to(std::span<const double>) {}
double Reference::value() { return 0; }
double Reference::by(std::size_t) { return 0; }
double Reference::by(std::size_t, std::size_t) { return 0; }
Sides Reference::slopes(std::size_t) { return {}; }
Sides Reference::curvatures(std::size_t) { return {}; }
bool Reference::has_slope_text() const { return false; }
double Reference::slope_text() { return 0; }
std::vector<double> Reference::landmarks() const { return {}; }
double evaluate_expression(std::string_view, const std::map<std::string, double>&) {
    throw std::runtime_error("built without MPFR");
}

#endif

Reference::~Reference() = default;

}  // namespace kasane::support
