#include "kasane/cli/text_plot.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/cli/text.hpp"
#include "kasane/cli/window.hpp"

namespace kasane::cli {
namespace {

/// Dots on a raster, each of them part of the value, of the slope or of nothing.
class Raster {
public:
    enum Dot : char { nothing, slope, value };

    Raster(int columns, int rows)
        : columns_(columns),
          rows_(rows),
          dots_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), nothing) {}

    int columns() const { return columns_; }
    int rows() const { return rows_; }

    Dot at(int column, int row) const {
        return column < columns_ ? dots_[index(column, row)] : nothing;
    }
    void set(int column, int row, Dot dot) {
        if (row >= 0 && row < rows_ && at(column, row) < dot) dots_[index(column, row)] = dot;
    }

private:
    std::size_t index(int column, int row) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
               static_cast<std::size_t>(column);
    }

    int columns_;
    int rows_;
    std::vector<Dot> dots_;
};

/// Row of a height; far outside rows are all the same.
int row_of(double y, const Window& window, int rows) {
    const double share = (window.top - y) / (window.top - window.bottom);
    return static_cast<int>(std::lround(std::clamp(share, -9.0, 9.0) * (rows - 1)));
}

int column_of(double x, const Window& window, int columns) {
    return static_cast<int>(
        std::lround((x - window.left) / (window.right - window.left) * (columns - 1)));
}

bool jumps_between(const std::vector<Jump>& jumps, double low, double high) {
    return std::any_of(jumps.begin(), jumps.end(),
                       [&](const Jump& one) { return one.x >= low && one.x <= high; });
}

/// A line through all heights, broken where the curve jumps.
void draw_line(Raster& raster, const Window& window, const std::vector<double>& x,
               const std::vector<double>& y, const std::vector<Jump>& jumps) {
    for (int i = 0; i < raster.columns(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!std::isfinite(y[at])) continue;
        const int row = row_of(y[at], window, raster.rows());
        raster.set(i, row, Raster::value);
        if (i == 0 || !std::isfinite(y[at - 1])) continue;
        if (jumps_between(jumps, x[at - 1], x[at])) continue;
        const int before = row_of(y[at - 1], window, raster.rows());
        const int middle = (row + before) / 2;  // each column takes the half that is nearer to it
        for (int k = std::min(row, before); k <= std::max(row, before); ++k) {
            const bool is_own = row < before ? k <= middle : k >= middle;
            raster.set(is_own ? i : i - 1, k, Raster::value);
        }
    }
}

/// Every so many columns a dot.
void draw_dots(Raster& raster, const Window& window, const std::vector<double>& y, int every) {
    for (int i = 0; i < raster.columns(); i += every) {
        const double height = y[static_cast<std::size_t>(i)];
        if (std::isfinite(height)) {
            raster.set(i, row_of(height, window, raster.rows()), Raster::slope);
        }
    }
}

/// The code point U+28xx of 2 x 4 dots, in UTF-8.
std::string braille(unsigned dots) {
    const unsigned code = 0x2800 + dots;
    return {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
            static_cast<char>(0x80 | (code & 0x3f))};
}

/// One character of the drawing.
struct Cell {
    std::string text;
    Raster::Dot kind = Raster::nothing;
};

Cell braille_cell(const Raster& raster, int column, int row) {
    constexpr unsigned bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    unsigned dots = 0;
    Cell cell;
    for (int dy = 0; dy < 4; ++dy) {
        for (int dx = 0; dx < 2; ++dx) {
            const Raster::Dot dot = raster.at(2 * column + dx, 4 * row + dy);
            if (dot == Raster::nothing) continue;
            dots |= bits[dy][dx];
            cell.kind = std::max(cell.kind, dot);
        }
    }
    if (dots != 0) cell.text = braille(dots);
    return cell;
}

/// Two heights a row: a dot below is drawn low, one above high.
Cell ascii_cell(const Raster& raster, int column, int row) {
    const Raster::Dot above = raster.at(column, 2 * row);
    const Raster::Dot below = raster.at(column, 2 * row + 1);
    const Raster::Dot kind = std::max(above, below);
    if (kind == Raster::nothing) return {};
    if (kind == Raster::slope) return {above == Raster::slope ? "'" : ".", kind};
    return {"*", kind};
}

struct Glyphs {
    const char* side;
    const char* label;
    const char* level;
    const char* upright;
    const char* crossing;
    const char* corner;
    const char* floor;
    const char* tick;
    const char* kink;
    const char* legend;
};
constexpr Glyphs unicode{"│", "┤", "╌", "┊", "┼", "└", "─", "┬", "┴", "⠤⠤ value   ⠄⠄ slope"};
constexpr Glyphs ascii{"|", "+", "-", ":", "+", "+", "-", "+", "^", "** value   .. slope"};

class Drawing {
public:
    Drawing(const catalog::Formula& formula, const Measured& curve, const PlotStyle& style)
        : Drawing(curve.jumps, style) {
        const double edge = reach(curve);
        const PointEvaluation evaluation(formula, {});
        const std::vector<double> x = places(-edge, edge);
        const std::vector<double> value = evaluation.value(x);
        const std::vector<double> slope = evaluation.slope(x);
        window_ = window_of(edge, value, slope);
        draw_dots(raster_, window_, slope, style.has_unicode ? 3 : 2);
        draw_line(raster_, window_, x, value, curve.jumps.value);
    }

