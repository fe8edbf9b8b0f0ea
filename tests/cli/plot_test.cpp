// kasane plot: the numbers of its figures against formulas written here, and the command.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "kasane/cli/plots/plots.hpp"
#include "kasane/plot/program.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using plot::Figure;
using plot::Panel;
using plot::Series;
using support::Directory;
using support::kasane;
using support::Outcome;
using support::Words;
using support::operator+;

#define SKIP_WITHOUT_GNUPLOT \
    if (plot::find_program(plot::gnuplot).empty()) GTEST_SKIP() << "no gnuplot-nox here"

Figure figure(const Words& names, const PlotRequest& request = {}) {
    std::vector<Subject> subjects;
    for (const std::string& one : names) subjects.push_back(subject_named(one));
    return figure_of(std::move(subjects), request);
}

/// Every point of the line lies on f.
void expect_on(const Series& line, const std::function<double(double)>& f) {
    ASSERT_GE(line.x.size(), 100u);
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        if (std::isnan(line.y[i])) continue;
        EXPECT_NEAR(line.y[i], f(line.x[i]), 1e-9 * (1 + std::fabs(f(line.x[i]))))
            << line.label << " at " << line.x[i];
    }
}

std::size_t gaps(const Series& line) {
    std::size_t count = 0;
    for (const double y : line.y) count += std::isnan(y) ? 1 : 0;
    return count;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

TEST(PlotFigure, AnActivationShowsItsValueAndItsSlope) {
    const Figure shown = figure({"tanh"});
    ASSERT_EQ(shown.panels.size(), 1u);
    const Panel& panel = shown.panels[0];
    ASSERT_EQ(panel.series.size(), 2u);
    EXPECT_EQ(panel.series[0].x.front(), -5);
    EXPECT_EQ(panel.series[0].x.back(), 5);
    expect_on(panel.series[0], [](double x) { return std::tanh(x); });
    expect_on(panel.series[1], [](double x) { return 1 - std::tanh(x) * std::tanh(x); });
    EXPECT_EQ(shown.title, "tanh:  (exp(x) - exp(-x)) / (exp(x) + exp(-x))");
}

TEST(PlotFigure, TheSecondDerivativeIsThereWhenAskedFor) {
    const Figure shown = figure({"sigmoid"}, {.has_second = true});
    ASSERT_EQ(shown.panels[0].series.size(), 3u);
    expect_on(shown.panels[0].series[2], [](double x) {
        const double s = logistic(x);
        return s * (1 - s) * (1 - 2 * s);
    });
}

TEST(PlotFigure, SeveralGoIntoAPanelForEachDerivative) {
    const Figure shown = figure({"swish", "sigmoid"}, {.has_derivatives = true});
    ASSERT_EQ(shown.panels.size(), 3u);
    for (const Panel& panel : shown.panels) EXPECT_EQ(panel.series.size(), 2u);
    expect_on(shown.panels[0].series[0], [](double x) { return x * logistic(x); });
    expect_on(shown.panels[1].series[1], [](double x) { return logistic(x) * logistic(-x); });
}

TEST(PlotFigure, ASweepHasALineForEachValue) {
    const Figure shown = figure({"elu"}, {.sweep = Sweep{"alpha", {0.5, 1, 1.5}}});
    ASSERT_EQ(shown.panels.size(), 2u);
    EXPECT_EQ(shown.title, "elu, alpha = 0.5 to 1.5 step by 0.5");
    for (std::size_t i = 0; i < 3; ++i) {
        const double alpha = 0.5 * static_cast<double>(i + 1);
        const Series& line = shown.panels[0].series[i];
        EXPECT_EQ(line.label, "alpha=" + std::string(i == 0 ? "0.50" : i == 1 ? "1.00" : "1.50"));
        expect_on(line, [&](double x) { return x > 0 ? x : alpha * std::expm1(x); });
    }
}

TEST(PlotFigure, LinesBreakWhereACurveJumps) {
    const Figure shown = figure({"step"});
    EXPECT_GE(gaps(shown.panels[0].series[0]), 1u);
    const Figure bent = figure({"relu"});
    EXPECT_EQ(gaps(bent.panels[0].series[0]), 0u);
    EXPECT_GE(gaps(bent.panels[0].series[1]), 1u);
}

TEST(PlotFigure, ALossHasALineForEachTarget) {
    const Figure shown = figure({"loss:square"});
    ASSERT_EQ(shown.panels.size(), 2u);
    const Panel& error = shown.panels[0];
    EXPECT_EQ(error.series[0].label, "t = 0");
    EXPECT_EQ(error.series[1].label, "t = 1");
    EXPECT_EQ(shown.panels[1].title, "slope by y");
    for (int t = 0; t < 2; ++t) {
        const auto k = static_cast<std::size_t>(t);
        expect_on(error.series[k], [&](double y) { return (y - t) * (y - t) / 2; });
        expect_on(shown.panels[1].series[k], [&](double y) { return y - t; });
    }
}

TEST(PlotFigure, CrossEntropyIsShownOverOneScore) {
    const Figure shown = figure({"loss:softmax_cross_entropy"});
    expect_on(shown.panels[0].series[0], [](double x) { return std::log(std::exp(x) + 2) - x; });
    expect_on(shown.panels[1].series[1], [](double x) { return std::exp(x) / (std::exp(x) + 2); });
}

TEST(PlotFigure, SoftmaxIsShownAsOneOfItsInputsMoves) {
    const Figure shown = figure({"softmax"});
    const double rest = std::exp(1.0) + std::exp(-1.0);
    const auto share = [&](double x) { return std::exp(x) / (std::exp(x) + rest); };
    expect_on(shown.panels[0].series[0], share);
    expect_on(shown.panels[1].series[0], [&](double x) { return share(x) * (1 - share(x)); });
    expect_on(shown.panels[1].series[1],
              [&](double x) { return -share(x) * std::exp(1.0) / (std::exp(x) + rest); });
}

TEST(PlotFigure, AScheduleIsShownOverItsRun) {
    const Figure shown = figure({"schedule:cosine"});
    const Series& line = shown.panels[0].series[0];
    const double total = line.x.back();
    expect_on(line, [&](double t) {
        return (1 + std::cos(std::floor(t) * std::acos(-1.0) / total)) / 2;
    });
}

TEST(PlotFigure, ASurfaceHasItsStartAndItsMinima) {
    const Figure shown = figure({"surface:himmelblau"});
    ASSERT_EQ(shown.panels.size(), 2u);
    ASSERT_EQ(shown.panels[0].series.size(), 2u);
    EXPECT_EQ(shown.panels[0].series[1].label, "minimum");
    EXPECT_EQ(shown.panels[0].series[1].x.size(), 4u);
    EXPECT_TRUE(shown.panels[1].view.has_value());
}

TEST(PlotCommand, WritesAPictureNamedAfterTheFunctions) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    const std::string old = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const Outcome plain = kasane({"plot", "elu(alpha=0.5)", "mish"});
    const Outcome json = kasane({"plot", "mish", "--json", "-o", "x.pdf"});
    const bool is_there = std::filesystem::file_size("elu-alpha-0-5-mish.svg") > 1000;
    std::filesystem::current_path(old);
    EXPECT_EQ(plain.out, "elu-alpha-0-5-mish.svg\n") << plain.err;
    EXPECT_TRUE(is_there);
    EXPECT_EQ(json.last().at("event"), "done");
    EXPECT_EQ(json.last().at("file"), "x.pdf");
}

