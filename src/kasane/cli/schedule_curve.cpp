#include "kasane/cli/schedule_curve.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

constexpr double usual_run = 1000;  // where no parameter is a number of steps

/// What the parameters say of a schedule's length.
struct Lengths {
    double longest = 0;  // number of steps of any parameter
    double total = 0;    // the same of those that are the whole
    double warmup = 0;
};

void collect(const catalog::Spec& spec, Lengths& lengths) {
    const catalog::Formula formula = catalog::schedules().make(spec);
    for (const catalog::ParamInfo& param : formula.entry().params) {
        const catalog::Value value = formula.get(param.name);
        if (const auto* list = std::get_if<std::vector<catalog::Value>>(&value.data)) {
            for (const catalog::Value& one : *list) {
                const double number = std::get<double>(one.data);
                if (param.name != "scales") lengths.longest = std::max(lengths.longest, number);
            }
        }
        const double* number = std::get_if<double>(&value.data);
        if (number == nullptr) continue;
        if (param.name == "total") lengths.total = std::max(lengths.total, *number);
        const bool is_warmup = param.name == "warmup" || formula.info().name == "warmup";
        if (is_warmup && *number >= 1) lengths.warmup = std::max(lengths.warmup, *number);
        if (param.range.whole || is_warmup) lengths.longest = std::max(lengths.longest, *number);
    }
    for (const catalog::Argument& one : spec.arguments) {
        if (formula.entry().most_parts > 0 && catalog::is_part(one)) {
            collect(std::get<catalog::Spec>(one.value.data), lengths);
        }
    }
}

double run_for(const std::string& text) {
    Lengths lengths;
    collect(catalog::parse_spec(text), lengths);
    if (lengths.total > 0) return lengths.total + lengths.warmup;
    return lengths.longest > 1 ? 4 * lengths.longest : usual_run;
}

}  // namespace

double ScheduleCurve::at(double t) const {
    return schedule.at({.t = std::floor(t), .total = total, .base = 1});
}

std::optional<ScheduleCurve> schedule_curve(const std::string& text) {
    const catalog::Spec spec = catalog::parse_spec(text);
    const catalog::Entry& entry = catalog::schedules().make(spec).entry();
    const bool has_parts = std::any_of(spec.arguments.begin(), spec.arguments.end(),
                                       [](const auto& one) { return catalog::is_part(one); });
    if (entry.info->name == "lambda" || (entry.most_parts > 0 && !has_parts)) return {};
    return ScheduleCurve{optim::Schedule(text), run_for(text)};
}

}  // namespace kasane::cli
