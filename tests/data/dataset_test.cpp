#include "kasane/data/dataset.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"
#include "tests/io/support.hpp"

namespace kasane::data {
namespace {

using io::testing::big;
using io::testing::deflated;
using io::testing::message_of;
using io::testing::TempDir;

void expect_images(const Dataset& set, Index count, Index side, int largest) {
    EXPECT_EQ(set.size(), count);
    EXPECT_EQ(set.samples.shape()[0], count);
    EXPECT_EQ(set.width(), side * side);
    EXPECT_EQ(set.classes, 10);
    double high = 0;
    for (Index i = 0; i < std::min<Index>(set.samples.size(), 500000); ++i) {
        ASSERT_GE(set.samples.item(i), 0);
        high = std::max(high, set.samples.item(i));
    }
    EXPECT_EQ(high, largest);
    EXPECT_FLOAT_EQ(set.scale * static_cast<float>(largest), 1);
    std::vector<int> seen(10, 0);
    for (const std::int64_t label : set.labels.span<std::int64_t>()) {
        ASSERT_GE(label, 0);
        ASSERT_LT(label, 10);
        ++seen[static_cast<std::size_t>(label)];
    }
    for (const int one : seen) EXPECT_GT(one, count / 20);
}

TEST(Digits, ArePartOfTheLibraryAndSplitByEveryFifthRow) {
    const Split split = load("digits");
    expect_images(split.train, 1437, 8, 16);
    expect_images(split.test, 360, 8, 16);
    // Rows 0 to 5 of the file are the digits 0 to 5.
    const auto label = [](const Dataset& set, Index i) { return set.labels.item(i); };
    EXPECT_EQ(label(split.test, 0), 0);
    EXPECT_EQ(label(split.test, 1), 5);
    for (Index i = 0; i < 4; ++i) EXPECT_EQ(label(split.train, i), i + 1);
    // The first row starts 0, 0, 5, 13, 9, 1.
    for (const auto& [at, want] :
         {std::pair<Index, double>{1, 0}, {2, 5}, {3, 13}, {4, 9}, {5, 1}}) {
        EXPECT_EQ(split.test.samples.item(at), want);
    }
    EXPECT_TRUE(available("Digits"));
    EXPECT_EQ(location("digits"), "");
}

TEST(FashionMnist, HasItsSizesAndFirstLabel) {
    if (!available("fashion-mnist")) GTEST_SKIP() << "dataset-fashion-mnist is not installed";
    const Split split = load("fashion_mnist");
    expect_images(split.train, 60000, 28, 255);
    expect_images(split.test, 10000, 28, 255);
    EXPECT_EQ(split.train.labels.item(0), 9);
    EXPECT_EQ(split.test.labels.item(0), 9);
}

TEST(Mnist, HasItsSizesAndFirstLabel) {
    const std::string directory = std::string(KASANE_SOURCE_DIR) + "/../shared/data/mnist";
    if (!available("mnist", directory)) GTEST_SKIP() << "mnist is not at " << directory;
    const Split split = load("MNIST", directory);
    expect_images(split.train, 60000, 28, 255);
    expect_images(split.test, 10000, 28, 255);
    EXPECT_EQ(split.train.labels.item(0), 5);
    EXPECT_EQ(split.test.labels.item(0), 7);
}

TEST(Load, NamesTheSetsItKnows) {
    EXPECT_EQ(message_of<core::LookupError>([] { load("fasion-mnist"); }),
              "data: unknown data set \"fasion-mnist\"\n  did you mean: fashion-mnist\n"
              "  all names: circle, digits, fashion-mnist, mnist, spiral, two-gaussians, xor");
    EXPECT_EQ(sources().size(), 7U);
}

TEST(Load, SaysWhereItLooksForWhatIsMissing) {
    TempDir directory;
    const char* set = std::getenv("KASANE_DATA");
    const std::string before = set == nullptr ? "" : set;
    unsetenv("KASANE_DATA");
    EXPECT_FALSE(available("mnist"));
    EXPECT_EQ(message_of<core::NoInputError>([] { load("mnist"); }),
              "mnist: its place is not known\n"
              "  hint: name the directory of its four files by --data-dir or KASANE_DATA");
    setenv("KASANE_DATA", directory.path().c_str(), 1);
    EXPECT_EQ(location("mnist"), directory.path());
    EXPECT_NE(location("fashion-mnist"), directory.path());
    EXPECT_THROW(load("mnist"), core::NoInputError);
    EXPECT_THROW(load("fashion-mnist", directory.path()), core::NoInputError);
    if (set == nullptr) {
        unsetenv("KASANE_DATA");
    } else {
        setenv("KASANE_DATA", before.c_str(), 1);
    }
}

/// The head of an IDX file of bytes with so many dimensions.
std::string magic(int dimensions) { return {'\0', '\0', '\x08', static_cast<char>(dimensions)}; }

/// `count` images of 2x2, every pixel a 7.
std::string images(std::uint64_t count) {
    return magic(3) + big(count, 4) + big(2, 4) + big(2, 4) + std::string(count * 4, '\7');
}
std::string labels(const std::string& values) { return magic(1) + big(values.size(), 4) + values; }

/// The four files of a set, in a directory.
struct Files {
    void write(const std::string& part, const std::string& image_bytes,
               const std::string& label_bytes, bool gzip = false) {
        const std::string end = gzip ? ".gz" : "";
        const auto packed = [&](const std::string& text) { return gzip ? deflated(text) : text; };
        directory.write(part + "-images-idx3-ubyte" + end, packed(image_bytes));
        directory.write(part + "-labels-idx1-ubyte" + end, packed(label_bytes));
    }
    std::string error_of() {
        return message_of<core::DataError>([&] { load("mnist", directory.path()); });
    }

