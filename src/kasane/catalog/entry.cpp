#include "kasane/catalog/entry.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {

std::string_view shape_of(Layout layout) {
    switch (layout) {
        case Layout::element: return "any";
        case Layout::row: return "[N, C]";
        case Layout::classes: return "i64 [N] or [N, C]";
        case Layout::class_set: return "i64 or 0, 1 [N, C]";
        case Layout::per_row: return "[N]";
        case Layout::groups:
        case Layout::lengths: return "i64 [N]";
        case Layout::matrix: return "[D, C]";
        case Layout::places: return "[N, P, C]";
        case Layout::steps: return "[T, N, C]";
        case Layout::sequences: return "i64 [N, S]";
    }
    return {};
}
namespace {

[[noreturn]] void out_of_range(const Info& info, std::string_view name, const Range& range,
                               double got) {
    core::value_error(
        info.name, std::string(name) + " must be " + to_string(range) + ", got " + to_string(got));
}

[[noreturn]] void unknown_parameter(const Entry& entry, std::string_view name) {
    std::vector<std::string_view> names;
    for (const ParamInfo& param : entry.params) names.push_back(param.name);
    for (const Trainable& param : entry.trainable) names.push_back(param.name);
    std::string all;
    for (const std::string_view known : names) {
        all += (all.empty() ? "" : ", ") + std::string(known);
    }
    throw core::LookupError(core::message(
        entry.info->name, "unknown parameter \"" + std::string(name) + "\"",
        {did_you_mean(name, names), all.empty() ? "it has no parameters" : "parameters: " + all}));
}

double number_of(const Info& info, std::string_view name, const Value& value) {
    const double* number = std::get_if<double>(&value.data);
    if (number == nullptr) {
        core::value_error(info.name,
                          std::string(name) + " must be a number, got " + to_string(value));
    }
    return *number;
}

Numbers numbers_of(std::string_view entry, const ParamInfo& param, const std::vector<Value>& list) {
    Numbers numbers;
    if (list.size() > numbers.values.size()) {
        core::value_error(entry, std::string(param.name) + " takes at most 8 numbers");
    }
    for (const Value& item : list) {
        const double* number = std::get_if<double>(&item.data);
        if (number == nullptr || !param.range.contains(*number)) {
            core::value_error(entry, std::string(param.name) + " takes numbers " +
                                         to_string(param.range) + ", got " + to_string(item));
        }
        numbers.values[static_cast<std::size_t>(numbers.count++)] = *number;
    }
    return numbers;
}

}  // namespace

bool ParamInfo::is_called(std::string_view wanted) const {
    const std::string plain = normalised(wanted);
    return normalised(name) == plain ||
           std::any_of(aliases.begin(), aliases.end(), [&](std::string_view alias) {
               return !alias.empty() && normalised(alias) == plain;
           });
}

Value ParamInfo::get(const void* formula) const {
    const void* member = place(const_cast<void*>(formula));
    if (type == Type::number) return {*static_cast<const double*>(member)};
    if (type == Type::truth) return {*static_cast<const bool*>(member)};
    const auto& numbers = *static_cast<const Numbers*>(member);
    std::vector<Value> list(static_cast<std::size_t>(numbers.count));
    for (std::size_t i = 0; i < list.size(); ++i) list[i].data = numbers.values[i];
    return {std::move(list)};
}

void ParamInfo::set(void* formula, const Value& value, std::string_view entry) const {
    void* const member = place(formula);
    const auto* number = std::get_if<double>(&value.data);
    const auto* truth = std::get_if<bool>(&value.data);
    const auto* list = std::get_if<std::vector<Value>>(&value.data);
    if (type == Type::number && number != nullptr) {
        *static_cast<double*>(member) = *number;
    } else if (type == Type::truth && truth != nullptr) {
        *static_cast<bool*>(member) = *truth;
    } else if (type == Type::numbers && list != nullptr) {
        *static_cast<Numbers*>(member) = numbers_of(entry, *this, *list);
    } else {
        constexpr const char* wanted[] = {"a number", "true or false", "a list of numbers"};
        core::value_error(entry, std::string(name) + " must be " +
                                     wanted[static_cast<std::size_t>(type)] + ", got " +
                                     to_string(value));
    }
}

Formula::Formula(const Entry& entry) : entry_(&entry), values_(payload + entry.size) {
    std::memcpy(values_.data() + payload, entry.start, entry.size);
    for (std::size_t i = 0; i < entry.trainable.size(); ++i) {
        ::new (starts() + i) double(entry.trainable[i].start);
    }
}

void Formula::make_unique() {
    if (values_.unique()) return;
    core::Storage own(payload + entry_->size);
    std::memcpy(own.data(), values_.data(), payload + entry_->size);
    values_ = std::move(own);
}

void Formula::set(std::string_view name, const Value& value) {
    make_unique();
    for (const ParamInfo& param : entry_->params) {
        if (!param.is_called(name)) continue;
        if (const double* number = std::get_if<double>(&value.data);
            number != nullptr && !param.range.contains(*number)) {
            out_of_range(info(), param.name, param.range, *number);
        }
        param.set(values_.data() + payload, value, info().name);
        return;
    }
    for (std::size_t i = 0; i < entry_->trainable.size(); ++i) {
        const Trainable& param = entry_->trainable[i];
        if (normalised(param.name) != normalised(name)) continue;
        const double number = number_of(info(), param.name, value);
        if (!param.range.contains(number)) out_of_range(info(), param.name, param.range, number);
        starts()[i] = number;
        return;
    }
    unknown_parameter(*entry_, name);
}

Value Formula::get(std::string_view name) const {
    for (const ParamInfo& param : entry_->params) {
        if (param.is_called(name)) return param.get(data());
    }
    for (std::size_t i = 0; i < entry_->trainable.size(); ++i) {
        if (normalised(entry_->trainable[i].name) == normalised(name)) return {starts()[i]};
    }
    unknown_parameter(*entry_, name);
}

std::string Formula::text() const {
    const Formula defaults(*entry_);
    Spec spec(std::string(info().name), {});
    if (!entry().is_default && !info().variants[0].empty()) {
        spec.arguments.push_back({"variant", {Spec(std::string(info().variants[0]), {})}});
    }
    const auto add_if_changed = [&](std::string_view name, bool always = false) {
        Value mine = get(name);
        if (always || to_string(mine) != to_string(defaults.get(name))) {
            spec.arguments.push_back({std::string(name), std::move(mine)});
        }
    };
    for (const ParamInfo& param : entry_->params) add_if_changed(param.name, param.required);
    for (const Trainable& param : entry_->trainable) add_if_changed(param.name);
    return to_string(spec);
}

std::string to_string(const Range& range) {
    if (range.whole) {
        return "a whole number in " + to_string(range.low) + ".." + to_string(range.high);
    }
    const bool below = range.low > -infinity;
    const bool above = range.high < infinity;
    if (below && above) {
        return std::string("in ") + (range.low_open ? "(" : "[") + to_string(range.low) + ", " +
               to_string(range.high) + (range.high_open ? ")" : "]");
    }
    if (below) return (range.low_open ? "> " : ">= ") + to_string(range.low);
    if (above) return (range.high_open ? "< " : "<= ") + to_string(range.high);
    return range.low_open ? "a finite number" : "a number";
}

}  // namespace kasane::catalog
