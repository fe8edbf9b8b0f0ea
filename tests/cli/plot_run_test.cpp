// kasane plot RUN, train --plot and arena -o PICTURE.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "kasane/cli/plots/runs.hpp"
#include "kasane/plot/program.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::kasane;
using support::Outcome;
using support::Words;
using support::operator+;

#define SKIP_WITHOUT_GNUPLOT \
    if (plot::find_program(plot::gnuplot).empty()) GTEST_SKIP() << "no gnuplot-nox here"

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A short run on the digits.
std::string trained(const Directory& folder, const std::string& name, const Words& more = {}) {
    const std::string out = folder / name;
    const Outcome outcome = kasane(Words{"train", "--epochs", "1", "--out", out, "--quiet"} + more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return out;
}

TEST(PlotRun, CurvesAreThoseOfTheHistory) {
    const Directory folder;
    const std::string run = trained(folder, "run");
    const plot::Figure figure = run_figure({run}, {});
    std::istringstream history(content_of(run + "/history.csv"));
    std::string line;
    std::getline(history, line);
    for (const double loss : figure.panels.at(0).series.at(0).y) {
        ASSERT_TRUE(std::getline(history, line));
        const std::size_t comma = line.find(',');
        EXPECT_EQ(std::stod(line.substr(comma + 1)), loss);
    }
    EXPECT_FALSE(std::getline(history, line));
}

TEST(PlotRun, TheConfusionCountsEveryTestSample) {
    const Directory folder;
    const plot::Figure figure =
        run_figure({trained(folder, "run")}, RunPictures{.confusion = true});
    ASSERT_EQ(figure.panels.size(), 1u);
    double counted = 0;
    for (const plot::Note& note : figure.panels[0].notes) counted += std::stod(note.text);
    EXPECT_EQ(counted, 360);
}

TEST(PlotRun, EveryPictureOfARunIsDrawn) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    const std::string one = trained(folder, "one", {"--plot"});
    EXPECT_GT(std::filesystem::file_size(one + "/curves.svg"), 2000u);
    const std::string two = trained(folder, "two", {"--optimizer", "sgd"});
    const std::string file = folder / "picture.svg";
    for (const char* picture : {"--confusion", "--worst", "--weights", "--histograms"}) {
        const Outcome outcome = kasane({"plot", one, picture, "-o", file, "--theme", "dark"});
        EXPECT_EQ(outcome.exit_code, 0) << picture << outcome.err;
        EXPECT_NE(content_of(file).find("</svg>"), std::string::npos) << picture;
    }
    EXPECT_EQ(kasane({"plot", one, two, "-o", file}).exit_code, 0);
    EXPECT_NE(content_of(file).find(">two<"), std::string::npos);
}

TEST(PlotRun, TheBoundaryIsThatOfPointsOfThePlane) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    const std::string file = folder / "boundary.svg";
    const std::string circle = trained(folder, "circle", {"--data", "circle"});
    EXPECT_EQ(kasane({"plot", circle, "--boundary", "-o", file}).exit_code, 0);
    EXPECT_NE(content_of(file).find("</svg>"), std::string::npos);
    EXPECT_EQ(kasane({"plot", trained(folder, "digits"), "--boundary", "-o", file}).exit_code, 2);
}

TEST(PlotRun, WhatIsNoRunIsExplained) {
    const Directory folder;
    const std::string run = trained(folder, "run");
    EXPECT_EQ(kasane({"plot", folder / "none", "--worst"}).exit_code, 66);
    EXPECT_EQ(kasane({"plot", run, run, "--worst"}).exit_code, 2);
    EXPECT_EQ(kasane({"plot", run, "--worst", "--weights"}).exit_code, 2);
    std::ofstream(run + "/history.csv") << "nonsense\n";
    EXPECT_EQ(kasane({"plot", run}).exit_code, 65);
}

TEST(ArenaPicture, IsAPageOrAPicture) {
    SKIP_WITHOUT_GNUPLOT;
    const Directory folder;
    for (const char* name : {"report.html", "report.svg"}) {
        const std::string file = folder / name;
        const Outcome outcome =
            kasane({"arena", "--task", "surfaces", "--names", "sgd,adam", "--epochs", "5",
                    "--seeds", "2", "--budget", "2", "-o", file});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_NE(content_of(file).find("</svg>"), std::string::npos) << name;
        EXPECT_EQ(content_of(file).find("src=\"http"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace kasane::cli