    Drawing(core::FunctionRef<double(double)> f, double right, const PlotStyle& style)
        : Drawing(no_jumps(), style) {
        const std::vector<double> x = places(0, right);
        std::vector<double> value;
        for (const double one : x) value.push_back(f(one));
        const Span values(value);
        const double low = std::min(values.low, 0.0);
        const double high = std::max(values.high, values.high > low ? 0.0 : low + 1);
        const double step = nice_step(high - low);
        window_ = {0, right, std::floor(low / step + 1e-9) * step,
                   std::ceil(high / step - 1e-9) * step};
        draw_line(raster_, window_, x, value, {});
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (int row = 0; row < style_.rows; ++row) all.push_back(line(row));
        all.push_back(floor());
        all.push_back(floor_labels());
        return all;
    }

private:
    static constexpr int margin = 8;

    Drawing(const Jumps& jumps, const PlotStyle& style)
        : jumps_(jumps),
          style_(style),
          glyphs_(style.has_unicode ? unicode : ascii),
          raster_(style.has_unicode ? 2 * style.columns - 1 : style.columns,
                  style.rows * (style.has_unicode ? 4 : 2)) {}

    static const Jumps& no_jumps() {
        static const Jumps none;
        return none;
    }

    /// One x for each column of dots.
    std::vector<double> places(double left, double right) const {
        std::vector<double> x(static_cast<std::size_t>(raster_.columns()));
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] =
                left + (right - left) * static_cast<double>(i) / static_cast<double>(x.size() - 1);
        }
        return x;
    }

    double middle() const { return (window_.left + window_.right) / 2; }

    int level_row() const { return row_of(0, window_, style_.rows); }
    /// Of the line at x = 0, which the edge of the drawing may be already.
    int upright_column() const {
        return window_.left == 0 ? -1 : column_of(0, window_, style_.columns);
    }

    std::string label(int row) const {
        double y = 0;
        if (row == 0) {
            y = window_.top;
        } else if (row == style_.rows - 1) {
            y = window_.bottom;
        } else if (row != level_row()) {
            return std::string(margin, ' ') + glyphs_.side;
        }
        return text("%*s ", margin - 1, text("%.3g", y + 0.0).c_str()) + glyphs_.label;
    }

    std::string line(int row) const {
        std::string all = label(row);
        for (int column = 0; column < style_.columns; ++column) {
            const Cell cell = style_.has_unicode ? braille_cell(raster_, column, row)
                                                 : ascii_cell(raster_, column, row);
            all += cell.text.empty() ? background(column, row) : colored(cell);
        }
        all.erase(all.find_last_not_of(' ') + 1);
        return all;
    }

    std::string background(int column, int row) const {
        const bool is_level = row == level_row();
        const bool is_upright = column == upright_column();
        if (!is_level && !is_upright) return " ";
        const std::string glyph = is_level && is_upright ? glyphs_.crossing
                                  : is_level             ? glyphs_.level
                                                         : glyphs_.upright;
        return style_.has_color ? "\033[2m" + glyph + "\033[0m" : glyph;
    }

    std::string colored(const Cell& cell) const {
        if (!style_.has_color) return cell.text;
        return (cell.kind == Raster::value ? "\033[1m" : "\033[36m") + cell.text + "\033[0m";
    }

    std::string floor() const {
        std::vector<const char*> marks(static_cast<std::size_t>(style_.columns), glyphs_.floor);
        const auto mark = [&](double x, const char* glyph) {
            if (x < window_.left || x > window_.right) return;
            marks[static_cast<std::size_t>(column_of(x, window_, style_.columns))] = glyph;
        };
        for (const double x : {window_.left, middle(), window_.right}) mark(x, glyphs_.tick);
        for (const Jump& one : jumps_.value) mark(one.x, glyphs_.kink);
        for (const Jump& one : jumps_.slope) mark(one.x, glyphs_.kink);
        std::string all = std::string(margin, ' ') + glyphs_.corner;
        for (const char* one : marks) all += one;
        return all;
    }

    std::string floor_labels() const {
        std::string all(static_cast<std::size_t>(margin + 1 + style_.columns + 4), ' ');
        for (const double x : {window_.left, middle(), window_.right}) {
            const std::string number = text("%.4g", x);
            const int middle = margin + 1 + column_of(x, window_, style_.columns);
            const int first = middle - static_cast<int>(number.size()) / 2;
            all.replace(static_cast<std::size_t>(first), number.size(), number);
        }
        all.erase(all.find_last_not_of(' ') + 1);
        return all;
    }

    const Jumps& jumps_;
    PlotStyle style_;
    const Glyphs& glyphs_;
    Raster raster_;
    Window window_{};
};

}  // namespace

std::vector<std::string> text_plot(const catalog::Formula& formula, const Measured& curve,
                                   const PlotStyle& style) {
    const Glyphs& glyphs = style.has_unicode ? unicode : ascii;
    std::string legend = std::string(9, ' ') + glyphs.legend;
    if (!curve.jumps.slope.empty()) legend += std::string("   ") + glyphs.kink + " kink";
    if (!curve.jumps.value.empty()) legend += std::string("   ") + glyphs.kink + " jump";
    std::vector<std::string> lines = Drawing(formula, curve, style).lines();
    lines.insert(lines.begin(), legend);
    return lines;
}

std::vector<std::string> text_plot(core::FunctionRef<double(double)> f, double right,
                                   const PlotStyle& style) {
    return Drawing(f, right, style).lines();
}

}  // namespace kasane::cli
