#include "kasane/train/arena.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/train/search_space.hpp"

namespace kasane::train {
namespace {

/// Keeps runs in memory.
class Memory final : public ArenaRecord {
public:
    const ArenaCurve* find(const ArenaRun& run) const override {
        const auto found = runs.find(key(run));
        return found == runs.end() ? nullptr : &found->second;
    }
    bool add(const ArenaRun& run, bool is_new, Index done, Index total) override {
        runs[key(run)] = run.curve;
        fresh += is_new ? 1 : 0;
        last = done;
        all = total;
        return done < stop_at;
    }
    static std::string key(const ArenaRun& run) {
        return run.candidate + "/" + std::to_string(run.problem) + "/" +
               std::to_string(run.is_final) + "/" + std::to_string(run.number) + "/" + run.settings;
    }

    std::map<std::string, ArenaCurve> runs;
    int fresh = 0;
    Index last = 0;
    Index all = 0;
    Index stop_at = 1 << 30;
};

/// A problem whose score is known: the learning rate's distance from 0.3, in the logarithm, and a
/// little for the seed.
class Distance final : public ArenaTask {
public:
    std::string metric() const override { return "distance"; }
    double worst() const override { return 100; }
    Index steps() const override { return 20; }
    Index problems() const override { return 2; }

    ArenaCurve run(const ArenaSetup& setup, Index problem, std::uint64_t seed,
                   bool is_final) const override {
        double lr = 0.01;  // of sgd
        for (const catalog::Argument& one : catalog::parse_spec(setup.optimizer).arguments) {
            if (one.name == "lr") lr = std::get<double>(one.value.data);
        }
        if (is_final && lr == 0.01) return ArenaCurve(points, 100);
        const double score = std::abs(std::log(lr / 0.3)) + static_cast<double>(problem);
        return ArenaCurve(points, is_final ? score + static_cast<double>(seed) : score);
    }
};

ArenaOptions options_for(std::vector<std::string> names) {
    ArenaOptions options;
    options.names = std::move(names);
    options.seeds = 3;
    options.budget = 6;
    return options;
}

TEST(Arena, GivesMeanBandAndRankOfTheBestSetting) {
    Memory memory;
    const std::vector<ArenaResult> all =
        arena(Distance(), options_for({"sgd(lr=0.1)", "sgd(lr=0.3)", "sgd(lr=0.01)"}), memory);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].candidate, "sgd(lr=0.3)");
    EXPECT_EQ(all[0].best, (std::vector<std::string>{"sgd(lr=0.3)", "sgd(lr=0.3)"}));
    // Seeds 1, 2, 3 and half for the two problems: 1.5, 2.5, 3.5; t of 2 degrees is 4.303.
    EXPECT_NEAR(all[0].score.mean, 2.5, 1e-12);
    EXPECT_NEAR(all[0].score.half_width, 4.303 / std::sqrt(3.0), 1e-12);
    EXPECT_EQ(all[0].rank, 1);
    EXPECT_EQ(all[1].candidate, "sgd(lr=0.1)");
    EXPECT_NEAR(all[1].score.mean, 2.5 + std::log(3), 1e-12);
    EXPECT_EQ(all[1].rank, 2);
    EXPECT_EQ(all[2].rank, 3);
    EXPECT_EQ(all[2].diverged, 6);
    EXPECT_EQ(all[0].diverged, 0);
    EXPECT_EQ(all[0].curve.size(), 20U);
}

TEST(Arena, EqualCandidatesShareTheirRank) {
    Memory memory;
    const auto all = arena(Distance(), options_for({"sgd(lr=0.3)", "adam(lr=0.3)"}), memory);
    EXPECT_EQ(all[0].rank, 1.5);
    EXPECT_EQ(all[1].rank, 1.5);
}