TEST(PlotCommand, HostileTitlesLeaveNoTrace) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    const std::string trace = folder.path() + "/trace";
    for (const std::string& title :
         {"`touch " + trace + "`", "'; system('touch " + trace + "') #",
          "\"; system(\"touch " + trace + "\") #", "$(touch " + trace + ")",
          "\n!touch " + trace + "\n", std::string("@trace %d 'x'")}) {
        const std::string file = folder.path() + "/a`touch trace`'$(id)\".svg";
        const Outcome outcome = kasane({"plot", "mish", "--title", title, "-o", file});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_GT(std::filesystem::file_size(file), 1000u);
        EXPECT_FALSE(std::filesystem::exists(trace)) << title;
    }
}

TEST(PlotCommand, AllOfThemGoOnOnePage) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    const std::string file = folder.path() + "/page.svg";
    EXPECT_EQ(kasane({"plot", "--all", "-o", file}).exit_code, 0);
    std::ifstream in(file);
    std::stringstream page;
    page << in.rdbuf();
    for (const char* name : {">mish<", ">softmax<", ">swiglu<", ">threshold<"}) {
        EXPECT_NE(page.str().find(name), std::string::npos) << name;
    }
}

class BadPlot : public testing::TestWithParam<std::pair<Words, std::string>> {};

TEST_P(BadPlot, IsExplained) {
    const auto& [words, message] = GetParam();
    const Outcome outcome = kasane(Words{"plot"} + words);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(outcome.complains(message)) << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(
    Arguments, BadPlot,
    testing::Values(std::pair(Words{}, "no name is given"),
                    std::pair(Words{"misch"}, "did you mean: mish"),
                    std::pair(Words{"mish", "-o", "x.bmp"}, "svg, png, pdf or webp"),
                    std::pair(Words{"mish", "-o", "x"}, "svg, png, pdf or webp"),
                    std::pair(Words{"elu", "--sweep", "alpha"}, "PARAMETER=FIRST:LAST:STEP"),
                    std::pair(Words{"elu", "--sweep", "alpha=1:0:1"}, "has no values"),
                    std::pair(Words{"elu", "--sweep", "alpha=1:2:0"}, "has no values"),
                    std::pair(Words{"elu", "--sweep", "alpha=1:nan:1"}, "no finite number"),
                    std::pair(Words{"elu", "--sweep", "beta=1:2:1"}, "unknown parameter"),
                    std::pair(Words{"elu", "--sweep", "alpha=-1:1:1"}, "must be > 0"),
                    std::pair(Words{"elu", "mish", "--sweep", "alpha=1:2:1"}, "one function"),
                    std::pair(Words{"mish", "--range", "3:1"}, "LOW:HIGH"),
                    std::pair(Words{"mish", "--range", "-1e300:1e300"}, "LOW:HIGH"),
                    std::pair(Words{"mish", "loss:mse"}, "one kind"),
                    std::pair(Words{"optimizer:adam"}, "draws no optimizers"),
                    std::pair(Words{"loss:ctc"}, "more than a prediction"),
                    std::pair(Words{"softmax", "tanh"}, "takes a row"),
                    std::pair(Words{"surface:beale", "surface:booth"}, "one surface"),
                    std::pair(Words{"surface:beale", "--range", "0:1"}, "no --range"),
                    std::pair(Words{"mish", "--theme", "blue"}, "light or dark"),
                    std::pair(Words{"mish", "--all"}, "takes no names")));

TEST(PlotCommand, AFolderThatIsNotThereIsNoPlaceForAPicture) {
    SKIP_WITHOUT_GNUPLOT;
    EXPECT_EQ(kasane({"plot", "mish", "-o", "/nowhere/at/all/x.svg"}).exit_code, 73);
}

}  // namespace
}  // namespace kasane::cli
