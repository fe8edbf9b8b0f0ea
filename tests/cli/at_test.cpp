// kasane at: numbers in, value and derivatives out.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kasane/cli/numbers.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::Json;
using support::kasane;
using support::keys;
using support::Outcome;
using support::Words;

using support::operator+;

/// What is printed for one number by one activation.
std::string at(const Words& words, const std::string& input) {
    const Outcome outcome = kasane(Words{"at"} + words, input);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
}

TEST(At, ALineHoldsTheNumberTheValueAndTheDerivatives) {
    EXPECT_EQ(at({"relu"}, "2\n-3\n"), "2\t2\t1\t0\n-3\t0\t0\t0\n");
    EXPECT_EQ(at({"quadratic"}, "0.5"), "0.5\t0.25\t1\t2\n");
    EXPECT_EQ(at({"prelu", "--wrt", "a"}, "-2\n2\n"), "-2\t-0.5\t0.25\t0\t-2\n2\t2\t1\t0\t0\n");
    EXPECT_EQ(at({"relu"}, ""), "");
}

TEST(At, NamesAndParametersOfTheArticleAreUnderstood) {
    EXPECT_EQ(at({"Hard-Shrink(lambda=0.75)"}, "0.75\n0.8\n"),
              "0.75\t0\t0\t0\n0.80000000000000004\t0.80000000000000004\t1\t0\n");
    EXPECT_EQ(at({"threshold(-1, -2)"}, "-1\n1\n"), "-1\t-2\t0\t0\n1\t1\t1\t0\n");
    EXPECT_EQ(at({"leaky-ReLU(alpha=0.25)"}, "-4"), "-4\t-1\t0.25\t0\n");
    EXPECT_EQ(at({"acon-c(p1=1.25, p2=-0.125, beta=0.75)", "--wrt", "p1,p2,beta"}, "0"),
              at({"ACONC(beta=0.75, p2=-0.125, p1=1.25)", "--wrt", "p1, p2, Beta"}, "0"));
    EXPECT_EQ(at({"gelu(approximate=tanh)"}, "-3"), at({"gelu_tanh"}, "-3"));
    EXPECT_NE(at({"gelu(approximate=tanh)"}, "-3"), at({"gelu"}, "-3"));
    EXPECT_EQ(at({"activation:relu"}, "2"), at({"relu"}, "2"));
}

TEST(At, EmptyLinesAndCommentsAreSkipped) {
    EXPECT_EQ(at({"relu"}, "# numbers\n\n  2  # two\r\n\t\n3"), "2\t2\t1\t0\n3\t3\t1\t0\n");
}

TEST(At, EveryWayToWriteANumberIsRead) {
    const auto read = [](const std::string& text, const std::string& dtype) {
        const std::string line = at({"identity", "--dtype", dtype}, text);
        return line.substr(0, line.find('\t'));
    };
    EXPECT_EQ(read("0x1.8p-3", "f64"), "0.1875");
    EXPECT_EQ(read("-0X1P+4", "f64"), "-16");
    EXPECT_EQ(read("+1.5e3", "f64"), "1500");
    EXPECT_EQ(read("INF", "f64"), "inf");
    EXPECT_EQ(read("-infinity", "f32"), "-inf");
    EXPECT_EQ(read("-nan", "f64"), "nan");
    EXPECT_EQ(read("-0", "f64"), "-0");
    EXPECT_EQ(read("1e400", "f64"), "inf");
    EXPECT_EQ(read("1e39", "f32"), "inf");
    EXPECT_EQ(read("3.4e38", "bf16"), "inf");
    EXPECT_EQ(read("1e-400", "f64"), "0");
    EXPECT_EQ(read("5e-324", "f64"), "4.9406564584124654e-324");
    EXPECT_EQ(read("1e-45", "f32"), "1.40129846e-45");
}

TEST(At, ANumberIsRoundedOnceFromItsText) {
    const auto read = [](const std::string& text, const std::string& dtype) {
        const std::string line = at({"identity", "--dtype", dtype}, text);
        return parse_number(line.substr(0, line.find('\t')), core::dtype_of(dtype)).value();
    };
    // Halfway between two numbers, and so little above that a double does not see it.
    EXPECT_EQ(read("1.000000059604644775390625", "f32"), 1);
    EXPECT_EQ(read("1.00000005960464477539062500001", "f32"), 1 + 0x1p-23);
    EXPECT_EQ(read("0x1.00000100000001p0", "f32"), 1 + 0x1p-23);
    EXPECT_EQ(read("1.00390625", "bf16"), 1);
    EXPECT_EQ(read("1.00390625000000000000000000001", "bf16"), 1 + 0x1p-7);
    EXPECT_EQ(read("1.01171875", "bf16"), 1 + 0x1p-6);  // a tie goes to even
    EXPECT_EQ(read("-1.01171874999999999999999999999", "bf16"), -1 - 0x1p-7);
}

