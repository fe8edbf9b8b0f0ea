#include "kasane/nn/init.hpp"

#include <gtest/gtest.h>

#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"

namespace kasane::nn {
namespace {

using core::DType;
using core::Rng;

TEST(Init, DrawsFromTheStreamItIsGiven) {
    const Init he = "he";
    const Rng rng(1);
    EXPECT_TRUE(support::same_bits(he(20, 30, rng).value(), he(20, 30, rng).value()));
    EXPECT_FALSE(support::same_bits(he(20, 30, rng).value(), he(20, 30, rng.stream("b")).value()));
    EXPECT_EQ(he(20, 30, rng).shape(), core::Shape({20, 30}));
    EXPECT_EQ(he(2, 3, rng, DType::f64).dtype(), DType::f64);
}

TEST(Init, NormalZeroIsZero) {
    const autograd::Tensor w = Init("normal(0)")(3, 4, Rng(1));
    for (core::Index i = 0; i < w.size(); ++i) EXPECT_EQ(w.item(i), 0);
}

TEST(Init, RefusesWhatTheCatalogRefuses) {
    EXPECT_THROW(Init("hee"), core::LookupError);
    EXPECT_THROW(Init("normal(-1)"), core::ValueError);
    EXPECT_THROW(Init::before("rellu"), core::LookupError);
}

}  // namespace
}  // namespace kasane::nn
