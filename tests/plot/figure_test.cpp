// Figures become pictures, whatever their words and numbers are.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "kasane/core/error.hpp"
#include "kasane/plot/gnuplot.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/ranges.hpp"
#include "kasane/plot/save.hpp"
#include "kasane/plot/svg.hpp"

namespace kasane::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

#define SKIP_WITHOUT(program) \
    if (find_program(program).empty()) GTEST_SKIP() << "no " << (program).package << " here"

Figure figure_of(Series series, std::string title = "") {
    return {.title = std::move(title), .panels = {{.series = {std::move(series)}}}};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Quoted, NothingLeavesTheQuotes) {
    EXPECT_EQ(quoted("it's `id`"), "'it\u2019s `id`'");
    EXPECT_EQ(quoted("a\nset output\t'x"), "'a set output \u2019x'");
}

class Words : public testing::TestWithParam<const char*> {};

TEST_P(Words, AreShownAndNeverExecuted) {
    SKIP_WITHOUT(gnuplot);
    const ScratchFolder folder;
    const std::string trace = folder.path() + "/trace";
    std::string words = GetParam();
    words.replace(words.find("FILE"), 4, trace);
    Figure figure = figure_of({.label = words, .x = {0, 1}, .y = {0, 1}}, words);
    figure.panels[0].x_label = figure.panels[0].y_label = words;
    figure.panels[0].notes = {{.text = words}};
    figure.panels[0].x_ticks = {{0, words}};
    for (const int panels : {1, 2}) {
        if (panels == 2) figure.panels.push_back(figure.panels[0]);
        EXPECT_TRUE(has(rendered(figure, "svg"), "trace"));
        EXPECT_FALSE(std::filesystem::exists(trace));
    }
}

INSTANTIATE_TEST_SUITE_P(Injected, Words,
                         testing::Values("`touch FILE`", "\"; system('touch FILE') #",
                                         "'; system(\"touch FILE\") #", "'`touch FILE`'",
                                         "$(touch FILE)", "\nsystem 'touch FILE'\n",
                                         "'\n!touch FILE\n'", "@FILE", "%d%s FILE", "\\'FILE\\",
                                         "{/:Bold FILE}", "a_b^c FILE", "<b>&FILE"));

class Numbers : public testing::TestWithParam<Series> {};

TEST_P(Numbers, GiveAPictureWithoutWarning) {
    SKIP_WITHOUT(gnuplot);
    const std::string picture = rendered(figure_of(GetParam()), "svg");
    EXPECT_TRUE(has(picture, "</svg>"));
    EXPECT_FALSE(has(picture, "nan")) << picture;
}

INSTANTIATE_TEST_SUITE_P(
    Odd, Numbers,
    testing::Values(Series{}, Series{.x = {1}, .y = {2}}, Series{.x = {0, 1}, .y = {nan, nan}},
                    Series{.x = {0, 1, 2}, .y = {3, 3, 3}}, Series{.x = {5, 5}, .y = {0, 0}},
                    Series{.x = {0, 1, 2}, .y = {1, infinity, -infinity}},
                    Series{.x = {0, 1}, .y = {-1.7e308, 1.7e308}},
                    Series{.x = {0, 1}, .y = {1e300, 1e300}},
                    Series{.x = {0, 1, 2}, .y = {1, nan, 1}}, Series{.x = {0, 1}, .y = {1}}));

TEST(Thinned, KeepsEveryPeakOfAMillionPoints) {
    Series line;
    for (int i = 0; i < 1000000; ++i) {
        line.x.push_back(i);
        line.y.push_back(std::sin(i * 1e-5));
    }
    line.y[123456] = 50;
    line.y[654321] = -40;
    const Series few = thinned(line, 800);
    EXPECT_LE(few.x.size(), 1600u);
    const Extent extent = *extent_of(few.y);
    EXPECT_EQ(extent.low, -40);
    EXPECT_EQ(extent.high, 50);
    EXPECT_TRUE(std::is_sorted(few.x.begin(), few.x.end()));
}

TEST(Thinned, KeepsGaps) {
    Series line;
    for (int i = 0; i < 100000; ++i) {
        line.x.push_back(i);
        line.y.push_back(i > 40000 && i < 60000 ? nan : 1.0);
    }
    const Series few = thinned(line, 100);
    for (std::size_t i = 0; i < few.x.size(); ++i) {
        if (few.x[i] < 41000 || few.x[i] > 59000) continue;
        EXPECT_TRUE(std::isnan(few.y[i])) << few.x[i];
    }
}

