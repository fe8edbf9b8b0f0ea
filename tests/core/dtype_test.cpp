#include "kasane/core/dtype.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "kasane/core/device.hpp"
#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

struct Fact {
    DType dtype;
    std::string name;
    std::size_t bytes;
};

const std::array<Fact, 7> facts{{{DType::f32, "f32", 4},
                                 {DType::f64, "f64", 8},
                                 {DType::bf16, "bf16", 2},
                                 {DType::i32, "i32", 4},
                                 {DType::i64, "i64", 8},
                                 {DType::u8, "u8", 1},
                                 {DType::boolean, "bool", 1}}};

TEST(DType, HasANameAndASize) {
    for (const Fact& fact : facts) {
        EXPECT_EQ(name_of(fact.dtype), fact.name);
        EXPECT_EQ(size_of(fact.dtype), fact.bytes) << fact.name;
    }
}

TEST(DType, IsFoundByItsName) {
    for (const Fact& fact : facts) EXPECT_EQ(dtype_of(fact.name), fact.dtype);
}

TEST(DType, OfAnUnknownNameThrowsAndListsTheNames) {
    for (const char* name : {"", "f16", "F32", "f32 ", "float", "boolean"}) {
        try {
            dtype_of(name);
            FAIL() << name;
        } catch (const LookupError& error) {
            EXPECT_NE(std::string(error.what()).find("f32, f64, bf16, i32, i64, u8, bool"),
                      std::string::npos);
        }
    }
}

TEST(DType, MatchesTheTypesOfTheLanguage) {
    EXPECT_EQ(dtype_for<float>, DType::f32);
    EXPECT_EQ(dtype_for<double>, DType::f64);
    EXPECT_EQ(dtype_for<BFloat16>, DType::bf16);
    EXPECT_EQ(dtype_for<std::int32_t>, DType::i32);
    EXPECT_EQ(dtype_for<std::int64_t>, DType::i64);
    EXPECT_EQ(dtype_for<std::uint8_t>, DType::u8);
    EXPECT_EQ(dtype_for<bool>, DType::boolean);
}

TEST(Device, HasAName) {
    EXPECT_EQ(name_of(Device::cpu), "cpu");
    EXPECT_EQ(name_of(Device::cuda), "cuda");
}

}  // namespace
}  // namespace kasane::core
