#include "kasane/cli/arena_report.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "kasane/cli/interrupt.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/io/file.hpp"

namespace kasane::cli {
namespace {

using train::ArenaCurve;
using train::ArenaMean;
using train::ArenaResult;
using train::ArenaRun;

/// What tells a run from all others.
Json identity_of(const ArenaRun& run) {
    return {{"candidate", run.candidate},
            {"problem", run.problem},
            {"phase", run.is_final ? "final" : "search"},
            {"number", run.number},
            {"settings", run.settings}};
}

Json json_of(const ArenaCurve& curve) {
    Json all = Json::array();
    for (const double one : curve) all.push_back(exact_json(one));
    return all;
}

/// The reverse of exact_json. Throws for what is no number.
double number_of(const Json& value) {
    return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

Json json_of(const ArenaMean& one) {
    return {{"mean", exact_json(one.mean)}, {"half_width", exact_json(one.half_width)}};
}

std::string mean_text(const ArenaMean& one) {
    if (!std::isfinite(one.mean)) return "diverged";
    return short_number(one.mean) + " +- " + text("%.2g", one.half_width);
}

/// The settings of the one problem; of many how many there are.
std::string best_text(const ArenaResult& result) {
    if (result.best.size() == 1) return result.best.front();
    return text("%zu, see the JSON report", result.best.size());
}

void write_line(const io::Descriptor& file, const std::string& path, const std::string& line) {
    std::size_t done = 0;
    while (done < line.size()) {
        const ssize_t wrote = ::write(file.get(), line.data() + done, line.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            throw core::WriteError(core::message("arena", "cannot write",
                                                 {"file: " + path, io::system_reason(errno)}));
        }
        done += static_cast<std::size_t>(wrote);
    }
}

/// Lines that have their end; what a killed run left of one is not among them.
std::vector<std::string> whole_lines(const std::string& path) {
    const std::vector<std::byte> bytes = io::read_file(path);
    const std::string all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = all.find('\n', begin);
        if (end == std::string::npos) break;
        lines.push_back(all.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

void replace(const std::string& path, const std::string& content) {
    io::write_atomic(path, std::as_bytes(std::span(content.data(), content.size())));
}

}  // namespace

ArenaFile::ArenaFile(std::string path, const Json& about, Console& console)
    : path_(std::move(path)), console_(console) {
    if (io::exists(path_)) {
        read(about);
    } else {
        replace(path_, about.dump() + "\n");
    }
    file_ = io::Descriptor(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file_.open()) {
        throw core::WriteError(
            core::message("arena", "cannot write", {"file: " + path_, io::system_reason(errno)}));
    }
}

void ArenaFile::read(const Json& about) {
    const std::vector<std::string> lines = whole_lines(path_);
    if (lines.size() == 1) return replace(path_, about.dump() + "\n");  // nothing is lost
    if (lines.empty() || lines.front() != about.dump()) {
        throw core::DataError(core::message("arena", "the file has runs of another arena",
                                            {"file: " + path_},
                                            "give another name with -o, or remove it"));
    }
    std::string content;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        content += lines[i] + "\n";
        if (i == 0) continue;
        try {
            const Json run = Json::parse(lines[i]);
            ArenaCurve curve;
            for (const Json& one : run.at("curve")) curve.push_back(number_of(one));
            Json identity = run;
            identity.erase("curve");
            if (curve.size() != static_cast<std::size_t>(train::ArenaTask::points)) {
                throw std::invalid_argument("curve");
            }
            known_[identity.dump()] = std::move(curve);
        } catch (const std::exception&) {
            throw core::DataError(core::message("arena", text("line %zu is no run", i + 1),
                                                {"file: " + path_},
                                                "remove the line, or the file"));
        }
    }
    replace(path_, content);
}

const ArenaCurve* ArenaFile::find(const ArenaRun& run) const {
    const auto found = known_.find(identity_of(run).dump());
    return found == known_.end() ? nullptr : &found->second;
}

bool ArenaFile::add(const ArenaRun& run, bool is_new, Index done, Index total) {
    if (progress_ == nullptr) progress_ = std::make_unique<Progress>(console_, 0, total);
    if (is_new) {
        Json line = identity_of(run);
        line["curve"] = json_of(run.curve);
        write_line(file_, path_, line.dump() + "\n");
    } else {
        ++resumed_;
    }
    progress_->step(done, run.curve.back());
    return Interrupt::pending() == 0;
}

Json arena_json(const Json& about, const train::ArenaTask& task,
                const std::vector<ArenaResult>& results) {
    Json problems = Json::array();
    for (Index i = 0; i < task.problems(); ++i) problems.push_back(task.problem_name(i));
    Json candidates = Json::array();
    for (const ArenaResult& one : results) {
        Json curve = Json::array();
        for (const ArenaMean& point : one.curve) curve.push_back(json_of(point));
        candidates.push_back({{"candidate", one.candidate},
                              {"rank", one.rank},
                              {"score", json_of(one.score)},
                              {"diverged", one.diverged},
                              {"best", one.best},
                              {"curve", curve}});
    }
    return {{"arena", about},
            {"metric", task.metric()},
            {"steps", task.steps()},
            {"problems", problems},
            {"candidates", candidates}};
}

std::vector<std::vector<std::string>> arena_rows(const std::vector<ArenaResult>& results) {
    std::vector<std::vector<std::string>> rows{
        {"candidate", "mean rank", "score", "diverged", "best setting"}};
    for (const ArenaResult& one : results) {
        rows.push_back({one.candidate, text("%.2f", one.rank), mean_text(one.score),
                        std::to_string(one.diverged), best_text(one)});
    }
    return rows;
}

std::string arena_method(const Json& about, const train::ArenaTask& task) {
    return text(
        "Every candidate had %lld settings, its own and random ones; the best ran with %lld "
        "seeds,\n"
        "%lld steps each. Score: %s, the lower the better: mean and half the width of the 95 %%\n"
        "confidence interval over the seeds. Rank: the mean over seeds%s, 1 is best.",
        about.at("budget").get<long long>(), about.at("seeds").get<long long>(),
        static_cast<long long>(task.steps()), task.metric().c_str(),
        task.problems() > 1 ? " and problems" : "");
}

std::string arena_page(const Json& about, const train::ArenaTask& task,
                       const std::vector<ArenaResult>& results) {
    const auto row = [](const std::vector<std::string>& cells) {
        std::string line = "|";
        for (const std::string& one : cells) {
            line += ' ';
            for (const char c : one) line += c == '|' ? std::string("\\|") : std::string(1, c);
            line += " |";
        }
        return line + "\n";
    };
    const std::vector<std::vector<std::string>> rows = arena_rows(results);
    std::string page = "# Arena: " + about.at("what").get<std::string>() + " on " +
                       about.at("task").get<std::string>() + "\n\n";
    page += arena_method(about, task) + "\n\n";
    page += row(rows.front()) + row(std::vector<std::string>(rows.front().size(), "---"));
    for (std::size_t i = 1; i < rows.size(); ++i) page += row(rows[i]);
    return page;
}

}  // namespace kasane::cli
