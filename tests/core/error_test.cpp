#include "kasane/core/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kasane::core {
namespace {

template <class Expected, class Call>
std::string message_of(Call call) {
    try {
        call();
    } catch (const Expected& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(ErrorText, HasItsFourPartsInOrder) {
    EXPECT_EQ(message("matmul", "the inner sizes differ", {"a: [1]", "b: [2]"}, "transpose b"),
              "matmul: the inner sizes differ\n  a: [1]\n  b: [2]\n  hint: transpose b");
}

TEST(ErrorText, LeavesOutWhatThereIsNot) {
    EXPECT_EQ(message("elu", "alpha must be > 0"), "elu: alpha must be > 0");
    EXPECT_EQ(message("elu", "alpha must be > 0", {"got: -1"}),
              "elu: alpha must be > 0\n  got: -1");
}

TEST(ErrorText, OfShapesPrintsThemByName) {
    const Shape a{32, 784};
    const Shape b{128, 10};
    const std::string text = message_of<ShapeError>([&] {
        shape_error("matmul", "the inner sizes differ", {{"a", a}, {"b", b}}, "transposed?");
    });
    EXPECT_EQ(text,
              "matmul: the inner sizes differ\n  a: [32, 784]\n  b: [128, 10]\n"
              "  hint: transposed?");
}

TEST(ErrorText, OfAValueNamesWhatWasGiven) {
    const std::string text = message_of<ValueError>(
        [] { value_error("sgd", "the learning rate must be finite", {"got: nan"}); });
    EXPECT_EQ(text, "sgd: the learning rate must be finite\n  got: nan");
}

template <class Kind>
class EveryKind : public testing::Test {};
using Kinds = testing::Types<ShapeError, ValueError, LookupError, DataError, NoInputError,
                             WriteError, IoError, BusyError, DivergedError>;
TYPED_TEST_SUITE(EveryKind, Kinds);

TYPED_TEST(EveryKind, IsCaughtAsAnErrorOfKasane) {
    EXPECT_EQ(message_of<Error>([] { throw TypeParam("text"); }), "text");
}

}  // namespace
}  // namespace kasane::core
