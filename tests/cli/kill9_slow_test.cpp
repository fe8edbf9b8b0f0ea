// kill -9 at random moments: the model file always loads, and the run goes on as if nothing had
// happened.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "kasane/train/checkpoint.hpp"
#include "kasane/train/metrics.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::kasane;
using support::Words;

using support::operator+;

constexpr int kills = 200;

const Words endless{"train", "--seed",  "11",           "--save-every",
                    "1",     "--quiet", "--iterations", "1000000"};

/// Starts the program; its output goes nowhere.
pid_t start(const Words& words) {
    std::vector<char*> argv;
    std::string program = KASANE_PROGRAM;
    std::vector<std::string> copies = words;
    argv.push_back(program.data());
    for (std::string& word : copies) argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_RDWR);
        for (const int stream : {0, 1, 2}) ::dup2(nowhere, stream);
        ::execv(program.c_str(), argv.data());
        ::_exit(127);
    }
    return child;
}

/// Lets a child run until `file` is there and for a while longer, then kills it.
void kill_after(pid_t child, const std::string& file, std::chrono::microseconds delay) {
    while (!std::filesystem::exists(file)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ASSERT_EQ(::waitpid(child, nullptr, WNOHANG), 0) << "the program has ended by itself";
    }
    std::this_thread::sleep_for(delay);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

long long iteration_of(const std::string& file) {
    return std::stoll(load_model(file).notes.at("iteration"));
}

TEST(KillNine, TwoHundredKillsLeaveTwoHundredModelsAndOneRun) {
    const Directory directory;
    const std::string file = directory / "model.safetensors";
    std::mt19937 random(1);
    std::uniform_real_distribution<double> share(0, 1);
    double longest = 60000;  // microseconds; follows the machine, so that two runs of three move
    long long reached = 0;
    int moved = 0;
    for (int i = 0; i < kills; ++i) {
        const Words resume = i == 0 ? Words{} : Words{"--resume"};
        const std::chrono::microseconds delay(static_cast<long long>(longest * share(random)));
        const pid_t child = start(endless + Words{"--out", directory.path()} + resume);
        ASSERT_NO_FATAL_FAILURE(kill_after(child, file, delay));
        long long now = 0;
        ASSERT_NO_THROW(now = iteration_of(file)) << "after kill " << i;
        ASSERT_GE(now, reached) << "after kill " << i;
        moved += now > reached ? 1 : 0;
        longest = std::clamp(longest * (now > reached ? 0.95 : 1.1), 1e3, 2e6);
        reached = now;
    }
    EXPECT_GT(moved, kills / 4) << "most runs were killed before their first step";
    const Words last{
        "train", "--seed", "11", "--json", "--iterations", std::to_string(reached + 10), "--out"};
    const Directory whole;
    const auto resumed = kasane(last + Words{directory.path(), "--resume"});
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(resumed.last().at("weights_sha256"),
              kasane(last + Words{whole.path()}).last().at("weights_sha256"));
}

}  // namespace
}  // namespace kasane::cli
