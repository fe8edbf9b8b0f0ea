// kasane train where something is wrong: exit codes, messages, and what is left on the disk.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "kasane/io/run_lock.hpp"
#include "kasane/train/checkpoint.hpp"
#include "kasane/train/metrics.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::kasane;
using support::Outcome;
using support::Words;

using support::operator+;

/// Expects an exit code, a text on the error stream, and no directory of the run.
void expect_refused(const Words& words, int exit_code, const std::string& text) {
    const Directory directory;
    const Outcome outcome = kasane(Words{"train", "--out", directory / "run"} + words);
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
    EXPECT_TRUE(outcome.complains(text)) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(directory / "run/model.safetensors"));
}

TEST(TrainFaults, UnknownNamesAreToldTheNearest) {
    expect_refused({"--data", "digit"}, 2, "did you mean: digits");
    expect_refused({"--activation", "reluu"}, 2, "did you mean: relu");
    expect_refused({"--optimizer", "adaam"}, 2, "did you mean: adam");
    expect_refused({"--optimizer", "adam(lrr=1)"}, 2, "did you mean: lr");
    expect_refused({"--loss", "softmax_crossentropie"}, 2, "did you mean: softmax_cross_entropy");
    expect_refused({"--init", "xavierr"}, 2, "did you mean: xavier");
}

TEST(TrainFaults, SettingsThatMakeNoSenseAreRefusedBeforeAnythingIsMade) {
    expect_refused({"--optimizer", "sgd(lr=nan)"}, 2, "lr must be >= 0, got nan");
    expect_refused({"--optimizer", "sgd(lr=-1)"}, 2, "lr must be >= 0, got -1");
    expect_refused({"--batch", "0"}, 2, "--batch must be at least 1");
    expect_refused({"--epochs", "0"}, 2, "--epochs must be at least 1");
    expect_refused({"--epochs", "1", "--iterations", "1"}, 2, "exclude each other");
    expect_refused({"--model", "64-x"}, 2, "cannot read the widths");
    expect_refused({"--loss", "square"}, 2, "labels are class numbers");
}

TEST(TrainFaults, AModelThatDoesNotFitTheDataIsToldBothSizes) {
    expect_refused({"--model", "784-50-10"}, 2,
                   "model: takes 784 numbers, tells 10 classes apart\n"
                   "  data digits: 64 numbers a sample, 10 classes");
    expect_refused({"--model", "64-50-9"}, 2, "tells 9 classes apart");
}

TEST(TrainFaults, DataThatAreMissingOrDamagedHaveTheirCodes) {
    const Directory directory;
    expect_refused({"--data", "mnist", "--data-dir", directory.path()}, 66, "mages");
    expect_refused({"--data", directory / "none.csv"}, 66, "none.csv");
    const auto refuse = [&](const std::string& bytes, const std::string& text) {
        support::write(directory / "bad.csv", bytes);
        expect_refused({"--data", directory / "bad.csv"}, 65, text);
    };
    refuse("", "bad.csv");
    refuse("1,2,0\n1,2\n", "bad.csv");
    refuse("1,2,0\n1,x,0\n", "bad.csv");
    refuse("1,2,0\n1,2,0.5\n", "label");
    refuse("1,2,-1\n1,2,0\n", "label");
    refuse("1,2,0\n", "too few");
    refuse("1\n0\n", "label");
}

TEST(TrainFaults, ImagesThatAreDamagedAreRefused) {
    const Directory directory;
    for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                             "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
        support::write(directory / name, std::string("\0\0\x08\x03\0\0\0\x09", 8));
    }
    expect_refused({"--data", "mnist", "--data-dir", directory.path()}, 65, "idx");
}

TEST(TrainFaults, ADirectoryThatCannotBeMadeIsFoundBeforeTheDataAreLoaded) {
    const Directory directory;
    support::write(directory / "file", "");
    const Outcome outcome =
        kasane({"train", "--data", directory / "none.csv", "--out", directory / "file/run"});
    EXPECT_EQ(outcome.exit_code, 73) << outcome.err;
}

TEST(TrainFaults, AReadOnlyDirectoryIsRefused) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    const Directory directory;
    ::chmod(directory.path().c_str(), 0500);
    EXPECT_EQ(kasane({"train", "--out", directory.path()}).exit_code, 73);
    ::chmod(directory.path().c_str(), 0700);
}

TEST(TrainFaults, ADirectoryInUseIsRefusedAtOnce) {
    const Directory directory;
    const io::RunLock lock(directory.path());
    const Outcome outcome = kasane({"train", "--json", "--out", directory.path()});
    EXPECT_EQ(outcome.exit_code, 75);
    EXPECT_TRUE(outcome.complains("process " + std::to_string(::getpid()))) << outcome.err;
    EXPECT_EQ(outcome.last().at("exit_code"), 75);
}

TEST(TrainFaults, ResumingWithoutARunIsNoInput) {
    expect_refused({"--resume"}, 66, "there is no run to resume");
}