TEST(At, PrintedNumbersComeBackBitForBit) {
    std::uint64_t state = 1;
    for (const std::string& dtype : Words{"f64", "f32", "bf16"}) {
        std::vector<double> numbers;
        std::string input;
        while (numbers.size() < 3000) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const auto high = static_cast<std::uint32_t>(state >> 32);
            const double x = dtype == "f64" ? std::bit_cast<double>(state)
                             : dtype == "f32"
                                 ? static_cast<double>(std::bit_cast<float>(high))
                                 : static_cast<double>(std::bit_cast<float>(high & 0xffff0000U));
            if (!std::isfinite(x)) continue;
            char text[64];
            std::snprintf(text, sizeof text, "%a\n", x);
            input += text;
            numbers.push_back(x);
        }
        std::istringstream lines(at({"identity", "--dtype", dtype}, input));
        for (const double x : numbers) {
            std::string word;
            std::string rest;
            lines >> word;
            std::getline(lines, rest);
            ASSERT_EQ(parse_number(word, core::dtype_of(dtype)), x) << dtype << " " << word;
        }
    }
}

TEST(At, BFloat16TakesTheFewestDigits) {
    EXPECT_EQ(at({"identity", "--dtype", "bf16"}, "0.1\n1e10\n123\n"),
              "0.1\t0.1\t1\t0\n1e+10\t1e+10\t1\t0\n123\t123\t1\t0\n");
}

TEST(At, ABadLineEndsItAfterWhatCameBefore) {
    const Outcome outcome = kasane({"at", "relu"}, "1\n\n2\nthree\n4\n");
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_EQ(outcome.out, "1\t1\t1\t0\n2\t2\t1\t0\n");
    EXPECT_TRUE(outcome.complains("standard input, line 4: \"three\" is not a number"))
        << outcome.err;
    for (const std::string& bad :
         Words{"1 2", "1,5", "0x", "1e", "--1", "nan(1)", "1\v", std::string("1\0", 2)}) {
        EXPECT_EQ(kasane({"at", "relu"}, bad).exit_code, 65) << bad;
    }
    EXPECT_TRUE(kasane({"at", "relu"}, "1 2").complains("line 1: one number a line is wanted"));
    EXPECT_TRUE(kasane({"at", "relu"}, "\x1b[31m").complains("\"?[31m\""));
}

TEST(At, WrongNamesAndOptionsAreUsageErrors) {
    const auto complaint = [](const Words& words) {
        const Outcome outcome = kasane(Words{"at"} + words, "1\n");
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_EQ(outcome.out, "");
        return outcome.err;
    };
    EXPECT_NE(complaint({"mishh"}).find("did you mean: mish"), std::string::npos);
    EXPECT_NE(complaint({"swish", "--wrt", "bta"}).find("did you mean: beta"), std::string::npos);
    EXPECT_NE(complaint({"mish", "--wrt", "beta"}).find("mish has none"), std::string::npos);
    EXPECT_NE(complaint({"mish", "--dtype", "f16"}).find("f32, f64 or bf16"), std::string::npos);
    EXPECT_NE(complaint({"mish", "--upstream", "g"}).find("functions of rows"), std::string::npos);
    EXPECT_NE(complaint({"softmax", "--wrt", "x"}).find("functions of one number"),
              std::string::npos);
    EXPECT_NE(complaint({"crelu"}).find("more than a function of numbers"), std::string::npos);
    EXPECT_NE(complaint({"optimizer:sgd"}).find("no optimizers"), std::string::npos);
    EXPECT_NE(complaint({"los:square"}).find("did you mean: losses"), std::string::npos);
    complaint({});
}

TEST(At, RowsGiveRows) {
    EXPECT_EQ(at({"softmax"}, "0 0\n1\t1  1 1\n"), "0.5\t0.5\n0.25\t0.25\t0.25\t0.25\n");
    const Directory directory;
    support::write(directory / "g", "1 -1\n# the second row\n1 0 0 0\n");
    EXPECT_EQ(at({"softmax", "--upstream", directory / "g"}, "0 0\n1 1 1 1\n"),
              "0.5\t0.5\n0.25\t0.25\t0.25\t0.25\n0.5\t-0.5\n0.1875\t-0.0625\t-0.0625\t-0.0625\n");
}

TEST(At, GatedPairsTakeBothHalvesInOneRow) {
    EXPECT_EQ(at({"bilinear"}, "2 3 5 7\n"), "10\t21\n");
    const Directory directory;
    support::write(directory / "g", "1 10\n");
    EXPECT_EQ(at({"bilinear", "--upstream", directory / "g"}, "2 3 5 7\n"),
              "10\t21\n5\t70\t2\t30\n");
    EXPECT_EQ(kasane({"at", "glu"}, "1 2 3\n").exit_code, 65);
}

