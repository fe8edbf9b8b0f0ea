#pragma once
// Data as the command line names them: a data set, or a file of comma-separated numbers with the
// label in the last column.

#include <iosfwd>
#include <string>
#include <string_view>

#include "kasane/cli/command_line.hpp"
#include "kasane/data/dataset.hpp"

namespace kasane::cli {

struct DataChoice {
    std::string name;
    std::string directory;

    /// Whether it names a file, not a data set.
    bool is_file() const;
};

/// Adds --data and --data-dir.
void add_data_options(Command& command, DataChoice& choice, const std::string& help);

/// Throws LookupError for the name of a data set that there is not. Reads nothing.
void check_name(const DataChoice& choice);

/// Both parts. Of a file every fifth row is for testing, from the first on. `scale` is what the
/// numbers of a file are multiplied by.
/// Throws   as data::load and io::load_csv do.
data::Split load_split(const DataChoice& choice, float scale = 1);

/// One part: "train", "test" or "all".
/// Throws   ValueError for another name of a part.
data::Dataset load_part(const DataChoice& choice, std::string_view part, float scale = 1);

/// Samples whose labels may be unknown.
struct Samples {
    data::Dataset data;
    bool has_labels = true;
};

/// Rows of `width` numbers, or of one more: the label. From a file, or for "-" from `in`.
/// Throws   DataError for rows of another length.
Samples load_rows(const std::string& path, std::istream& in, Index width, float scale);

}  // namespace kasane::cli