TEST(TrainFaults, ResumingWithOtherSettingsListsAllDifferencesAndKeepsTheFile) {
    const Directory directory;
    const Words run{"train", "--out", directory.path(), "--iterations", "5"};
    ASSERT_EQ(kasane(run).exit_code, 0);
    const std::string before = support::read(directory / "model.safetensors");
    const Outcome outcome =
        kasane(run + Words{"--resume", "--model", "64-40-10", "--optimizer", "sgd(lr=0.1)",
                           "--seed", "5", "--batch", "7", "--replace"});
    EXPECT_EQ(outcome.exit_code, 65);
    for (const char* difference :
         {"0.weight: file has f32 [64, 100], wanted f32 [64, 40]", "0.bias: file has", "2.weight: ",
          "model: file has", "optimizer: file has adam(lr=0.01), this run sgd(lr=0.1)",
          "seed: file has 0, this run 5", "batch: file has 32, this run 7", "replace: "}) {
        EXPECT_TRUE(outcome.complains(difference)) << difference << "\n" << outcome.err;
    }
    EXPECT_EQ(support::read(directory / "model.safetensors"), before);
}

TEST(TrainFaults, ResumingOnOtherDataIsRefused) {
    const Directory directory;
    support::write(directory / "a.csv", support::table(100));
    support::write(directory / "b.csv", support::table(90));
    const Words run{"train", "--out", directory.path(), "--iterations", "5", "--data"};
    ASSERT_EQ(kasane(run + Words{directory / "a.csv"}).exit_code, 0);
    const Outcome outcome = kasane(run + Words{directory / "b.csv", "--resume"});
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_TRUE(outcome.complains("data: file has a.csv, this run b.csv")) << outcome.err;
    EXPECT_TRUE(outcome.complains("data.shape: file has 80 samples")) << outcome.err;
}

TEST(TrainFaults, ResumingADamagedFileIsRefused) {
    const Directory directory;
    support::write(directory / "model.safetensors", "not a model");
    EXPECT_EQ(kasane({"train", "--resume", "--out", directory.path()}).exit_code, 65);
}

TEST(TrainFaults, ARunThatDivergesKeepsItsLastGoodModel) {
    const Directory directory;
    const Outcome outcome = kasane({"train", "--optimizer", "sgd(lr=1e18)", "--activation", "relu",
                                    "--save-every", "1", "--json", "--out", directory.path()});
    EXPECT_EQ(outcome.exit_code, 76);
    EXPECT_TRUE(outcome.complains("the last good model, of iteration")) << outcome.err;
    EXPECT_EQ(outcome.last().at("event"), "error");
    EXPECT_EQ(outcome.last().at("exit_code"), 76);
    EXPECT_EQ(kasane({"eval", directory.path(), "--data", "digits"}).exit_code, 0);
}

TEST(TrainFaults, ARunThatDivergesAtOnceLeavesTheModelOfTheRunBefore) {
    const Directory directory;
    ASSERT_EQ(kasane({"train", "--iterations", "5", "--out", directory.path()}).exit_code, 0);
    const std::string before = support::read(directory / "model.safetensors");
    const Outcome outcome = kasane({"train", "--init", "normal(1e30)", "--out", directory.path()});
    EXPECT_EQ(outcome.exit_code, 76) << outcome.err;
    EXPECT_TRUE(outcome.complains("is as it was before")) << outcome.err;
    EXPECT_EQ(support::read(directory / "model.safetensors"), before);
}

/// Sends a signal to this process as soon as the run has saved its first model.
int exit_code_after(int signal, const std::string& directory, std::string& message) {
    std::thread sender([&] {
        while (!std::filesystem::exists(directory + "/model.safetensors")) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        ::kill(::getpid(), signal);
    });
    const Outcome outcome =
        kasane({"train", "--iterations", "1000000000", "--json", "--out", directory});
    sender.join();
    message = outcome.err;
    EXPECT_EQ(outcome.last().at("event"), "error");
    return outcome.exit_code;
}

TEST(TrainFaults, ASignalEndsTheRunAfterAStepWithEverythingSaved) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Directory directory;
        std::string message;
        EXPECT_EQ(exit_code_after(signal, directory.path(), message), 128 + signal);
        EXPECT_NE(message.find("--resume goes on"), std::string::npos) << message;
        const train::LoadedModel loaded = load_model(directory / "model.safetensors");
        const std::string iteration = loaded.notes.at("iteration");
        EXPECT_NE(message.find("iteration: " + iteration), std::string::npos) << message;
        // Resumed to a few steps more, it ends where an uninterrupted run does.
        const std::string end = std::to_string(std::stoll(iteration) + 5);
        const Directory whole;
        const Words run{"train", "--iterations", end, "--json", "--out"};
        const Outcome resumed = kasane(run + Words{directory.path(), "--resume"});
        ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
        EXPECT_EQ(resumed.last().at("weights_sha256"),
                  kasane(run + Words{whole.path()}).last().at("weights_sha256"));
    }
}

TEST(TrainFaults, ASaveThatFailsOnTheWayIsAWarningAndTheLastOneAnError) {
    const Directory directory;
    // The directory goes away once the run has saved its first model.
    std::thread thief([&] {
        while (!std::filesystem::exists(directory / "run/model.safetensors")) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        // The run may be making its next file in there.
        for (std::error_code error; std::filesystem::exists(directory / "run");) {
            std::filesystem::remove_all(directory / "run", error);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        ::kill(::getpid(), SIGTERM);
    });
    const Outcome outcome =
        kasane({"train", "--iterations", "1000000000", "--out", directory / "run"});
    thief.join();
    EXPECT_EQ(outcome.exit_code, 73) << outcome.err;
    EXPECT_TRUE(outcome.complains("warning: ")) << outcome.err;
    EXPECT_TRUE(outcome.complains("training goes on")) << outcome.err;
}

}  // namespace
}  // namespace kasane::cli
