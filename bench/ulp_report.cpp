#include "ulp_report.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "kasane/catalog/registry.hpp"

namespace kasane::support {
namespace {

using nlohmann::json;

std::string formatted(const char* format, double x) {
    char text[64];
    std::snprintf(text, sizeof text, format, x);
    return text;
}

std::string error_text(double error) { return formatted(error < 100 ? "%.2f" : "%.1e", error); }

json json_of(const Worst& worst) {
    return {{"error", worst.error},
            {"at", formatted("%.9g", static_cast<double>(worst.at))},
            {"got", formatted("%.9g", static_cast<double>(worst.got))},
            {"want", formatted("%.17g", worst.want)}};
}
json json_of(const Wrong& wrong) {
    return {{"count", wrong.count}, {"at", formatted("%.9g", static_cast<double>(wrong.at))}};
}

float float_of(const json& text) { return std::strtof(text.get<std::string>().c_str(), nullptr); }

Worst worst_of(const json& from) {
    return {from.at("error"), float_of(from.at("at")), float_of(from.at("got")),
            std::strtod(from.at("want").get<std::string>().c_str(), nullptr)};
}
Wrong wrong_of(const json& from) { return {from.at("count"), float_of(from.at("at"))}; }

/// PyTorch 1.13, max ULP of the value and of the slope over 1.4 million floats, measured on another
/// machine (AVX-512) with gradients of 1; what is beyond 100 is digits lost in a difference.
struct Torch {
    const char* value;
    const char* slope;
};
const std::map<std::string, Torch> torch = {
    {"sigmoid", {"2.24", "1.7e7"}},   {"tanh", {"1.00", "1.7e7"}},
    {"logsigmoid", {"1.46", "2.16"}}, {"softplus", {"1.46", "2.23"}},
    {"gelu", {"1.7e7", "1.2e8"}},     {"gelu_tanh", {"1.7e7", "5.6e7, NaN from 1.8e19"}},
    {"swish", {"1.7e7", "1.7e7"}},    {"mish", {"137", "1.7e8"}},
    {"elu", {"1.7e7", "0.94"}},       {"celu", {"1.7e7", "0.94"}},
    {"selu", {"1.7e7", "1.76"}},      {"tanhshrink", {"1.1e15", "1.7e7"}},
    {"softsign", {"1.48", "2.5e7"}},  {"hardswish", {"1.87, inf from 5.7e37", "5.6e6"}},
};

/// "all" or "70 M": how many floats were looked at.
std::string count_text(std::uint64_t count) {
    if (count >> 32 != 0) return "all";
    return formatted(count < 10'000'000 ? "%.1f M" : "%.0f M", static_cast<double>(count) * 1e-6);
}

/// The error, in bold where the goal is missed.
std::string cell(const Line& line) {
    const Accuracy& a = line.accuracy;
    std::string text =
        error_text(a.ulps.error) + " at " + formatted("%.4g", static_cast<double>(a.ulps.at));
    if (a.near_root.error > 0) text += "; M " + error_text(a.near_root.error);
    if (a.beside_root.error > line.goal()) text += " (U " + error_text(a.beside_root.error) + ")";
    if (a.zeros.count > 0) text += "; " + std::to_string(a.zeros.count) + " wrong zeros";
    if (a.non_finite.count > 0) {
        text += "; " + std::to_string(a.non_finite.count) + " wrongly not finite";
    }
    const catalog::Info& info = catalog::activations().make(line.name).info();
    if (line.order >= info.double_from) text += ", in double";
    return line.met() ? text : "**" + text + "**";
}

}  // namespace

std::string plain_text(const Line& line) {
    const Accuracy& a = line.accuracy;
    char text[400];
    std::snprintf(
        text, sizeof text,
        "%-28s %8s ULP at %-14.9g near roots M %-6s U %-8s zeros %-5llu non-finite %-5llu "
        "goal %.3g %s",
        line.text.c_str(), error_text(a.ulps.error).c_str(), static_cast<double>(a.ulps.at),
        error_text(a.near_root.error).c_str(), error_text(a.beside_root.error).c_str(),
        static_cast<unsigned long long>(a.zeros.count),
        static_cast<unsigned long long>(a.non_finite.count), line.goal(),
        line.fully_met() ? "met"
        : line.met()     ? "met but for U near roots"
                         : "MISSED");
    return text;
}

std::string json_text(const Line& line) {
    const Accuracy& a = line.accuracy;
    const json out = {{"text", line.text},
                      {"name", line.name},
                      {"what", line.what},
                      {"order", line.order},
                      {"compared", a.compared},
                      {"ulps", json_of(a.ulps)},
                      {"near_root", json_of(a.near_root)},
                      {"beside_root", json_of(a.beside_root)},
                      {"wrong_zeros", json_of(a.zeros)},
                      {"wrong_non_finite", json_of(a.non_finite)},
                      {"class", std::string(1, line.goals.letter)},
                      {"goal", line.goal()},
                      {"goal_near_root", line.goals.near_root},
                      {"met", line.met()},
                      {"fully_met", line.fully_met()}};
    return out.dump();
}

Line line_of_json(const std::string& text) {
    const json from = json::parse(text);
    Line line;
    line.text = from.at("text");
    line.name = from.at("name");
    line.what = from.at("what");
    line.order = from.at("order");
    line.goals.letter = from.at("class").get<std::string>()[0];
    line.goals.value = line.goals.slope = from.at("goal");
    line.goals.near_root = from.at("goal_near_root");
    line.accuracy = {from.at("compared"),
                     worst_of(from.at("ulps")),
                     worst_of(from.at("near_root")),
                     worst_of(from.at("beside_root")),
                     wrong_of(from.at("wrong_zeros")),
                     wrong_of(from.at("wrong_non_finite"))};
    return line;
}

std::string shortfalls_text(const std::vector<Line>& lines) {
    struct Reached {
        bool missed = false;
        double ulps = 0;
        double near_root = 0;
    };
    std::map<std::pair<std::string, int>, Reached> rows;
    for (const Line& line : lines) {
        Reached& row = rows[{line.name, line.order}];
        row.missed |= !line.met();
        row.ulps = std::max(row.ulps, line.accuracy.ulps.error);
        row.near_root = std::max(row.near_root, line.accuracy.near_root.error);
    }
    std::string out;
    for (const auto& [key, row] : rows) {
        if (!row.missed) continue;
        out += "{\"" + key.first + "\", " + std::to_string(key.second) +
               formatted(", %.2g", 1.2 * row.ulps) + formatted(", %.2g},\n", 1.2 * row.near_root);
    }
    return out;
}

std::string markdown(const std::vector<Line>& lines) {
    struct Row {
        char letter = '-';
        std::string goals[2];
        std::string cells[2];
        std::uint64_t compared = std::uint64_t{1} << 32;
    };
    std::vector<std::string> order;
    std::map<std::string, Row> rows;
    for (const Line& line : lines) {
        if (rows.count(line.name) == 0) order.push_back(line.name);
        Row& row = rows[line.name];
        row.letter = line.goals.letter;
        row.compared = std::min(row.compared, line.accuracy.compared);
        std::string& text = row.cells[line.order];
        text += (text.empty() ? "" : "<br>") + cell(line);
        row.goals[line.order] = formatted("%g", line.goal());
    }
    std::string out =
        "| activation | class | goal | value: ULP | slope: ULP | floats | PyTorch value | "
        "PyTorch slope |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (const std::string& name : order) {
        const Row& row = rows[name];
        const auto anchor = torch.find(name);
        out += "| " + name + " | " + row.letter + " | value " + row.goals[0] + ", slope " +
               row.goals[1] + " | " + row.cells[0] + " | " + row.cells[1] + " | " +
               count_text(row.compared) + " | " +
               (anchor == torch.end() ? "" : anchor->second.value) + " | " +
               (anchor == torch.end() ? "" : anchor->second.slope) + " |\n";
    }
    return out;
}

}  // namespace kasane::support
