// Optimizers on a long bowl, against positions that were computed apart from this library.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;

struct Trajectory {
    const char* optimizer;
    double at[4][2];
};

constexpr int steps[4] = {1, 2, 10, 100};

const Trajectory trajectories[] = {
#include "tests/optim/trajectories.inc"
};

class Reference : public testing::TestWithParam<Trajectory> {};

TEST_P(Reference, TheBowlIsDescendedAsItShouldBe) {
    Tensor w = autograd::tensor({-7.0, 2.0}, {1, 2}).requires_grad();
    const Tensor scale = autograd::tensor({0.05, 1.0}, {1, 2});
    Optimizer optimizer(GetParam().optimizer, autograd::Parameters{{"w", w}});
    std::size_t next = 0;
    for (int t = 1; t <= steps[3]; ++t) {
        optimizer.step([&] { return autograd::sum(scale * w * w); });
        if (t != steps[next]) continue;
        optimizer.eval();
        for (int i = 0; i < 2; ++i) {
            const double want = GetParam().at[next][i];
            if (std::isnan(want)) continue;
            EXPECT_NEAR(w.item(i), want, t <= 10 ? 1e-9 : 1e-7) << "step " << t;
        }
        optimizer.train();
        ++next;
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, Reference, testing::ValuesIn(trajectories), [](const auto& one) {
    std::string name;
    for (const char c : std::string(one.param.optimizer)) {
        if (std::isalnum(c) != 0) name += c;
    }
    return name;
});

}  // namespace
}  // namespace kasane::optim
