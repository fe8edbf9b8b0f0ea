// The checks of the catalog, shown formulas that are wrong in one way each: they notice.
#include "tests/support/checks.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/words.hpp"
#include "tests/support/check_accuracy.hpp"

namespace kasane::support {
namespace {

using catalog::Info;
KASANE_USE_WORDS;

/// What they say they are.
constexpr Info smooth{.name = "smooth", .formula = "log(1 + exp(x))", .slope = "1 / (1 + exp(-x))"};
constexpr Info bent{.name = "bent", .formula = "x > 0 ? x : x / 8", .slope = "x > 0 ? 1 : 1 / 8"};

struct Sound {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return softplus(x);
    }
};

struct WrongConstant {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return V(1.0000001) * softplus(x);
    }
};

/// 0 below -40, where up to 4e-18 is wanted.
struct WrongFarTail {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x < V(-40), V(0), softplus(x));
    }
};

/// The textbook form.
struct Cancelling {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return log(V(1) + exp(x));
    }
};

struct WrongHandWrittenSlope {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return softplus(x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return sigmoid(V(1.0000001) * x);
    }
};

struct WrongSlopeText {
    static constexpr Info info{
        .name = "lie", .formula = smooth.formula, .slope = "1 / (1 + exp(-1.0000001 * x))"};
    template <class V>
    KASANE_FN V operator()(V x) const {
        return softplus(x);
    }
};

struct WrongLimit {
    static constexpr Info info = smooth;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x == V(INFINITY), V(0), softplus(x));
    }
};

struct SoundBend {
    static constexpr Info info = bent;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x > V(0), x, V(0.125) * x);
    }
};

struct WrongSlopeAtTheBend {
    static constexpr Info info = bent;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x > V(0), x, select(x == V(0), V(0), V(0.125) * x));
    }
};

struct WrongSideOfTheBend {
    static constexpr Info info = bent;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), x, V(0.125) * x);
    }
};

struct SwallowsNan {
    static constexpr Info info = bent;
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x > V(0), x, select(x <= V(0), V(0.125) * x, V(0)));
    }
};

/// The checks that complain, in the order of checks.hpp.
template <class F>
std::string complaints() {
    const Subject subject = subject_of<F>();
    std::string all;
    const auto run = [&](const char* name, const Report& report) {
        if (!report.failures.empty()) all += std::string(all.empty() ? "" : " ") + name;
    };
    run("double", check_double(subject));
    run("slope_text", check_slope_text(subject));
    run("kinks", check_kinks(subject));
    run("specials", check_specials(subject));
    run("accuracy", check_accuracy(
                        subject, [](int) { return goals_of_class('C'); }, 65537));
    return all;
}

class Checks : public testing::Test {
protected:
    void SetUp() override { KASANE_NEED_MPFR(); }
};

TEST_F(Checks, FindNothingWrongWithSoundFormulas) {
    EXPECT_EQ(complaints<Sound>(), "");
    EXPECT_EQ(complaints<SoundBend>(), "");
}

TEST_F(Checks, NoticeAConstantThatIsWrongInItsEighthDigit) {
    EXPECT_EQ(complaints<WrongConstant>(), "double accuracy");
}

TEST_F(Checks, NoticeAFarTailThatIsCutOff) { EXPECT_EQ(complaints<WrongFarTail>(), "double"); }

TEST_F(Checks, NoticeLostDigits) {
    EXPECT_EQ(complaints<Cancelling>(), "double specials accuracy");
}

TEST_F(Checks, NoticeAWrongHandWrittenSlope) {
    EXPECT_EQ(complaints<WrongHandWrittenSlope>(), "double accuracy");
}

TEST_F(Checks, NoticeAWrongTextOfTheSlope) {
    EXPECT_EQ(complaints<WrongSlopeText>(), "slope_text");
}

TEST_F(Checks, NoticeASlopeAtABendThatIsNotTheDocumentedOne) {
    EXPECT_EQ(complaints<WrongSlopeAtTheBend>(), "kinks");
    EXPECT_EQ(complaints<WrongSideOfTheBend>(), "kinks");
}

TEST_F(Checks, NoticeANanThatIsSwallowed) { EXPECT_EQ(complaints<SwallowsNan>(), "specials"); }

TEST_F(Checks, NoticeAWrongLimit) { EXPECT_EQ(complaints<WrongLimit>(), "specials"); }

}  // namespace
}  // namespace kasane::support
