#include "kasane/catalog/registry.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/message.hpp"

namespace kasane::catalog {
namespace {

using support::Case;
using support::message_of;

double number(const Formula& formula, std::string_view name) {
    return std::get<double>(formula.get(name).data);
}

TEST(Lookup, IgnoresCasePunctuationAndBlanks) {
    for (const char* name :
         {"softmax_cross_entropy", "Softmax-Cross-Entropy", "softmax cross entropy",
          "SOFTMAXCROSSENTROPY", " softmax.cross_entropy "}) {
        EXPECT_EQ(losses().make(name).info().name, "softmax_cross_entropy") << name;
    }
}

TEST(Lookup, KnowsAliases) {
    EXPECT_EQ(activations().make("silu").info().name, "swish");
    EXPECT_EQ(activations().make("Logistic").info().name, "sigmoid");
    EXPECT_EQ(losses().make("softmax-with-loss").info().name, "softmax_cross_entropy");
    EXPECT_EQ(optimizers().make("sdg").info().name, "sgd");
    EXPECT_EQ(initializers().make("glorot").info().name, "xavier");
    EXPECT_EQ(number(optimizers().make("adam(alpha=0.5)"), "lr"), 0.5);
}

TEST(Lookup, APresetIsANameWithArguments) {
    EXPECT_EQ(optimizers().make("momentum").text(), "sgd(momentum=0.9)");
    EXPECT_EQ(optimizers().make("nesterov").text(), "sgd(momentum=0.9, nesterov=true)");
    EXPECT_EQ(optimizers().make("momentum(lr=0.5)").text(), "sgd(lr=0.5, momentum=0.9)");
    EXPECT_EQ(optimizers().make("momentum(momentum=0.5)").text(), "sgd(momentum=0.5)");
}

TEST(Lookup, ArgumentsWithoutNameGoToTheParametersInOrder) {
    EXPECT_EQ(number(initializers().make("normal(0.5)"), "std"), 0.5);
    EXPECT_EQ(number(optimizers().make("adam(0.5, 0.25)"), "beta1"), 0.25);
    EXPECT_EQ(number(activations().make("swish(2)"), "beta"), 2);
}

TEST(Lookup, NumbersWithoutNameThatMeetAListBecomeOne) {
    const char* const want = "multistep(milestones=(100, 200), gamma=0.5)";
    EXPECT_EQ(schedules().make("multistep(100, 200, gamma=0.5)").text(), want);
    EXPECT_EQ(schedules().make("multistep((100, 200), 0.5)").text(), want);
    EXPECT_EQ(schedules().make("multistep(milestones=[100, 200], gamma=0.5)").text(), want);
    EXPECT_EQ(message_of<core::ValueError>([] { schedules().make("multistep(1, -1)"); }),
              "multistep: milestones takes numbers >= 0, got -1");
    EXPECT_EQ(message_of<core::ValueError>(
                  [] { schedules().make("multistep(1, 2, 3, 4, 5, 6, 7, 8, 9)"); }),
              "multistep: milestones takes at most 8 numbers");
}

TEST(Lookup, AnUnknownNameGetsSuggestions) {
    EXPECT_EQ(message_of<core::LookupError>([] { activations().make("mishh"); }),
              "activation: unknown name \"mishh\"\n"
              "  did you mean: mish\n"
              "  all names: kasane list activations");
    EXPECT_EQ(message_of<core::LookupError>([] { activations().make("zzzzzzzzzz"); }),
              "activation: unknown name \"zzzzzzzzzz\"\n"
              "  no name is close to it\n"
              "  all names: kasane list activations");
    EXPECT_EQ(message_of<core::LookupError>([] { optimizers().make("adma"); }),
              "optimizer: unknown name \"adma\"\n"
              "  did you mean: adam, adamw, adagrad\n"
              "  all names: kasane list optimizers");
}

TEST(Lookup, AnUnknownParameterGetsSuggestions) {
    EXPECT_EQ(message_of<core::LookupError>([] { optimizers().make("adam(betta1=0.5)"); }),
              "adam: unknown parameter \"betta1\"\n"
              "  did you mean: beta1\n"
              "  parameters: lr, beta1, beta2, eps, weight_decay");
    EXPECT_EQ(message_of<core::LookupError>([] { activations().make("relu(alpha=1)"); }),
              "relu: unknown parameter \"alpha\"\n"
              "  no name is close to it\n"
              "  it has no parameters");
    EXPECT_THROW(activations().make("elu").get("beta"), core::LookupError);
}

TEST(Lookup, AValueOutsideItsRangeIsRefused) {
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("elu(alpha=-1)"); }),
              "elu: alpha must be > 0, got -1");
    EXPECT_EQ(message_of<core::ValueError>([] { optimizers().make("adam(beta1=1)"); }),
              "adam: beta1 must be in [0, 1), got 1");
    EXPECT_EQ(message_of<core::ValueError>([] { optimizers().make("sgd(lr=nan)"); }),
              "sgd: lr must be >= 0, got nan");
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("swish(beta=inf)"); }),
              "swish: beta must be a finite number, got inf");
}