    TempDir directory;
};

TEST(Load, ReadsPlainAndCompressedFiles) {
    Files files;
    files.write("train", images(3), labels("\1\2\3"));
    files.write("t10k", images(1), labels("\4"), true);
    const Split split = load("mnist", files.directory.path());
    EXPECT_EQ(split.train.size(), 3);
    EXPECT_EQ(split.train.labels.item(2), 3);
    EXPECT_EQ(split.test.size(), 1);
    EXPECT_EQ(split.test.samples.item(3), 7);
}

TEST(Load, RefusesFilesThatDoNotFitTogether) {
    Files files;
    const std::string good_labels = labels("\1\2\3");
    files.write("t10k", images(3), good_labels);
    files.write("train", images(4), good_labels);
    const std::string counts = files.error_of();
    EXPECT_NE(counts.find("mnist: images and labels differ in number"), std::string::npos)
        << counts;
    EXPECT_NE(counts.find("images-idx3-ubyte: 4"), std::string::npos) << counts;
    EXPECT_NE(counts.find("labels-idx1-ubyte: 3"), std::string::npos) << counts;
    files.write("train", images(3), labels("\1\12\3"));
    EXPECT_NE(files.error_of().find("row 1 has a label outside its classes\n  label: 10"),
              std::string::npos)
        << files.error_of();
    files.write("train", magic(2) + big(3, 4) + big(4, 4) + std::string(12, '\1'), good_labels);
    EXPECT_NE(files.error_of().find("images are bytes in three dimensions"), std::string::npos);
    files.write("train", images(3), images(3));
    EXPECT_NE(files.error_of().find("labels are bytes in one dimension"), std::string::npos);
    files.write("train", "\x1f\x8b nonsense", good_labels);
    EXPECT_FALSE(files.error_of().empty());
    files.write("train", std::string("\1\2\3\4", 4) + images(3).substr(4), good_labels);
    EXPECT_FALSE(files.error_of().empty());
    files.write("train", magic(3) + big(0, 4) + big(2, 4) + big(2, 4), labels(""));
    EXPECT_NE(files.error_of().find("there are no images"), std::string::npos);
}

TEST(FromTable, TakesTheLastColumnAsLabel) {
    const double cells[] = {0.5, 1.5, 0, 2.5, 3.5, 2};
    const Dataset set = from_table("table", 2, 3, cells);
    EXPECT_EQ(set.size(), 2);
    EXPECT_EQ(set.width(), 2);
    EXPECT_EQ(set.classes, 3);
    EXPECT_EQ(set.samples.item(3), 3.5);
    EXPECT_EQ(set.labels.item(1), 2);
}

TEST(FromTable, NamesTheRowOfABadLabel) {
    for (const double bad : {-1.0, 0.5, 1e6, 0.0 / 0.0}) {
        const double cells[] = {0, 1, 0, bad};
        const std::string text = message_of<core::DataError>([&] { from_table("t", 2, 2, cells); });
        EXPECT_EQ(text.substr(0, 46), "t: row 1 has a label outside its classes\n  lab");
    }
    EXPECT_THROW(from_table("t", 0, 3, {}), core::DataError);
    const double one[] = {1};
    EXPECT_THROW(from_table("t", 1, 1, one), core::DataError);
}

}  // namespace
}  // namespace kasane::data
