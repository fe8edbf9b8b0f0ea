#include "kasane/io/csv.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "kasane/io/bytereader.hpp"
#include "kasane/io/gzip.hpp"

namespace kasane::io {
namespace {

using core::Index;

constexpr std::size_t longest_cell = 4096;
constexpr std::size_t most_columns = std::size_t{1} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Number {
    double value;
    std::errc error;
};

Number number_in(std::string_view cell) {
    std::string_view text = trimmed(cell);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number.value);
    number.error = stop == end ? error : std::errc::invalid_argument;
    return number;
}

class Parser {
public:
    Parser(std::string_view text, const std::string& name) : reader_(as_bytes(text), name, "csv") {}

    Table parse(CsvHeader mode) {
        if (reader_.remaining() >= byte_order_mark.size() &&
            reader_.text(byte_order_mark.size()) != byte_order_mark) {
            reader_.seek(0);
        }
        line_start_ = reader_.offset();
        skip_empty_lines();
        if (reader_.at_end()) reader_.fail("the file is empty", "rows of numbers", "nothing");
        first_row(mode);
        for (skip_empty_lines(); !reader_.at_end(); skip_empty_lines()) row();
        if (table_.rows == 0) fail("there are no rows", "numbers", "a header alone");
        return std::move(table_);
    }

private:
    [[noreturn]] void fail(std::string_view problem, std::string_view expected,
                           std::string_view found) const {
        reader_.fail_at(start_,
                        "line " + std::to_string(line_) + ", column " + std::to_string(column_) +
                            ": " + std::string(problem),
                        expected, found);
    }

    /// At the start of a line: goes to the end if nothing but empty lines follows.
    void skip_empty_lines() {
        const std::size_t here = reader_.offset();
        while (reader_.peek() == '\n' || reader_.peek() == '\r') reader_.take(1);
        if (!reader_.at_end()) reader_.seek(here);
    }

    void first_row(CsvHeader mode) {
        std::vector<std::string> cells;
        std::vector<Index> columns;
        std::size_t numbers = 0;
        do {
            if (cells.size() == most_columns) {
                fail("too many columns", "at most " + std::to_string(most_columns), "more");
            }
            cells.push_back(cell());
            columns.push_back(column_);
            if (number_in(cells.back()).error != std::errc::invalid_argument) ++numbers;
        } while (next_cell());
        if (cells.size() == 1 && cells[0].empty()) fail("the first line is empty", "cells", "none");
        table_.cols = static_cast<Index>(cells.size());
        if (mode == CsvHeader::automatic && numbers > 0 && numbers < cells.size()) {
            column_ = 1;
            fail("the first line mixes numbers and names", "a header or numbers",
                 std::to_string(numbers) + " numbers in " + std::to_string(cells.size()) +
                     " cells (say whether it is a header)");
        }
        if (mode == CsvHeader::yes || (mode == CsvHeader::automatic && numbers == 0)) {
            table_.header = std::move(cells);
        } else {
            for (std::size_t i = 0; i < cells.size(); ++i) {
                column_ = columns[i];
                add(cells[i]);
            }
            ++table_.rows;
        }
        end_line();
    }

    void row() {
        Index count = 0;
        do {
            const std::string text = cell();
            if (++count > table_.cols) wrong_length("more");
            add(text);
        } while (next_cell());
        if (count < table_.cols) wrong_length(std::to_string(count));
        ++table_.rows;
        end_line();
    }

    [[noreturn]] void wrong_length(const std::string& found) const {
        fail("the row has another length than the first", std::to_string(table_.cols) + " cells",
             found);
    }

    /// Reads one cell up to its comma or line end; start_ and column_ say where it began.
    const std::string& cell() {
        start_ = reader_.offset();
        column_ = static_cast<Index>(start_ - line_start_) + 1;
        cell_.clear();
        if (reader_.peek() == '"') {
            quoted_cell();
        } else {
            while (!at_separator()) {
                if (reader_.peek() == '"') fail("a quote inside a cell", "a quoted cell", "'\"'");
                keep();
            }
        }
        return cell_;
    }

    void quoted_cell() {
        reader_.take(1);
        Index breaks = 0;
        std::size_t last_line = line_start_;
        for (;;) {
            if (reader_.at_end()) fail("the quote is not closed", "'\"'", "the end of the file");
            if (reader_.peek() == '"') {
                reader_.take(1);
                if (reader_.peek() != '"') break;
            }
            const bool line_break = reader_.peek() == '\n';
            keep();
            if (line_break) {
                ++breaks;
                last_line = reader_.offset();
            }
        }
        if (!at_separator()) fail("text behind a closing quote", "a comma or a new line", "more");
        pending_lines_ += breaks;
        line_start_ = last_line;
    }

    void keep() {
        if (cell_.size() == longest_cell) {
            fail("a cell is too long", "at most " + byte_count(longest_cell), "more");
        }
        cell_ += reader_.text(1);
    }

    bool at_separator() {
        const int c = reader_.peek();
        if (c != '\r') return c == -1 || c == ',' || c == '\n';
        reader_.take(1);
        const int after = reader_.peek();
        if (after != '\n') fail("a carriage return without a line feed", "CRLF or LF", "CR");
        return true;
    }

    /// Passes a comma; false at the end of the line.
    bool next_cell() {
        if (reader_.peek() != ',') return false;
        reader_.take(1);
        return true;
    }

    void end_line() {
        if (!reader_.at_end()) reader_.take(1);
        line_ += 1 + std::exchange(pending_lines_, 0);
        line_start_ = reader_.offset();
    }

    void add(std::string_view text) {
        const auto [value, error] = number_in(text);
        if (error == std::errc::result_out_of_range) {
            fail("a number is out of range", "a double", in_quotes(text));
        }
        if (error != std::errc() || !std::isfinite(value)) {
            fail("a cell is not a number", "a finite number", in_quotes(text));
        }
        table_.values.push_back(value);
    }

    ByteReader reader_;
    Table table_;
    std::string cell_;
    Index line_ = 1;
    Index column_ = 1;
    Index pending_lines_ = 0;     // line breaks inside quotes of this row
    std::size_t start_ = 0;       // offset of the cell
    std::size_t line_start_ = 0;  // offset of the line
};

}  // namespace

Table parse_csv(std::string_view text, const std::string& name, CsvOptions options) {
    return Parser(text, name).parse(options.header);
}

Table load_csv(const std::string& path, CsvOptions options, std::size_t max_bytes) {
    const std::vector<std::byte> bytes = read_maybe_gz(path, max_bytes);
    return parse_csv(as_text(bytes), path, options);
}

}  // namespace kasane::io
