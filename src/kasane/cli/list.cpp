// kasane list.

#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "kasane/catalog/spec.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/cli/columns.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/describe.hpp"
#include "kasane/cli/entry_json.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/data/dataset.hpp"

namespace kasane::cli {
namespace {

struct ListSettings {
    std::string kind;
    bool markdown = false;
};

using catalog::Formula;

using Rows = std::vector<std::vector<std::string>>;

void append(std::vector<std::string>& row, const std::vector<std::string>& cells) {
    row.insert(row.end(), cells.begin(), cells.end());
}

void list_kinds(Console& console, bool markdown) {
    Rows rows{{"kind", "entries"}};
    const auto add = [&](std::string_view name, std::size_t count) {
        rows.push_back({std::string(name), std::to_string(count)});
        console.event({{"event", "kind"}, {"name", name}, {"entries", count}});
    };
    for (const catalog::Kind* kind : catalog::kinds()) add(kind->plural(), kind->entries().size());
    add("data", data::sources().size());
    console.table(rows, markdown);
}

void list_data(Console& console, bool markdown) {
    Rows rows{{"name", "about", "where"}};
    for (const data::SourceInfo& one : data::sources()) {
        rows.push_back({std::string(one.name), std::string(one.about), std::string(one.where)});
        console.event({{"event", "entry"},
                       {"kind", "data"},
                       {"name", one.name},
                       {"about", one.about},
                       {"where", one.where},
                       {"found", data::available(one.name)}});
    }
    console.table(rows, markdown);
}

std::string other_names(const catalog::Entry& entry) {
    std::vector<std::string> names = given(entry.info->aliases);
    for (const std::string& preset : preset_texts(entry)) names.push_back(preset);
    return joined(names);
}

/// Range, monotonic and kinks: what is measured of a curve, a dash of what is none.
std::vector<std::string> measured_cells(const std::optional<Measured>& curve) {
    if (!curve) return {"-", "-", "-"};
    return {range_text(*curve), monotonic_text(*curve), kinks_text(*curve, 4)};
}

Json activation_json(const Formula& formula, const std::optional<Measured>& curve) {
    Json object{{"form", form_name(formula.entry().form)},
                {"cost", cost_json(formula)},
                {"measured", nullptr}};
    if (curve) object["measured"] = measured_json(*curve);
    return object;
}

void list_entries(const catalog::Kind& kind, Console& console, bool markdown) {
    const bool is_measured = &kind == &catalog::activations();
    Rows rows{{"name", "formula"}};
    if (is_measured) append(rows[0], {"range", "monotonic", "kinks", "cost"});
    if (markdown) append(rows[0], {"other names"});
    if (markdown || is_measured) append(rows[0], {"source"});
    for (const catalog::Entry& entry : kind.entries()) {
        Json object{{"event", "entry"}};
        object.update(entry_json(kind, entry));
        rows.push_back({full_name(entry), std::string(entry.info->formula)});
        if (is_measured) {
            const Formula formula(entry);
            std::optional<Measured> curve;
            if (is_curve(formula)) curve = measure(formula);
            append(rows.back(), measured_cells(curve));
            append(rows.back(), {cost_text(formula)});
            object.update(activation_json(formula, curve));
        }
        if (markdown) append(rows.back(), {other_names(entry)});
        if (markdown || is_measured) append(rows.back(), {std::string(entry.info->source)});
        console.event(object);
    }
    if (!markdown && console.is_terminal()) fit(rows, static_cast<std::size_t>(console.width()));
    console.table(rows, markdown);
}

/// The kind of that name; tells also of "data", which the catalog does not know.
const catalog::Kind& kind_named(const std::string& name) {
    std::vector<std::string_view> known{"data"};
    for (const catalog::Kind* kind : catalog::kinds()) {
        if (catalog::normalised(name) == kind->name() ||
            catalog::normalised(name) == kind->plural()) {
            return *kind;
        }
        known.push_back(kind->plural());
    }
    throw core::LookupError(core::message("list", "unknown kind \"" + name + "\"",
                                          {catalog::did_you_mean(name, known)},
                                          "all kinds: kasane list"));
}

int list_command(const ListSettings& settings, Console& console) {
    if (settings.kind.empty()) {
        list_kinds(console, settings.markdown);
    } else if (catalog::normalised(settings.kind) == "data") {
        list_data(console, settings.markdown);
    } else {
        list_entries(kind_named(settings.kind), console, settings.markdown);
    }
    return 0;
}

}  // namespace

void add_list(CommandLine& line, Context& context) {
    Command& command = line.add("list", "Names and formulas of everything in the catalog");
    const auto settings = std::make_shared<ListSettings>();
    command.add("KIND", settings->kind,
                "A kind of the catalog, as in activations, or data; without it, the kinds");
    command.flag("--markdown", settings->markdown, "A Markdown table");
    command.examples(
        "Examples:\n"
        "  kasane list activations\n"
        "  kasane list optimizers --markdown\n\n"
        "Range, monotonic and kinks are measured; a square bracket is an end that is met. Cost:\n"
        "how many additions a value takes as long as, about. A narrow terminal shortens formulas;\n"
        "a pipe gets all of them.\n\n"
        "JSON: \"entry\" with kind, name, variants, aliases, presets, formula, source, note; of\n"
        "activations also form, cost, measured (as in `kasane describe`, or null); of data: kind,\n"
        "name, about, where, found.\n");
    command.action([settings, &context] { return list_command(*settings, context.console); });
}

}  // namespace kasane::cli