TEST(At, UpstreamMustFitTheRows) {
    const Directory directory;
    const auto fails = [&](const std::string& g, const std::string& x, const std::string& words) {
        support::write(directory / "g", g);
        const Outcome outcome = kasane({"at", "softmax", "--upstream", directory / "g"}, x);
        EXPECT_EQ(outcome.exit_code, 65);
        EXPECT_TRUE(outcome.complains(words)) << outcome.err;
        return outcome.out;
    };
    EXPECT_EQ(fails("1 2 3\n", "0 0\n", "line 1: its result has 2 numbers"), "");
    EXPECT_EQ(fails("1 2\n", "0 0\n0 0\n", "line 2: there is no row 2"), "0.5\t0.5\n");
    fails("1 2\n1 2\n", "0 0\n", "--upstream has 2 rows, the input 1");
    fails("1 x\n", "0 0\n", "g, line 1: \"x\" is not a number");
    EXPECT_EQ(kasane({"at", "softmax", "--upstream", directory / "none"}, "0 0\n").exit_code, 66);
}

TEST(At, JsonHoldsTheSameNumbers) {
    const Outcome points = kasane({"at", "swish(beta=0)", "--wrt", "beta", "--json"}, "3\n-inf\n");
    ASSERT_EQ(points.exit_code, 0) << points.err;
    ASSERT_EQ(points.events().size(), 3U);
    EXPECT_EQ(
        points.events()[0],
        Json::parse(R"({"event":"point","x":3.0,"y":1.5,"dy":0.5,"d2y":0.0,"by":{"beta":2.25}})"));
    EXPECT_EQ(points.events()[1].at("y"), "-inf");
    EXPECT_EQ(keys(points.last()), (Words{"event", "text", "dtype", "exact", "lines"}));
    EXPECT_EQ(points.last().at("text"), "swish(beta=0)");
    EXPECT_EQ(points.last().at("lines"), 2);
    const Directory directory;
    support::write(directory / "g", "1 -1\n");
    const Outcome rows =
        kasane({"at", "softmax", "--upstream", directory / "g", "--json"}, "0 0\n");
    ASSERT_EQ(rows.events().size(), 3U);
    EXPECT_EQ(rows.events()[0], Json::parse(R"({"event":"row","x":[0.0,0.0],"y":[0.5,0.5]})"));
    EXPECT_EQ(rows.events()[1], Json::parse(R"({"event":"vjp","g":[1.0,-1.0],"dx":[0.5,-0.5]})"));
    const Outcome bad = kasane({"at", "relu", "--json"}, "1\nx\n");
    EXPECT_EQ(bad.events().size(), 2U);
    EXPECT_EQ(bad.last().at("event"), "error");
    EXPECT_EQ(bad.last().at("exit_code"), 65);
}

/// A stream that has one line at a time, and sees how many were answered before it was asked on.
class Conversation : public std::streambuf {
public:
    Conversation(int lines, const std::ostringstream& answers) : left_(lines), answers_(answers) {}
    bool was_prompt = true;

protected:
    int_type underflow() override {
        const std::string text = answers_.str();
        was_prompt = was_prompt && std::count(text.begin(), text.end(), '\n') == asked_;
        if (left_-- == 0) return traits_type::eof();
        ++asked_;
        setg(line_, line_, line_ + 2);
        return traits_type::to_int_type(line_[0]);
    }

private:
    int left_;
    int asked_ = 0;
    char line_[3] = "1\n";
    const std::ostringstream& answers_;
};

TEST(At, ALineIsAnsweredBeforeTheNextOneIsThere) {
    std::ostringstream out;
    std::ostringstream err;
    Conversation lines(5, out);
    std::istream in(&lines);
    EXPECT_EQ(run({"at", "relu"}, in, out, err, false), 0);
    EXPECT_TRUE(lines.was_prompt);
}

/// A stream without end in memory: the same block of lines again and again.
class Flood : public std::streambuf {
public:
    explicit Flood(int blocks) : left_(blocks) {
        for (int i = 0; i < 1000; ++i) block_ += std::to_string(i) + ".5\n";
    }

protected:
    int_type underflow() override {
        if (left_-- == 0) return traits_type::eof();
        setg(block_.data(), block_.data(), block_.data() + block_.size());
        return traits_type::to_int_type(block_[0]);
    }

private:
    int left_;
    std::string block_;
};

/// Counts lines and keeps none.
class Counter : public std::streambuf {
public:
    long lines = 0;

protected:
    int_type overflow(int_type c) override {
        lines += c == '\n' ? 1 : 0;
        return 0;
    }
};

TEST(At, AFloodOfNumbersStreamsThrough) {
    Flood flood(300);
    Counter counter;
    std::istream in(&flood);
    std::ostream out(&counter);
    std::ostringstream err;
    EXPECT_EQ(run({"at", "relu", "--dtype", "f32"}, in, out, err, false), 0);
    EXPECT_EQ(counter.lines, 300000);
}

TEST(At, NothingIsReadOnOnceTheReaderOfTheResultsIsGone) {
    std::istringstream in("1\n2\n3\n");
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    EXPECT_EQ(run({"at", "relu"}, in, out, err, false), 74);
    EXPECT_EQ(in.tellg(), 0);
}

}  // namespace
}  // namespace kasane::cli
