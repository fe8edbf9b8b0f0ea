#include "kasane/cli/numbers.hpp"

#include <array>
#include <bit>
#include <cfenv>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <istream>
#include <limits>

#include <nlohmann/json.hpp>

#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using core::DType;

constexpr std::size_t longest_line = std::size_t{1} << 28;  // a row of ten million numbers
constexpr std::size_t longest_quote = 40;                   // of a wrong word in a message

bool is_odd(float x) { return (std::bit_cast<std::uint32_t>(x) & 1U) != 0; }

/// Drops the lower half of the bits; exact ties go to even.
float to_bf16(float x) {
    if (std::isnan(x)) return x;
    auto bits = std::bit_cast<std::uint32_t>(x);
    bits += 0x7fffU + (bits >> 16 & 1U);
    return std::bit_cast<float>(bits & 0xffff0000U);
}

/// A float that is exact, or else the neighbour whose last bit is 1: rounded once more, to fewer
/// digits, it gives what x itself would give.
float to_odd(double x) {
    const auto nearest = static_cast<float>(x);
    const auto held = static_cast<double>(nearest);
    if (held == x || is_odd(nearest) || std::isnan(x)) return nearest;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    return std::nextafterf(nearest, x > held ? infinity : -infinity);
}

float parse_to_odd(const char* text, char** end) {
    const int mode = std::fegetround();
    std::fesetround(FE_DOWNWARD);
    const float low = std::strtof(text, end);
    std::fesetround(FE_UPWARD);
    const float high = std::strtof(text, end);
    std::fesetround(mode);
    return is_odd(low) ? low : high;
}

/// What from_chars leaves to others: hexadecimal texts, and results out of range.
double parse_slowly(const char* text, char** end, DType dtype) {
    if (dtype == DType::f64) return std::strtod(text, end);
    if (dtype == DType::f32) return static_cast<double>(std::strtof(text, end));
    return static_cast<double>(to_bf16(parse_to_odd(text, end)));
}

template <class T>
std::optional<double> parse_plain(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    T x = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, x);
    if (error != std::errc() || end != last) return {};
    return static_cast<double>(x);
}

/// Whether the text could be a number: strtod also takes "nan(...)" and leading blanks.
bool is_plausible(const std::string& text) {
    const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    return text.size() > sign && text[sign] != '+' && text[sign] != '-' &&
           static_cast<unsigned char>(text[sign]) > ' ' && text.find('(') == std::string::npos;
}

template <class T>
std::string with_digits(T x, int digits) {
    std::array<char, 40> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x,
                                            std::chars_format::general, digits);
    return {buffer.data(), error == std::errc() ? end : buffer.data()};
}

std::string shortest_bf16(double x) {
    std::string text;
    for (int digits = 1; digits <= 5; ++digits) {
        text = with_digits(x, digits);
        if (round_to(parse_plain<double>(text).value_or(0), DType::bf16) == x) break;
    }
    return text;
}

/// As much of a wrong word as fits into a message.
std::string in_quotes(std::string_view word) {
    std::string text = "\"";
    for (const char c : word.substr(0, longest_quote)) text += c < 0x20 || c > 0x7e ? '?' : c;
    return text + (word.size() > longest_quote ? "...\"" : "\"");
}

}  // namespace

double round_to(double x, DType dtype) {
    if (dtype == DType::f64) return x;
    if (dtype == DType::f32) return static_cast<double>(static_cast<float>(x));
    return static_cast<double>(to_bf16(to_odd(x)));
}

std::optional<double> parse_number(const std::string& text, DType dtype) {
    if (!is_plausible(text)) return {};
    std::optional<double> x;
    if (dtype == DType::f64) x = parse_plain<double>(text);
    if (dtype == DType::f32) x = parse_plain<float>(text);
    if (x) return x;
    char* end = nullptr;
    const double slow = parse_slowly(text.c_str(), &end, dtype);
    if (end != text.c_str() + text.size()) return {};
    return slow;
}

std::string round_trip(double x, DType dtype) {
    if (std::isnan(x)) return "nan";  // its sign says nothing
    if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
    if (dtype == DType::f64) return with_digits(x, 17);
    if (dtype == DType::f32) return with_digits(static_cast<float>(x), 9);
    return shortest_bf16(x);
}

Json exact_json(double x) {
    if (std::isfinite(x)) return x;
    return round_trip(x, DType::f64);
}

bool NumberLines::next_line() {
    line_.clear();
    std::streambuf& from = *in_.rdbuf();
    constexpr int end = std::char_traits<char>::eof();
    int c = from.sbumpc();
    if (c == end) return false;
    ++number_;
    for (; c != end && c != '\n'; c = from.sbumpc()) {
        line_ += static_cast<char>(c);
        if (line_.size() > longest_line) fail("the line is too long");
    }
    return true;
}

void NumberLines::parse_line(std::vector<double>& row) const {
    constexpr const char* blanks = " \t\r";
    const std::string_view line = std::string_view(line_).substr(0, line_.find('#'));
    std::string word;
    for (std::size_t begin = line.find_first_not_of(blanks); begin != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
        word = line.substr(begin, end - begin);
        const std::optional<double> x = parse_number(word, dtype_);
        if (!x) {
            fail(in_quotes(word) + " is not a number",
                 "decimal as in -1.5e-3, hexadecimal as in 0x1.8p-3, inf or nan");
        }
        row.push_back(*x);
        begin = line.find_first_not_of(blanks, end);
    }
}

bool NumberLines::next(std::vector<double>& row) {
    row.clear();
    while (row.empty()) {
        if (!next_line()) return false;
        parse_line(row);
    }
    return true;
}

bool NumberLines::ready() const { return in_.rdbuf()->in_avail() > 0; }

void NumberLines::fail(const std::string& problem, const std::string& hint) const {
    throw core::DataError(
        core::message(name_ + ", line " + std::to_string(number_), problem, {}, hint));
}

}  // namespace kasane::cli