TEST(Lookup, AValueOfTheWrongTypeIsRefused) {
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("elu(alpha=true)"); }),
              "elu: alpha must be a number, got true");
    EXPECT_EQ(message_of<core::ValueError>([] { optimizers().make("sgd(nesterov=1)"); }),
              "sgd: nesterov must be true or false, got 1");
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("swish(beta=(1, 2))"); }),
              "swish: beta must be a number, got (1, 2)");
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("elu(1, 2)"); }),
              "elu: takes 1 arguments, got more");
}

TEST(Lookup, AVariantOfAnEntryWithOneFormIsRefused) {
    EXPECT_EQ(message_of<core::LookupError>([] { optimizers().make("lion(variant=papr)"); }),
              "lion: unknown variant \"papr\"\n  it has one form only");
}

TEST(Lookup, AWordAsAnArgumentMayMeanAnotherEntry) {
    EXPECT_EQ(activations().make("gelu(approximate=tanh)").text(), "gelu_tanh");
    EXPECT_EQ(activations().make("gelu(approximate=none)").text(), "gelu");
    EXPECT_EQ(activations().make("SELU(constants=exact)").text(),
              activations().make("selu_exact").text());
    EXPECT_EQ(number(activations().make("selu(constants=exact, alpha=1.5)"), "alpha"), 1.5);
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("gelu(approximate=tan)"); }),
              "gelu: approximate must be none or tanh, got tan");
}

TEST(Lookup, AParameterWithoutDefaultHasToBeGiven) {
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("threshold"); }),
              "threshold: needs threshold and value, as in threshold(threshold=-1, value=-2)");
    EXPECT_EQ(message_of<core::ValueError>([] { activations().make("threshold(theta=1)"); }),
              "threshold: needs value, as in threshold(threshold=-1, value=-2)");
    EXPECT_EQ(activations().make("threshold(-1, -2)").text(), "threshold(threshold=-1, value=-2)");
    EXPECT_EQ(activations().make("thresholded_relu(theta=0.5)").text(),
              "threshold(threshold=0.5, value=0)");
}

TEST(Lookup, KindsAreFoundBySingularAndPlural) {
    EXPECT_EQ(&kind("activations"), &activations());
    EXPECT_EQ(&kind("Activation"), &activations());
    EXPECT_EQ(&kind("losses"), &losses());
    EXPECT_EQ(&kind("optimizer"), &optimizers());
    EXPECT_EQ(&kind("initializers"), &initializers());
    EXPECT_EQ(message_of<core::LookupError>([] { kind("activatons"); }),
              "catalog: unknown kind \"activatons\"\n"
              "  did you mean: activations\n"
              "  kinds: activations, losses, optimizers, schedules, initializers, surfaces");
}

TEST(Suggestions, CountSwapsAsOneMistakeAndAreAtMostThree) {
    const std::string_view known[] = {"gelu", "gelu_tanh", "relu", "mish", "selu", "celu"};
    EXPECT_EQ(did_you_mean("gellu", known), "did you mean: gelu, gelu_tanh");
    EXPECT_EQ(nearest("mihs", known), (std::vector<std::string_view>{"mish"}));
    EXPECT_EQ(nearest("elu", known).size(), 3U);
    EXPECT_EQ(nearest("gleu", known), (std::vector<std::string_view>{"gelu", "gelu_tanh"}));
    const std::string_view losses[] = {"cross", "softmax_cross_entropy"};
    EXPECT_EQ(nearest("softmax_crossentropie", losses),
              (std::vector<std::string_view>{"softmax_cross_entropy"}));
    EXPECT_TRUE(nearest("transformer", known).empty());
}

class EveryEntry : public testing::TestWithParam<Case> {};

