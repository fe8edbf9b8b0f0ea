#pragma once
// Where commands write to. Whether that is a terminal, a pipe or a reader of JSON is decided once,
// here.

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace kasane::cli {

/// JSON whose keys keep their order.
using Json = nlohmann::ordered_json;

class Console {
public:
    Console(std::ostream& out, std::ostream& err, bool terminal);

    /// One JSON object a line instead of text.
    void use_json() { json_ = true; }
    /// Results only.
    void use_quiet() { quiet_ = true; }

    bool json() const { return json_; }
    bool quiet() const { return quiet_; }
    /// Whether a line may be redrawn in place.
    bool has_progress() const { return terminal_ && !json_ && !quiet_; }
    bool has_color() const { return color_; }
    bool is_terminal() const { return terminal_; }
    /// Whether it is a terminal that shows more than ASCII.
    bool has_unicode() const { return unicode_; }
    /// Columns that a line of a terminal may fill.
    int width() const { return width_; }

    /// A line of the result. Nothing in JSON.
    void line(std::string_view text);
    /// Many lines of the result at once, each with its end; in JSON too.
    void block(std::string_view lines);
    /// A line about how it goes. Nothing in JSON or when quiet.
    void note(std::string_view text);
    /// Rows with aligned columns, the first one a header; or as a Markdown table.
    void table(const std::vector<std::vector<std::string>>& rows, bool markdown = false);
    /// A line of JSON. Nothing otherwise.
    void event(const Json& object);
    /// A line on the error stream.
    void warn(std::string_view text);
    /// The last word of a command that failed.
    void error(std::string_view message, int exit_code);

    /// Draws the line at the foot of a terminal, or takes it away. `extra` characters of the text
    /// are not seen (colours).
    void redraw(std::string_view text, std::size_t extra = 0);
    void clear_line();

    /// Whether everything written so far has arrived.
    bool flush();

private:
    void put(std::string_view text);

    std::ostream& out_;
    std::ostream& err_;
    bool terminal_;
    bool json_ = false;
    bool quiet_ = false;
    bool color_ = false;
    bool unicode_ = false;
    int width_ = 80;
    std::size_t drawn_ = 0;  // columns of the line at the foot
};

}  // namespace kasane::cli
