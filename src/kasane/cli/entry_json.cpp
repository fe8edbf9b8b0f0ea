#include "kasane/cli/entry_json.hpp"

#include <optional>

#include <nlohmann/json.hpp>

#include "kasane/catalog/program.hpp"

namespace kasane::cli {

std::string full_name(const catalog::Entry& entry) {
    const std::string name(entry.info->name);
    if (entry.is_default) return name;
    return name + "(variant=" + std::string(entry.info->variants[0]) + ")";
}

std::vector<std::string> preset_texts(const catalog::Entry& entry) {
    std::vector<std::string> texts;
    for (const catalog::Preset& preset : entry.info->presets) {
        if (preset.name.empty()) continue;
        const std::string arguments =
            preset.arguments.empty() ? "" : "(" + std::string(preset.arguments) + ")";
        texts.push_back(std::string(preset.name) + " = " + std::string(entry.info->name) +
                        arguments);
    }
    return texts;
}

std::vector<std::string> choice_texts(const catalog::Entry& entry) {
    std::vector<std::string> texts;
    const std::string name(entry.info->name);
    for (const catalog::Choice& choice : entry.info->choices) {
        if (choice.argument.empty() || choice.meaning == name) continue;
        texts.push_back(name + "(" + std::string(choice.argument) +
                        ") = " + std::string(choice.meaning));
    }
    return texts;
}

std::vector<std::string> input_texts(const catalog::Entry& entry) {
    std::vector<std::string> texts;
    for (const catalog::Input& input : entry.takes) {
        std::string line = std::string(input.name) + ", " + std::string(input.help);
        const bool is_number = input.layout == catalog::Layout::element;
        const bool is_free =
            input.range.low == catalog::finite.low && input.range.high == catalog::finite.high;
        const bool is_real = is_number || input.layout == catalog::Layout::row;
        if (is_real && !is_free) line += ", " + catalog::to_string(input.range);
        if (!is_number) line += ": " + std::string(catalog::shape_of(input.layout));
        texts.push_back(line);
    }
    return texts;
}

std::string_view form_name(catalog::Form form) {
    switch (form) {
        case catalog::Form::pointwise: return "pointwise";
        case catalog::Form::gated: return "gated";
        case catalog::Form::rowwise: return "rowwise";
        case catalog::Form::composed: return "composed";
        case catalog::Form::module: return "module";
        case catalog::Form::elementwise: return "elementwise";
        case catalog::Form::algorithm: return "algorithm";
        case catalog::Form::link: return "link";
        case catalog::Form::wrapper: return "wrapper";
        case catalog::Form::schedule: return "schedule";
        case catalog::Form::scale: return "scale";
    }
    return {};
}

std::optional<int> cost_of(const catalog::Formula& formula) {
    const catalog::Form form = formula.entry().form;
    if (form != catalog::Form::pointwise && form != catalog::Form::gated) return {};
    return catalog::program(formula, {})->cost();
}

std::string cost_text(const catalog::Formula& formula) {
    const std::optional<int> cost = cost_of(formula);
    if (!cost) return "-";
    const int from = formula.info().double_from;
    return std::to_string(*cost) + (from == 0   ? " in double"
                                    : from == 1 ? ", slope in double"
                                                : "");
}

Json cost_json(const catalog::Formula& formula) {
    const std::optional<int> cost = cost_of(formula);
    return cost ? Json(*cost) : Json(nullptr);
}

Json entry_json(const catalog::Kind& kind, const catalog::Entry& entry) {
    const catalog::Info& info = *entry.info;
    Json presets = Json::object();
    for (const catalog::Preset& preset : info.presets) {
        if (!preset.name.empty()) presets[std::string(preset.name)] = preset.arguments;
    }
    return {{"kind", kind.name()},
            {"name", info.name},
            {"variants", given(info.variants)},
            {"aliases", given(info.aliases)},
            {"presets", presets},
            {"formula", info.formula},
            {"source", info.source},
            {"note", info.note}};
}

}  // namespace kasane::cli
