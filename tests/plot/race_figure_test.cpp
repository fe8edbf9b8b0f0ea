// Pictures of optimizers on a test surface.

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/gnuplot.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/race_figure.hpp"
#include "kasane/plot/save.hpp"
#include "kasane/train/race.hpp"

namespace kasane::plot {
namespace {

using train::Trajectory;

catalog::Formula surface_named(const std::string& name) { return catalog::surfaces().make(name); }

/// A run along y = 1 by 0.01 a step.
Trajectory straight(Index steps) {
    Trajectory run{.optimizer = "sgd(lr=0.5)"};
    for (Index i = 0; i <= steps; ++i) {
        run.points.push_back({i, -1 + 0.01 * static_cast<double>(i), 1, 0, 0});
    }
    return run;
}

const Series* labelled(const Panel& panel, const std::string& label) {
    for (const Series& one : panel.series) {
        if (one.label == label) return &one;
    }
    return nullptr;
}

TEST(RaceFigure, BothViewsShowTheWholeWay) {
    const Trajectory run = straight(100);
    const Figure figure = race_figure(surface_named("sphere"), {&run, 1}, "Title");
    EXPECT_EQ(figure.title, "Title");
    ASSERT_EQ(figure.panels.size(), 2U);
    EXPECT_FALSE(figure.panels[0].view);
    ASSERT_TRUE(figure.panels[1].view);
    for (const Panel& panel : figure.panels) {
        const Series* line = labelled(panel, "sgd(lr=0.5)");
        ASSERT_NE(line, nullptr);
        EXPECT_EQ(line->x.size(), 101U);
        EXPECT_EQ(line->x.back(), run.points.back().x);
        ASSERT_NE(labelled(panel, "start"), nullptr);
        EXPECT_EQ(labelled(panel, "start")->x.front(), -1);
        ASSERT_NE(labelled(panel, "minimum"), nullptr);
        EXPECT_EQ(labelled(panel, "minimum")->x.front(), 0);
    }
    // On the ground: the sphere's height is x^2 + y^2.
    const Series* line = labelled(figure.panels[1], "sgd(lr=0.5)");
    EXPECT_DOUBLE_EQ(line->z[50], line->x[50] * line->x[50] + 1);
}

TEST(RaceFigure, HasTheViewAndTheLevelsOfTheArticle) {
    const Trajectory run = straight(4);
    const Figure figure = race_figure(surface_named("article-4"), {&run, 1});
    EXPECT_EQ(figure.panels[1].view->elevation, 45);
    EXPECT_EQ(figure.panels[1].view->azimuth, -87);
    const std::vector<double>& levels = figure.panels[0].raster->contours;
    for (std::size_t i = 1; i < levels.size(); ++i) {
        EXPECT_NEAR(levels[i] - levels[i - 1], 0.25, 1e-12);
    }
    EXPECT_NEAR(std::fmod(levels.front(), 0.25), 0, 1e-12);
}

TEST(RaceFigure, HeightsOfManyOrdersAreLogarithms) {
    const Trajectory run = straight(4);
    const Figure figure = race_figure(surface_named("rosenbrock"), {&run, 1});
    // The corner (-2, -1): 1 + 9 + 100 * 25.
    EXPECT_NEAR(figure.panels[0].raster->values.front(), std::log10(1 + 2509.0), 1e-12);
}

TEST(RaceFilm, ShowsEightPicturesOfTailAndStaysAtTheEnd) {
    const std::vector<Trajectory> runs{straight(256), straight(20)};
    const std::vector<Figure> film = race_film(surface_named("sphere"), runs);
    ASSERT_EQ(film.size(), 64U);
    const auto& early = film[3].panels[0].series;
    EXPECT_EQ(early[0].x.size(), 4U);
    const auto& late = film[63].panels[0].series;
    EXPECT_EQ(late[0].x.size(), 9U);  // nine positions, 256 / 64 steps apart
    EXPECT_EQ(late[0].x.back(), runs[0].points[63 * 4].x);
    EXPECT_EQ(late[0].x.front(), runs[0].points[55 * 4].x);
    EXPECT_EQ(late[2].x.back(), runs[1].points.back().x);
    EXPECT_EQ(film[0].panels[0].raster, film[63].panels[0].raster);  // drawn from the same data
}

TEST(RaceFilm, IsAWebpFilmOfAllItsPictures) {
    if (find_program(gnuplot).empty() || find_program(img2webp).empty()) {
        GTEST_SKIP() << "no gnuplot-nox or webp here";
    }
    const Trajectory run = straight(8);
    const std::string bytes = animated(race_film(surface_named("sphere"), {&run, 1}, "", 3), 10);
    EXPECT_EQ(bytes.substr(0, 4), "RIFF");
    std::size_t frames = 0;
    for (std::size_t at = bytes.find("ANMF"); at != std::string::npos;
         at = bytes.find("ANMF", at + 1)) {
        ++frames;
    }
    EXPECT_EQ(frames, 3U);
}

TEST(RaceFigure, EverySurfaceOfTheCatalogIsDrawn) {
    if (find_program(gnuplot).empty()) GTEST_SKIP() << "no gnuplot-nox here";
    for (const catalog::Entry& entry : catalog::surfaces().entries()) {
        const std::string name(entry.info->name);
        const auto runs = train::race({.surface = name, .optimizers = {"sgd"}, .steps = 3});
        const std::string drawn = rendered(race_figure(surface_named(name), runs), "svg");
        EXPECT_NE(drawn.find("</svg>"), std::string::npos) << name;
    }
}

TEST(RaceFigure, NoRunsAreAnError) {
    EXPECT_THROW(race_figure(surface_named("sphere"), {}), core::ValueError);
    const Trajectory empty{.optimizer = "sgd"};
    EXPECT_THROW(race_figure(surface_named("sphere"), {&empty, 1}), core::ValueError);
    const Trajectory run = straight(1);
    EXPECT_THROW(race_film(surface_named("sphere"), {&run, 1}, "", 0), core::ValueError);
}

}  // namespace
}  // namespace kasane::plot
