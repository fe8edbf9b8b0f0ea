// kasane trace.

#include <memory>
#include <sstream>

#include <nlohmann/json.hpp>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"
#include "kasane/optim/trace.hpp"

namespace kasane::cli {
namespace {

using Row = std::vector<double>;

struct TraceSettings {
    std::string optimizer;
    std::string input = "-";
};

[[noreturn]] void fail(const std::string& problem) {
    throw core::DataError(core::message(
        "trace", problem,
        {R"(wanted: {"gradients": [[..], ..], "f": [..], "u0": [..], "zeta": [[..], ..]})"}));
}

/// A number, or a decimal or hexadecimal text of one.
double number_in(const Json& json, const std::string& where) {
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) {
        if (const auto x = parse_number(json.get<std::string>(), core::DType::f64)) return *x;
    }
    fail(where + ": " + json.dump() + " is no number");
}

Row row_in(const Json& json, const std::string& where) {
    if (!json.is_array()) fail(where + " must be a list of numbers");
    Row row;
    for (const Json& one : json) row.push_back(number_in(one, where));
    return row;
}

std::vector<Row> rows_in(const Json& json, const std::string& where) {
    if (!json.is_array()) fail(where + " must be a list of lists");
    std::vector<Row> rows;
    for (const Json& one : json) {
        rows.push_back(row_in(one, where + "[" + std::to_string(rows.size()) + "]"));
    }
    return rows;
}

optim::TraceInput parse(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) fail("the input is not JSON");
    if (!json.is_object() || !json.contains("gradients")) fail("there is no \"gradients\"");
    optim::TraceInput input;
    input.gradients = rows_in(json["gradients"], "gradients");
    if (json.contains("f")) input.losses = row_in(json["f"], "f");
    if (json.contains("u0")) input.first_noise = row_in(json["u0"], "u0");
    if (json.contains("zeta")) input.noise = rows_in(json["zeta"], "zeta");
    if (json.contains("w")) input.weights = row_in(json["w"], "w");
    return input;
}

/// A number with 17 digits; as a text if it is none that JSON has.
std::string json_number(double x) {
    const Json json = exact_json(x);
    return json.is_string() ? json.dump() : round_trip(x, core::DType::f64);
}

std::string json_rows(const std::vector<Row>& rows) {
    std::string text;
    for (const Row& row : rows) {
        text += text.empty() ? "[" : ",\n           [";
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += (i == 0 ? "" : ", ") + json_number(row[i]);
        }
        text += "]";
    }
    return text;
}

std::string read_all(const std::string& path, std::istream& in) {
    if (path == "-") {
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    const std::vector<std::byte> bytes = io::read_file(path);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

int trace(const TraceSettings& settings, Context& context) {
    const optim::TraceInput input = parse(read_all(settings.input, context.in));
    const std::vector<Row> deltas = optim::trace(settings.optimizer, input);
    context.console.block("{\"delta\": [" + json_rows(deltas) + "]}\n");
    return 0;
}

}  // namespace

void add_trace(CommandLine& line, Context& context) {
    Command& command = line.add("trace", "What an optimizer adds to the weights, step by step");
    const auto settings = std::make_shared<TraceSettings>();
    command.need("OPTIMIZER", settings->optimizer, "Optimizer, as in \"adam(lr=0.001)\"");
    command.add("--input FILE", settings->input, "JSON to read; - is the standard input");
    command.examples(
        "The input is {\"gradients\": [[..], ..]}, a row a step. \"f\" may hold the losses of the\n"
        "steps, \"u0\" and \"zeta\" (rows) the noise of noisy rules, \"w\" the weights of the "
        "start.\n"
        "Numbers may be texts, decimal or hexadecimal. Prints {\"delta\": [[..], ..]}, computed "
        "in\n"
        "f64, in digits that lose nothing.\n\n"
        "Examples:\n"
        "  echo '{\"gradients\": [[1, -2], [0.5, 0]]}' | kasane trace \"adam(lr=0.1)\"\n"
        "  kasane trace \"eve(variant=document)\" --input steps.json\n");
    command.action([settings, &context] { return trace(*settings, context); });
}

}  // namespace kasane::cli
