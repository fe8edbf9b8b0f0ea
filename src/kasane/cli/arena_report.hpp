#pragma once
// What an arena leaves behind: the runs as they are done, then the report.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kasane/cli/console.hpp"
#include "kasane/cli/progress.hpp"
#include "kasane/io/descriptor.hpp"
#include "kasane/train/arena.hpp"

namespace kasane::cli {

/// Finished runs in a file, a line of JSON each behind a line that says what they are runs of. A
/// line is written at once, so a run that is killed loses none; half a line at the end is left out.
class ArenaFile final : public train::ArenaRecord {
public:
    /// Reads what is there. `about` is what must agree: task, subject, seeds and so on.
    /// Throws   DataError for a file of another arena, or one that is none.
    ArenaFile(std::string path, const Json& about, Console& console);

    const train::ArenaCurve* find(const train::ArenaRun& run) const override;
    bool add(const train::ArenaRun& run, bool is_new, Index done, Index total) override;

    Index resumed() const { return resumed_; }

private:
    void read(const Json& about);

    std::string path_;
    Console& console_;
    std::map<std::string, train::ArenaCurve> known_;
    io::Descriptor file_;
    Index resumed_ = 0;
    std::unique_ptr<Progress> progress_;
};

/// The report as JSON and as a page of Markdown.
Json arena_json(const Json& about, const train::ArenaTask& task,
                const std::vector<train::ArenaResult>& results);
std::string arena_page(const Json& about, const train::ArenaTask& task,
                       const std::vector<train::ArenaResult>& results);

/// How the candidates were compared, in words.
std::string arena_method(const Json& about, const train::ArenaTask& task);

/// The page as one HTML file with its picture, an SVG text, inside.
std::string arena_html(const Json& about, const train::ArenaTask& task,
                       const std::vector<train::ArenaResult>& results, const std::string& picture);

/// Candidate, rank, score and settings, below their names.
std::vector<std::vector<std::string>> arena_rows(const std::vector<train::ArenaResult>& results);

}  // namespace kasane::cli