TEST(Arena, EveryCandidateHasTheSameBudget) {
    Memory memory;
    ArenaOptions options = options_for({"sgd", "adam"});
    options.budget = 10;
    const auto all = arena(Distance(), options, memory);
    EXPECT_EQ(memory.last, 2 * 2 * (10 + 3));
    EXPECT_EQ(memory.all, memory.last);
    // The search tries what it says: the first setting is the candidate's own.
    EXPECT_EQ(memory.runs.count("adam/0/0/0/adam"), 1U);
    std::set<std::string> tried;
    for (const auto& [key, curve] : memory.runs) {
        if (key.starts_with("sgd/0/0/")) tried.insert(key.substr(key.rfind('/')));
    }
    EXPECT_EQ(tried.size(), 10U);
    // And finds better ones: from lr = 0.01 the distance to 0.3 is 3.4.
    EXPECT_LT(memory.runs.size(), 60U);
    EXPECT_LT(all[0].score.mean - 2.5, 3.4);
}

TEST(Arena, GoesOnWhereItWasStopped) {
    Memory memory;
    memory.stop_at = 7;
    EXPECT_TRUE(arena(Distance(), options_for({"sgd", "adam"}), memory).empty());
    const auto known = static_cast<int>(memory.runs.size());
    EXPECT_GE(known, 7);
    memory.stop_at = 1 << 30;
    memory.fresh = 0;
    const auto resumed = arena(Distance(), options_for({"sgd", "adam"}), memory);
    EXPECT_EQ(memory.fresh, 2 * 2 * (6 + 3) - known);
    Memory empty;
    const auto whole = arena(Distance(), options_for({"sgd", "adam"}), empty);
    EXPECT_EQ(resumed[0].best, whole[0].best);
    EXPECT_EQ(resumed[0].score.mean, whole[0].score.mean);
}

TEST(Arena, IsTheSameForEveryThreadCount) {
    const auto task = make_arena_task("surfaces", 20);
    std::vector<std::vector<ArenaResult>> all;
    for (const int threads : {1, 3}) {
        core::set_threads(threads);
        Memory memory;
        ArenaOptions options = options_for({"sgd", "adam"});
        options.budget = 3;
        all.push_back(arena(*task, options, memory));
    }
    core::set_threads(0);
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(all[0][k].candidate, all[1][k].candidate);
        EXPECT_EQ(all[0][k].best, all[1][k].best);
        EXPECT_EQ(all[0][k].score.mean, all[1][k].score.mean);
        EXPECT_EQ(all[0][k].score.half_width, all[1][k].score.half_width);
    }
}

TEST(Arena, TasksAreFoundByName) {
    EXPECT_TRUE(make_arena_task("digits-mlp", 1)->has_network());
    EXPECT_EQ(make_arena_task("quadratic", 0)->steps(), 700);
    EXPECT_EQ(make_arena_task("surfaces", 0)->problems(), 29);
    EXPECT_THROW(make_arena_task("mnist1d", 0), core::ValueError);
    EXPECT_THROW(make_arena_task("digit", 0), core::LookupError);
}

TEST(Arena, ANetworkLearnsAndADivergingOneIsTheWorst) {
    const auto task = make_arena_task("digits-mlp", 10);
    ArenaSetup setup;
    const ArenaCurve good = task->run(setup, 0, 1, true);
    ASSERT_EQ(good.size(), 20U);
    EXPECT_LT(good.back(), 0.25);
    EXPECT_LT(good.back(), good.front());
    setup.optimizer = "sgd(lr=1e30)";
    EXPECT_EQ(task->run(setup, 0, 1, true).back(), 1);
}

TEST(Arena, TheNoisyQuadraticIsScoredByItsTestLoss) {
    const auto task = make_arena_task("quadratic", 1);
    ArenaSetup setup;
    setup.optimizer = "sgd(lr=0.01)";
    EXPECT_NEAR(task->run(setup, 0, 3, true).back(), 106.25, 0.5);  // published after an epoch
    setup.optimizer = "sgd(lr=1e6)";
    EXPECT_TRUE(std::isinf(make_arena_task("quadratic", 10)->run(setup, 0, 3, true).back()));
}

