#include "kasane/plot/graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"
#include "kasane/plot/program.hpp"
#include "tests/io/support.hpp"

namespace kasane::plot {
namespace {

using autograd::tensor;
using io::testing::TempDir;
using io::testing::text_of;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++n;
    }
    return n;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string in(Color color, const std::string& text) {
    return "<FONT COLOR=\"" + hex(color) + "\">" + text + "</FONT>";
}

Tensor apples() {
    const Tensor price = tensor({100.0}).requires_grad().name("price");
    const Tensor number = tensor({2.0}).requires_grad().name("count");
    const Tensor tax = tensor({1.1}).requires_grad().name("tax");
    return price * number * tax;
}

// The book's numbers: 220, and 2.2, 110, 200 (Saito 2016, figure 5-14).
TEST(Dot, HasValuesInOneColourAndGradientsInAnother) {
    const std::string text = dot(apples());
    for (const char* value : {"100", "2", "1.1", "200", "220"}) {
        EXPECT_TRUE(has(text, in(light().lines[0], value))) << value << "\n" << text;
    }
    for (const char* gradient : {"2.2", "110", "1.1", "200", "1"}) {
        EXPECT_TRUE(has(text, in(light().lines[1], std::string("&#160;") + gradient + "&#160;")))
            << gradient << "\n"
            << text;
    }
    EXPECT_EQ(count(text, " -> "), 5U);
}

TEST(Dot, AResultOfSeveralNumbersHasNoGradients) {
    const Tensor x = tensor({1.0, 2.0}).requires_grad();
    const std::string text = dot(x + x, {}, dark());
    EXPECT_FALSE(has(text, hex(dark().lines[1]))) << text;
    EXPECT_TRUE(has(text, hex(dark().background)));
}

TEST(Dot, ShowsTheSumWhereAValueIsUsedTwice) {
    const Tensor x = tensor({3.0}).requires_grad().name("x");
    EXPECT_TRUE(has(dot(x * x + x), "in all 7"));
}

TEST(Dot, ConstantsStandInTheOperationOnTheirSide) {
    const Tensor x = tensor({4.0}).requires_grad();
    EXPECT_TRUE(has(dot(x * -1.0), "<B>× −1</B>"));
    EXPECT_TRUE(has(dot(1.0 / x), "<B>1 ÷</B>"));
    EXPECT_EQ(count(dot(1.0 / x), "shape="), 3U);  // x, the division, the result
}

TEST(Dot, ManyNumbersAreShapeAndRangeAndNorm) {
    const Tensor x =
        autograd::tensor({3.0, -4.0, 0.0, 0.0, 0.0, 1.0}, {2, 3}).requires_grad().name("x");
    const std::string text = dot(autograd::sum(x * x) * 0.5);  // its gradient is x
    EXPECT_TRUE(has(text, "2×3")) << text;
    EXPECT_TRUE(has(text, "−4 … 3"));
    EXPECT_TRUE(has(text, "in all norm 5.099"));  // sqrt(26)
}

TEST(Dot, GroupsAreOneBoxUntilTheyAreExpanded) {
    const Tensor x = tensor({2.0}).name("x");
    const Tensor w = tensor({3.0}).requires_grad().name("w");
    const Tensor layer = autograd::exp(x * w);
    const Tensor loss = autograd::log(layer) + 1.0;
    const GraphPicture picture{.groups = {{"x", x}, {"layer", layer}, {"loss", loss}}};
    const std::string text = dot(loss, picture);
    EXPECT_EQ(count(text, "shape="), 4U) << text;  // x, layer, loss, result
    EXPECT_EQ(count(text, " -> "), 3U) << text;
    EXPECT_TRUE(has(text, "w "));
    EXPECT_TRUE(has(text, "gradient 2"));  // of x w + 1 by w
    const std::string all = dot(loss, {.groups = picture.groups, .expand = true});
    EXPECT_EQ(count(all, "shape="), 7U) << all;  // x, w, *, exp, log, +, result
    EXPECT_EQ(count(all, "subgraph"), 2U);
}

TEST(Dot, TooManyBoxesAreRefused) {
    Tensor x = tensor({1.0}).requires_grad();
    for (int i = 0; i < 600; ++i) x = x + 1.0;
    EXPECT_THROW(dot(x), core::ValueError);
    EXPECT_THROW(dot(Tensor()), core::ValueError);
}

const char* const evil[] = {"\"];} n [label=\"", "<B>bold</B>",        "a & b",
                            "`id`$(id)",         "two\nlines",         "half \xC3",
                            "\xF0\x9F\x8D\x8E",  "nul \x01 bell \x07", "@%\\"};

TEST(Dot, TextsOfUsersAreOnlyText) {
    if (find_program(graphviz).empty()) GTEST_SKIP() << "no Graphviz";
    const TempDir directory;
    for (const char* words : evil) {
        const Tensor x = tensor({1.0}).requires_grad().name(words);
        const Tensor y = autograd::exp(x);
        const std::string path = directory.file("graph.svg");
        ASSERT_NO_THROW(save_graph(y, path, {.title = words, .groups = {{words, y}}})) << words;
        const std::string svg = text_of(io::read_file(path));
        EXPECT_EQ(count(svg, "class=\"node\""), 2U) << words;  // the group and the result
        EXPECT_FALSE(has(svg, "<B>")) << words;
    }
}

TEST(Dot, EveryFormatIsWhatItsEndingSays) {
    if (find_program(graphviz).empty()) GTEST_SKIP() << "no Graphviz";
    const TempDir directory;
    const std::pair<const char*, std::string> starts[] = {
        {"a.svg", "<?xml"}, {"a.png", "\x89PNG"}, {"a.pdf", "%PDF"}, {"a.dot", "digraph"}};
    for (const auto& [name, start] : starts) {
        save_graph(apples(), directory.file(name));
        EXPECT_EQ(text_of(io::read_file(directory.file(name))).substr(0, start.size()), start);
    }
    EXPECT_THROW(save_graph(apples(), directory.file("a.bmp")), core::ValueError);
}

}  // namespace
}  // namespace kasane::plot
