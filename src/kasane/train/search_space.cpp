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
        return {0, std::string(param.name), rest / 10, std::min(rest * 10, 0.95), true};
    }
    const double reach = is_lr(param) ? 100 : 10;
    // A little inside of where an open interval ends.
    const double high = std::min(value * reach, range.high_open ? range.high * 0.999 : range.high);
    return {0, std::string(param.name), std::max(value / reach, range.low), high};
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

std::vector<std::string> parts_of_pipeline(std::string_view text) {
    std::vector<std::string> parts{""};
    int depth = 0;
    for (const char c : text) {
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == '|' && depth <= 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

SearchSpace::SearchSpace(const catalog::Kind& kind, std::string_view text) {
    for (const std::string& part : parts_of_pipeline(text)) {
        start_.push_back(kind.make(part));
        add_dimensions(catalog::parse_spec(part));
    }
}

void SearchSpace::add_dimensions(const catalog::Spec& given) {
    const catalog::Formula& formula = start_.back();
    for (const ParamInfo& param : formula.entry().params) {
        const catalog::Value held = formula.get(param.name);
        const double* value = std::get_if<double>(&held.data);
        if (value == nullptr || stands_in(given, param) || !is_searched(param, *value)) continue;
        Dimension one = around(param, *value);
        one.part = start_.size() - 1;
        if (one.low > 0 && one.low < one.high) dimensions_.push_back(one);
    }
}

namespace {

std::string pipeline_text(const std::vector<catalog::Formula>& parts) {
    std::string text;
    for (const catalog::Formula& one : parts) text += (text.empty() ? "" : " | ") + one.text();
    return text;
}

}  // namespace

std::string SearchSpace::start() const { return pipeline_text(start_); }

std::string SearchSpace::draw(core::Rng rng) const {
    std::vector<catalog::Formula> parts = start_;
    for (std::size_t k = 0; k < dimensions_.size(); ++k) {
        const Dimension& one = dimensions_[k];
        parts[one.part].set(one.parameter, {one.value(rng.uniform(k))});
    }
    return pipeline_text(parts);
}

}  // namespace kasane::train
