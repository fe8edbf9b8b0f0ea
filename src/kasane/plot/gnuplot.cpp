#include "kasane/plot/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "kasane/plot/gnuplot_panel.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

std::string terminal(const Figure& figure, const Theme& theme, const Page& page) {
    const double unit = page.in_inches ? 1.0 / 96 : page.scale;
    const auto length = [&](int pixels) { return number(pixels * unit); };
    const std::string inch = page.in_inches ? "in" : "";
    const std::string scale = number(page.scale);
    std::string line = "set terminal " + std::string(page.terminal) + " noenhanced size " +
                       length(figure.width) + inch + "," + length(figure.height) + inch +
                       " background rgb '" + hex(theme.background) + "'";
    if (page.terminal == svg_page.terminal) {
        line += " font 'sans-serif,14' linewidth 1";
    } else {
        line += " font 'sans-serif,10.5' fontscale " + scale + " linewidth " + scale +
                " pointscale " + scale;
    }
    return line + "\n";
}

/// What is drawn on the way, once for all figures that show it.
class Shared {
public:
    std::string write(const Figure& figure) {
        std::string text;
        for (const Panel& panel : figure.panels) {
            if (!panel.raster || names_.contains(panel.raster.get())) continue;
            const std::string name = "$raster" + std::to_string(names_.size());
            names_[panel.raster.get()] = name;
            text += raster_data(*panel.raster, name);
        }
        return text;
    }
    std::string name(const Panel& panel) const {
        return panel.raster ? names_.at(panel.raster.get()) : std::string();
    }

private:
    std::map<const Raster*, std::string> names_;
};

/// Small panels that stand close together under the title: each has room for one line above it.
std::string tight_layout(const Figure& figure, int columns, int rows) {
    const auto x = [&](double pixels) { return number(pixels / figure.width); };
    const auto y = [&](double pixels) { return number(pixels / figure.height); };
    const int title = figure.title.empty() ? 26 : 68;
    return " layout " + std::to_string(rows) + "," + std::to_string(columns) + " margins " + x(8) +
           "," + x(figure.width - 8) + "," + y(10) + "," + y(figure.height - title) + " spacing " +
           x(14) + "," + y(30);
}

/// What the figure needs besides its panels, in pixels.
struct Frame {
    int title = 0;
    int legend = 0;
    int legend_columns = 1;

    explicit Frame(const Figure& figure) {
        int entries = 0;
        std::size_t longest = 0;
        for (const Panel& panel : figure.panels) {
            if (panel.legend != Panel::Legend::shared) continue;
            for (const Series& one : panel.series) {
                entries += one.label.empty() ? 0 : 1;
                longest = std::max(longest, one.label.size());
            }
        }
        if (!figure.title.empty() && figure.panels.size() + (entries > 0 ? 1 : 0) > 1) title = 30;
        if (entries == 0) return;
        const int width = 60 + 8 * static_cast<int>(longest);
        const int fit = std::clamp((figure.width - 20) / width, 1, entries);
        const int rows = (entries + fit - 1) / fit;
        legend_columns = (entries + rows - 1) / rows;  // no row much shorter than the others
        legend = 16 + 24 * rows;
    }
};

/// Where panel number i stands.
std::string place(const Figure& figure, const Frame& frame, int i, int columns, int rows) {
    const double below = static_cast<double>(frame.legend) / figure.height;
    const double room = 1 - below - static_cast<double>(frame.title) / figure.height;
    const double width = 1.0 / columns;
    const double height = room / rows;
    return "set origin " + number(i % columns * width) + "," +
           number(below + (rows - 1 - i / columns) * height) + "\nset size " + number(width) + "," +
           number(height) + "\n";
}

std::string multiplot(const Figure& figure, const Theme& theme, const std::string& layout) {
    if (figure.title.empty()) return "set multiplot" + layout + "\n";
    return "set multiplot" + layout + " title " + quoted(figure.title) +
           " font 'sans-serif:Bold,' textcolor rgb '" + hex(theme.ink) + "'\n";
}

std::string body(const Figure& figure, const Theme& theme, const Shared& shared) {
    const int columns = std::max(1, figure.columns);
    const int rows = (static_cast<int>(figure.panels.size()) + columns - 1) / columns;
    const Frame frame(figure);
    const bool has_many = figure.panels.size() > 1 || frame.legend > 0;
    const bool is_tight = std::all_of(figure.panels.begin(), figure.panels.end(),
                                      [](const Panel& panel) { return panel.is_bare; });
    std::string text;
    if (has_many) {
        text += multiplot(figure, theme, is_tight ? tight_layout(figure, columns, rows) : "");
    }
    int i = 0;
    for (const Panel& panel : figure.panels) {
        Panel shown = panel;
        if (!has_many && shown.title.empty()) shown.title = figure.title;
        const PanelPlace where{
            .width = figure.width / columns,
            .height = (figure.height - frame.title - frame.legend) / std::max(rows, 1),
            .script = is_tight ? "" : place(figure, frame, i++, columns, rows)};
        text += panel_script(shown, where, theme, shared.name(panel));
    }
    if (frame.legend > 0) {
        const double height = static_cast<double>(frame.legend) / figure.height;
        text += shared_legend(figure.panels, frame.legend_columns,
                              "set origin 0,0\nset size 1," + number(height) + "\n", theme);
    }
    return text + (has_many ? "unset multiplot\n" : "");
}

}  // namespace

std::string number(double x) {
    if (!is_drawable(x)) return "NaN";
    char text[32];
    std::snprintf(text, sizeof text, "%.8g", x);
    return text;
}

std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 32 || c == 127) {
            result += ' ';  // nothing may end the line
        } else if (c == '\'') {
            result += "\u2019";  // gnuplot mistakes a doubled quote at the start for an empty text
        } else {
            result += c;
        }
    }
    return result + "'";
}

std::string gnuplot_script(const Figure& figure, const Theme& theme, const Page& page) {
    Shared shared;
    std::string text = terminal(figure, theme, page) + shared.write(figure);
    return text + body(figure, theme, shared);
}

std::string gnuplot_script(std::span<const Figure> frames, std::size_t first, const Theme& theme) {
    Shared shared;
    std::string text = terminal(frames.front(), theme, frame_page);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        char name[32];
        std::snprintf(name, sizeof name, "%03zu.png", first + i);
        text += shared.write(frames[i]) + "set output '" + name + "'\n";
        text += body(frames[i], theme, shared);
    }
    return text;
}

}  // namespace kasane::plot
