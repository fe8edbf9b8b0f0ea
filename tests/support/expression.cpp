#include "tests/support/expression.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace kasane::support {
namespace {

using Number = long double;

struct OneArgument {
    const char* name;
    Number (*f)(Number);
};
const OneArgument functions[] = {
    {"exp", std::exp},
    {"expm1", std::expm1},
    {"log", std::log},
    {"log1p", std::log1p},
    {"sqrt", std::sqrt},
    {"tanh", std::tanh},
    {"cosh", std::cosh},
    {"sinh", std::sinh},
    {"sin", std::sin},
    {"cos", std::cos},
    {"atan", std::atan},
    {"abs", std::fabs},
    {"erf", std::erf},
    {"erfc", std::erfc},
    {"floor", std::floor},
    {"sign", [](Number x) -> Number { return static_cast<Number>((x > 0) - (x < 0)); }},
};

class Reader {
public:
    Reader(std::string_view text, const Names& names) : text_(text), names_(names) {}

    Number whole() {
        const Number result = sum();
        if (peek() != '\0') fail("expected the end");
        return result;
    }

private:
    Number sum() {
        Number result = product();
        for (;;) {
            if (accept('+')) {
                result += product();
            } else if (accept('-')) {
                result -= product();
            } else {
                return result;
            }
        }
    }

    Number product() {
        Number result = signed_power();
        for (;;) {
            if (accept('*')) {
                result *= signed_power();
            } else if (accept('/')) {
                result /= signed_power();
            } else {
                return result;
            }
        }
    }

    /// -x^2 is -(x^2), as in print.
    Number signed_power() {
        if (accept('-')) return -signed_power();
        const Number base = atom();
        return accept('^') ? std::pow(base, signed_power()) : base;
    }

    Number atom() {
        const char c = peek();
        if (accept('(')) {
            const Number result = sum();
            expect(')');
            return result;
        }
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return literal();
        const std::string name = word();
        return accept('(') ? call(name) : named(name);
    }

    Number literal() {
        const std::string rest(text_.substr(at_));
        char* end = nullptr;
        const Number result = std::strtold(rest.c_str(), &end);
        at_ += static_cast<std::size_t>(end - rest.c_str());
        return result;
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

    Number named(const std::string& name) const {
        const auto found = names_.find(name);
        if (found != names_.end()) return found->second;
        if (name == "pi") return std::acos(Number(-1));
        fail("unknown name " + name);
    }

    Number call(const std::string& name) {
        std::vector<Number> arguments{sum()};
        while (accept(',')) arguments.push_back(sum());
        expect(')');
        if (name == "max") return *std::max_element(arguments.begin(), arguments.end());
        if (name == "min") return *std::min_element(arguments.begin(), arguments.end());
        for (const OneArgument& one : functions) {
            if (name == one.name && arguments.size() == 1) return one.f(arguments[0]);
        }
        fail("unknown function " + name);
    }

    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) fail(std::string("expected ") + c);
    }
    [[noreturn]] void fail(const std::string& problem) const {
        throw std::runtime_error(problem + " at " + std::to_string(at_) +
                                 " of: " + std::string(text_));
    }

    std::string_view text_;
    const Names& names_;
    std::size_t at_ = 0;
};

}  // namespace

long double evaluate_expression(std::string_view text, const Names& names) {
    return Reader(text, names).whole();
}

}  // namespace kasane::support
