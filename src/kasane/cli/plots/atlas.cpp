#include "kasane/cli/plots/atlas.hpp"

#include <algorithm>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/evaluation.hpp"
#include "kasane/cli/measured.hpp"
#include "kasane/cli/plots/plots.hpp"
#include "kasane/cli/progress.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/plot/save.hpp"

namespace kasane::cli {
namespace {

using plot::Figure;
using plot::Panel;

constexpr int columns = 12;
constexpr int cell_width = 118;
constexpr int cell_height = 104;
constexpr std::size_t points = 120;  // of a small line

bool has_picture(const catalog::Entry& entry) {
    const catalog::Formula formula(entry);
    return is_curve(formula) || RowEvaluation::takes(formula);
}

std::vector<Subject> drawn_subjects() {
    std::vector<Subject> all;
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        if (!has_picture(entry)) continue;
        const catalog::Formula formula(entry);
        all.push_back({&catalog::activations(), formula.text(), formula});
    }
    std::sort(all.begin(), all.end(),
              [](const Subject& a, const Subject& b) { return a.text < b.text; });
    return all;
}

/// Every so many points; those beside a gap stay.
void coarsen(plot::Series& line) {
    plot::Series few = line;
    few.x.clear();
    few.y.clear();
    const std::size_t every = std::max<std::size_t>(1, line.x.size() / points);
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        const bool is_edge = i == 0 || i + 1 == line.x.size() ||
                             !(line.y[i - 1] == line.y[i - 1]) || !(line.y[i] == line.y[i]) ||
                             !(line.y[i + 1] == line.y[i + 1]);
        if (i % every != 0 && !is_edge) continue;
        few.x.push_back(line.x[i]);
        few.y.push_back(line.y[i]);
    }
    line = std::move(few);
}

/// A portrait without words: the value over its slope.
Panel small(const Figure& portrait, const std::string& name) {
    Panel panel = portrait.panels.front();
    panel.title = name;
    panel.x_label = panel.y_label = "";
    panel.legend = Panel::Legend::none;
    panel.is_bare = true;
    for (plot::Series& one : panel.series) {
        one.label.clear();
        coarsen(one);
    }
    std::reverse(panel.series.begin(), panel.series.end());
    return panel;
}

Figure page_of(const std::vector<Subject>& subjects, const std::vector<Figure>& portraits) {
    Figure page{
        .title = "Kasane: " + std::to_string(subjects.size()) + " activations and their slopes",
        .columns = columns,
        .width = columns * cell_width};
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        page.panels.push_back(small(portraits[i], std::string(subjects[i].formula.info().name)));
    }
    const int rows = (static_cast<int>(page.panels.size()) + columns - 1) / columns;
    page.height = rows * cell_height + 50;
    return page;
}

}  // namespace

int draw_atlas(const PictureSettings& settings, Console& console) {
    const plot::Theme& theme = plot::theme(settings.theme);
    const std::vector<Subject> subjects = drawn_subjects();
    std::vector<Figure> portraits(subjects.size());
    const auto each = [&](auto what) {
        core::parallel_for(static_cast<core::Index>(subjects.size()), 1,
                           [&](core::Index begin, core::Index end) {
                               for (core::Index i = begin; i < end; ++i) {
                                   what(static_cast<std::size_t>(i));
                               }
                           });
    };
    each([&](std::size_t i) { portraits[i] = figure_of({subjects[i]}, {}); });
    Figure page = page_of(subjects, portraits);
    if (!settings.title.empty()) page.title = settings.title;
    if (!plot::ending_of(settings.file).empty()) {
        plot::save(page, settings.file, theme);
        report_written(settings.file, console);
        return 0;
    }
    const std::string folder = settings.file.empty() ? "atlas" : settings.file;
    io::create_directories(folder);
    each([&](std::size_t i) {
        plot::save(portraits[i],
                   folder + "/" + std::string(subjects[i].formula.info().name) + ".svg", theme);
    });
    plot::save(page, folder + "/atlas.svg", theme);
    report_written(folder + "/atlas.svg", console);
    return 0;
}

}  // namespace kasane::cli
