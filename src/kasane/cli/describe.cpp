// kasane describe.

#include <algorithm>
#include <memory>

#include "kasane/catalog/spec.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/describe.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using catalog::Entry;
using catalog::Formula;
using catalog::Kind;

struct Match {
    const Kind* kind;
    Formula formula;
    std::string text;
};

/// An entry with its defaults.
void add_plain(std::vector<Match>& all, const Kind& kind, const Entry& entry) {
    const Formula formula(entry);
    all.push_back({&kind, formula, formula.text()});
}

bool is_preset(const Entry& entry, const std::string& name) {
    const auto& presets = entry.info->presets;
    return std::any_of(presets.begin(), presets.end(), [&](const catalog::Preset& preset) {
        return !preset.name.empty() &&
               catalog::normalised(preset.name) == catalog::normalised(name);
    });
}

/// Everything that the text names. With arguments it is one entry of each kind, else all variants.
std::vector<Match> matches(const std::vector<const Kind*>& kinds, const std::string& text) {
    const catalog::Spec spec = catalog::parse_spec(text);
    std::vector<Match> all;
    for (const Kind* kind : kinds) {
        const std::vector<const Entry*> found = kind->find(spec.name);
        if (found.size() == 1 || (!found.empty() && !spec.arguments.empty())) {
            // A bare name is described with its defaults, even where values are needed to use it.
            const bool is_bare = spec.arguments.empty() && !is_preset(*found.front(), spec.name);
            const Formula formula = is_bare ? Formula(*found.front()) : kind->make(spec);
            all.push_back({kind, formula, is_bare ? formula.text() : text});
            continue;
        }
        for (const Entry* entry : found) add_plain(all, *kind, *entry);
    }
    return all;
}

[[noreturn]] void no_match(const std::vector<const Kind*>& kinds, const std::string& name) {
    std::vector<std::string_view> known;
    for (const Kind* kind : kinds) {
        for (const Entry& entry : kind->entries()) {
            known.push_back(entry.info->name);
            for (const std::string_view alias : entry.info->aliases) {
                if (!alias.empty()) known.push_back(alias);
            }
            for (const catalog::Preset& preset : entry.info->presets) {
                if (!preset.name.empty()) known.push_back(preset.name);
            }
        }
    }
    throw core::LookupError(core::message("describe", "unknown name \"" + name + "\"",
                                          {catalog::did_you_mean(name, known)},
                                          "all names: kasane list KIND"));
}

struct DescribeSettings {
    std::vector<std::string> words;
    bool markdown = false;
};

/// The kind that a single word means, if it means no entry.
const Kind* kind_meant(const std::vector<std::string>& words) {
    if (words.size() != 1) return nullptr;
    for (const Kind* kind : catalog::kinds()) {
        const std::string word = catalog::normalised(words[0]);
        if (word == kind->name() || word == kind->plural()) return kind;
    }
    return nullptr;
}

std::vector<Match> chosen(const std::vector<std::string>& words) {
    if (const Kind* kind = kind_meant(words)) {
        std::vector<Match> all;
        for (const Entry& entry : kind->entries()) add_plain(all, *kind, entry);
        return all;
    }
    std::vector<const Kind*> kinds(catalog::kinds().begin(), catalog::kinds().end());
    if (words.size() == 2) kinds = {&catalog::kind(words.front())};
    std::vector<Match> found = matches(kinds, words.back());
    if (found.empty()) no_match(kinds, words.back());
    return found;
}

int describe_command(const DescribeSettings& settings, Console& console) {
    if (settings.words.empty()) {
        core::value_error("describe", "NAME is missing", {}, "as in: describe mish");
    }
    if (settings.markdown) {
        const Kind* kind = kind_meant(settings.words);
        if (kind == nullptr) {
            core::value_error("describe", "--markdown is for a whole kind", {},
                              "as in: describe activations --markdown");
        }
        console.block(describe_page(*kind));
        return 0;
    }
    bool is_first = true;
    for (const Match& match : chosen(settings.words)) {
        if (!is_first) console.line("");
        is_first = false;
        if (console.json()) {
            describe_json(*match.kind, match.formula, match.text, console);
        } else {
            describe_text(*match.kind, match.formula, match.text, console);
        }
    }
    return 0;
}

}  // namespace

void add_describe(CommandLine& line, Context& context) {
    Command& command = line.add("describe", "All that is known of an entry of the catalog");
    const auto settings = std::make_shared<DescribeSettings>();
    command.words("[KIND] NAME", settings->words, 2,
                  "A name, and its kind if several share it; or a kind alone, for all of it");
    command.flag("--markdown", settings->markdown, "A whole kind as a page of documentation");
    command.examples(
        "Examples:\n"
        "  kasane describe mish\n"
        "  kasane describe activation \"elu(alpha=0.5)\"\n"
        "  kasane describe schedule \"warmup(cosine, steps=100)\"\n"
        "  kasane describe activations --markdown\n\n"
        "JSON: \"entry\" as in `kasane list`, with text, parameters (name, default, value, range,\n"
        "trainable, aliases, help), slots, choices, slope, strengths, weaknesses; of activations\n"
        "form, initializer, cost and, of a curve, curve (points, least, greatest, monotonicity)\n"
        "and measured (range, low, high, monotonic, jumps, kinks, bends, smooth, least_slope,\n"
        "greatest_slope, saturates, symmetry, zero_centred, normal), else examples; of surfaces\n"
        "landscape (domain, start, start_value, least, minima, log_scale, contour_step,\n"
        "elevation, azimuth, steps, seed); of schedules run (steps)\n"
        "and values (t, value) for a parameter that begins as 1.\n");
    command.action([settings, &context] { return describe_command(*settings, context.console); });
}

}  // namespace kasane::cli
