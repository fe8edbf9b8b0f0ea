#include "kasane/cli/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <cstdio>

#include "kasane/core/error.hpp"

namespace kasane::cli {

std::string text(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = std::vsnprintf(nullptr, 0, format, arguments);
    va_end(arguments);
    std::string result(static_cast<std::size_t>(length < 0 ? 0 : length), '\0');
    std::vsnprintf(result.data(), result.size() + 1, format, again);
    va_end(again);
    return result;
}

std::string short_number(double x) { return text("%.6g", x + 0.0); }  // -0 becomes 0

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string result;
    for (const std::string& part : parts) {
        if (!result.empty()) result += between;
        result += part;
    }
    return result;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::vector<std::string> lines{""};
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin + 1), text.size());
        const std::string_view word = text.substr(begin, end - begin);  // with its blank
        const bool is_full = columns_of(lines.back()) + columns_of(word) > width;
        if (is_full && lines.back().find_first_not_of(' ') != std::string::npos) {
            lines.push_back(std::string(indent, ' ') +
                            std::string(word.substr(word.front() == ' ' ? 1 : 0)));
        } else {
            lines.back() += word;
        }
        begin = end;
    }
    return lines;
}

std::vector<std::string> split_list(std::string_view list) {
    std::vector<std::string> parts{""};
    int depth = 0;
    for (const char c : list) {
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == ',' && depth <= 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    std::vector<std::string> all;
    for (const std::string& part : parts) {
        const std::size_t begin = part.find_first_not_of(" \t");
        if (begin == std::string::npos) continue;
        all.push_back(part.substr(begin, part.find_last_not_of(" \t") + 1 - begin));
    }
    return all;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++columns;
    }
    return columns;
}

std::string plain_file_name(std::string_view path) {
    std::string name(path.substr(path.find_last_of('/') + 1));
    for (char& c : name) {
        if (c < 0x20 || c > 0x7e) c = '?';
    }
    return name;
}

long long whole_number(std::string_view what, std::string_view text, long long low,
                       long long high) {
    long long number = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    const bool is_whole = last == end && error != std::errc::invalid_argument;
    const bool fits = is_whole && error == std::errc();
    if (fits && number >= low && number <= high) return number;
    std::string wanted = "a whole number";
    if (is_whole) {
        const bool too_low = fits ? number < low : text.front() == '-';
        wanted = too_low ? "at least " + std::to_string(low) : "at most " + std::to_string(high);
    }
    throw core::ValueError(std::string(what) + " must be " + wanted + ", got \"" +
                           std::string(text) + "\"");
}

}  // namespace kasane::cli
