#include "kasane/plot/gnuplot_panel.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/plot/gnuplot.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

Color color_of(const Paint& paint, const Theme& theme) {
    if (!std::isnan(paint.shade)) {
        return mixed(theme.sequential.data(), theme.sequential.size(), paint.shade);
    }
    if (paint.slot == Paint::ink) return theme.ink;
    if (paint.slot == Paint::faint) return theme.faint;
    if (paint.slot == Paint::ground) return theme.background;
    return theme.lines[static_cast<std::size_t>(paint.slot) % theme.lines.size()];
}

std::string rgb(Color color) { return " rgb '" + hex(color) + "'"; }

/// Slots beyond the colours there are take other dashes.
int dash_of(const Series& one, const Theme& theme) {
    if (one.mark == Mark::dashed) return 2;
    if (one.paint.slot < 0 || !std::isnan(one.paint.shade)) return 1;
    return 1 + one.paint.slot / static_cast<int>(theme.lines.size());
}

std::string style(const Series& one, const Theme& theme) {
    const Color strong = color_of(one.paint, theme);
    const Color pale[] = {theme.background, strong};
    const Color color = one.mark == Mark::thin ? mixed(pale, 2, 0.5) : strong;
    const std::string paint = " lc" + rgb(color);
    const std::string line = paint + " dt " + std::to_string(dash_of(one, theme));
    switch (one.mark) {
        case Mark::line:
        case Mark::dashed: return "with lines lw 2" + line;
        case Mark::thin: return "with lines lw 0.7" + line;
        case Mark::steps: return "with steps lw 2" + line;
        case Mark::points: return "with points pt 7 ps 0.8" + paint;
        case Mark::star: return "with points pt 3 ps 1.6 lw 2" + paint;
        case Mark::ring: return "with points pt 6 ps 1.3 lw 2" + paint;
        case Mark::bars: return "with boxes fs solid 0.85 noborder" + paint;
        case Mark::band: return "with filledcurves fs transparent solid 0.2 noborder" + paint;
        case Mark::errors: return "with yerrorbars pt 7 ps 0.9 lw 2" + paint;
    }
    return {};
}

/// The columns that its mark takes.
std::vector<const std::vector<double>*> columns_of(const Series& one) {
    std::vector<const std::vector<double>*> columns{&one.x, &one.y};
    if (!one.z.empty()) columns.push_back(&one.z);
    if (one.mark == Mark::errors) columns.push_back(&one.low);
    if (one.mark == Mark::errors || one.mark == Mark::band) columns.push_back(&one.high);
    return columns;
}

std::string series_data(const Series& one, const std::string& name) {
    const auto columns = columns_of(one);
    std::size_t rows = one.x.size();
    for (const auto* column : columns) rows = std::min(rows, column->size());
    std::string text = name + " << EOD\n";
    for (std::size_t i = 0; i < rows; ++i) {
        for (const auto* column : columns) text += number((*column)[i]) + " ";
        text.back() = '\n';
    }
    return text + "EOD\n";
}

/// A line of one point between gaps is no line: such points are drawn as points.
Series lone_points(const Series& one) {
    Series points{.mark = Mark::points, .paint = one.paint};
    const auto is_there = [&](std::size_t i) {
        return i < one.x.size() && is_drawable(one.x[i]) && is_drawable(one.y[i]);
    };
    for (std::size_t i = 0; i < std::min(one.x.size(), one.y.size()); ++i) {
        if (!is_there(i) || is_there(i + 1) || (i > 0 && is_there(i - 1))) continue;
        points.x.push_back(one.x[i]);
        points.y.push_back(one.y[i]);
    }
    return points;
}

/// As few points as look the same.
Series reduced(const Series& line, const Panel& panel, int width, int height) {
    const Series few = thinned(line, static_cast<std::size_t>(std::max(width, 100)));
    if (panel.log_x || panel.log_y || line.mark == Mark::steps) return few;
    const Extent x = x_extent(panel);
    const Extent y = y_extent(panel);
    return straightened(few, (x.high - x.low) / width, (y.high - y.low) / height);
}

