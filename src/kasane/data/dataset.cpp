#include "kasane/data/dataset.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "kasane/catalog/spec.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"
#include "kasane/data/digits.hpp"
#include "kasane/data/playground.hpp"
#include "kasane/io/csv.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/gzip.hpp"
#include "kasane/io/idx.hpp"

namespace kasane::data {
namespace {

using core::DType;

constexpr SourceInfo known[] = {
    {"circle", "1000 points: a disc in a ring", "part of the library"},
    {"digits", "1797 handwritten digits of 8x8", "part of the library"},
    {"fashion-mnist", "70000 clothes of 28x28", "Debian package dataset-fashion-mnist"},
    {"mnist", "70000 handwritten digits of 28x28", "--data-dir, or KASANE_DATA"},
    {"spiral", "1000 points of two arms", "part of the library"},
    {"two-gaussians", "1000 points of two heaps", "part of the library"},
    {"xor", "1000 points of the quarters of a square", "part of the library"},
};
constexpr const char* fashion_directory = "/usr/share/datasets/fashion-mnist";

Array array_of(const io::RawArray& raw) {
    Array array = Array::empty(raw.shape, raw.dtype);
    const std::span<const std::byte> data = raw.data();
    if (!data.empty()) std::memcpy(array.bytes(), data.data(), data.size());
    return array;
}

[[noreturn]] void bad_label(const std::string& name, Index row, double label, Index classes) {
    throw core::DataError(core::message(
        name, "row " + std::to_string(row) + " has a label outside its classes",
        {"label: " + std::to_string(label), "classes: 0.." + std::to_string(classes - 1)}));
}

Array labels_of(const std::string& path, const io::RawArray& raw, Index classes) {
    if (raw.dtype != DType::u8 || raw.shape.rank() != 1) {
        throw core::DataError(core::message(
            path, "labels are bytes in one dimension",
            {"found: " + std::string(name_of(raw.dtype)) + " " + to_string(raw.shape)}));
    }
    Array labels = Array::empty(raw.shape, DType::i64);
    const std::span<const std::byte> bytes = raw.data();
    for (Index i = 0; i < labels.size(); ++i) {
        const auto label = std::to_integer<std::int64_t>(bytes[static_cast<std::size_t>(i)]);
        if (label >= classes) bad_label(path, i, static_cast<double>(label), classes);
        labels.data<std::int64_t>()[i] = label;
    }
    return labels;
}

Dataset load_idx_pair(const std::string& directory, const std::string& part,
                      std::string_view name) {
    const std::string images = directory + "/" + part + "-images-idx3-ubyte";
    const std::string labels = directory + "/" + part + "-labels-idx1-ubyte";
    Dataset set;
    set.name = std::string(name);
    set.classes = 10;
    set.scale = 1.0F / 255;
    const io::RawArray pixels = io::load_idx(images);
    if (pixels.dtype != DType::u8 || pixels.shape.rank() != 3) {
        throw core::DataError(core::message(
            images, "images are bytes in three dimensions",
            {"found: " + std::string(name_of(pixels.dtype)) + " " + to_string(pixels.shape)}));
    }
    set.samples = array_of(pixels);
    set.labels = labels_of(labels, io::load_idx(labels), set.classes);
    if (set.samples.shape()[0] != set.labels.size()) {
        throw core::DataError(core::message(std::string(name), "images and labels differ in number",
                                            {images + ": " + std::to_string(set.samples.shape()[0]),
                                             labels + ": " + std::to_string(set.labels.size())}));
    }
    if (set.size() == 0) {
        throw core::DataError(core::message(images, "there are no images"));
    }
    return set;
}

/// Every fifth row for testing, the others for training.
Split load_digits() {
    const std::vector<std::byte> text = io::gunzip(embedded_digits(), "digits");
    const io::Table table = io::parse_csv(
        std::string_view(reinterpret_cast<const char*>(text.data()), text.size()), "digits");
    std::vector<double> parts[2];
    for (Index row = 0; row < table.rows; ++row) {
        const auto first = table.values.begin() + row * table.cols;
        std::vector<double>& part = parts[row % 5 == 0 ? 1 : 0];
        part.insert(part.end(), first, first + table.cols);
    }
    const auto make = [&](const std::vector<double>& values) {
        const Index rows = static_cast<Index>(values.size()) / table.cols;
        Dataset set = from_table("digits", rows, table.cols, values);
        set.classes = 10;
        set.scale = 1.0F / 16;
        return set;
    };
    return {make(parts[0]), make(parts[1])};
}

/// 800 points for training and 200 for testing.
Split load_playground(std::string_view name) {
    const core::Rng rng = core::Rng(0).stream(name);
    return {playground(name, rng, {.count = 800}),
            playground(name, rng.stream("test"), {.count = 200})};
}

bool is_built_in(std::string_view source) { return source == "digits" || is_playground(source); }

std::string known_name(std::string_view name) {
    std::vector<std::string_view> names;
    for (const SourceInfo& source : known) {
        if (catalog::normalised(source.name) == catalog::normalised(name)) {
            return std::string(source.name);
        }
        names.push_back(source.name);
    }
    std::string all;
    for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + std::string(one);
    throw core::LookupError(
        core::message("data", "unknown data set \"" + std::string(name) + "\"",
                      {catalog::did_you_mean(name, names), "all names: " + all}));
}

}  // namespace

std::span<const SourceInfo> sources() { return known; }

std::string location(std::string_view name, const std::string& directory) {
    const std::string source = known_name(name);
    if (is_built_in(source)) return {};
    if (!directory.empty()) return directory;
    if (source == "fashion-mnist") return fashion_directory;
    const char* from_environment = std::getenv("KASANE_DATA");
    return from_environment == nullptr ? std::string() : std::string(from_environment);
}

bool available(std::string_view name, const std::string& directory) {
    const std::string source = known_name(name);
    if (is_built_in(source)) return true;
    const std::string place = location(name, directory);
    const std::string images = place + "/train-images-idx3-ubyte";
    return !place.empty() && (io::exists(images) || io::exists(images + ".gz"));
}

Split load(std::string_view name, const std::string& directory) {
    const std::string source = known_name(name);
    if (source == "digits") return load_digits();
    if (is_playground(source)) return load_playground(source);
    const std::string place = location(source, directory);
    if (place.empty()) {
        throw core::NoInputError(
            core::message(source, "its place is not known", {},
                          "name the directory of its four files by --data-dir or KASANE_DATA"));
    }
    if (source == "fashion-mnist" && !available(source, directory)) {
        throw core::NoInputError(
            core::message(source, "not found in " + place, {},
                          "install it: apt-get install dataset-fashion-mnist"));
    }
    return {load_idx_pair(place, "train", source), load_idx_pair(place, "t10k", source)};
}

Dataset from_table(const std::string& name, Index rows, Index columns,
                   std::span<const double> values) {
    if (rows == 0 || columns < 2) {
        throw core::DataError(core::message(
            name, "needs rows of at least one number and a label",
            {"found: " + std::to_string(rows) + " rows of " + std::to_string(columns)}));
    }
    Dataset set;
    set.name = name;
    set.samples = Array::empty({rows, columns - 1}, DType::f32);
    set.labels = Array::empty({rows}, DType::i64);
    const double* cell = values.data();
    for (Index row = 0; row < rows; ++row) {
        for (Index k = 0; k + 1 < columns; ++k) {
            set.samples.data<float>()[row * (columns - 1) + k] = static_cast<float>(*cell++);
        }
        const double label = *cell++;
        if (!(label >= 0 && label < 1e6) || label != std::floor(label)) {
            bad_label(name, row, label, 1000000);
        }
        set.labels.data<std::int64_t>()[row] = static_cast<std::int64_t>(label);
        set.classes = std::max(set.classes, static_cast<Index>(label) + 1);
    }
    return set;
}

}  // namespace kasane::data
