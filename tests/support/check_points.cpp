#include "tests/support/check_points.hpp"

#include <algorithm>
#include <cmath>

#include "tests/support/numbers.hpp"

namespace kasane::support {
namespace {

class Points {
public:
    explicit Points(Domain domain) : largest_(domain.largest) {}

    void add(double x) {
        if (std::abs(x) <= largest_) points_.push_back(x);
    }
    void both_signs(double x) {
        add(x);
        add(-x);
    }
    /// x and what lies beside it, near and very near.
    void around(double x) {
        const double far = x == 0 ? 1e-3 : std::abs(x) * 1e-6;
        for (const double near :
             {x, std::nextafter(x, -1e308), std::nextafter(x, 1e308), x - far, x + far}) {
            add(near);
        }
    }
    std::vector<double> sorted() {
        std::sort(points_.begin(), points_.end());
        points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
        return std::move(points_);
    }

private:
    double largest_;
    std::vector<double> points_;
};

void add_bends(Points& points, const Subject& subject, const Reference& reference) {
    for (const Bend& bend : bends(subject)) {
        points.around(bend.below);
        points.around(bend.above);
    }
    for (const double one : reference.landmarks()) points.both_signs(one);
    for (const double one : subject.fixed) points.both_signs(one);
    for (const double one : subject.trainable) points.both_signs(one);
}

}  // namespace

std::vector<double> all_points(const Subject& subject, const Reference& reference, Domain domain) {
    Points points(domain);
    Numbers numbers(1);
    points.around(0);
    for (int exponent = -149; exponent <= 127; exponent += 46) {
        points.both_signs(std::ldexp(1.5 + 0.5 * numbers.next(), exponent));
    }
    for (const int exponent : {-500, 500}) points.both_signs(std::ldexp(1.375, exponent));
    for (const double x : grid(-20, 20, 25)) points.add(x + 0.3 * numbers.next());
    for (const double x : {38.0, 88.7, 300.0}) points.both_signs(x);
    add_bends(points, subject, reference);
    return points.sorted();
}

std::vector<double> few_points(const Subject& subject, const Reference& reference, Domain domain) {
    Points points(domain);
    Numbers numbers(2);
    for (const double x : grid(-9, 9, 9)) points.add(x + 0.1 * numbers.next());
    for (const double x : {1e-30, 1e-5, 40.0, 120.0, 1e6}) points.both_signs(x);
    add_bends(points, subject, reference);
    return points.sorted();
}

std::vector<std::vector<double>> with_other_input(const Subject& subject,
                                                  const std::vector<double>& points) {
    std::vector<std::vector<double>> all;
    for (const double x : points) {
        if (subject.inputs == 1) {
            all.push_back(subject.complete(std::vector{x}));
        } else {
            // A product with what is tiny already is below all doubles.
            if (x != 0 && std::abs(x) < 1e-100) continue;
            for (const double other : {-1.375, 0.0, 2.25}) {
                all.push_back(subject.complete(std::vector{x, other}));
            }
        }
    }
    return all;
}

}  // namespace kasane::support