std::vector<Series> drawn_series(const Panel& panel, int width, int height) {
    std::vector<Series> all;
    for (const Series& one : panel.series) {
        const bool is_line = one.mark == Mark::line || one.mark == Mark::thin ||
                             one.mark == Mark::dashed || one.mark == Mark::steps;
        if (!is_line || !one.z.empty()) {
            all.push_back(one);
            continue;
        }
        all.push_back(reduced(one, panel, width, height));
        Series lone = lone_points(all.back());
        if (!lone.x.empty()) all.push_back(std::move(lone));
    }
    return all;
}

std::size_t labelled(const Panel& panel) {
    return static_cast<std::size_t>(
        std::count_if(panel.series.begin(), panel.series.end(),
                      [](const Series& s) { return !s.label.empty(); }));
}

bool has_direct_labels(const Panel& panel) {
    return panel.legend == Panel::Legend::direct && labelled(panel) <= 4 && !panel.view;
}

/// The last point of a line that can be seen.
std::optional<Note> end_of(const Series& one, Extent x, Extent y) {
    for (std::size_t i = std::min(one.x.size(), one.y.size()); i-- > 0;) {
        const bool is_inside =
            one.x[i] >= x.low && one.x[i] <= x.high && one.y[i] >= y.low && one.y[i] <= y.high;
        if (is_inside) return Note{one.label, one.x[i], one.y[i], one.paint};
    }
    return {};
}

/// Names beside the ends of the lines, pushed apart where they would overlap.
std::vector<Note> direct_labels(const Panel& panel, int height) {
    const Extent x = x_extent(panel);
    const Extent y = y_extent(panel);
    const auto up = [&](double v) { return panel.log_y ? std::log(v) : v; };
    const auto down = [&](double v) { return panel.log_y ? std::exp(v) : v; };
    std::vector<Note> notes;
    for (const Series& one : panel.series) {
        if (one.label.empty()) continue;
        if (auto end = end_of(one, x, y)) {
            end->x = x.high;
            notes.push_back(*end);
        }
    }
    std::stable_sort(notes.begin(), notes.end(),
                     [](const Note& a, const Note& b) { return a.y < b.y; });
    const double apart = 22.0 / std::max(height - 90, 40) * (up(y.high) - up(y.low));
    for (std::size_t i = 1; i < notes.size(); ++i) {
        notes[i].y = down(std::max(up(notes[i].y), up(notes[i - 1].y) + apart));
    }
    double ceiling = up(y.high);
    for (std::size_t i = notes.size(); i-- > 0;) {
        notes[i].y = down(std::min(up(notes[i].y), ceiling));
        ceiling = up(notes[i].y) - apart;
    }
    return notes;
}

std::string note_script(const Note& note, const Theme& theme, bool is_offset) {
    constexpr const char* sides[] = {" left", " right", " center"};
    return "set label " + quoted(note.text) + " at first " + number(note.x) + ", first " +
           number(note.y) + sides[static_cast<int>(note.side)] + " front textcolor" +
           rgb(color_of(note.paint, theme)) + (is_offset ? " offset character 0.7,0" : "") + "\n";
}

std::string ticks(const char* axis, const std::vector<Tick>& all) {
    if (all.empty()) return {};
    std::string text = std::string("set ") + axis + "tics (";
    for (const Tick& tick : all) {
        std::string words;  // a format, where two signs stand for one
        for (const char c : tick.text) words += c == '%' ? "%%" : std::string(1, c);
        text += quoted(words) + " " + number(tick.at) + (&tick == &all.back() ? ")\n" : ", ");
    }
    return text;
}

