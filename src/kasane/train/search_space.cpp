#include "kasane/train/search_space.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/catalog/spec.hpp"

namespace kasane::train {
namespace {

using catalog::ParamInfo;

bool stands_in(const catalog::Spec& spec, const ParamInfo& param) {
    return std::any_of(spec.arguments.begin(), spec.arguments.end(),
                       [&](const catalog::Argument& one) { return param.is_called(one.name); });
}

/// The names by which the field calls a step size.
bool is_lr(const ParamInfo& param) { return param.name == "lr"; }

bool is_searched(const ParamInfo& param, double value) {
    return param.type == ParamInfo::Type::number && !param.range.whole && value > 0 &&
           std::isfinite(value) && !param.name.starts_with("eps");
}

Dimension around(const ParamInfo& param, double value) {
    const catalog::Range& range = param.range;
    if (range.high == 1 && value >= 0.5 && value < 1) {
        const double rest = 1 - value;
        return {std::string(param.name), rest / 10, std::min(rest * 10, 0.95), true};
    }
    const double reach = is_lr(param) ? 100 : 10;
    // A little inside of where an open interval ends.
    const double high = std::min(value * reach, range.high_open ? range.high * 0.999 : range.high);
    return {std::string(param.name), std::max(value / reach, range.low), high};
}

}  // namespace

double to_five_digits(double x) {
    if (!(x > 0) || !std::isfinite(x)) return x;
    const double unit = std::pow(10.0, std::floor(std::log10(x)) - 4);
    const double digits = std::round(x / unit);
    // A power of ten below 1 is not exact, its inverse is.
    return unit < 1 ? digits / std::round(1 / unit) : digits * unit;
}

double Dimension::value(double u) const {
    const double drawn = to_five_digits(low * std::pow(high / low, u));
    return of_complement ? std::round((1 - drawn) * 1e12) / 1e12 : drawn;
}

SearchSpace::SearchSpace(const catalog::Kind& kind, std::string_view text)
    : start_(kind.make(text)) {
    const catalog::Spec spec = catalog::parse_spec(text);
    for (const ParamInfo& param : start_.entry().params) {
        const catalog::Value held = start_.get(param.name);
        const double* value = std::get_if<double>(&held.data);
        if (value == nullptr || stands_in(spec, param) || !is_searched(param, *value)) continue;
        const Dimension one = around(param, *value);
        if (one.low > 0 && one.low < one.high) dimensions_.push_back(one);
    }
}

std::string SearchSpace::draw(core::Rng rng) const {
    catalog::Formula formula = start_;
    for (std::size_t k = 0; k < dimensions_.size(); ++k) {
        formula.set(dimensions_[k].parameter, {dimensions_[k].value(rng.uniform(k))});
    }
    return formula.text();
}

}  // namespace kasane::train
