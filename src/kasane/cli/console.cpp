#include "kasane/cli/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include <nlohmann/json.hpp>

#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

/// See https://no-color.org: any value but the empty one.
bool color_is_wanted() {
    const char* no_color = std::getenv("NO_COLOR");
    return no_color == nullptr || *no_color == '\0';
}

/// What the first of the variables that is set says of the encoding.
bool locale_is_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view locale(value);
        return locale.find("UTF-8") != std::string_view::npos ||
               locale.find("utf8") != std::string_view::npos;
    }
    return false;
}

int columns_of_terminal() {
    winsize size{};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::max<int>(size.ws_col, 20) : 80;
}

std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(row[i]));
    }
    return widths;
}

std::string aligned(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        line += row[i];
        if (i + 1 < row.size()) line.append(widths[i] - columns_of(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string markdown_row(const std::vector<std::string>& row) {
    std::string line = "|";
    for (const std::string& cell : row) {
        line += ' ';
        for (const char c : cell) line += c == '|' ? std::string("\\|") : std::string(1, c);
        line += " |";
    }
    return line;
}

}  // namespace

Console::Console(std::ostream& out, std::ostream& err, bool terminal)
    : out_(out), err_(err), terminal_(terminal) {
    if (!terminal) return;
    color_ = color_is_wanted();
    unicode_ = locale_is_utf8();
    width_ = columns_of_terminal();
}

void Console::put(std::string_view text) {
    clear_line();
    out_ << text << '\n';
    out_.flush();  // a reader of the pipe sees each row when it is made
}

void Console::line(std::string_view text) {
    if (!json_) put(text);
}

void Console::block(std::string_view lines) {
    if (lines.empty()) return;
    clear_line();
    out_ << lines;
    out_.flush();
}

void Console::note(std::string_view text) {
    if (!json_ && !quiet_) put(text);
}

void Console::table(const std::vector<std::vector<std::string>>& rows, bool markdown) {
    const std::vector<std::size_t> widths = widths_of(rows);
    bool is_header = true;
    for (const auto& row : rows) {
        line(markdown ? markdown_row(row) : aligned(row, widths));
        if (markdown && is_header) {
            std::string rule = "|";
            for (std::size_t i = 0; i < row.size(); ++i) rule += " --- |";
            line(rule);
        }
        is_header = false;
    }
}

void Console::event(const Json& object) {
    if (json_) put(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Console::warn(std::string_view text) {
    clear_line();
    out_.flush();
    err_ << "kasane: warning: " << text << '\n';
    err_.flush();
}

void Console::error(std::string_view message, int exit_code) {
    clear_line();
    out_.flush();
    err_ << (message.starts_with("kasane: ") ? "" : "kasane: ") << message << '\n';
    err_.flush();
    event({{"event", "error"}, {"message", message}, {"exit_code", exit_code}});
}

void Console::redraw(std::string_view text, std::size_t extra) {
    if (!has_progress()) return;
    const std::size_t columns = text.size() - extra;
    out_ << '\r' << text;
    // Blanks cover the rest of a longer line; no terminal takes them amiss.
    if (columns < drawn_) out_ << std::string(drawn_ - columns, ' ');
    drawn_ = columns;
    out_.flush();
}

void Console::clear_line() {
    if (drawn_ == 0) return;
    out_ << '\r' << std::string(drawn_, ' ') << '\r';
    drawn_ = 0;
}

bool Console::flush() {
    out_.flush();
    return out_.good();
}

}  // namespace kasane::cli
