// Help, version, mistakes in the arguments, and the program as a process.

#include "kasane/cli/program.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::kasane;
using support::Outcome;

/// Runs the built program through the shell; its error stream joins the output.
Outcome process(const std::string& command) {
    Outcome outcome;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        outcome.out.append(buffer.data(), n);
    }
    const int status = ::pclose(pipe);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

const std::string program = KASANE_PROGRAM;

TEST(Program, AloneItPrintsShortHelpAndReportsAMistake) {
    const Outcome outcome = kasane({});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.complains("usage: kasane COMMAND"));
    for (const char* name : {"train", "eval", "predict", "gradcheck", "info", "list", "describe"}) {
        EXPECT_TRUE(outcome.complains(std::string("\n  ") + name)) << name;
    }
}

TEST(Program, TellsItsVersion) {
    const Outcome outcome = kasane({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.out, "kasane " KASANE_VERSION "\n");
}

TEST(Program, EveryCommandHasHelpWithItsOptionsAndWhatItsJsonMeans) {
    EXPECT_TRUE(kasane({"--help"}).says("Examples:"));
    for (const char* name : {"train", "eval", "predict", "gradcheck", "info", "list", "describe"}) {
        const Outcome outcome = kasane({name, "--help"});
        EXPECT_EQ(outcome.exit_code, 0) << name;
        EXPECT_TRUE(outcome.says("--threads N")) << name;
        EXPECT_TRUE(outcome.says("JSON")) << name;
        EXPECT_EQ(outcome.err, "") << name;
    }
}

TEST(Program, AnUnknownCommandGetsTheNearestName) {
    const Outcome outcome = kasane({"trian", "--data", "digits"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err,
              "kasane: unknown command \"trian\"\n"
              "  did you mean: train\n"
              "  hint: all of them: kasane --help\n");
}

TEST(Program, AnUnknownOptionGetsTheNearestName) {
    for (const support::Words& words :
         {support::Words{"train", "--epoch", "3"}, support::Words{"train", "--epoch=3"}}) {
        const Outcome outcome = kasane(words);
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_TRUE(
            outcome.complains("train: unknown option \"--epoch\"\n"
                              "  did you mean: --epochs"))
            << outcome.err;
    }
}

TEST(Program, AnArgumentTooManyAnOptionWithoutValueOrTwiceIsAMistake) {
    EXPECT_TRUE(kasane({"train", "digits"}).complains("unexpected argument \"digits\""));
    EXPECT_TRUE(kasane({"train", "--batch"}).complains("--batch takes one value, once"));
    EXPECT_TRUE(kasane({"train", "--batch", "1", "--batch", "2"}).complains("takes one value"));
    EXPECT_TRUE(kasane({"--quiet"}).complains("the command is missing"));
    EXPECT_EQ(kasane({"eval"}).exit_code, 2);
    EXPECT_TRUE(kasane({"eval"}).complains("MODEL is required"));
}

TEST(Program, AMistakeIsAlsoToldInJson) {
    const Outcome outcome = kasane({"train", "--json", "--batch", "0"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "kasane: train: --batch must be at least 1, got \"0\"\n");
    EXPECT_EQ(outcome.out,
              "{\"event\":\"error\",\"message\":\"train: --batch must be at least 1, got "
              "\\\"0\\\"\",\"exit_code\":2}\n");
}

TEST(Program, NumbersThatAreNoneOrOutOfRangeAreNamed) {
    EXPECT_TRUE(kasane({"train", "--batch", "abc"}).complains("a whole number, got \"abc\""));
    EXPECT_TRUE(kasane({"train", "--batch", ""}).complains("a whole number, got \"\""));
    EXPECT_TRUE(kasane({"train", "--batch", "1e3"}).complains("a whole number"));
    EXPECT_TRUE(kasane({"train", "--batch", "-5"}).complains("at least 1, got \"-5\""));
    EXPECT_TRUE(kasane({"train", "--seed", "-1"}).complains("at least 0"));
    EXPECT_TRUE(kasane({"train", "--seed", "99999999999999999999"}).complains("at most"));
    EXPECT_TRUE(kasane({"train", "--seed", "-99999999999999999999"}).complains("at least 0"));
    EXPECT_TRUE(kasane({"info", "--threads", "1025"}).complains("--threads must be at most 1024"));
}

TEST(Program, CommonOptionsMayStandBeforeTheCommand) {
    EXPECT_EQ(kasane({"--json", "list"}).events().front().at("event"), "kind");
    EXPECT_EQ(kasane({"--threads", "1", "list"}).exit_code, 0);
}

TEST(Program, AnOutputThatCannotBeWrittenIsAnError) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    EXPECT_EQ(run({"list"}, in, out, err, false), 74);
    EXPECT_EQ(err.str(), "kasane: cannot write to the standard output\n");
}

TEST(Program, AnUnknownInstructionSetOrThreadCountInTheEnvironmentEndsIt) {
    const Outcome isa = process("KASANE_ISA=v9 " + program + " info");
    EXPECT_EQ(isa.exit_code, 2);
    EXPECT_TRUE(isa.says("KASANE_ISA")) << isa.out;
    EXPECT_TRUE(isa.says("it can run")) << isa.out;
    const Outcome threads = process("KASANE_THREADS=many " + program + " info");
    EXPECT_EQ(threads.exit_code, 2);
    EXPECT_TRUE(threads.says("KASANE_THREADS must be a whole number")) << threads.out;
    EXPECT_TRUE(process("KASANE_THREADS=3 " + program + " info --json").says("\"threads\":3"));
}

TEST(Program, AsAProcessItUsesBothStreamsAndTheExitCode) {
    EXPECT_EQ(process(program + " > /dev/null").exit_code, 2);
    EXPECT_EQ(process(program + " --version").out, "kasane " KASANE_VERSION "\n");
    EXPECT_EQ(process(program + " list > /dev/full").exit_code, 74);
}

}  // namespace
}  // namespace kasane::cli
