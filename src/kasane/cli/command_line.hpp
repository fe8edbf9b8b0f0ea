#pragma once
// The command line: commands, their options and their help. Parsing is CLI11's; it is included in
// one source file only, since it takes its time to compile.

#include <functional>
#include <iosfwd>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/types.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace kasane::cli {

using core::Index;

/// The whole numbers that an option takes.
struct Whole {
    Index low = std::numeric_limits<Index>::min();
    Index high = std::numeric_limits<Index>::max();
};

inline constexpr Whole at_least_one{1, Index{1} << 40};

/// What a command does once its options are read. Returns the exit code.
using Action = std::function<int()>;

/// A command being described. Names are written as in "--batch N", or "MODEL" for an argument
/// without a dash. Variables must live until the command has run; their values are the defaults.
class Command {
public:
    explicit Command(CLI::App& app) : app_(app) {}

    void flag(const std::string& names, bool& value, const std::string& help);
    void add(const std::string& names, std::string& value, const std::string& help);
    void add(const std::string& names, Index& value, Whole range, const std::string& help);
    void add(const std::string& names, std::optional<Index>& value, Whole range,
             const std::string& help);
    /// An option that may be given several times.
    void add(const std::string& names, std::vector<std::string>& values, const std::string& help);
    /// An argument without a dash that must be there.
    void need(const std::string& name, std::string& value, const std::string& help);
    /// Up to `most` arguments without a dash.
    void words(const std::string& name, std::vector<std::string>& values, int most,
               const std::string& help);

    /// Text below the help.
    void examples(const std::string& text);
    void action(Action action) { action_ = std::move(action); }

private:
    friend class CommandLine;

    CLI::App& app_;
    Action action_;
};

/// Options that every command has.
struct CommonOptions {
    bool json = false;
    bool quiet = false;
    std::optional<Index> threads;
};

class CommandLine {
public:
    explicit CommandLine(CommonOptions& common);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    Command& add(const std::string& name, const std::string& about);

    /// Reads the arguments and returns what to do; prints help or version to `out` and returns
    /// nothing if that was asked for.
    /// Throws   LookupError for unknown commands and options, with the nearest ones; ValueError
    ///          for what else is wrong.
    Action parse(std::vector<std::string> arguments, std::ostream& out);

    /// One line a command.
    std::string short_help() const;

private:
    void add_common(CLI::App& app);

    CommonOptions& common_;
    std::unique_ptr<CLI::App> app_;
    std::vector<std::unique_ptr<Command>> commands_;
};

}  // namespace kasane::cli