std::string palette(const Raster& raster, const Theme& theme) {
    std::string text = "set palette defined (";
    const auto stop = [&](double at, Color color) {
        if (text.back() != '(') text += ", ";
        text += number(at) + " '" + hex(color) + "'";
    };
    switch (raster.scale) {
        case Raster::Scale::heat:
            for (std::size_t i = 0; i < theme.heat.size(); ++i) {
                stop(static_cast<double>(i), theme.heat[i]);
            }
            break;
        case Raster::Scale::area:
            for (std::size_t i = 0; i < theme.area.size(); ++i) {
                stop(static_cast<double>(i), theme.area[i]);
            }
            break;
        case Raster::Scale::classes:
            for (int i = 0; i < std::max(raster.bands, 2); ++i) {
                const Color pale[] = {theme.background, color_of({i}, theme)};
                stop(i, mixed(pale, 2, 0.4));
            }
            break;
        case Raster::Scale::gray:
            stop(0, 0x000000);
            stop(1, 0xFFFFFF);
            break;
        case Raster::Scale::signs:
            stop(-1, theme.lines[0]);
            stop(0, theme.background);
            stop(1, theme.lines[1]);
            break;
    }
    Extent range = raster.range ? *raster.range : extent_of(raster.values).value_or(Extent{0, 1});
    if (raster.scale == Raster::Scale::signs && !raster.range) {
        const double most = std::max(std::fabs(range.low), std::fabs(range.high));
        range = {-most, most};
    }
    if (!(range.high > range.low)) range = with_room(range);
    return text + ") maxcolors " + std::to_string(raster.bands) + "\nset cbrange [" +
           number(range.low) + ":" + number(range.high) + "]\n";
}

std::string range_of(const char* axis, Extent extent) {
    if (!(extent.high != extent.low)) extent = with_room(extent);
    return std::string("set ") + axis + "range [" + number(extent.low) + ":" + number(extent.high) +
           "] noextend\n";
}

std::string key_style(const Theme& theme) {
    return " Left reverse noautotitle samplen 2 spacing 1.1 textcolor" + rgb(theme.ink) + "\n";
}

std::string legend_script(const Panel& panel, const Theme& theme, int height,
                          std::vector<Note>& notes) {
    const bool is_elsewhere =
        panel.legend == Panel::Legend::none || panel.legend == Panel::Legend::shared;
    if (is_elsewhere || labelled(panel) == 0) {
        return std::string("set key off\n") + (panel.is_bare ? "" : "set rmargin 3\n");
    }
    if (has_direct_labels(panel)) {
        notes = direct_labels(panel, height);
        std::size_t longest = 0;
        for (const Note& one : notes) longest = std::max(longest, one.text.size());
        return "set key off\nset rmargin " + std::to_string(2 + longest) + "\n";
    }
    std::string where = "outside right top vertical";
    if (panel.legend == Panel::Legend::below) where = "outside below center horizontal";
    return "unset rmargin\nset key " + where + key_style(theme);
}

std::string axes_script(const Panel& panel, const Theme& theme) {
    std::string text = "reset\nset border " + std::string(panel.view ? "31" : "3") + " lc" +
                       rgb(theme.faint) + "\n" + "set tics nomirror out scale 0.5 textcolor" +
                       rgb(theme.faint) + "\nset grid lt 1 lw 0.6 lc" + rgb(theme.grid) + "\n";
    if (panel.is_bare) text += "unset border\nunset tics\nunset grid\n";
    if (panel.raster && !panel.view) text += "unset grid\n";
    if (panel.is_square) text += "set size ratio -1\n";
    if (panel.has_zero_lines) {
        for (const char* axis : {"x", "y"}) {
            text += std::string("set ") + axis + "zeroaxis lt 1 lw 1 lc" + rgb(theme.faint) + "\n";
        }
    }
    const auto words = [&](const char* what, const std::string& content, Color color,
                           const char* font) {
        if (content.empty()) return;
        text += std::string("set ") + what + " " + quoted(content) + font + " textcolor" +
                rgb(color) + "\n";
    };
    words("title", panel.title, theme.ink,
          panel.is_bare ? " font 'sans-serif,11' offset 0,-0.7" : " font 'sans-serif:Bold,'");
    words("xlabel", panel.x_label, theme.ink, "");
    words("ylabel", panel.y_label, theme.ink, "");
    if (panel.log_x) text += "set logscale x\nset format x '%g'\n";
    if (panel.log_y) text += "set logscale y\nset format y '%g'\n";
    return text + range_of("x", x_extent(panel)) + range_of("y", y_extent(panel)) +
           ticks("x", panel.x_ticks) + ticks("y", panel.y_ticks);
}

