#include "kasane/cli/command_line.hpp"

#include <algorithm>
#include <ostream>

#include <CLI/CLI.hpp>

#include "kasane/catalog/suggest.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

constexpr const char* about_kasane = "Trains, inspects and ships neural networks.";

constexpr const char* after_help =
    "Examples:\n"
    "  kasane train\n"
    "  kasane eval runs/digits\n"
    "  kasane describe mish\n"
    "  kasane train --help\n\n"
    "Exit codes: 0 ok, 1 a check failed, 2 usage, 65 bad data or model, 66 no input,\n"
    "71 out of memory, 73/74 cannot write, 75 busy, 76 diverged, 130/143 stopped.\n";

/// "--batch N" as CLI11 takes it: the names, and what stands for the value.
struct Names {
    std::string names;
    std::string value;

    explicit Names(const std::string& text)
        : names(text.substr(0, text.find(' '))),
          value(text.find(' ') == std::string::npos ? "" : text.substr(text.find(' ') + 1)) {}
};

/// Values arrive as text and are read by `read`, so that all wrong ones are reported alike.
template <class Read>
CLI::Option* add_option(CLI::App& app, const std::string& text, const std::string& help,
                        Read read) {
    const Names names(text);
    const std::string op = app.get_name();
    const std::string what = (op.empty() ? "" : op + ": ") + names.names;
    CLI::Option* option = app.add_option_function<std::string>(
        names.names, [what, read](const std::string& value) { read(what, value); }, help);
    option->type_name(names.value);
    return option;
}

auto reads_whole(std::optional<Index>& value, Whole range) {
    return [&value, range](const std::string& what, const std::string& text) {
        value = whole_number(what, text, range.low, range.high);
    };
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

/// The command that was named, or the program.
const CLI::App& innermost(const CLI::App& app) {
    const std::vector<const CLI::App*> chosen =
        app.get_subcommands([](const CLI::App* sub) { return sub->count() > 0; });
    return chosen.empty() ? app : *chosen.front();
}

std::string help_of(const CLI::App& app) {
    return "kasane " + (app.get_name().empty() ? "" : app.get_name() + " ") + "--help";
}

[[noreturn]] void unknown_word(const CLI::App& app, const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    const bool is_option = name.starts_with("-");
    const bool is_program = app.get_parent() == nullptr;
    const std::string op = is_program ? "kasane" : app.get_name();
    std::vector<std::string> known = option_names(app);
    if (!is_option && !is_program) {
        core::value_error(op, "unexpected argument \"" + word + "\"", {},
                          "options begin with --; see " + help_of(app));
    }
    if (!is_option) {
        known.clear();
        for (const CLI::App* sub : app.get_subcommands({})) known.push_back(sub->get_name());
    }
    const std::vector<std::string_view> views(known.begin(), known.end());
    throw core::LookupError(core::message(
        op, std::string("unknown ") + (is_option ? "option" : "command") + " \"" + name + "\"",
        {catalog::did_you_mean(name, views)}, "all of them: " + help_of(app)));
}

/// CLI11's words for an option without its value, or with two.
std::string wrong_count(const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    return text.substr(0, text.find(':')) + " takes one value, once";
}

[[noreturn]] void usage_error(const CLI::App& app, const std::string& problem) {
    const std::string op = app.get_parent() == nullptr ? "kasane" : app.get_name();
    core::value_error(op, problem, {}, "see " + help_of(app));
}

}  // namespace

void Command::flag(const std::string& names, bool& value, const std::string& help) {
    app_.add_flag_callback(
        names, [&value] { value = true; }, help);
}

void Command::add(const std::string& names, std::string& value, const std::string& help) {
    add_option(app_, names, help, [&value](const std::string&, const std::string& text) {
        value = text;
    })->default_str(value);
}

void Command::add(const std::string& names, Index& value, Whole range, const std::string& help) {
    add_option(app_, names, help,
               [&value, range](const std::string& what, const std::string& text) {
                   value = whole_number(what, text, range.low, range.high);
               })
        ->default_str(std::to_string(value));
}

void Command::add(const std::string& names, std::optional<Index>& value, Whole range,
                  const std::string& help) {
    add_option(app_, names, help, reads_whole(value, range));
}

void Command::add(const std::string& names, std::vector<std::string>& values,
                  const std::string& help) {
    const std::size_t blank = names.find(' ');
    app_.add_option(names.substr(0, blank), values, help)
        ->type_name(names.substr(blank + 1))
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Command::need(const std::string& name, std::string& value, const std::string& help) {
    add_option(app_, name, help, [&value](const std::string&, const std::string& text) {
        value = text;
    })->required();
}

void Command::words(const std::string& name, std::vector<std::string>& values, int most,
                    const std::string& help) {
    app_.add_option(name, values, help)->expected(0, most)->type_name("");
}

void Command::examples(const std::string& text) { app_.footer(text); }

CommandLine::CommandLine(CommonOptions& common)
    : common_(common), app_(std::make_unique<CLI::App>(about_kasane)) {
    app_->require_subcommand(1);
    app_->set_version_flag("--version", "kasane " KASANE_VERSION, "Print the version and end");
    app_->footer(after_help);
    add_common(*app_);
}

CommandLine::~CommandLine() = default;

void CommandLine::add_common(CLI::App& app) {
    app.set_help_flag("-h,--help", "Print this help and end");
    app.add_flag_callback(
           "--json", [this] { common_.json = true; }, "One JSON object a line")
        ->group("Options of every command");
    app.add_flag_callback(
           "--quiet", [this] { common_.quiet = true; }, "Results only: no progress, no rows")
        ->group("Options of every command");
    add_option(app, "--threads N", "Threads that work on it; 0: one per core (or KASANE_THREADS)",
               reads_whole(common_.threads, {0, 1024}))
        ->group("Options of every command");
}

Command& CommandLine::add(const std::string& name, const std::string& about) {
    CLI::App* app = app_->add_subcommand(name, about);
    add_common(*app);
    commands_.push_back(std::make_unique<Command>(*app));
    return *commands_.back();
}

Action CommandLine::parse(std::vector<std::string> arguments, std::ostream& out) {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        app_->parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        out << innermost(*app_).help("kasane");
        return {};
    } catch (const CLI::CallForVersion& version) {
        out << version.what() << '\n';
        return {};
    } catch (const CLI::ParseError& error) {
        const CLI::App& app = innermost(*app_);
        for (const CLI::App* one : {&app, static_cast<const CLI::App*>(app_.get())}) {
            const std::vector<std::string> unread = one->remaining(false);
            if (!unread.empty()) unknown_word(*one, unread.front());
        }
        const auto* mismatch = dynamic_cast<const CLI::ArgumentMismatch*>(&error);
        usage_error(app, mismatch != nullptr           ? wrong_count(*mismatch)
                         : app.get_parent() == nullptr ? "the command is missing"
                                                       : error.what());
    }
    for (const auto& command : commands_) {
        if (command->app_.count() > 0) return command->action_;
    }
    return {};
}

std::string CommandLine::short_help() const {
    std::string help = "kasane " KASANE_VERSION
                       ": trains, inspects and ships neural networks\n\n"
                       "usage: kasane COMMAND [options]\n\n";
    for (const CLI::App* sub : app_->get_subcommands({})) {
        help += text("  %-10s %s\n", sub->get_name().c_str(), sub->get_description().c_str());
    }
    return help + "\nmore: kasane --help, kasane COMMAND --help\n";
}

}  // namespace kasane::cli
