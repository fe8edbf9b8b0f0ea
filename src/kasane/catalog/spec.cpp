#include "kasane/catalog/spec.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "kasane/core/error.hpp"

namespace kasane::catalog {

Spec::Spec() = default;
Spec::Spec(std::string n, std::vector<Argument> a) : name(std::move(n)), arguments(std::move(a)) {}
Spec::Spec(const Spec&) = default;
Spec::Spec(Spec&&) noexcept = default;
Spec& Spec::operator=(const Spec&) = default;
Spec& Spec::operator=(Spec&&) noexcept = default;
Spec::~Spec() = default;

namespace {

// Own classification: <cctype> depends on the locale.
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == ':' || c == '.' || c == '/';
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {
        if (text.size() > 4096) fail("is longer than 4096 characters");
    }

    Spec whole_spec() {
        Spec spec = this->spec();
        end();
        return spec;
    }

    std::vector<Argument> whole_arguments() {
        std::vector<Argument> all;
        while (skip_blanks(), at_ < text_.size()) {
            if (!all.empty()) expect(',');
            all.push_back(argument());
        }
        return all;
    }

private:
    Spec spec() {
        skip_blanks();
        const std::size_t start = at_;
        while (at_ < text_.size() && (is_name(text_[at_]) || inner_blank())) ++at_;
        if (at_ == start) fail("expected a name");
        Spec result(std::string(text_.substr(start, at_ - start)), {});
        if (accept('(')) result.arguments = arguments(')');
        return result;
    }

    /// A blank between two parts of a name, as in "leaky relu".
    bool inner_blank() const {
        std::size_t next = at_;
        while (next < text_.size() && is_blank(text_[next])) ++next;
        return next > at_ && next < text_.size() && is_letter(text_[next]);
    }

    std::vector<Argument> arguments(char close) {
        const Depth depth(*this);
        std::vector<Argument> all;
        if (accept(close)) return all;
        do {
            all.push_back(argument());
        } while (accept(','));
        expect(close);
        return all;
    }

    Argument argument() {
        skip_blanks();
        const std::size_t start = at_;
        while (at_ < text_.size() && is_name(text_[at_])) ++at_;
        const std::string_view name = text_.substr(start, at_ - start);
        if (!name.empty() && accept('=')) {
            return {std::string(name), value()};
        }
        at_ = start;
        return {{}, value()};
    }

    Value value() {
        skip_blanks();
        for (const char open : {'(', '['}) {
            if (accept(open)) return {list(open == '(' ? ')' : ']')};
        }
        if (double number = 0; accept_number(number)) return {number};
        Spec word = spec();
        if (word.arguments.empty()) {
            const std::string name = normalised(word.name);
            if (name == "true" || name == "yes" || name == "on") return {true};
            if (name == "false" || name == "no" || name == "off") return {false};
        }
        return {std::move(word)};
    }

    std::vector<Value> list(char close) {
        const Depth depth(*this);
        std::vector<Value> all;
        if (accept(close)) return all;
        do {
            all.push_back(value());
        } while (accept(','));
        expect(close);
        return all;
    }

    bool accept_number(double& number) {
        std::size_t start = at_;
        const bool negative = start < text_.size() && text_[start] == '-';
        if (negative || (start < text_.size() && text_[start] == '+')) ++start;
        if (start == text_.size() ||
            !(is_digit(text_[start]) || text_[start] == '.' || text_.substr(start, 3) == "inf" ||
              text_.substr(start, 3) == "nan")) {
            return false;
        }
        const bool hex = text_.substr(start, 2) == "0x" || text_.substr(start, 2) == "0X";
        const char* first = text_.data() + start + (hex ? 2 : 0);
        const auto [end, error] =
            std::from_chars(first, text_.data() + text_.size(), number,
                            hex ? std::chars_format::hex : std::chars_format::general);
        const std::size_t next = static_cast<std::size_t>(end - text_.data());
        if (error != std::errc() || (next < text_.size() && is_name(text_[next]))) return false;
        at_ = next;
        if (negative) number = -number;
        return true;
    }

    /// Guards the recursion against hostile nesting.
    struct Depth {
        explicit Depth(Parser& p) : parser(p) {
            if (++parser.depth_ > 16) parser.fail("is nested deeper than 16 levels");
        }
        ~Depth() { --parser.depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;
        Parser& parser;
    };

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    bool accept(char c) {
        skip_blanks();
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) fail(std::string("expected '") + c + "'");
    }
    void end() {
        skip_blanks();
        if (at_ != text_.size()) fail("expected the end");
    }
    [[noreturn]] void fail(const std::string& problem) const {
        core::value_error("spec", problem,
                          {std::string(text_.substr(0, 200)),
                           std::string(std::min<std::size_t>(at_, 200), ' ') + "^"},
                          "write a name and its arguments, as in elu(alpha=0.5)");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

bool is_part(const Argument& argument) {
    return (argument.name.empty() || normalised(argument.name) == "then") &&
           std::holds_alternative<Spec>(argument.value.data);
}

Spec parse_spec(std::string_view text) { return Parser(text).whole_spec(); }

std::vector<Argument> parse_arguments(std::string_view text) {
    return Parser(text).whole_arguments();
}

std::string to_string(double number) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, number);
    return error == std::errc() ? std::string(text, end) : std::string("nan");
}

std::string to_string(const Value& value) {
    struct Visitor {
        std::string operator()(double number) const { return to_string(number); }
        std::string operator()(bool truth) const { return truth ? "true" : "false"; }
        std::string operator()(const Spec& spec) const { return to_string(spec); }
        std::string operator()(const std::vector<Value>& list) const {
            std::string text = "(";
            for (const Value& item : list) {
                if (text.size() > 1) text += ", ";
                text += to_string(item);
            }
            return text + ")";
        }
    };
    return std::visit(Visitor{}, value.data);
}

std::string to_string(const Spec& spec) {
    if (spec.arguments.empty()) return spec.name;
    std::string text = spec.name + "(";
    for (const Argument& argument : spec.arguments) {
        if (text.back() != '(') text += ", ";
        if (!argument.name.empty()) text += argument.name + "=";
        text += to_string(argument.value);
    }
    return text + ")";
}

std::string normalised(std::string_view name) {
    std::string result;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c - 'A' + 'a');
        } else if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
            result += c;
        }
    }
    return result;
}

}  // namespace kasane::catalog