std::string view_script(const Panel& panel, const Theme& theme) {
    std::string text = "set view " + number(90 - panel.view->elevation) + "," +
                       number(std::fmod(panel.view->azimuth + 450, 360)) + ",1.12,0.9\n" +
                       "set xyplane relative 0.02\nset pm3d scansautomatic border lw 0.2 lc" +
                       rgb(theme.contour) + "\nunset ztics\n";
    if (panel.raster && panel.raster->range) text += range_of("z", *panel.raster->range);
    return text;
}

std::string raster_layers(const Panel& panel, const Theme& theme, const std::string& name) {
    const Raster& raster = *panel.raster;
    std::string text;
    if (panel.view) return name + " nonuniform matrix" + " with pm3d notitle";
    if (raster.filled) text = name + " nonuniform matrix" + " with image notitle";
    if (!raster.contours.empty()) {
        const bool is_signs = raster.scale == Raster::Scale::signs;  // the line between them
        const bool is_area = raster.scale == Raster::Scale::area;
        const Color color = is_signs ? theme.ink : is_area ? theme.contour : theme.background;
        text += (text.empty() ? "" : ", ") + name + "_contours using 1:2 with lines lw " +
                (is_signs ? "1.5" : "0.6") + " lc" + rgb(color) + " notitle";
    }
    return text;
}

}  // namespace

std::string raster_data(const Raster& raster, const std::string& name) {
    const auto center = [](Extent extent, Index i, Index n) {
        const double part = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
        return number(extent.low + part * (extent.high - extent.low)) + " ";
    };
    // Places first: gnuplot takes ten times as long to work them out from the indices.
    std::string text = name + " << EOD\n" + std::to_string(raster.columns) + " ";
    for (Index i = 0; i < raster.columns; ++i) text += center(raster.x, i, raster.columns);
    text.back() = '\n';
    std::size_t i = 0;
    for (Index row = 0; row < raster.rows; ++row) {
        text += center(raster.y, row, raster.rows);
        for (Index column = 0; column < raster.columns; ++column) {
            text += number(raster.values[i++]) + " ";
        }
        text.back() = '\n';
    }
    text += "EOD\n";
    if (raster.contours.empty()) return text;
    text += "reset\nset contour base\nunset surface\nset cntrparam levels discrete ";
    for (const double& level : raster.contours) {
        text += number(level) + (&level == &raster.contours.back() ? "\n" : ",");
    }
    return text + "set table " + name + "_contours\nsplot " + name + " nonuniform matrix" +
           "\nunset table\n";
}

std::string panel_script(const Panel& panel, const PanelPlace& place, const Theme& theme,
                         const std::string& raster) {
    std::vector<Note> names;
    std::string text =
        axes_script(panel, theme) + place.script + legend_script(panel, theme, place.height, names);
    for (const Note& one : names) text += note_script(one, theme, true);
    for (const Note& one : panel.notes) text += note_script(one, theme, false);
    std::string layers;
    if (panel.raster) {
        text += palette(*panel.raster, theme);
        if (!panel.raster->has_key) text += "unset colorbox\n";
        layers = raster_layers(panel, theme, raster);
    }
    if (panel.view) text += view_script(panel, theme);
    int index = 0;
    for (const Series& one : drawn_series(panel, place.width, place.height)) {
        const std::string name = "$line" + std::to_string(index++);
        text += series_data(one, name);
        const std::string title = one.label.empty() ? "notitle" : "title " + quoted(one.label);
        layers += (layers.empty() ? "" : ", ") + name + " " + style(one, theme) + " " + title;
    }
    if (layers.empty()) layers = "NaN notitle";
    return text + (panel.view ? "splot " : "plot ") + layers + "\n";
}

std::string shared_legend(const std::vector<Panel>& panels, int columns, const std::string& place,
                          const Theme& theme) {
    std::string entries;
    for (const Panel& panel : panels) {
        if (panel.legend != Panel::Legend::shared) continue;
        for (const Series& one : panel.series) {
            if (one.label.empty()) continue;
            entries += std::string(entries.empty() ? "" : ", ") + "NaN " + style(one, theme) +
                       " title " + quoted(one.label);
        }
    }
    return "reset\nunset border\nunset tics\nset margins 0,0,0,0\n" + place +
           "set key center center horizontal width 2 maxcols " + std::to_string(columns) +
           key_style(theme) + "plot [0:1][0:1] " + entries + "\n";
}

}  // namespace kasane::plot
