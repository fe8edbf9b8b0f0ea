#pragma once
// Small words for making lines of text.

#include <string>
#include <string_view>
#include <vector>

namespace kasane::cli {

/// What printf would print.
[[gnu::format(printf, 1, 2)]] std::string text(const char* format, ...);

/// Six digits at most, "inf" and "nan" included.
std::string short_number(double x);

/// "a, b, c".
std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

/// The text in lines of at most `width` columns, broken at blanks where that can be; lines from the
/// second on are indented.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t indent);

/// The parts between commas that stand in no brackets, without blanks around them: of
/// "sgd, adam(lr=1, eps=0)" two. Empty parts are left out.
std::vector<std::string> split_list(std::string_view list);

/// Columns that a UTF-8 text fills.
std::size_t columns_of(std::string_view text);

/// The name of a file without its folders, with '?' for everything but printable ASCII.
std::string plain_file_name(std::string_view path);

/// A whole number; throws ValueError naming `what` if the text is none, or outside low..high.
long long whole_number(std::string_view what, std::string_view text, long long low, long long high);

}  // namespace kasane::cli
