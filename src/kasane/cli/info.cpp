// kasane info.

#include <nlohmann/json.hpp>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/data/dataset.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::cli {
namespace {

#if defined(__clang__)
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "gcc " __VERSION__;
#endif

#if defined(__OPTIMIZE__)
constexpr const char* build = "optimised";
#else
constexpr const char* build = "not optimised";
#endif

#if defined(NDEBUG)
constexpr const char* assertions = "off";
#else
constexpr const char* assertions = "on";
#endif

std::vector<std::string> runnable() {
    std::vector<std::string> names;
    for (const kernels::Table* table : kernels::runnable_tables()) names.emplace_back(table->isa);
    return names;
}

struct FoundData {
    std::string name;
    std::string about;
    bool found;
    std::string where;
};

std::vector<FoundData> find_data() {
    std::vector<FoundData> all;
    for (const data::SourceInfo& source : data::sources()) {
        const bool found = data::available(source.name);
        const std::string place = data::location(source.name);
        all.push_back({std::string(source.name), std::string(source.about), found,
                       found && !place.empty() ? place : std::string(source.where)});
    }
    return all;
}

void report_json(Console& console, const std::vector<FoundData>& found) {
    Json sets = Json::array();
    for (const FoundData& one : found) {
        sets.push_back({{"name", one.name}, {"found", one.found}, {"where", one.where}});
    }
    console.event({{"event", "info"},
                   {"version", KASANE_VERSION},
                   {"compiler", compiler},
                   {"build", build},
                   {"assertions", assertions},
                   {"isa", kernels::table().isa},
                   {"runnable_isas", runnable()},
                   {"threads", core::threads()},
                   {"data", sets}});
}

int info_command(Console& console) {
    const std::vector<FoundData> found = find_data();
    report_json(console, found);
    std::vector<std::vector<std::string>> rows{
        {"kasane", KASANE_VERSION},
        {"compiler", compiler},
        {"build", std::string(build) + ", assertions " + assertions},
        {"instruction set", kernels::table().isa + (" of " + joined(runnable()))},
        {"threads", std::to_string(core::threads())}};
    for (const FoundData& one : found) {
        rows.push_back({"data " + one.name, (one.found ? "" : "not found: ") + one.where});
    }
    console.table(rows);
    return 0;
}

}  // namespace

void add_info(CommandLine& line, Context& context) {
    Command& command = line.add("info", "What this program is, and what it finds");
    command.examples(
        "JSON: \"info\" with version, compiler, build, assertions, isa, runnable_isas, threads,\n"
        "data (name, found, where).\n");
    command.action([&context] { return info_command(context.console); });
}

}  // namespace kasane::cli
