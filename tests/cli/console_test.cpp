#include "kasane/cli/console.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "kasane/cli/progress.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

/// Runs a loop of `steps` under a progress line and returns what was written.
std::string progress_of(bool terminal, Index steps, std::chrono::microseconds pause) {
    std::ostringstream out;
    std::ostringstream err;
    Console console(out, err, terminal);
    Progress progress(console, 0, steps);
    for (Index i = 1; i <= steps; ++i) {
        std::this_thread::sleep_for(pause);
        progress.step(i, 0.5);
    }
    console.line("end");
    return out.str();
}

TEST(Console, APipeSeesNeitherCarriageReturnsNorEscapeCodes) {
    EXPECT_EQ(progress_of(false, 20, std::chrono::milliseconds(10)), "end\n");
}

TEST(Console, ATerminalSeesHowFarItIs) {
    const support::Environment colour("NO_COLOR", "");
    const std::string text = progress_of(true, 20, std::chrono::milliseconds(10));
    EXPECT_NE(text.find("\r["), std::string::npos);
    EXPECT_NE(text.find("\033[32m"), std::string::npos);
    for (const char* part : {"/20 ", "%", "it/s", "loss 0.5000", "ETA 0:0"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
    // The line is taken away before the next one is written.
    EXPECT_EQ(text.substr(text.size() - 5), "\rend\n");
}

TEST(Console, NoColorIsHonoured) {
    const support::Environment colour("NO_COLOR", "1");
    const std::string text = progress_of(true, 5, std::chrono::milliseconds(10));
    EXPECT_NE(text.find("\r["), std::string::npos);
    EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST(Console, TheLineIsDrawnAtMostTwentyTimesASecond) {
    const support::Environment colour("NO_COLOR", "1");
    const auto start = std::chrono::steady_clock::now();
    const std::string text = progress_of(true, 3000, std::chrono::microseconds(50));
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto drawn = std::count(text.begin(), text.end(), '[');
    EXPECT_GE(drawn, 1);
    EXPECT_LE(static_cast<double>(drawn), seconds * 20 + 2);
}

TEST(Console, TheProgressFitsTheLine) {
    const support::Environment colour("NO_COLOR", "1");
    std::ostringstream out;
    std::ostringstream err;
    Console console(out, err, true);
    Progress progress(console, 0, 9999999999);
    progress.step(1234567890, 123456.789);
    EXPECT_LT(static_cast<int>(out.str().size()) - 1, console.width());
}

TEST(Console, JsonStandsAloneOnTheOutput) {
    std::ostringstream out;
    std::ostringstream err;
    Console console(out, err, true);
    console.use_json();
    console.line("a line");
    console.note("a note");
    console.table({{"a", "b"}});
    console.redraw("progress");
    console.event({{"event", "x"}, {"text", "\xff"}, {"nan", std::nan("")}});
    EXPECT_EQ(out.str(), "{\"event\":\"x\",\"text\":\"\xef\xbf\xbd\",\"nan\":null}\n");
}

TEST(Console, QuietKeepsResultsAndWarnings) {
    std::ostringstream out;
    std::ostringstream err;
    Console console(out, err, true);
    console.use_quiet();
    console.note("a note");
    console.redraw("progress");
    console.line("a result");
    console.warn("a warning");
    EXPECT_EQ(out.str(), "a result\n");
    EXPECT_EQ(err.str(), "kasane: warning: a warning\n");
}

TEST(Console, TablesAreAlignedOrMarkdown) {
    std::ostringstream out;
    std::ostringstream err;
    Console console(out, err, false);
    console.table({{"name", "x"}, {"a", "|1|"}});
    console.table({{"name", "x"}, {"a", "|1|"}}, true);
    EXPECT_EQ(out.str(),
              "name  x\na     |1|\n"
              "| name | x |\n| --- | --- |\n| a | \\|1\\| |\n");
}

TEST(Console, DurationsReadLikeAClock) {
    EXPECT_EQ(duration(0), "0:00");
    EXPECT_EQ(duration(8.2), "0:09");
    EXPECT_EQ(duration(754), "12:34");
    EXPECT_EQ(duration(3723), "1:02:03");
    EXPECT_EQ(duration(1e300), "-:--");
    EXPECT_EQ(duration(std::nan("")), "-:--");
}

}  // namespace
}  // namespace kasane::cli
