#include "kasane/autograd/graph.hpp"

#include <gtest/gtest.h>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"

namespace kasane::autograd {
namespace {

TEST(Graph, ListsInputsBeforeTheirUsersWithValuesAndGradients) {
    // The apples of the article: two at 100 each, with 10 % tax.
    Tensor price = tensor({100.0}).requires_grad().name("price");
    Tensor count = tensor({2.0}).requires_grad().name("count");
    Tensor tax = tensor({1.1}).requires_grad().name("tax");
    const Tensor total = price * count * tax;
    const std::vector<GraphNode> nodes = graph(total);
    ASSERT_EQ(nodes.size(), 5u);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const Index input : nodes[i].inputs) EXPECT_LT(input, static_cast<Index>(i));
    }
    EXPECT_EQ(nodes[4].op, "mul");
    EXPECT_DOUBLE_EQ(nodes[4].value.item(), 220.00000000000003);
    EXPECT_EQ(nodes[4].gradient.item(), 1);
    EXPECT_EQ(nodes[3].value.item(), 200);
    EXPECT_DOUBLE_EQ(nodes[3].gradient.item(), 1.1);
    for (const GraphNode& node : nodes) {
        if (node.name == "price") {
            EXPECT_DOUBLE_EQ(node.gradient.item(), 2.2);
        }
        if (node.name == "count") {
            EXPECT_DOUBLE_EQ(node.gradient.item(), 110);
        }
        if (node.name == "tax") {
            EXPECT_EQ(node.gradient.item(), 200);
        }
    }
}

TEST(Graph, LeavesTheGradientsOfTheLeavesAlone) {
    Tensor x = tensor({1.0, 2.0}).requires_grad();
    graph(sum(x * x));
    EXPECT_FALSE(x.has_grad());
}

TEST(Graph, NamesAValueOnceHoweverOftenItIsUsed) {
    Tensor x = tensor({3.0}).requires_grad();
    const std::vector<GraphNode> nodes = graph(x * x + x);
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[0].gradient.item(), 7);
    EXPECT_EQ(nodes[1].inputs, (std::vector<Index>{0, 0}));
}

TEST(Graph, KnowsThePartOfAGradientThatComesThroughEachUse) {
    // y = x * x + x at 3: both factors give 3, the summand 1, in all 7.
    Tensor x = tensor({3.0}).requires_grad();
    const std::vector<GraphNode> nodes = graph(x * x + x);
    EXPECT_EQ(nodes[1].input_gradients[0].item(), 3);
    EXPECT_EQ(nodes[1].input_gradients[1].item(), 3);
    EXPECT_EQ(nodes[2].input_gradients[0].item(), 1);
    EXPECT_EQ(nodes[2].input_gradients[1].item(), 1);
    EXPECT_EQ(nodes[0].tensor.node(), x.node());
}

TEST(Graph, OfNothingIsRefused) { EXPECT_THROW(graph(Tensor()), core::ValueError); }

TEST(Graph, ShowsAResultOfSeveralNumbersWithoutGradients) {
    const Tensor x = tensor({1.0, 2.0}).requires_grad();
    const std::vector<GraphNode> nodes = graph(x + x);
    EXPECT_FALSE(nodes.back().gradient);
    EXPECT_TRUE(nodes.back().needs_grad);
}

}  // namespace
}  // namespace kasane::autograd
