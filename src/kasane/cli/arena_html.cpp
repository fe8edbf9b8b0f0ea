// The arena's report as a page of its own: no script, nothing from elsewhere.

#include <nlohmann/json.hpp>

#include "kasane/cli/arena_report.hpp"
#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

std::string escaped(const std::string& words) {
    std::string result;
    for (const char c : words) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            default: result += c;
        }
    }
    return result;
}

constexpr const char* style =
    "body{font:15px/1.5 sans-serif;max-width:1060px;margin:2em auto;padding:0 1em;color:#1B1F24}"
    "svg{max-width:100%;height:auto}table{border-collapse:collapse;margin:1em 0}"
    "td,th{text-align:left;padding:.3em .9em;border-bottom:1px solid #E3E6EA}"
    "code{font-size:.92em}";

std::string table_of(const std::vector<std::vector<std::string>>& rows) {
    std::string html = "<table>\n";
    for (const std::vector<std::string>& row : rows) {
        const char* cell = &row == &rows.front() ? "th" : "td";
        html += "<tr>";
        for (const std::string& one : row) {
            html += std::string("<") + cell + ">" + escaped(one) + "</" + cell + ">";
        }
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

/// Of a task of many problems: the best settings of each candidate.
std::string settings_of(const train::ArenaTask& task,
                        const std::vector<train::ArenaResult>& results) {
    if (task.problems() < 2) return {};
    std::string html;
    for (const train::ArenaResult& one : results) {
        html += "<details><summary>" + escaped(one.candidate) + ": best settings</summary>";
        std::vector<std::vector<std::string>> rows{{"problem", "setting"}};
        for (std::size_t i = 0; i < one.best.size(); ++i) {
            rows.push_back({task.problem_name(static_cast<Index>(i)), one.best[i]});
        }
        html += table_of(rows) + "</details>\n";
    }
    return html;
}

}  // namespace

std::string arena_html(const Json& about, const train::ArenaTask& task,
                       const std::vector<train::ArenaResult>& results, const std::string& picture) {
    const std::string title = "Arena: " + about.at("what").get<std::string>() + " on " +
                              about.at("task").get<std::string>();
    const std::size_t svg = picture.find("<svg");
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
           escaped(title) + "</title><style>" + style + "</style></head><body>\n<h1>" +
           escaped(title) + "</h1>\n" +
           (svg == std::string::npos ? std::string() : picture.substr(svg)) + "\n<p>" +
           escaped(arena_method(about, task)) + "</p>\n" + table_of(arena_rows(results)) +
           settings_of(task, results) + "</body></html>\n";
}

}  // namespace kasane::cli
