#include "kasane/cli/datasets.hpp"

#include <cstring>
#include <istream>
#include <iterator>
#include <vector>

#include "kasane/core/error.hpp"
#include "kasane/io/csv.hpp"

namespace kasane::cli {
namespace {

constexpr Index test_every = 5;  // as in the digits

data::Dataset table_of(const DataChoice& choice, float scale) {
    const io::Table table = io::load_csv(choice.name);
    data::Dataset set = data::from_table(choice.name, table.rows, table.cols, table.values);
    set.scale = scale;
    return set;
}

/// Rows first, first + 1, ... of those for which `wanted` holds.
template <class Wanted>
data::Dataset rows_of(const data::Dataset& all, Wanted wanted) {
    std::vector<Index> rows;
    for (Index row = 0; row < all.size(); ++row) {
        if (wanted(row)) rows.push_back(row);
    }
    data::Dataset part = all;
    const auto count = static_cast<Index>(rows.size());
    const Index width = all.width();
    part.samples = core::Array::empty({count, width});
    part.labels = core::Array::empty({count}, core::DType::i64);
    for (Index i = 0; i < count; ++i) {
        const Index row = rows[static_cast<std::size_t>(i)];
        std::memcpy(part.samples.data<float>() + i * width, all.samples.data<float>() + row * width,
                    static_cast<std::size_t>(width) * sizeof(float));
        part.labels.data<std::int64_t>()[i] = all.labels.data<std::int64_t>()[row];
    }
    return part;
}

io::Table read_table(const std::string& path, std::istream& in) {
    if (path != "-") return io::load_csv(path);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    return io::parse_csv(text, "standard input");
}

}  // namespace

bool DataChoice::is_file() const { return name.find_first_of("/.") != std::string::npos; }

void add_data_options(Command& command, DataChoice& choice, const std::string& help) {
    command.add("--data NAME", choice.name, help);
    command.add("--data-dir DIR", choice.directory,
                "Where the files of the data set are (mnist: or KASANE_DATA)");
}

void check_name(const DataChoice& choice) {
    if (!choice.is_file()) data::location(choice.name, choice.directory);
}

data::Split load_split(const DataChoice& choice, float scale) {
    if (!choice.is_file()) return data::load(choice.name, choice.directory);
    const data::Dataset all = table_of(choice, scale);
    if (all.size() < 2) {
        throw core::DataError(core::message(
            choice.name, "one row is too few: the first is for testing, and none is left"));
    }
    return {rows_of(all, [](Index row) { return row % test_every != 0; }),
            rows_of(all, [](Index row) { return row % test_every == 0; })};
}

data::Dataset load_part(const DataChoice& choice, std::string_view part, float scale) {
    if (part != "train" && part != "test" && part != "all") {
        core::value_error("--part", "must be train, test or all, got " + std::string(part));
    }
    if (part == "all" && choice.is_file()) return table_of(choice, scale);
    if (part == "all") {
        core::value_error("--part", "all is for files; a data set has the parts train and test");
    }
    data::Split split = load_split(choice, scale);
    return part == "train" ? std::move(split.train) : std::move(split.test);
}

Samples load_rows(const std::string& path, std::istream& in, Index width, float scale) {
    io::Table table = read_table(path, in);
    const std::string name = path == "-" ? "standard input" : path;
    if (table.cols != width && table.cols != width + 1) {
        throw core::DataError(core::message(
            name, "the rows do not fit the model",
            {"rows: " + std::to_string(table.cols) + " numbers",
             "model: " + std::to_string(width) + " numbers, and a label if it is known"}));
    }
    Samples samples;
    samples.has_labels = table.cols == width + 1;
    if (!samples.has_labels) {  // from_table wants a label in each row
        std::vector<double> values;
        values.reserve(table.values.size() + static_cast<std::size_t>(table.rows));
        for (Index row = 0; row < table.rows; ++row) {
            const auto first = table.values.begin() + row * width;
            values.insert(values.end(), first, first + width);
            values.push_back(0);
        }
        table.values = std::move(values);
    }
    samples.data = data::from_table(name, table.rows, width + 1, table.values);
    samples.data.scale = scale;
    return samples;
}

}  // namespace kasane::cli
