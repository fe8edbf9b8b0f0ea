// kasane race.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "kasane/plot/program.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Json;
using support::kasane;
using support::Outcome;

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(RaceCommand, PrintsCsv) {
    const Outcome outcome =
        kasane({"race", "--surface", "sphere", "--start", "4,-2", "--optimizers",
                "sgd(lr=0.25), momentum(lr=0.5)", "--steps", "1", "-o", "-"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out,
              "optimizer,step,x,y,value,gradient_norm\n"
              "\"sgd(lr=0.25)\",0,4,-2,20,8.9442719099991592\n"
              "\"sgd(lr=0.25)\",1,2,-1,5,4.4721359549995796\n"
              "\"sgd(lr=0.5, momentum=0.9)\",0,4,-2,20,8.9442719099991592\n"
              "\"sgd(lr=0.5, momentum=0.9)\",1,0,0,0,0\n");
}

TEST(RaceCommand, SaysItInJson) {
    const Outcome outcome =
        kasane({"race", "--surface", "surface:beale", "--optimizers", "adam", "--lr", "auto",
                "--budget", "6", "--steps", "10", "--json", "-o", "-"});
    ASSERT_EQ(outcome.events().size(), 2U) << outcome.err;
    const Json run = outcome.events()[0];
    EXPECT_EQ(run.at("runs"), 6);
    EXPECT_EQ(run.at("points").size(), 11U);
    const Json start = run.at("points")[0];
    EXPECT_EQ(start[3], 41.25);
    EXPECT_NEAR(start[4].get<double>(), std::sqrt(34.5 * 34.5 + 92.5 * 92.5), 1e-12);  // by hand
    EXPECT_EQ(outcome.last().at("surface"), "beale");
}

TEST(RaceCommand, WritesFiles) {
    const std::string json = testing::TempDir() + "race.json";
    const Outcome outcome = kasane({"race", "--surface", "bowl", "--optimizers", "sgd,adam", "--lr",
                                    "0.1", "--steps", "3", "-o", json});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.says("written: " + json));
    const Json made = Json::parse(content_of(json));
    EXPECT_EQ(made.at("runs").size(), 2U);
    EXPECT_EQ(made.at("runs")[0].at("optimizer"), "sgd(lr=0.1)");
    const std::string csv = testing::TempDir() + "race.csv";
    kasane({"race", "--surface", "bowl", "--optimizers", "sgd", "--steps", "3", "-o", csv});
    EXPECT_EQ(content_of(csv).substr(0, 10), "optimizer,");
}

TEST(RaceCommand, DrawsPictures) {
    if (plot::find_program(plot::gnuplot).empty()) GTEST_SKIP() << "no gnuplot-nox here";
    const std::string svg = testing::TempDir() + "race.svg";
    const Outcome outcome =
        kasane({"race", "--surface", "article-1", "--steps", "3", "-o", svg, "--title",
                "`touch race-trace` $(touch race-trace) 'x\" @y", "--theme", "dark", "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.last().at("file"), svg);
    EXPECT_EQ(outcome.events()[0].count("points"), 0U);
    EXPECT_EQ(outcome.last().at("runs"), 7);  // those of the article, as it defines them
    EXPECT_EQ(outcome.events()[6].at("optimizer"), "adam(variant=document)");
    EXPECT_NE(content_of(svg).find("touch race-trace"), std::string::npos);
    EXPECT_FALSE(std::ifstream("race-trace").is_open());
}

TEST(RaceCommand, WritesAPageThatNeedsNothingElse) {
    const support::Directory directory;
    const std::string path = directory / "race.html";
    const Outcome outcome =
        kasane({"race", "--surface", "beale", "--optimizers", "adam, sgd(lr=10)", "--steps",
                "20000", "--title", "</title></script><!-- \xff &amp;", "-o", path, "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.last().at("file"), path);
    const std::string page = content_of(path);
    EXPECT_EQ(page.rfind("<!DOCTYPE html>", 0), 0U);
    EXPECT_NE(page.find("<title>&lt;/title&gt;&lt;/script&gt;&lt;!-- ? &amp;amp;</title>"),
              std::string::npos);
    for (const char* bad : {"http:", "https:", "src=", "@DATA@", "@SCRIPT@", "@STYLE@"}) {
        EXPECT_EQ(page.find(bad), std::string::npos) << bad;
    }
    const std::string start = "type=\"application/json\">";
    const std::size_t begin = page.find(start) + start.size();
    const Json data = Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
    EXPECT_EQ(data.at("title"), "</title></script><!-- ? &amp;");
    EXPECT_EQ(data.at("runs").size(), 2U);
    const Json& adam = data.at("runs")[0];
    EXPECT_LT(adam.at("t").size(), 5000U);
    EXPECT_EQ(adam.at("t").back(), 20000);
    EXPECT_EQ(adam.at("d").size(), 2 * (adam.at("t").size() - 1));
    EXPECT_EQ(adam.at("slots")[1].at("v").size(), adam.at("d").size());
}

TEST(RaceCommand, BadWordsAreUsageErrors) {
    const auto code = [](const support::Words& words) {
        support::Words all{"race"};
        all.insert(all.end(), words.begin(), words.end());
        return kasane(all).exit_code;
    };
    EXPECT_EQ(code({"--surface", "rosenbrok"}), 2);
    EXPECT_EQ(code({"--optimizers", "sdgg"}), 2);
    EXPECT_EQ(code({"--optimizers", " , "}), 2);
    EXPECT_EQ(code({"--optimizers", "sgd(lr=0.1"}), 2);
    EXPECT_EQ(code({"--lr", "fast"}), 2);
    EXPECT_EQ(code({"--start", "1"}), 2);
    EXPECT_EQ(code({"--start", "1,nan"}), 2);
    EXPECT_EQ(code({"--steps", "-1"}), 2);
    EXPECT_EQ(code({"-o", "race.bmp"}), 2);
    EXPECT_EQ(code({"--theme", "blue"}), 2);
    EXPECT_EQ(code({"--steps", "1", "-o", "/proc/none/race.csv"}), 73);
    EXPECT_EQ(code({"--steps", "1", "-o", "/proc/none/race.svg"}), 73);
}

}  // namespace
}  // namespace kasane::cli
