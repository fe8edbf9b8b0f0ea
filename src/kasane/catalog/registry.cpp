#include "kasane/catalog/registry.hpp"

#include <algorithm>

#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {
namespace {

const Preset* preset_named(const Info& info, const std::string& name) {
    const auto found =
        std::find_if(info.presets.begin(), info.presets.end(), [&](const Preset& preset) {
            return !preset.name.empty() && normalised(preset.name) == name;
        });
    return found == info.presets.end() ? nullptr : &*found;
}

bool has_name(const Info& info, const std::string& name) {
    return normalised(info.name) == name ||
           std::any_of(info.aliases.begin(), info.aliases.end(), [&](std::string_view alias) {
               return !alias.empty() && normalised(alias) == name;
           });
}

/// "huberloss" is a loss called huber. The name itself if it does not end in the kind's.
std::string without_kind(std::string_view kind, const std::string& name) {
    const bool ends = name.size() > kind.size() && name.ends_with(kind);
    return ends ? name.substr(0, name.size() - kind.size()) : name;
}

std::vector<std::string_view> all_names(std::span<const Entry> entries) {
    std::vector<std::string_view> names;
    for (const Entry& entry : entries) {
        names.push_back(entry.info->name);
        for (const std::string_view alias : entry.info->aliases) {
            if (!alias.empty()) names.push_back(alias);
        }
        for (const Preset& preset : entry.info->presets) {
            if (!preset.name.empty()) names.push_back(preset.name);
        }
    }
    return names;
}

/// Takes `variant=word` out of the arguments; empty if it is not there.
std::string take_variant(std::vector<Argument>& arguments) {
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        if (normalised(it->name) != "variant") continue;
        std::string word = to_string(it->value);
        arguments.erase(it);
        return word;
    }
    return {};
}

const Entry& with_variant(const std::vector<const Entry*>& found, const std::string& variant) {
    if (variant.empty()) return *found.front();
    std::string known;
    for (const Entry* entry : found) {
        for (const std::string_view one : entry->info->variants) {
            if (one.empty()) continue;
            if (normalised(one) == normalised(variant)) return *entry;
            known += (known.empty() ? "" : ", ") + std::string(one);
        }
    }
    throw core::LookupError(
        core::message(found.front()->info->name, "unknown variant \"" + variant + "\"",
                      {known.empty() ? "it has one form only" : "variants: " + known}));
}

/// Takes an argument that is one of the entry's choices out and says what it makes the name mean;
/// empty if there is none.
std::string_view take_choice(const Info& info, std::vector<Argument>& arguments) {
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        std::string known;
        for (const Choice& choice : info.choices) {
            const std::size_t equals = choice.argument.find('=');
            if (choice.argument.empty() ||
                normalised(choice.argument.substr(0, equals)) != normalised(it->name)) {
                continue;
            }
            const std::string_view word = choice.argument.substr(equals + 1);
            if (normalised(word) == normalised(to_string(it->value))) {
                arguments.erase(it);
                return choice.meaning;
            }
            known += (known.empty() ? "" : " or ") + std::string(word);
        }
        if (!known.empty()) {
            core::value_error(info.name,
                              it->name + " must be " + known + ", got " + to_string(it->value));
        }
    }
    return {};
}

bool is_number(const Value& value) { return std::holds_alternative<double>(value.data); }

/// Puts the numbers without name that begin at a list parameter's place together into one list:
/// `multistep(100, 200)` is `multistep((100, 200))`.
std::vector<Argument> with_lists(const Formula& formula, const std::vector<Argument>& arguments) {
    const std::span<const ParamInfo> params = formula.entry().params;
    std::vector<Argument> all;
    std::size_t place = 0;
    bool is_open = false;  // a list that takes further numbers
    for (const Argument& argument : arguments) {
        if (!argument.name.empty() || !is_number(argument.value)) {
            all.push_back(argument);
            place += argument.name.empty() ? 1 : 0;
        } else if (is_open) {
            std::get<std::vector<Value>>(all.back().value.data).push_back(argument.value);
        } else if (is_open =
                       place < params.size() && params[place].type == ParamInfo::Type::numbers;
                   is_open) {
            all.push_back({{}, {std::vector<Value>{argument.value}}});
            ++place;
        } else {
            all.push_back(argument);
            ++place;
        }
    }
    return all;
}

