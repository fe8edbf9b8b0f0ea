// Drawings with characters, and tables that fit.

#include <gtest/gtest.h>

#include <algorithm>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/columns.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/cli/text_plot.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Environment;
using support::kasane;

std::vector<std::string> draw(const std::string& text, const PlotStyle& style = {}) {
    const catalog::Formula formula = catalog::activations().make(text);
    return text_plot(formula, measure(formula), style);
}

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

TEST(TextPlot, ReluLooksLikeRelu) {
    const std::vector<std::string> lines = draw("relu", {.columns = 21, .rows = 5});
    EXPECT_EQ(lines, (std::vector<std::string>{
                         "         ** value   .. slope   ^ kink",
                         "      4 +          :        **",
                         "        |          :      **",
                         "        |          :   ***",
                         "        |          : **. . . .",
                         "      0 +************---------",
                         "        ++---------^---------+",
                         "        -4         0         4",
                     }));
}

TEST(TextPlot, EveryCurveFitsItsFrame) {
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        const catalog::Formula formula(entry);
        if (!is_curve(formula)) continue;
        const Measured curve = measure(formula);
        for (const bool has_unicode : {false, true}) {
            const PlotStyle style{.has_unicode = has_unicode};
            const std::vector<std::string> lines = text_plot(formula, curve, style);
            ASSERT_EQ(lines.size(), static_cast<std::size_t>(style.rows) + 3) << entry.info->name;
            std::size_t drawn = 0;
            for (const std::string& line : lines) {
                EXPECT_LE(columns_of(line), 75U) << entry.info->name;
                EXPECT_TRUE(has_unicode || is_ascii(line)) << line;
                drawn += line.find('*') != std::string::npos ||
                                 line.find("\xe2\xa0") != std::string::npos ||
                                 line.find("\xe2\xa1") != std::string::npos ||
                                 line.find("\xe2\xa2") != std::string::npos
                             ? 1
                             : 0;
            }
            EXPECT_GE(drawn, 2U) << entry.info->name;  // the legend, and the curve
        }
    }
}

TEST(TextPlot, KinksAndJumpsAreMarkedOnTheFloor) {
    const auto floor = [](const std::string& text) { return draw(text).at(16); };
    const auto marks = [&](const std::string& text) {
        const std::string line = floor(text);
        return std::count(line.begin(), line.end(), '^');
    };
    EXPECT_EQ(marks("mish"), 0);
    EXPECT_EQ(marks("relu"), 1);
    EXPECT_EQ(marks("hardswish"), 2);
    EXPECT_EQ(marks("hardshrink"), 2);
}

TEST(TextPlot, APipeAndAPlainLocaleGetAscii) {
    EXPECT_TRUE(kasane({"describe", "mish"}).says("** value   .. slope"));
    const Environment utf8("LC_ALL", "C.UTF-8");
    const Environment color("NO_COLOR", "1");
    const std::string drawn = kasane({"describe", "mish"}, "", true).out;
    EXPECT_NE(drawn.find("┤"), std::string::npos);
    EXPECT_EQ(drawn.find("\033"), std::string::npos);
    const Environment plain("LC_ALL", "C");
    EXPECT_TRUE(kasane({"describe", "mish"}, "", true).says("** value   .. slope"));
}

TEST(TextPlot, QuietLeavesItOut) {
    EXPECT_FALSE(kasane({"describe", "mish", "--quiet"}).says("** value"));
}

using Rows = std::vector<std::vector<std::string>>;

Rows table() {
    return {{"name", "formula", "range", "source"},
            {"one", std::string(40, 'f'), "[0, 1]", std::string(30, 's')},
            {"two", "x", "(-inf, inf)", "Å et al."}};
}

std::size_t width_of(const Rows& rows) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
        std::size_t own = 0;
        for (const auto& row : rows) own = std::max(own, columns_of(row[i]));
        width += own + (i > 0 ? 2 : 0);
    }
    return width;
}

TEST(Columns, AWideTerminalGetsEverything) {
    Rows rows = table();
    fit(rows, 200);
    EXPECT_EQ(rows, table());
}

TEST(Columns, SourcesAndThenFormulasAreShortenedAndThenColumnsGo) {
    Rows rows = table();
    fit(rows, 80);
    EXPECT_EQ(width_of(rows), 80U);
    EXPECT_EQ(rows[1][1], std::string(40, 'f'));
    EXPECT_TRUE(rows[1][3].ends_with(".."));
    fit(rows, 70);
    EXPECT_EQ(width_of(rows), 70U);
    EXPECT_TRUE(rows[1][1].ends_with(".."));
    for (const std::size_t width : {60U, 50U, 40U, 30U, 20U}) {
        fit(rows, width);
        EXPECT_LE(width_of(rows), width);
        EXPECT_EQ(rows[1][0], "one");
    }
}

TEST(Text, WrapsAtBlanksAndIndentsWhatFollows) {
    EXPECT_EQ(wrapped("  note  one two three", 12, 8),
              (std::vector<std::string>{"  note  one", "        two", "        three"}));
    EXPECT_EQ(wrapped("short", 80, 4), std::vector<std::string>{"short"});
    EXPECT_EQ(columns_of("a\xc3\xa9\xe2\xa0\xbf"), 3U);
}

}  // namespace
}  // namespace kasane::cli
