// Curves of training runs.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>

#include "kasane/core/error.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/training_figure.hpp"

namespace kasane::plot {
namespace {

/// A directory with this history.
class RunFolder {
public:
    explicit RunFolder(const std::string& history) {
        std::ofstream(path() + "/history.csv") << history;
    }
    const std::string& path() const { return folder_.path(); }

private:
    ScratchFolder folder_;
};

const std::string header = "iteration,loss,lr,train_accuracy,test_accuracy\n";

TEST(ReadRun, EmptyCellsAreUnknown) {
    const RunFolder run(header + "0,2.5,0.1,0.25,0.2\n1,1.25,0.05,,\n2,0.5");
    const RunCurves curves = read_run(run.path());
    EXPECT_EQ(curves.loss, (std::vector<double>{2.5, 1.25}));  // half a row is not there yet
    EXPECT_EQ(curves.lr, (std::vector<double>{0.1, 0.05}));
    EXPECT_EQ(curves.test_accuracy[0], 0.2);
    EXPECT_TRUE(std::isnan(curves.test_accuracy[1]));
}

TEST(ReadRun, WhatIsNoHistoryIsNamedWithItsLine) {
    for (const char* text : {"step,loss\n0,1\n",
                             "iteration,loss,lr,train_accuracy,test_accuracy\n"
                             "0,1,1,,\n1,abc,1,,\n"}) {
        const RunFolder run(text);
        try {
            read_run(run.path());
            ADD_FAILURE() << text;
        } catch (const core::DataError& error) {
            EXPECT_NE(std::string(error.what()).find("line "), std::string::npos);
        }
    }
    EXPECT_THROW(read_run("/proc/none"), core::NoInputError);
}

TEST(Smoothed, IsTheWeightedMeanOfWhatWasBefore) {
    std::vector<double> losses;
    for (int i = 0; i < 200; ++i) losses.push_back(i % 7);
    const std::vector<double> smooth = smoothed(losses);
    for (const std::size_t i : {0u, 1u, 50u, 199u}) {
        double sum = 0;
        double weights = 0;
        for (std::size_t k = 0; k <= i; ++k) {
            const double weight = std::pow(0.75, static_cast<double>(i - k));  // a window of 4
            sum += weight * losses[k];
            weights += weight;
        }
        EXPECT_NEAR(smooth[i], sum / weights, 1e-12);
    }
}

TEST(TrainingFigure, OneRunHasItsLossTwiceAndBothAccuracies) {
    const RunFolder run(header + "0,2.5,0.1,0.25,0.2\n1,1.25,0.1,,\n2,1,0.1,0.5,0.4\n");
    const RunCurves curves = read_run(run.path());
    const Figure figure = training_figure({&curves, 1}, "Run");
    ASSERT_EQ(figure.panels.size(), 2U);  // the rate does not move
    EXPECT_EQ(figure.panels[0].series[0].mark, Mark::thin);
    EXPECT_EQ(figure.panels[0].series[0].y, curves.loss);
    const std::vector<Series>& accuracies = figure.panels[1].series;
    ASSERT_EQ(accuracies.size(), 2U);
    EXPECT_EQ(accuracies[0].label, "train");
    EXPECT_EQ(accuracies[1].x, (std::vector<double>{0, 2}));
    EXPECT_EQ(accuracies[1].y, (std::vector<double>{0.2, 0.4}));
}

TEST(TrainingFigure, ARateThatMovesHasAPanel) {
    const RunFolder run(header + "0,2.5,0.1,,\n1,1.25,0.05,,\n");
    const RunCurves curves = read_run(run.path());
    const Figure figure = training_figure({&curves, 1});
    ASSERT_EQ(figure.panels.size(), 2U);  // nothing was evaluated
    EXPECT_EQ(figure.panels[1].title, "Learning rate");
}

TEST(TrainingFigure, LossesThatAreNotFiniteLeaveGapsAndNoStepsAreAnError) {
    RunCurves run{.name = "diverged"};
    for (int i = 0; i < 10; ++i) {
        run.iteration.push_back(i);
        run.loss.push_back(i < 5 ? 1 + i : HUGE_VAL);
    }
    const Figure figure = training_figure({&run, 1});
    EXPECT_NEAR(figure.panels[0].series[1].y[4], 5, 1e-12);
    EXPECT_THROW(training_figure({}), core::ValueError);
    const RunCurves empty{.name = "empty"};
    EXPECT_THROW(training_figure({&empty, 1}), core::ValueError);
}

}  // namespace
}  // namespace kasane::plot