/// Gives the arguments to the parameters: by name, or in order for those without a name.
void give(Formula& formula, const std::vector<Argument>& given) {
    std::vector<std::string_view> names;
    for (const ParamInfo& param : formula.entry().params) names.push_back(param.name);
    for (const Trainable& param : formula.entry().trainable) names.push_back(param.name);
    std::size_t place = 0;
    for (const Argument& argument : with_lists(formula, given)) {
        if (!argument.name.empty()) {
            formula.set(argument.name, argument.value);
        } else if (place < names.size()) {
            formula.set(names[place++], argument.value);
        } else {
            core::value_error(formula.info().name,
                              "takes " + std::to_string(names.size()) + " arguments, got more");
        }
    }
}

/// Takes the schedules inside a composed one out, which code that builds it reads from the spec.
void take_parts(const Entry& entry, std::vector<Argument>& arguments) {
    if (entry.most_parts == 0) return;
    std::erase_if(arguments, [](const Argument& one) { return is_part(one); });
}

/// Throws ValueError if a parameter that has no default is not among the arguments.
void expect_required(const Formula& formula, const std::vector<Argument>& arguments) {
    const auto unnamed = static_cast<std::size_t>(
        std::count_if(arguments.begin(), arguments.end(),
                      [](const Argument& argument) { return argument.name.empty(); }));
    std::string missing;
    const std::span<const ParamInfo> params = formula.entry().params;
    for (std::size_t i = unnamed; i < params.size(); ++i) {
        const bool given =
            std::any_of(arguments.begin(), arguments.end(),
                        [&](const Argument& one) { return params[i].is_called(one.name); });
        if (params[i].required && !given) {
            missing += (missing.empty() ? "" : " and ") + std::string(params[i].name);
        }
    }
    if (!missing.empty()) {
        core::value_error(formula.info().name,
                          "needs " + missing + ", as in " + Formula(formula.entry()).text());
    }
}

}  // namespace

Kind::Kind(std::string_view name, std::string_view plural, std::vector<Entry> entries)
    : name_(name), plural_(plural), entries_(std::move(entries)) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        entry->is_default = std::none_of(entries_.begin(), entry, [&](const Entry& before) {
            return before.info->name == entry->info->name;
        });
    }
}

std::vector<const Entry*> Kind::find(std::string_view name) const {
    const std::string whole = normalised(name);
    std::vector<const Entry*> found;
    for (const std::string& wanted : {whole, without_kind(name_, whole)}) {
        for (const Entry& entry : entries_) {
            if (has_name(*entry.info, wanted) || preset_named(*entry.info, wanted) != nullptr) {
                found.push_back(&entry);
            }
        }
        if (!found.empty()) break;
    }
    return found;
}

Formula Kind::make(std::string_view text) const { return make(parse_spec(text)); }

Formula Kind::make(const Spec& spec) const {
    const std::vector<const Entry*> found = find(spec.name);
    if (found.empty()) {
        throw core::LookupError(core::message(name_, "unknown name \"" + spec.name + "\"",
                                              {did_you_mean(spec.name, all_names(entries_)),
                                               "all names: kasane list " + std::string(plural_)}));
    }
    std::vector<Argument> arguments = spec.arguments;
    take_parts(*found.front(), arguments);
    const Entry& entry = with_variant(found, take_variant(arguments));
    if (const std::string_view meaning = take_choice(*entry.info, arguments); !meaning.empty()) {
        Spec chosen = parse_spec(meaning);
        chosen.arguments.insert(chosen.arguments.end(), arguments.begin(), arguments.end());
        return make(chosen);
    }
    const std::string name = normalised(spec.name);
    const Preset* preset = preset_named(*entry.info, name);
    if (preset == nullptr) preset = preset_named(*entry.info, without_kind(name_, name));
    if (preset != nullptr) {
        const std::vector<Argument> first = parse_arguments(preset->arguments);
        arguments.insert(arguments.begin(), first.begin(), first.end());
    }
    Formula formula(entry);
    give(formula, arguments);
    expect_required(formula, arguments);
    return formula;
}

std::span<const Kind* const> kinds() {
    static const Kind* const all[] = {&activations(), &losses(),       &optimizers(),
                                      &schedules(),   &initializers(), &surfaces()};
    return all;
}

const Kind& kind(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Kind* one : kinds()) {
        if (normalised(name) == one->name() || normalised(name) == one->plural()) return *one;
        names.push_back(one->plural());
    }
    std::string all;
    for (const std::string_view known : names)
        all += (all.empty() ? "" : ", ") + std::string(known);
    throw core::LookupError(core::message("catalog", "unknown kind \"" + std::string(name) + "\"",
                                          {did_you_mean(name, names), "kinds: " + all}));
}

}  // namespace kasane::catalog
