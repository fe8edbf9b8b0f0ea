#include <gtest/gtest.h>

#include "kasane/plot/program.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::kasane;
using support::Outcome;
using support::Words;

std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(GraphCommand, DrawsEveryExample) {
    const Directory directory;
    const std::string path = directory / "graph.dot";
    // Numbers of the book's chapter 5; y - t of its softmax; the slope of the sigmoid at 1.
    const std::pair<const char*, const char*> parts[] = {
        {"apple", "110"}, {"softmax-loss", "−0.7548"}, {"sigmoid", "0.1966"}, {"mlp", "linear(64"}};
    for (const auto& [name, part] : parts) {
        for (const Words& more : {Words{}, Words{"--expand"}, Words{"--theme", "dark"}}) {
            Words words{"graph", "--example", name, "-o", path};
            words.insert(words.end(), more.begin(), more.end());
            const Outcome outcome = kasane(words);
            ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
            EXPECT_TRUE(outcome.out == path + "\n");
            EXPECT_TRUE(has(content(path), part)) << name << content(path);
        }
    }
}

TEST(GraphCommand, JsonNamesTheFile) {
    const Directory directory;
    const Outcome outcome =
        kasane({"graph", "--example", "apple", "-o", directory / "a.dot", "--json"});
    EXPECT_EQ(outcome.last().at("event"), "done");
    EXPECT_EQ(outcome.last().at("file"), directory / "a.dot");
}

TEST(GraphCommand, DrawsAModelWithItsData) {
    const Directory directory;
    ASSERT_EQ(kasane({"train", "--iterations", "2", "--out", directory / "run"}).exit_code, 0);
    const Outcome outcome = kasane({"graph", directory / "run", "-o", directory / "model.dot"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(has(content(directory / "model.dot"), "softmax_cross_entropy"));
    EXPECT_TRUE(has(content(directory / "model.dot"), "0.weight 64×100"));
}

TEST(GraphCommand, WhatIsWrongIsToldWithItsCode) {
    const Directory directory;
    EXPECT_EQ(kasane({"graph"}).exit_code, 2);
    EXPECT_EQ(kasane({"graph", "model", "--example", "apple"}).exit_code, 2);
    EXPECT_TRUE(kasane({"graph", "--example", "aple"}).complains("did you mean: apple"));
    EXPECT_EQ(kasane({"graph", "--example", "apple", "-o", directory / "a.bmp"}).exit_code, 2);
    EXPECT_EQ(kasane({"graph", "--example", "apple", "--theme", "pink"}).exit_code, 2);
    EXPECT_EQ(kasane({"graph", directory / "none"}).exit_code, 66);
    EXPECT_EQ(kasane({"graph", "--example", "apple", "-o", directory / "no/a.dot"}).exit_code, 73);
}

TEST(GraphCommand, WithoutGraphvizItSaysHowToInstallIt) {
    const Directory directory;
    const std::string before = std::getenv("PATH");
    ::setenv("PATH", directory.path().c_str(), 1);
    const Outcome outcome = kasane({"graph", "--example", "apple", "-o", directory / "a.svg"});
    ::setenv("PATH", before.c_str(), 1);
    EXPECT_EQ(outcome.exit_code, 73);
    EXPECT_TRUE(outcome.complains("graphviz")) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(directory / "a.svg"));
}

}  // namespace
}  // namespace kasane::cli
