#include "kasane/io/run_lock.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <string>
#include <thread>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::message_of;
using testing::TempDir;

TEST(RunLock, LetsOneRunInAtATime) {
    const TempDir dir;
    {
        const RunLock lock(dir.path());
        EXPECT_THROW(RunLock second(dir.path()), core::BusyError);
    }
    EXPECT_NO_THROW(RunLock(dir.path()));
    EXPECT_TRUE(dir.entries().empty());
}

TEST(RunLock, NamesTheProcessThatHoldsIt) {
    const TempDir dir;
    const RunLock lock(dir.path());
    const std::string text = message_of<core::BusyError>([&] { RunLock second(dir.path()); });
    EXPECT_NE(text.find("process " + std::to_string(getpid()) + " on "), std::string::npos) << text;
    EXPECT_NE(text.find(dir.path()), std::string::npos);
    EXPECT_NE(text.find("hint: "), std::string::npos);
}

TEST(RunLock, MovesWithoutLettingGo) {
    const TempDir dir;
    RunLock first(dir.path());
    const RunLock second = std::move(first);
    EXPECT_THROW(RunLock third(dir.path()), core::BusyError);
}

TEST(RunLock, IsFreeWhenItsProcessWasKilled) {
    const TempDir dir;
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const RunLock lock(dir.path());
        (void)!write(ready[1], "x", 1);
        for (;;) pause();
    }
    char byte;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    const std::string text = message_of<core::BusyError>([&] { RunLock second(dir.path()); });
    EXPECT_NE(text.find("process " + std::to_string(child) + " on "), std::string::npos) << text;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(dir.entries(), std::vector<std::string>{"run.lock"});
    EXPECT_NO_THROW(RunLock(dir.path()));
    close(ready[0]);
    close(ready[1]);
}

TEST(RunLock, CannotBeMadeWhereNobodyCanWrite) {
    const TempDir dir;
    EXPECT_THROW(RunLock(dir.file("missing")), core::WriteError);
    EXPECT_THROW(RunLock(dir.write("file", "")), core::WriteError);
}

/// Enters as often as it can and counts how many are inside.
void enter_often(const std::string& dir, std::atomic<int>& inside, std::atomic<int>& entered) {
    for (int i = 0; i < 300; ++i) {
        try {
            const RunLock lock(dir);
            EXPECT_EQ(++inside, 1);
            ++entered;
            std::this_thread::yield();
            --inside;
        } catch (const core::BusyError&) {
        }
    }
}

TEST(RunLock, NeverLetsTwoInHoweverOftenItChangesHands) {
    const TempDir dir;
    std::atomic<int> inside = 0;
    std::atomic<int> entered = 0;
    std::vector<std::thread> runs;
    for (int i = 0; i < 4; ++i) {
        runs.emplace_back([&] { enter_often(dir.path(), inside, entered); });
    }
    for (std::thread& run : runs) run.join();
    EXPECT_GT(entered.load(), 0);
}

}  // namespace
}  // namespace kasane::io
