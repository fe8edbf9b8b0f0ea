#include "kasane/data/playground.hpp"

#include <cmath>

#include "kasane/core/error.hpp"

namespace kasane::data {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double radius = 5;

/// The numbers of one sample, one after the other.
class Draws {
public:
    explicit Draws(core::Rng rng) : rng_(rng) {}

    double uniform(double low, double high) { return low + (high - low) * rng_.uniform(next_++); }
    double normal() {
        const double length = std::sqrt(-2 * std::log(1 - uniform(0, 1)));
        return length * std::cos(2 * pi * uniform(0, 1));
    }

private:
    core::Rng rng_;
    std::uint64_t next_ = 0;
};

struct Point {
    double x;
    double y;
    bool is_first;  // of the two classes: number 1
};

/// Sample i of n.
using Make = Point (*)(Index i, Index n, double noise, Draws& draws);

Point of_circle(Index i, Index n, double noise, Draws& draws) {
    const bool is_inside = i < n / 2;
    const double r = is_inside ? draws.uniform(0, 0.5 * radius) : draws.uniform(0.7, 1) * radius;
    const double angle = draws.uniform(0, 2 * pi);
    const double x = r * std::sin(angle) + draws.uniform(-radius, radius) * noise;
    const double y = r * std::cos(angle) + draws.uniform(-radius, radius) * noise;
    return {x, y, std::hypot(x, y) < 0.5 * radius};
}

Point of_spiral(Index i, Index n, double noise, Draws& draws) {
    const Index arm = std::max<Index>(n / 2, 1);
    const double part = static_cast<double>(i % arm) / static_cast<double>(arm);
    const bool is_first = i < arm;
    const double angle = 3.5 * pi * part + (is_first ? 0 : pi);
    return {radius * part * std::sin(angle) + draws.uniform(-1, 1) * noise,
            radius * part * std::cos(angle) + draws.uniform(-1, 1) * noise, is_first};
}

Point of_gaussians(Index i, Index n, double noise, Draws& draws) {
    const double spread = std::sqrt(0.5 + 7 * noise);  // the variance: 0.5 .. 4
    const bool is_first = i < n / 2;
    const double center = is_first ? 2 : -2;
    return {center + spread * draws.normal(), center + spread * draws.normal(), is_first};
}

Point of_xor(Index, Index, double noise, Draws& draws) {
    const auto apart = [](double v) { return v + (v > 0 ? 0.3 : -0.3); };
    const double x = apart(draws.uniform(-radius, radius));
    const double y = apart(draws.uniform(-radius, radius));
    const double moved_x = x + draws.uniform(-radius, radius) * noise;
    const double moved_y = y + draws.uniform(-radius, radius) * noise;
    return {x, y, moved_x * moved_y >= 0};
}

struct Set {
    std::string_view name;
    Make make;
};
constexpr Set sets[] = {
    {"circle", of_circle}, {"spiral", of_spiral}, {"two-gaussians", of_gaussians}, {"xor", of_xor}};

Make maker(std::string_view name) {
    for (const Set& one : sets) {
        if (one.name == name) return one.make;
    }
    return nullptr;
}

}  // namespace

bool is_playground(std::string_view name) { return maker(name) != nullptr; }

Dataset playground(std::string_view name, core::Rng rng, const PlaygroundOptions& options) {
    const Make make = maker(name);
    if (make == nullptr) {
        throw core::LookupError(core::message("playground", "no set \"" + std::string(name) + "\"",
                                              {}, "circle, spiral, two-gaussians or xor"));
    }
    if (options.count < 1) core::value_error("playground", "there must be samples");
    if (!(options.noise >= 0 && options.noise <= 0.5)) {
        core::value_error("playground", "noise must be in 0..0.5");
    }
    Dataset set;
    set.name = std::string(name);
    set.classes = 2;
    set.samples = Array::empty({options.count, 2});
    set.labels = Array::empty({options.count}, core::DType::i64);
    for (Index i = 0; i < options.count; ++i) {
        Draws draws(rng.stream(static_cast<std::uint64_t>(i)));
        const Point point = make(i, options.count, options.noise, draws);
        set.samples.data<float>()[2 * i] = static_cast<float>(point.x);
        set.samples.data<float>()[2 * i + 1] = static_cast<float>(point.y);
        set.labels.data<std::int64_t>()[i] = point.is_first ? 1 : 0;
    }
    return set;
}

}  // namespace kasane::data
