// kasane list, describe and info, over everything in the catalog.

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/data/dataset.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Json;
using support::kasane;
using support::keys;
using support::Outcome;
using support::Words;

TEST(List, EveryEntryOfEveryKindIsThereWithItsFormula) {
    for (const catalog::Kind* kind : catalog::kinds()) {
        for (const std::string_view name : {kind->name(), kind->plural()}) {
            const Outcome outcome = kasane({"list", std::string(name), "--json"});
            ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
            const std::vector<Json> rows = outcome.events();
            ASSERT_EQ(rows.size(), kind->entries().size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                Words wanted{"event",   "kind",    "name",   "variants", "aliases",
                             "presets", "formula", "source", "note"};
                if (kind->name() == "activation")
                    wanted.insert(wanted.end(), {"form", "cost", "measured"});
                EXPECT_EQ(keys(rows[i]), wanted);
                EXPECT_EQ(rows[i].at("name"), kind->entries()[i].info->name);
            }
        }
        const Outcome text = kasane({"list", std::string(kind->plural())});
        for (const catalog::Entry& entry : kind->entries()) {
            EXPECT_TRUE(text.says("\n" + std::string(entry.info->name))) << entry.info->name;
            EXPECT_TRUE(text.says(std::string(entry.info->formula))) << entry.info->name;
        }
    }
}

