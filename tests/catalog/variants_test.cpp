// A kind of its own, made of structs that share a name: what `variant=` chooses among.
#include <gtest/gtest.h>

#include <string>

#include "kasane/catalog/erase.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/message.hpp"

namespace kasane::catalog {
namespace {

using support::message_of;

struct Torch {
    double rate = 1;
    static constexpr Info info{.name = "rule", .variants = {"torch"}, .aliases = {"the_rule"}};
    static constexpr std::tuple params{Param<Torch>{"rate", &Torch::rate, positive, "speed"}};
};

/// Stands for two variants that agree.
struct Paper {
    double rate = 2;
    Numbers betas{{0, 0.9}, 2};
    bool fast = false;
    static constexpr Info info{
        .name = "rule",
        .variants = {"paper", "document"},
        .aliases = {"the_rule"},
        .presets = {Preset{"fast_rule", "fast=true"}},
    };
    static constexpr std::tuple params{
        Param<Paper>{"rate", &Paper::rate, positive, "speed", {"lr"}},
        Param<Paper, Numbers>{"betas", &Paper::betas, below_one, "memories"},
        Param<Paper, bool>{"fast", &Paper::fast, any_number, "no stops"},
    };
};

struct Single {
    static constexpr Info info{.name = "single"};
};

const Kind& rules() {
    static const Kind kind("rule", "rules",
                           {erase<Torch>(Form::scale, 0), erase<Paper>(Form::scale, 1),
                            erase<Single>(Form::scale, 2)});
    return kind;
}

TEST(Variants, TheFirstStructIsTheDefault) {
    EXPECT_EQ(rules().make("rule").entry().index, 0);
    EXPECT_EQ(rules().make("the-rule").entry().index, 0);
    EXPECT_EQ(rules().make("rule(rate=3)").as<Torch>().rate, 3);
}

TEST(Variants, AreChosenByNameAndOneStructMayServeSeveral) {
    EXPECT_EQ(rules().make("rule(variant=paper)").entry().index, 1);
    EXPECT_EQ(rules().make("rule(variant=Document)").entry().index, 1);
    EXPECT_EQ(rules().make("rule(variant=torch)").entry().index, 0);
    EXPECT_EQ(rules().make("rule(rate=5, variant=paper)").as<Paper>().rate, 5);
    EXPECT_EQ(rules().find("rule").size(), 2U);
}

TEST(Variants, AnUnknownOneListsThoseThatExist) {
    EXPECT_EQ(message_of<core::LookupError>([] { rules().make("rule(variant=book)"); }),
              "rule: unknown variant \"book\"\n  variants: torch, paper, document");
    EXPECT_EQ(message_of<core::LookupError>([] { rules().make("single(variant=book)"); }),
              "single: unknown variant \"book\"\n  it has one form only");
}

TEST(Variants, TheTextNamesTheVariant) {
    EXPECT_EQ(rules().make("rule").text(), "rule");  // the default
    EXPECT_EQ(rules().make("rule(variant=document, lr=4)").text(), "rule(variant=paper, rate=4)");
    EXPECT_EQ(rules().make(rules().make("rule(variant=paper)").text()).entry().index, 1);
}

TEST(Variants, APresetMayBelongToOneOfThem) {
    const Formula fast = rules().make("fast_rule");
    EXPECT_EQ(fast.entry().index, 1);
    EXPECT_TRUE(fast.as<Paper>().fast);
}

TEST(Parameters, MayBeShortListsOfNumbers) {
    const Formula f = rules().make("rule(variant=paper, betas=(0, 0.5, 0.75))");
    EXPECT_EQ(f.as<Paper>().betas, (Numbers{{0, 0.5, 0.75}, 3}));
    EXPECT_EQ(to_string(f.get("betas")), "(0, 0.5, 0.75)");
    EXPECT_EQ(f.text(), "rule(variant=paper, betas=(0, 0.5, 0.75))");
    EXPECT_EQ(
        message_of<core::ValueError>([] { rules().make("rule(variant=paper, betas=(0, 1))"); }),
        "rule: betas takes numbers in [0, 1), got 1");
    EXPECT_EQ(message_of<core::ValueError>(
                  [] { rules().make("rule(variant=paper, betas=(0,0,0,0,0,0,0,0,0))"); }),
              "rule: betas takes at most 8 numbers");
    EXPECT_EQ(message_of<core::ValueError>([] { rules().make("rule(variant=paper, betas=0.5)"); }),
              "rule: betas must be a list of numbers, got 0.5");
}

TEST(Ranges, ReadAsInMathematics) {
    EXPECT_EQ(to_string(positive), "> 0");
    EXPECT_EQ(to_string(non_negative), ">= 0");
    EXPECT_EQ(to_string(below_one), "in [0, 1)");
    EXPECT_EQ(to_string(from_zero_to_one), "in [0, 1]");
    EXPECT_EQ(to_string(finite), "a finite number");
    EXPECT_EQ(to_string(any_number), "a number");
    EXPECT_FALSE(any_number.contains(0.0 / 0.0));
    EXPECT_FALSE(positive.contains(0));
    EXPECT_FALSE(positive.contains(infinity));
    EXPECT_TRUE(non_negative.contains(0));
}

}  // namespace
}  // namespace kasane::catalog
