#include "kasane/core/function_ref.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace kasane::core {
namespace {

int call(FunctionRef<int(int)> f, int x) { return f(x); }

TEST(FunctionRef, CallsATemporary) {
    const int base = 40;
    EXPECT_EQ(call([&](int x) { return base + x; }, 2), 42);
}

TEST(FunctionRef, RefersToTheCallableInsteadOfCopyingIt) {
    struct Counter {
        int calls = 0;
        int operator()(int x) { return x + ++calls; }
    } counter;
    call(counter, 0);
    EXPECT_EQ(call(counter, 0), 2);
    EXPECT_EQ(counter.calls, 2);
}

TEST(FunctionRef, CallsAConstCallable) {
    const auto twice = [](int x) { return 2 * x; };
    EXPECT_EQ(call(twice, 21), 42);
}

TEST(FunctionRef, PassesReferencesAndMovesArguments) {
    std::string text = "a";
    const auto append = [](std::string& to, std::unique_ptr<int> n) { to += std::to_string(*n); };
    const FunctionRef<void(std::string&, std::unique_ptr<int>)> ref = append;
    ref(text, std::make_unique<int>(7));
    EXPECT_EQ(text, "a7");
}

int thrice(int x) { return 3 * x; }

TEST(FunctionRef, CallsAPlainFunction) {
    EXPECT_EQ(call(thrice, 14), 42);
    EXPECT_EQ(call(&thrice, 14), 42);
}

TEST(FunctionRef, IsTwoPointers) { EXPECT_EQ(sizeof(FunctionRef<int(int)>), 2 * sizeof(void*)); }

TEST(FunctionRef, LetsExceptionsThrough) {
    EXPECT_THROW(call([](int) -> int { throw 1; }, 0), int);
}

}  // namespace
}  // namespace kasane::core
