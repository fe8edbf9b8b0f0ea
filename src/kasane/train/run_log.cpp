#include "kasane/train/run_log.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "kasane/io/file.hpp"

namespace kasane::train {
namespace {

constexpr std::string_view csv_header = "iteration,loss,lr,train_accuracy,test_accuracy\n";
constexpr std::string_view jsonl_start = "{\"iteration\":";
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The shortest text that gives the same double; empty for NaN.
std::string number(double x) {
    if (std::isnan(x)) return {};
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), x).ptr;
    return {text.data(), end};
}

/// The iteration of a line that begins with `start` and a number.
std::optional<Index> iteration_of(std::string_view line, std::string_view start) {
    if (!line.starts_with(start)) return {};
    line.remove_prefix(start.size());
    Index iteration = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), iteration);
    if (error != std::errc() || end == line.data() + line.size() || *end != ',') return {};
    return iteration;
}

/// How many bytes of a history belong to the rows before `first`; it is cut behind them, and
/// where a killed run or another hand has left something else.
std::uint64_t bytes_before(Index first, const std::string& path, std::string_view header,
                           std::string_view line_start) {
    if (first == 0 || !io::exists(path)) return 0;
    const std::vector<std::byte> bytes = io::read_file(path);
    const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!all.starts_with(header)) return 0;
    std::size_t kept = header.size();
    Index last = -1;
    for (;;) {
        const std::size_t end = all.find('\n', kept);
        if (end == std::string_view::npos) return kept;
        const auto iteration = iteration_of(all.substr(kept, end - kept), line_start);
        if (!iteration || *iteration <= last || *iteration >= first) return kept;
        last = *iteration;
        kept = end + 1;
    }
}

io::AppendFile history(const std::string& path, Index first, std::string_view header,
                       std::string_view line_start) {
    const std::uint64_t kept = bytes_before(first, path, header, line_start);
    io::AppendFile file(path, kept);
    if (kept == 0) file.add(header);
    return file;
}

}  // namespace

RunLog::RunLog(const std::string& directory, Index first, const std::string& tensorboard)
    : csv_(history(directory + "/history.csv", first, csv_header, "")),
      jsonl_(history(directory + "/history.jsonl", first, "", jsonl_start)) {
    if (!tensorboard.empty()) {
        tensorboard_ = std::make_unique<io::TensorboardWriter>(tensorboard, first);
    }
}

void RunLog::add(Index iteration, double loss, double lr) {
    finish_row();
    row_ = {iteration, loss, lr, unknown, unknown};
}

void RunLog::add(const Evaluation& evaluation) {
    row_.train_accuracy = evaluation.train_accuracy;
    row_.test_accuracy = evaluation.test_accuracy;
}

void RunLog::finish_row() {
    if (row_.iteration < 0) return;
    struct Column {
        std::string_view name;
        std::string_view tag;
        double value;
    };
    const Column columns[] = {{"loss", "loss", row_.loss},
                              {"lr", "lr", row_.lr},
                              {"train_accuracy", "accuracy/train", row_.train_accuracy},
                              {"test_accuracy", "accuracy/test", row_.test_accuracy}};
    std::string csv = std::to_string(row_.iteration);
    std::string json = std::string(jsonl_start) + csv;
    std::vector<io::Scalar> scalars;
    for (const Column& column : columns) {
        const std::string text = number(column.value);
        csv.append(",").append(text);
        if (text.empty()) continue;
        json.append(",\"").append(column.name).append("\":").append(text);
        scalars.push_back({column.tag, static_cast<float>(column.value)});
    }
    csv_.add(csv + "\n");
    jsonl_.add(json + "}\n");
    if (tensorboard_) tensorboard_->add(row_.iteration, scalars);
    row_.iteration = -1;
}

void RunLog::flush() {
    finish_row();
    csv_.flush();
    jsonl_.flush();
    if (tensorboard_) tensorboard_->flush();
}

}  // namespace kasane::train