TEST(Arena, WrongSettingsAreTold) {
    Memory memory;
    EXPECT_THROW(arena(Distance(), options_for({}), memory), core::ValueError);
    EXPECT_THROW(arena(Distance(), options_for({"sgdd"}), memory), core::LookupError);
    ArenaOptions options = options_for({"relu"});
    options.what = ArenaSubject::activations;
    EXPECT_THROW(arena(Distance(), options, memory), core::ValueError);
    options = options_for({"square"});
    options.what = ArenaSubject::losses;
    EXPECT_THROW(arena(*make_arena_task("digits-mlp", 1), options, memory), core::ValueError);
    options = options_for({"sgd"});
    options.budget = 0;
    EXPECT_THROW(arena(Distance(), options, memory), core::ValueError);
}

TEST(SearchSpace, LeavesAloneWhatIsGivenOffOrNoNumber) {
    const SearchSpace space(catalog::optimizers(), "adam(beta1=0.8)");
    std::set<std::string> names;
    for (const Dimension& one : space.dimensions()) names.insert(one.parameter);
    EXPECT_TRUE(names.count("lr"));
    EXPECT_TRUE(names.count("beta2"));
    EXPECT_FALSE(names.count("beta1"));         // was given
    EXPECT_FALSE(names.count("eps"));           // keeps a division finite
    EXPECT_FALSE(names.count("weight_decay"));  // is 0: off
    EXPECT_EQ(space.start(), "adam(beta1=0.8)");
}

TEST(SearchSpace, DrawsLiesInRangesEvenlyInTheLogarithm) {
    const SearchSpace space(catalog::optimizers(), "sgd");
    ASSERT_EQ(space.dimensions().size(), 1U);
    const Dimension& lr = space.dimensions()[0];
    EXPECT_NEAR(lr.low, 1e-4, 1e-12);
    EXPECT_NEAR(lr.high, 1, 1e-9);
    EXPECT_NEAR(lr.value(0.5), 0.01, 1e-12);
    const SearchSpace adam(catalog::optimizers(), "adam");
    for (std::uint64_t k = 0; k < 200; ++k) {
        const std::string text = adam.draw(core::Rng(1).stream(k));
        EXPECT_NO_THROW(catalog::optimizers().make(text)) << text;
        EXPECT_EQ(text, adam.draw(core::Rng(1).stream(k)));
    }
}

TEST(SearchSpace, SearchesAllPartsOfAPipeline) {
    const SearchSpace space(catalog::optimizers(), "clip_norm(2) | sgd(lr=0.1) | ema");
    EXPECT_EQ(space.start().find("clip_norm"), 0U);
    const std::string text = space.draw(core::Rng(3));
    EXPECT_NE(text.find(" | sgd(lr=0.1) | ema"), std::string::npos) << text;
}

TEST(SearchSpace, EveryOptimizerCanBeDrawn) {
    for (const catalog::Entry& entry : catalog::optimizers().entries()) {
        const std::string name = catalog::Formula(entry).text();
        const SearchSpace space(catalog::optimizers(), name);
        for (std::uint64_t k = 0; k < 20; ++k) {
            const std::string text = space.draw(core::Rng(2).stream(k));
            EXPECT_NO_THROW(catalog::optimizers().make(text)) << text;
        }
    }
}

TEST(SearchSpace, FiveDigitsAreKept) {
    EXPECT_EQ(to_five_digits(0.00123456789), 0.0012346);
    EXPECT_EQ(to_five_digits(123456.0), 123460.0);
    EXPECT_EQ(to_five_digits(1), 1);
    EXPECT_EQ(to_five_digits(0), 0);
}

}  // namespace
}  // namespace kasane::train
