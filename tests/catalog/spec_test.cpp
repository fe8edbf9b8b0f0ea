#include "kasane/catalog/spec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"
#include "tests/support/message.hpp"

namespace kasane::catalog {
namespace {

using support::message_of;

double number(const Value& value) { return std::get<double>(value.data); }
const std::vector<Value>& list(const Value& value) {
    return std::get<std::vector<Value>>(value.data);
}
const Spec& spec(const Value& value) { return std::get<Spec>(value.data); }

/// The value of `a` in f(a=text).
Value parsed(const std::string& text) {
    const Spec whole = parse_spec("f(a=" + text + ")");
    EXPECT_EQ(whole.arguments.size(), 1U);
    EXPECT_EQ(whole.arguments[0].name, "a");
    return whole.arguments[0].value;
}

TEST(Spec, ANameAloneHasNoArguments) {
    EXPECT_EQ(parse_spec("relu").name, "relu");
    EXPECT_TRUE(parse_spec("relu").arguments.empty());
    EXPECT_TRUE(parse_spec(" relu ( ) ").arguments.empty());
    EXPECT_EQ(parse_spec(" leaky relu ").name, "leaky relu");
    EXPECT_EQ(parse_spec("Leaky-ReLU").name, "Leaky-ReLU");
}

TEST(Spec, NumbersAreReadExactly) {
    EXPECT_EQ(number(parsed("0.1")), 0.1);
    EXPECT_EQ(number(parsed("-1.5e-3")), -1.5e-3);
    EXPECT_EQ(number(parsed("+2")), 2);
    EXPECT_EQ(number(parsed(".5")), 0.5);
    EXPECT_EQ(number(parsed("0x1.8p-3")), 0x1.8p-3);
    EXPECT_EQ(number(parsed("-0x1p-1074")), -0x1p-1074);
    EXPECT_EQ(number(parsed("1.7976931348623157e308")), std::numeric_limits<double>::max());
    EXPECT_EQ(number(parsed("inf")), std::numeric_limits<double>::infinity());
    EXPECT_EQ(number(parsed("-inf")), -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(number(parsed("nan"))));
}

TEST(Spec, TruthValuesHaveSixWords) {
    for (const char* word : {"true", "yes", "on", "True"}) {
        EXPECT_TRUE(std::get<bool>(parsed(word).data)) << word;
    }
    for (const char* word : {"false", "no", "off", "FALSE"}) {
        EXPECT_FALSE(std::get<bool>(parsed(word).data)) << word;
    }
}

TEST(Spec, OtherWordsAreNamesWithoutArguments) {
    EXPECT_EQ(spec(parsed("paper")).name, "paper");
    EXPECT_EQ(spec(parsed("nanometre")).name, "nanometre");
    EXPECT_EQ(spec(parsed("1cycle")).name, "1cycle");
}

TEST(Spec, ListsMayBeNestedAndEmpty) {
    const Value betas = parsed("(0, 0.9, 0.99)");
    ASSERT_EQ(list(betas).size(), 3U);
    EXPECT_EQ(number(list(betas)[1]), 0.9);
    EXPECT_EQ(list(parsed("[1, 2]")).size(), 2U);
    EXPECT_TRUE(list(parsed("()")).empty());
    const Value nested = parsed("((1, 2), [3])");
    ASSERT_EQ(list(nested).size(), 2U);
    EXPECT_EQ(number(list(list(nested)[0])[1]), 2);
}

TEST(Spec, ArgumentsWithoutNameKeepTheirPlace) {
    const Spec s = parse_spec("normal(0.01, mean=2, 3)");
    ASSERT_EQ(s.arguments.size(), 3U);
    EXPECT_EQ(s.arguments[0].name, "");
    EXPECT_EQ(number(s.arguments[0].value), 0.01);
    EXPECT_EQ(s.arguments[1].name, "mean");
    EXPECT_EQ(number(s.arguments[2].value), 3);
}

TEST(Spec, SpecsNestInSpecs) {
    const Spec s = parse_spec("lookahead(adam(lr=0.1), k=5)");
    ASSERT_EQ(s.arguments.size(), 2U);
    const Spec& inner = spec(s.arguments[0].value);
    EXPECT_EQ(inner.name, "adam");
    EXPECT_EQ(inner.arguments[0].name, "lr");
    EXPECT_EQ(number(inner.arguments[0].value), 0.1);
    EXPECT_EQ(s.arguments[1].name, "k");
}

TEST(Spec, ArgumentsAloneAreReadToo) {
    const std::vector<Argument> all = parse_arguments("momentum=0.9, nesterov=true");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "momentum");
    EXPECT_TRUE(std::get<bool>(all[1].value.data));
    EXPECT_TRUE(parse_arguments("  ").empty());
}

TEST(Spec, TextOfASpecParsesToTheSame) {
    for (const std::string text :
         {"relu", "elu(alpha=0.5)", "f(0.1, a=(1, 2, 3), b=true, c=paper)",
          "lookahead(adam(lr=0.1), k=5)", "f(a=((1, 2), ()), b=-1e-300)"}) {
        EXPECT_EQ(to_string(parse_spec(text)), text);
    }
}

TEST(Spec, TextOfANumberKeepsEveryBit) {
    for (const double x : {0.1, 1.0 / 3, 1e-308, 5e-324, -123456.789, 1e22}) {
        EXPECT_EQ(number(parsed(to_string(x))), x);
    }
}

struct Mistake {
    std::string text;
    std::string problem;
    std::size_t place;
};

TEST(Spec, AMistakeIsShownAtItsPlace) {
    const Mistake mistakes[] = {
        {"", "expected a name", 0},
        {"elu(alpha=0.5", "expected ')'", 13},
        {"elu(alpha=0.5))", "expected the end", 14},
        {"elu(alpha=)", "expected a name", 10},
        {"elu(alpha=(1, 2)", "expected ')'", 16},
        {"elu(a=[1, 2)", "expected ']'", 11},
        {"elu(, 1)", "expected a name", 4},
        {"elu(1,)", "expected a name", 6},
        {"elu 5!", "expected the end", 4},
        {"(1, 2)", "expected a name", 0},
    };
    for (const Mistake& mistake : mistakes) {
        const std::string text = message_of<core::ValueError>([&] { parse_spec(mistake.text); });
        EXPECT_EQ(text, "spec: " + mistake.problem + "\n  " + mistake.text + "\n  " +
                            std::string(mistake.place, ' ') +
                            "^\n  hint: write a name and its arguments, as in elu(alpha=0.5)");
    }
}

TEST(Spec, HostileTextsAreRefused) {
    const auto nested = [](int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += "f(";
        return text + "1" + std::string(static_cast<std::size_t>(depth), ')');
    };
    EXPECT_NO_THROW(parse_spec(nested(16)));
    EXPECT_NE(message_of<core::ValueError>([&] {
                  parse_spec(nested(17));
              }).find("is nested deeper than 16 levels"),
              std::string::npos);
    EXPECT_THROW(parse_spec("f(" + std::string(2000, '(')), core::ValueError);
    EXPECT_NO_THROW(parse_spec(std::string(4096, 'a')));
    EXPECT_NE(message_of<core::ValueError>([&] {
                  parse_spec(std::string(4097, 'a'));
              }).find("is longer than 4096 characters"),
              std::string::npos);
}

TEST(Spec, NamesAreComparedWithoutCasePunctuationAndBlanks) {
    for (const char* name :
         {"Leaky-ReLU", "leaky_relu", "LEAKYRELU", " leaky relu ", "leaky.relu"}) {
        EXPECT_EQ(normalised(name), "leakyrelu");
    }
    EXPECT_EQ(normalised("relu6"), "relu6");
    EXPECT_NE(normalised("relu6"), normalised("relu"));
}

}  // namespace
}  // namespace kasane::catalog