TEST(Straightened, APointThatIsLeftOutLiesOnTheLine) {
    Series line;
    for (int i = 0; i <= 1000; ++i) {
        line.x.push_back(-5 + i * 0.01);
        line.y.push_back(std::sin(line.x.back()) + (i > 700 ? 1 : 0));
    }
    const double pixel = 0.01;
    const Series few = straightened(line, pixel, pixel);
    EXPECT_LT(few.x.size(), 200u);
    EXPECT_EQ(few.x.back(), line.x.back());
    std::size_t k = 0;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        while (few.x[k + 1] < line.x[i]) ++k;
        const double part = (line.x[i] - few.x[k]) / (few.x[k + 1] - few.x[k]);
        const double y = few.y[k] + part * (few.y[k + 1] - few.y[k]);
        EXPECT_NEAR(y, line.y[i], pixel / 5) << line.x[i];  // a slope of 1: a root of 2 more
    }
}

TEST(Straightened, KeepsGapsAndSteps) {
    const Series line{.x = {0, 1, 1, 2, 3, 4, 5}, .y = {0, 0, 1, 1, nan, 1, 1}};
    const Series few = straightened(line, 0.1, 0.1);
    ASSERT_EQ(few.x.size(), line.x.size());
    EXPECT_TRUE(std::isnan(few.y[4]));
}

TEST(TidiedSvg, EmptyGroupsGoAndTheRestStays) {
    EXPECT_EQ(tidied_svg("<svg><g a='1'>\n</g>\n<g b='2'>\n\t<path/></g>\n<g>\n</g></svg>", ""),
              "<svg><g b='2'>\n\t<path/></g>\n<g>\n</g></svg>");
    EXPECT_EQ(tidied_svg("<title>Gnuplot</title><text font=\"sans-serif:Bold\"/>", "a<b & c"),
              "<title>a&lt;b &amp; c</title><text font=\"sans-serif\" font-weight=\"bold\"/>");
    EXPECT_EQ(tidied_svg("<image x='1'/>", ""), "<image style='image-rendering:pixelated' x='1'/>");
    EXPECT_EQ(tidied_svg("<g ", ""), "<g ");
}

TEST(Save, AFormatThatIsNoneIsNamed) {
    EXPECT_THROW(save(figure_of({}), "picture.bmp"), core::ValueError);
    EXPECT_THROW(save(figure_of({}), "picture"), core::ValueError);
}

TEST(Save, EveryFormatHasItsMark) {
    SKIP_WITHOUT(gnuplot);
    const Figure figure = figure_of({.label = "one", .x = {0, 1}, .y = {0, 1}});
    EXPECT_TRUE(has(rendered(figure, "svg", dark()).substr(0, 200), "<svg"));
    EXPECT_EQ(rendered(figure, "png").substr(0, 8), "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(rendered(figure, "pdf").substr(0, 5), "%PDF-");
}

TEST(Save, AFilmHasItsFrames) {
    SKIP_WITHOUT(gnuplot);
    SKIP_WITHOUT(img2webp);
    std::vector<Figure> frames;
    for (int i = 0; i < 3; ++i) {
        frames.push_back(figure_of({.x = {0, 1}, .y = {0, 1.0 * i}}));
        frames.back().panels[0].y = {0, 3};
    }
    const std::string film = animated(frames, 10);
    EXPECT_EQ(film.substr(0, 4) + film.substr(8, 4), "RIFFWEBP");
    std::size_t count = 0;
    for (std::size_t i = film.find("ANMF"); i != std::string::npos; i = film.find("ANMF", i + 1)) {
        ++count;
    }
    EXPECT_EQ(count, frames.size());
}

TEST(Save, AMissingProgramIsNamedWithItsCommand) {
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nowhere", 1);
    try {
        rendered(figure_of({}), "svg");
        ADD_FAILURE() << "gnuplot is found nowhere";
    } catch (const core::WriteError& error) {
        EXPECT_TRUE(has(error.what(), "apt-get install gnuplot-nox")) << error.what();
    }
    setenv("PATH", path.c_str(), 1);
}

TEST(RunProgram, SaysWhatTheProgramSaidWhenItFails) {
    SKIP_WITHOUT(gnuplot);
    try {
        run_program(gnuplot, {"-d", "-"}, "plot nothing_of_that_name(x)\n");
        ADD_FAILURE() << "that is no script";
    } catch (const core::IoError& error) {
        EXPECT_TRUE(has(error.what(), "nothing_of_that_name")) << error.what();
    }
}

TEST(RunProgram, InputThatNobodyReadsIsNoHarm) {
    SKIP_WITHOUT(gnuplot);
    EXPECT_NO_THROW(run_program(gnuplot, {"-V"}, std::string(1 << 22, '\n')));
}

}  // namespace
}  // namespace kasane::plot
