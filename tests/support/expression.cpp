#ifdef KASANE_HAS_MPFR
#include "tests/support/expression.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

#include "tests/support/expression_functions.hpp"

namespace kasane::support {

/// Reads a text from left to right; every method reads one level of the grammar and returns the
/// place of its node.
class Expression::Reader {
public:
    Reader(std::string_view text, std::vector<std::string> names, std::vector<Node>& nodes)
        : text_(text), names_(std::move(names)), nodes_(nodes) {}

    void whole() {
        const std::size_t last = choice();
        if (peek() != '\0') fail("expected the end");
        if (last + 1 != nodes_.size()) nodes_.push_back(nodes_[last]);
    }

private:
    using Level = std::size_t (Reader::*)();

    std::size_t choice() {
        const std::size_t condition = either();
        if (!accept("?")) return condition;
        const std::size_t yes = choice();
        expect(":");
        return add({.kind = Kind::choice, .parts = {condition, yes, choice()}});
    }

    std::size_t either() { return chain(&Reader::both, {"||"}); }
    std::size_t both() { return chain(&Reader::comparison, {"&&"}); }
    std::size_t comparison() { return chain(&Reader::sum, {"<=", ">=", "==", "<", ">"}); }
    std::size_t sum() { return chain(&Reader::product, {"+", "-"}); }
    std::size_t product() { return chain(&Reader::signed_power, {"*", "/"}); }

    /// a op b op c, from the left.
    std::size_t chain(Level part, std::initializer_list<std::string_view> operators) {
        std::size_t result = (this->*part)();
        for (;;) {
            const auto found = std::find_if(operators.begin(), operators.end(),
                                            [&](std::string_view one) { return accept(one); });
            if (found == operators.end()) return result;
            result = call(*found, {result, (this->*part)()});
        }
    }

    /// -x^2 is -(x^2), as in print.
    std::size_t signed_power() {
        if (accept("-")) return call("negative", {signed_power()});
        const std::size_t base = atom();
        return accept("^") ? call("^", {base, signed_power()}) : base;
    }

    std::size_t atom() {
        const char c = peek();
        if (accept("(")) {
            const std::size_t result = choice();
            expect(")");
            return result;
        }
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return literal();
        const std::string name = word();
        if (!accept("(")) return named(name);
        std::vector<std::size_t> arguments{choice()};
        while (accept(",")) arguments.push_back(choice());
        expect(")");
        return call(name, std::move(arguments));
    }

    std::size_t literal() {
        const std::string rest(text_.substr(at_));
        char* end = nullptr;
        std::strtod(rest.c_str(), &end);
        const auto length = static_cast<std::size_t>(end - rest.c_str());
        at_ += length;
        return add({.kind = Kind::number, .number = rest.substr(0, length)});
    }

    std::string word() {
        const std::size_t start = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
            ++at_;
        }
        if (at_ == start) fail("expected a name");
        return std::string(text_.substr(start, at_ - start));
    }

    std::size_t named(const std::string& name) {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found != names_.end()) {
            const auto place = static_cast<std::size_t>(found - names_.begin());
            return add({.kind = Kind::name, .name = place});
        }
        if (name == "pi") return add({.kind = Kind::pi});
        fail("unknown name " + name);
    }

    std::size_t call(std::string_view name, std::vector<std::size_t> arguments) {
        const ExpressionFunction* function = expression_function(name);
        if (function == nullptr) fail("unknown function " + std::string(name));
        if (arguments.size() < function->least || arguments.size() > function->most) {
            fail("wrong number of arguments of " + std::string(name));
        }
        return add({.kind = Kind::call, .function = function, .parts = std::move(arguments)});
    }

    /// What was written before is computed once.
    std::size_t add(Node node) {
        const auto [place, is_new] = known_.emplace(node, nodes_.size());
        if (is_new) nodes_.push_back(std::move(node));
        return place->second;
    }

    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(std::string_view wanted) {
        peek();
        if (!text_.substr(at_).starts_with(wanted)) return false;
        at_ += wanted.size();
        return true;
    }
    void expect(std::string_view wanted) {
        if (!accept(wanted)) fail("expected " + std::string(wanted));
    }
    [[noreturn]] void fail(const std::string& problem) const {
        throw std::runtime_error(problem + " at " + std::to_string(at_) +
                                 " of: " + std::string(text_));
    }

    std::string_view text_;
    std::vector<std::string> names_;
    std::vector<Node>& nodes_;
    std::map<Node, std::size_t> known_;
    std::size_t at_ = 0;
};

/// One walk over the nodes that are needed.
class Expression::Evaluation {
public:
    Evaluation(const std::vector<Node>& nodes, std::span<const Interval> values)
        : nodes_(nodes), values_(values), results_(nodes.size()), bits_(values[0].bits()) {}

    const Interval& at(std::size_t place) {
        std::optional<Interval>& result = results_[place];
        if (!result) result = compute(nodes_[place]);
        return *result;
    }

private:
    Interval compute(const Node& node) {
        switch (node.kind) {
            case Kind::number: return number(node.number);
            case Kind::name: return values_[node.name];
            case Kind::pi: return pi(bits_);
            case Kind::choice: return choice(node);
            case Kind::call: break;
        }
        std::vector<Interval> arguments;
        arguments.reserve(node.parts.size());
        for (const std::size_t part : node.parts) arguments.push_back(at(part));
        return node.function->compute(arguments);
    }

    Interval number(const std::string& text) const {
        Interval result(bits_);
        mpfr_set_str(result.low, text.c_str(), 10, MPFR_RNDD);
        mpfr_set_str(result.high, text.c_str(), 10, MPFR_RNDU);
        return result;
    }

    Interval choice(const Node& node) {
        const Interval& condition = at(node.parts[0]);
        if (condition.certainly_true()) return at(node.parts[1]);
        if (condition.certainly_false()) return at(node.parts[2]);
        return hull(at(node.parts[1]), at(node.parts[2]));
    }

    const std::vector<Node>& nodes_;
    std::span<const Interval> values_;
    std::vector<std::optional<Interval>> results_;
    mpfr_prec_t bits_;
};

Expression::Expression(std::string_view text, std::vector<std::string> names) {
    Reader(text, std::move(names), nodes_).whole();
}

Interval Expression::operator()(std::span<const Interval> values) const {
    return Evaluation(nodes_, values).at(nodes_.size() - 1);
}

std::vector<double> Expression::literals() const {
    std::vector<double> all;
    for (const Node& node : nodes_) {
        if (node.kind == Kind::number) all.push_back(std::strtod(node.number.c_str(), nullptr));
    }
    return all;
}

}  // namespace kasane::support
#endif
