#pragma once
// Numbers as texts, without loss. Inside the commands an f32 or bf16 number is a double that holds
// it exactly.

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/cli/console.hpp"
#include "kasane/core/dtype.hpp"
#include "kasane/core/types.hpp"

namespace kasane::cli {

/// The nearest number of f64, f32 or bf16, ties to even.
double round_to(double x, core::DType dtype);

/// The number nearest to a decimal or hexadecimal text, "inf" or "nan"; rounded once, straight
/// from the text. Nothing if it is no number.
std::optional<double> parse_number(const std::string& text, core::DType dtype);

/// Enough digits that parse_number gives the same: 17 for f64, 9 for f32, the fewest for bf16.
std::string round_trip(double x, core::DType dtype);

/// Infinite and undefined numbers as texts: JSON has none.
Json exact_json(double x);

/// Rows of numbers, read line by line: blanks or tabs between them; empty lines and what follows a
/// # are skipped.
class NumberLines {
public:
    /// `name` is what messages call the stream.
    NumberLines(std::istream& in, std::string name, core::DType dtype)
        : in_(in), name_(std::move(name)), dtype_(dtype) {}

    /// Reads the next row; false at the end.
    /// Throws   DataError with the line's number for what is no number.
    bool next(std::vector<double>& row);

    /// Whether a further line can be had without waiting for it.
    bool ready() const;

    /// Throws DataError about the line just read: "NAME, line 7: PROBLEM".
    [[noreturn]] void fail(const std::string& problem, const std::string& hint = {}) const;

private:
    bool next_line();
    void parse_line(std::vector<double>& row) const;

    std::istream& in_;
    std::string name_;
    core::DType dtype_;
    core::Index number_ = 0;  // of the line just read, from 1
    std::string line_;
};

}  // namespace kasane::cli
