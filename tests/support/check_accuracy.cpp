#include "tests/support/check_accuracy.hpp"

#include <sstream>

namespace kasane::support {
namespace {

void expect_at_most(Report& report, const Worst& worst, double goal, const char* unit,
                    const std::string& what) {
    report.expect(worst.error <= goal, [&] {
        std::ostringstream out;
        out.precision(9);
        out << what << " is " << worst.error << " " << unit << " off at " << worst.at
            << ", the goal is " << goal << ": got " << worst.got << ", want " << worst.want;
        return out.str();
    });
}

void expect_none(Report& report, const Wrong& wrong, const std::string& what) {
    report.expect(wrong.count == 0, [&] {
        std::ostringstream out;
        out.precision(9);
        out << what << " " << wrong.count << " times, once at " << wrong.at;
        return out.str();
    });
}

void expect_goals(Report& report, const Accuracy& result, const Goals& goals, int order,
                  const std::string& what) {
    expect_at_most(report, result.ulps, goals.of(order), "ULP", what);
    expect_at_most(report, result.near_root, goals.near_root, "units of ulp(max(|y|, 1/8))", what);
    expect_none(report, result.zeros, what + " is wrongly 0");
    expect_none(report, result.non_finite, what + " is wrongly infinite or NaN");
}

}  // namespace

Report check_accuracy(const Subject& subject, const GoalsFor& goals_for, std::uint32_t stride) {
    const int uniform = static_cast<int>((std::uint64_t{1} << 30) / stride);
    const std::vector<float> everywhere = sample_of_floats({}, stride, uniform);
    Report report;
    for (const Measured& measured : all_measured(subject)) {
        const Goals goals = goals_for(measured.wanted.order);
        Meter meter(subject, measured, goals);
        meter.add(everywhere);
        meter.add(sample_of_floats(turning_points(subject, measured), 16777213, uniform));
        expect_goals(report, meter.result(), goals, measured.wanted.order, measured.text(subject));
    }
    return report;
}

Report check_bf16(const Subject& subject) {
    const Goals goals = goals_of(*subject.info, Mode::bf16);
    Report report;
    for (const Measured& measured : all_measured(subject, Mode::bf16)) {
        Meter meter(subject, measured, goals, Mode::bf16);
        meter.add(all_of_bf16());
        expect_goals(report, meter.result(), goals, measured.wanted.order, measured.text(subject));
    }
    return report;
}

}  // namespace kasane::support
