#include "kasane/cli/program.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>
#include <ostream>
#include <stdexcept>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/stopped.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::cli {
namespace {

void apply(const CommonOptions& common, Console& console) {
    if (common.quiet) console.use_quiet();
    const char* environment = std::getenv("KASANE_THREADS");
    if (common.threads.has_value()) {
        core::set_threads(static_cast<int>(*common.threads));
    } else if (environment != nullptr && *environment != '\0') {
        whole_number("KASANE_THREADS", environment, 0,
                     1024);  // read by the library; wrong ones end here
    }
    kernels::table();  // a wrong KASANE_ISA ends here
}

int dispatch(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
             std::ostream& err, Console& console) {
    CommonOptions common;
    CommandLine line(common);
    Context context{in, console};
    add_train(line, context);
    add_eval(line, context);
    add_predict(line, context);
    add_gradcheck(line, context);
    add_at(line, context);
    add_trace(line, context);
    add_race(line, context);
    add_arena(line, context);
    add_plot(line, context);
    add_graph(line, context);
    add_info(line, context);
    add_list(line, context);
    add_describe(line, context);
    if (arguments.empty()) {
        err << line.short_help();
        return 2;
    }
    const Action action = line.parse(arguments, out);
    if (!action) return 0;
    apply(common, console);
    return action();
}

/// The message of the exception being handled, and its exit code.
std::pair<std::string, int> explain() {
    try {
        throw;
    } catch (const Stopped& error) {
        return {error.what(), 128 + error.signal()};
    } catch (const core::DataError& error) {
        return {error.what(), 65};
    } catch (const core::NoInputError& error) {
        return {error.what(), 66};
    } catch (const core::WriteError& error) {
        return {error.what(), 73};
    } catch (const core::IoError& error) {
        return {error.what(), 74};
    } catch (const core::BusyError& error) {
        return {error.what(), 75};
    } catch (const core::DivergedError& error) {
        return {error.what(), 76};
    } catch (const core::Error& error) {  // values, names and shapes that were asked for
        return {error.what(), 2};
    } catch (const std::bad_alloc&) {
        return {"out of memory", 71};
    } catch (const std::length_error&) {
        return {"out of memory", 71};
    } catch (const std::exception& error) {
        return {std::string("internal error: ") + error.what(), 70};
    } catch (...) {
        return {"internal error", 70};
    }
}

}  // namespace

int run(std::vector<std::string> arguments, std::istream& in, std::ostream& out, std::ostream& err,
        bool terminal) {
    Console console(out, err, terminal);
    // Also a mistake in the arguments is reported in JSON where that is asked for.
    if (std::find(arguments.begin(), arguments.end(), "--json") != arguments.end()) {
        console.use_json();
    }
    int exit_code = 0;
    try {
        exit_code = dispatch(arguments, in, out, err, console);
    } catch (...) {
        const auto [message, code] = explain();
        console.error(message, code);
        exit_code = code;
    }
    if (!console.flush()) {
        err << "kasane: cannot write to the standard output\n";
        if (exit_code == 0) exit_code = 74;
    }
    return exit_code;
}

}  // namespace kasane::cli