/// Another number that the parameter may have.
double another(const ParamInfo& param, double number) {
    for (const double one : {0.5, 0.25, 2.0, 3.0, -2.0}) {
        if (one != number && param.range.contains(one)) return one;
    }
    ADD_FAILURE() << "none found for " << param.name;
    return number;
}

TEST_P(EveryEntry, TextMakesTheSameFormulaAgain) {
    const Formula plain = GetParam().formula();
    const Kind& kind = *GetParam().kind;
    EXPECT_EQ(&kind.make(plain.text()).entry(), GetParam().entry);
    Formula changed = plain;
    for (const ParamInfo& param : GetParam().entry->params) {
        const Value value = plain.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            changed.set(param.name, {another(param, *number)});
        } else if (const bool* truth = std::get_if<bool>(&value.data)) {
            changed.set(param.name, {!*truth});
        }
    }
    for (const Trainable& param : GetParam().entry->trainable) changed.set(param.name, {0.375});
    const Formula again = kind.make(changed.text());
    EXPECT_EQ(again.text(), changed.text());
    for (const ParamInfo& param : GetParam().entry->params) {
        EXPECT_EQ(to_string(again.get(param.name)), to_string(changed.get(param.name)));
    }
    for (const Trainable& param : GetParam().entry->trainable) {
        EXPECT_EQ(to_string(again.get(param.name)), "0.375");
    }
}

TEST_P(EveryEntry, SaysWhatItIsAndWhereItComesFrom) {
    const Info& info = *GetParam().entry->info;
    EXPECT_FALSE(info.name.empty());
    EXPECT_FALSE(info.formula.empty());
    EXPECT_FALSE(info.source.empty());
    for (const ParamInfo& param : GetParam().entry->params) {
        EXPECT_FALSE(param.help.empty()) << param.name;
        const Value start = GetParam().formula().get(param.name);
        if (const double* number = std::get_if<double>(&start.data)) {
            EXPECT_TRUE(param.range.contains(*number)) << param.name << " starts outside its range";
        }
    }
    for (const Trainable& param : GetParam().entry->trainable) {
        EXPECT_FALSE(param.help.empty()) << param.name;
        EXPECT_TRUE(param.range.contains(param.start)) << param.name;
    }
}

TEST_P(EveryEntry, CopiesDoNotSeeEachOthersParameters) {
    const Formula original = GetParam().formula();
    Formula copy = original;
    for (const Trainable& param : GetParam().entry->trainable) copy.set(param.name, {0.375});
    for (const ParamInfo& param : GetParam().entry->params) {
        const Value value = original.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            copy.set(param.name, {another(param, *number)});
        }
    }
    EXPECT_EQ(original.text(), GetParam().formula().text());
}

std::vector<Case> all_cases() {
    std::vector<Case> all;
    for (const Kind* one : kinds()) {
        for (const Case& c : support::cases(*one)) all.push_back(c);
    }
    return all;
}
INSTANTIATE_TEST_SUITE_P(Catalog, EveryEntry, testing::ValuesIn(all_cases()),
                         support::KindAndName());

TEST(Catalog, NoTwoEntriesOfAKindShareAName) {
    for (const Kind* one : kinds()) {
        std::set<std::string> seen;
        const auto add = [&](std::string_view name, const Entry& entry) {
            if (name.empty()) return;
            const std::string_view variant = entry.info->variants[0];
            EXPECT_TRUE(seen.insert(normalised(name) + "/" + std::string(variant)).second)
                << one->name() << ": " << name;
        };
        for (const Entry& entry : one->entries()) {
            add(entry.info->name, entry);
            for (const std::string_view alias : entry.info->aliases) add(alias, entry);
            for (const Preset& preset : entry.info->presets) add(preset.name, entry);
        }
    }
}

TEST(Catalog, EveryActivationNamesAnInitializerThatExists) {
    for (const Entry& entry : activations().entries()) {
        EXPECT_FALSE(initializers().find(entry.info->initializer).empty()) << entry.info->name;
    }
}

TEST(Catalog, EveryPresetIsUnderstood) {
    for (const Kind* one : kinds()) {
        for (const Entry& entry : one->entries()) {
            for (const Preset& preset : entry.info->presets) {
                if (preset.name.empty()) continue;
                EXPECT_NO_THROW(one->make(preset.name)) << preset.name;
            }
        }
    }
}

}  // namespace
}  // namespace kasane::catalog