TEST(List, MarkdownIsATable) {
    const Outcome outcome = kasane({"list", "activations", "--markdown"});
    EXPECT_EQ(outcome.out.substr(0, outcome.out.find("| identity")),
              "| name | formula | range | monotonic | kinks | cost | other names | source |\n"
              "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    EXPECT_TRUE(outcome.says("| relu | `max(x, 0)`") || outcome.says("| relu | max(x, 0) |"));
}

TEST(List, KnowsTheDataSetsAndTheKinds) {
    const Outcome data = kasane({"list", "data", "--json"});
    EXPECT_EQ(data.events().size(), data::sources().size());
    EXPECT_EQ(data.events().front().at("name"), "circle");
    EXPECT_EQ(data.events().front().at("found"), true);
    EXPECT_TRUE(kasane({"list"}).says("activations"));
    EXPECT_TRUE(kasane({"list"}).says("data"));
    EXPECT_EQ(kasane({"list"}).exit_code, 0);
}

TEST(List, AnUnknownKindGetsTheNearest) {
    const Outcome outcome = kasane({"list", "optimisers"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(outcome.complains("did you mean: optimizers")) << outcome.err;
}

TEST(Describe, EveryEntryOfEveryKindCanBeDescribed) {
    for (const catalog::Kind* kind : catalog::kinds()) {
        for (const catalog::Entry& entry : kind->entries()) {
            const std::string name(entry.info->name);
            const Outcome text = kasane({"describe", std::string(kind->name()), name});
            EXPECT_EQ(text.exit_code, 0) << text.err;
            EXPECT_TRUE(text.says(std::string(kind->name()) + " " + name)) << text.out;
            EXPECT_TRUE(text.says(std::string(entry.info->formula))) << text.out;
            EXPECT_TRUE(text.says(std::string(entry.info->source))) << text.out;
            for (const catalog::ParamInfo& param : entry.params) {
                EXPECT_TRUE(text.says("\n  " + std::string(param.name) + " ")) << text.out;
            }
            const Outcome json = kasane({"describe", name, "--json"});
            EXPECT_EQ(json.exit_code, 0) << json.err;
            EXPECT_EQ(json.events().front().at("event"), "entry");
        }
    }
}

/// The text of a page as it is read: without the escapes of Markdown.
std::string as_read(const std::string& page) {
    std::string text;
    for (std::size_t i = 0; i < page.size(); ++i) {
        if (page[i] != '\\' || i + 1 == page.size()) text += page[i];
    }
    return text;
}

TEST(Describe, APageOfAKindHasAllThatItsEntriesSayOfThemselves) {
    for (const catalog::Kind* kind : catalog::kinds()) {
        const Outcome outcome = kasane({"describe", std::string(kind->plural()), "--markdown"});
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        const std::string page = as_read(outcome.out);
        const auto expect = [&](std::string_view words, const catalog::Entry& entry) {
            EXPECT_NE(page.find(words), std::string::npos) << entry.info->name << ": " << words;
        };
        for (const catalog::Entry& entry : kind->entries()) {
            const catalog::Info& info = *entry.info;
            expect("\n### " + std::string(info.name), entry);
            for (const std::string_view words :
                 {info.formula, info.strengths, info.weaknesses, info.note, info.source}) {
                expect(words, entry);
            }
            for (const std::string_view words : info.aliases) expect(words, entry);
            for (const std::string_view words : info.variants) expect(words, entry);
            for (const catalog::Preset& preset : info.presets) expect(preset.arguments, entry);
            for (const catalog::Slot& slot : entry.slots)
                expect("`" + std::string(slot.name) + "`", entry);
            for (const catalog::ParamInfo& one : entry.params) {
                expect("| `" + std::string(one.name) + "` | ", entry);
                expect(one.help, entry);
                for (const std::string_view alias : one.aliases) expect(alias, entry);
            }
        }
    }
}

TEST(Describe, LinksOfAPageLeadToItsHeadings) {
    const std::string page = kasane({"describe", "optimizers", "--markdown"}).out;
    EXPECT_NE(page.find("[sgd](#sgd)"), std::string::npos);
    EXPECT_EQ(page.find("(#sgd("), std::string::npos);
}

TEST(Describe, ACurveIsMeasured) {
    const Json mish = kasane({"describe", "mish", "--json"}).last().at("curve");
    EXPECT_EQ(mish.at("points").size(), 7U);
    EXPECT_EQ(mish.at("points")[0].at("x"), "-inf");
    EXPECT_EQ(mish.at("points")[0].at("value"), 0.0);
    EXPECT_NEAR(mish.at("points")[4].at("value").get<double>(), std::tanh(std::log1p(std::exp(1))),
                1e-15);
    EXPECT_NEAR(mish.at("least").at("value").get<double>(), -0.30884, 1e-5);  // Misra 2019
    EXPECT_NEAR(mish.at("least").at("x").get<double>(), -1.1924, 2e-3);
    EXPECT_EQ(mish.at("greatest").at("value"), "inf");
    EXPECT_EQ(mish.at("monotonicity"), "rises and falls");
    const Json sigmoid = kasane({"describe", "sigmoid", "--json"}).last().at("curve");
    EXPECT_EQ(sigmoid.at("monotonicity"), "never falls");
    EXPECT_EQ(sigmoid.at("greatest").at("value"), 1.0);
    EXPECT_EQ(sigmoid.at("least").at("value"), 0.0);
}

TEST(Describe, ParametersShowTheirValueDefaultAndRange) {
    const Json elu = kasane({"describe", "ELU(alpha=0.5)", "--json"}).last();
    EXPECT_EQ(elu.at("text"), "elu(alpha=0.5)");
    const Json alpha = elu.at("parameters")[0];
    EXPECT_EQ(alpha.at("default"), 1.0);
    EXPECT_EQ(alpha.at("value"), 0.5);
    EXPECT_EQ(alpha.at("range"), "> 0");
    EXPECT_EQ(elu.at("curve").at("points")[0].at("value"), -0.5);
    const Json beta = kasane({"describe", "silu", "--json"}).last().at("parameters")[0];
    EXPECT_EQ(beta.at("trainable"), true);
    EXPECT_EQ(kasane({"describe", "momentum", "--json"}).last().at("text"), "sgd(momentum=0.9)");
}

TEST(Describe, ARangeOfATruthValueReadsAsOne) {
    EXPECT_TRUE(kasane({"describe", "sgd"}).says("nesterov      false  true or false"));
}

TEST(Describe, UnknownNamesGetTheNearest) {
    EXPECT_TRUE(kasane({"describe", "mishh"}).complains("did you mean: mish"));
    EXPECT_TRUE(kasane({"describe", "activatoin", "mish"}).complains("did you mean: activations"));
    EXPECT_EQ(kasane({"describe", "mishh"}).exit_code, 2);
    EXPECT_EQ(kasane({"describe"}).exit_code, 2);
    EXPECT_EQ(kasane({"describe", "loss", "mish"}).exit_code, 2);
    EXPECT_EQ(kasane({"describe", "elu(alpha=-1)"}).exit_code, 2);
    EXPECT_EQ(kasane({"describe", "elu("}).exit_code, 2);
}

TEST(Info, TellsVersionInstructionSetThreadsAndData) {
    const Outcome outcome = kasane({"info", "--json"});
    ASSERT_EQ(outcome.events().size(), 1U);
    const Json info = outcome.last();
    EXPECT_EQ(keys(info), (Words{"event", "version", "compiler", "build", "assertions", "isa",
                                 "runnable_isas", "threads", "data"}));
    EXPECT_EQ(info.at("version"), KASANE_VERSION);
    EXPECT_EQ(info.at("isa"), kernels::table().isa);
    EXPECT_EQ(info.at("data").size(), data::sources().size());
    EXPECT_EQ(info.at("data")[0].at("found"), true);
    EXPECT_TRUE(kasane({"info"}).says("instruction set"));
}

}  // namespace
}  // namespace kasane::cli
