#pragma once
// The accuracy of a formula in float, measured against itself in double. The tests take samples;
// the program kasane-ulp goes through all floats.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/support/accuracy_goals.hpp"
#include "tests/support/subject.hpp"

namespace kasane::support {

/// The worst of a kind, and where.
struct Worst {
    double error = 0;
    float at = 0;
    float got = 0;
    double want = 0;

    void take(const Worst& other) {
        if (other.error > error) *this = other;
    }
};

/// How many results were wrong in that way, and one of them.
struct Wrong {
    std::uint64_t count = 0;
    float at = 0;

    void take(const Wrong& other) {
        if (count == 0) at = other.at;
        count += other.count;
    }
};

struct Accuracy {
    std::uint64_t compared = 0;
    Worst ulps;         // U, at least 1/2 away from irrational roots
    Worst near_root;    // M within 1/2 of them
    Worst beside_root;  // U between 2^-6 and 1/2 away from them
    Wrong zeros;        // 0, though at least 2^-126 was wanted
    Wrong non_finite;   // infinite or NaN, though a float exists

    void take(const Accuracy& other);
    /// What the tests ask for.
    bool meets(double goal, double goal_near_root) const;
    /// The whole goal: U up to 2^-6 away from roots.
    bool meets_fully(double goal, double goal_near_root) const {
        return meets(goal, goal_near_root) && beside_root.error <= goal;
    }
};

/// Which result of a formula is measured as which of its arguments varies, the others standing at
/// the values of `at`.
struct Measured {
    Wanted wanted;
    std::size_t argument = 0;
    std::vector<float> at;

    std::string text(const Subject& subject) const;
};

/// Value and slope by each input. Of two inputs the other one takes several values.
std::vector<Measured> all_measured(const Subject& subject, Mode mode = Mode::plain);

/// The irrational roots of what is measured.
std::vector<double> irrational_roots(const Subject& subject, const Measured& measured);

/// Compares what `floats` yields for x with double, a block at a time. Copies share nothing, so
/// that each thread may have one.
class Meter {
public:
    Meter(const Subject& subject, Measured measured, const Goals& goals, Mode mode = Mode::plain);

    void add(std::span<const float> x);
    const Accuracy& result() const { return result_; }
    const Measured& measured() const { return measured_; }

private:
    void compare(std::span<const float> x);
    void compare_one(float x, float got, double want);
    double least_to_beat(std::span<const float> x) const;
    bool is_far_from_roots(std::span<const float> x) const;
    double distance_to_root(float x) const;

    const Subject& subject_;
    Measured measured_;
    double promised_;            // |x| up to which accuracy is promised
    double unit_;                // ULPs of float in one of the results' type
    double largest_;             // number that the results' type holds
    bool by_size_;               // M everywhere
    std::vector<double> roots_;  // sorted
    Accuracy result_;
    std::vector<double> wide_;
    std::vector<double> want_;
    std::vector<float> got_;
};

/// |got - want| in units of ulp(max(|want|, least)); an infinity counts as 2^128.
double ulps(float got, double want, double least = 0);

/// All 65,536 numbers of bfloat16.
std::vector<float> all_of_bf16();

/// Every `stride`-th bit pattern, and densely around bends, roots and in [-110, 110].
std::vector<float> sample_of_floats(std::span<const double> dense_around, std::uint32_t stride,
                                    int uniform);

/// Where the sign or the trend of what is measured changes: roots and bends of it.
std::vector<double> turning_points(const Subject& subject, const Measured& measured);

}  // namespace kasane::support
