#pragma once
// What kasane-ulp prints of its measurements: lines, JSON or a table for docs/numerics.md.

#include <string>
#include <vector>

#include "tests/support/accuracy.hpp"

namespace kasane::support {

/// One finished measurement.
struct Line {
    std::string text;  // swish, slope
    std::string name;  // swish, with parameters if given
    std::string what;  // slope
    Goals goals{};
    int order = 0;
    Accuracy accuracy;

    double goal() const { return goals.of(order); }
    bool met() const { return accuracy.meets(goal(), goals.near_root); }
    bool fully_met() const { return accuracy.meets_fully(goal(), goals.near_root); }
};

std::string plain_text(const Line& line);
std::string json_text(const Line& line);
/// A line back from its JSON.
Line line_of_json(const std::string& text);

/// Rows of tests/support/accuracy_shortfalls.inc, figures raised by a fifth.
std::string shortfalls_text(const std::vector<Line>& lines);

/// The table of docs/numerics.md, one row an entry, with PyTorch's figures beside ours.
std::string markdown(const std::vector<Line>& lines);

}  // namespace kasane::support
