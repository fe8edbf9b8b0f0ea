#include "kasane/cli/entry_json.hpp"

#include <nlohmann/json.hpp>

namespace kasane::cli {

std::string full_name(const catalog::Entry& entry) {
    const std::string name(entry.info->name);
    if (entry.info->variants[0].empty()) return name;
    return name + "(variant=" + std::string(entry.info->variants[0]) + ")";
}

std::vector<std::string> preset_texts(const catalog::Entry& entry) {
    std::vector<std::string> texts;
    for (const catalog::Preset& preset : entry.info->presets) {
        if (preset.name.empty()) continue;
        texts.push_back(std::string(preset.name) + " = " + std::string(entry.info->name) + "(" +
                        std::string(preset.arguments) + ")");
    }
    return texts;
}

std::string_view form_name(catalog::Form form) {
    switch (form) {
        case catalog::Form::pointwise: return "pointwise";
        case catalog::Form::gated: return "gated";
        case catalog::Form::rowwise: return "rowwise";
        case catalog::Form::module: return "module";
        case catalog::Form::elementwise: return "elementwise";
        case catalog::Form::scale: return "scale";
    }
    return {};
}

std::string cost_text(const catalog::Formula&) { return "-"; }

Json cost_json(const catalog::Formula&) { return nullptr; }

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
