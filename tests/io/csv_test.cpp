#include "kasane/io/csv.hpp"

#include <clocale>
#include <cmath>
#include <string>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::deflated;
using testing::Lie;
using testing::TempDir;

using Values = std::vector<double>;
using Names = std::vector<std::string>;

std::vector<Lie> lies() {
    return {
        {"empty", "", "the file is empty"},
        {"mark_alone", "\xEF\xBB\xBF", "the file is empty"},
        {"empty_lines", "\n\r\n\n", "the file is empty"},
        {"header_alone", "a,b\n", "there are no rows"},
        {"header_alone_without_line_end", "a,b", "there are no rows"},
        {"first_line_empty", "\n1,2\n", "line 1, column 1: the first line is empty"},
        {"empty_line_inside", "1,2\n\n3,4\n", "line 2, column 1: a cell is not a number"},
        {"short_row", "1,2,3\n4,5\n", "line 2, column 3: the row has another length"},
        {"long_row", "1,2\n3,4,5\n", "line 2, column 5: the row has another length"},
        {"trailing_comma", "1,2\n3,4,\n", "line 2, column 5: the row has another length"},
        {"header_shorter", "a\n1,2\n", "line 2, column 3: the row has another length"},
        {"header_longer", "a,b,c\n1,2\n", "line 2, column 3: the row has another length"},
        {"text_in_a_row", "1,2\n3,x\n", "line 2, column 3: a cell is not a number"},
        {"empty_cell", "1,2\n,4\n", "line 2, column 1: a cell is not a number"},
        {"spaces_alone", "1,2\n3,  \n", "line 2, column 3: a cell is not a number"},
        {"number_and_text", "1,2\n3,4x\n", "found: \"4x\""},
        {"two_numbers_in_a_cell", "1,2\n3,4 5\n", "a cell is not a number"},
        {"hexadecimal", "1\n0x10\n", "a cell is not a number"},
        {"decimal_comma", "1;2\n3;4\n", "a cell is not a number"},
        {"two_signs", "1\n+-2\n", "a cell is not a number"},
        {"sign_alone", "1\n+\n", "a cell is not a number"},
        {"not_a_number", "1\nnan\n", "a finite number"},
        {"infinity", "1\ninf\n", "a finite number"},
        {"negative_infinity", "1\n-Infinity\n", "a finite number"},
        {"beyond_a_double", "1\n1e999\n", "line 2, column 1: a number is out of range"},
        {"quote_never_closed", "1,2\n3,\"4\n", "line 2, column 3: the quote is not closed"},
        {"quote_inside", "1,2\n3,4\"5\"\n", "line 2, column 3: a quote inside a cell"},
        {"text_behind_a_quote", "1,2\n3,\"4\"5\n", "line 2, column 3: text behind a closing quote"},
        {"lone_carriage_return", "1,2\r3,4\n", "a carriage return without a line feed"},
        {"mixed_first_line", "1,b\n3,4\n", "line 1, column 1: the first line mixes"},
        {"zero_byte", std::string("1,2\n3,\0004\n", 9), "found: \"\\x004\""},
        {"control_characters", "1\n\x1b[31m\n", "found: \"\\x1b[31m\""},
        {"utf16",
         std::string("\xff\xfe"
                     "1\0,\0"
                     "2\0\n\0",
                     10),
         "line"},
        {"gzip", deflated("1,2\n3,4\n"), "line"},
        {"cell_of_5000_digits", "1\n" + std::string(5000, '1') + "\n", "a cell is too long"},
        {"quoted_cell_too_long", "\"" + std::string(5000, 'x') + "\"\n1\n", "a cell is too long"},
        {"after_line_breaks_in_quotes", "\"a\nb\",c\n1,2\n3,x\n", "line 4, column 3"},
    };
}

class CsvLies : public ::testing::TestWithParam<Lie> {};

TEST_P(CsvLies, AreRefused) {
    testing::expect_refused(GetParam(),
                            [](const Bytes& bytes) { parse_csv(as_text(bytes), "lie"); });
}

INSTANTIATE_TEST_SUITE_P(Io, CsvLies, ::testing::ValuesIn(lies()), testing::lie_name);

TEST(Csv, ReadsNumbersOfEveryForm) {
    const Table table = parse_csv("1,-2.5,+3e2, 4 ,\"5\"\n.5,1e-3,\"-6\",0,7.\n", "f");
    EXPECT_EQ(table.rows, 2);
    EXPECT_EQ(table.cols, 5);
    EXPECT_EQ(table.values, (Values{1, -2.5, 300, 4, 5, 0.5, 0.001, -6, 0, 7}));
    EXPECT_TRUE(table.header.empty());
}

TEST(Csv, GivesEveryDoubleBack) {
    std::string text;
    Values want;
    double x = 1e-300;
    for (int i = 0; i < 1000; ++i, x *= -3.9) {
        char cell[40];
        std::snprintf(cell, sizeof cell, "%.17g\n", x);
        text += cell;
        want.push_back(x);
    }
    EXPECT_EQ(parse_csv(text, "f").values, want);
}

TEST(Csv, TakesAllLineEndsAndAMark) {
    const Values want{1, 2, 3, 4};
    for (const std::string text : {"1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r\n3,4",
                                   "\xEF\xBB\xBF"
                                   "1,2\n3,4\n",
                                   "1,2\n3,4\n\n\r\n"}) {
        EXPECT_EQ(parse_csv(text, "f").values, want) << text;
    }
}

TEST(Csv, FindsAHeaderOrIsToldOfIt) {
    const Table found = parse_csv("x,\"the \"\"y\"\"\"\n1,2\n", "f");
    EXPECT_EQ(found.header, (Names{"x", "the \"y\""}));
    EXPECT_EQ(found.values, (Values{1, 2}));
    const Table told = parse_csv("0,1\n2,3\n", "f", {.header = CsvHeader::yes});
    EXPECT_EQ(told.header, (Names{"0", "1"}));
    EXPECT_EQ(told.rows, 1);
    EXPECT_THROW(parse_csv("x,y\n1,2\n", "f", {.header = CsvHeader::no}), core::DataError);
    EXPECT_EQ(parse_csv("x,1\n1,2\n", "f", {.header = CsvHeader::yes}).header, (Names{"x", "1"}));
}

TEST(Csv, CountsColumnsBehindAMarkFromOne) {
    const std::string text = testing::message_of<core::DataError>([] {
        parse_csv(
            "\xEF\xBB\xBF"
            "1,x\n",
            "f", {.header = CsvHeader::no});
    });
    EXPECT_NE(text.find("line 1, column 3"), std::string::npos) << text;
}

TEST(Csv, DoesNotCareForTheLocale) {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"}) {
        if (std::setlocale(LC_ALL, name) != nullptr) break;
    }
    EXPECT_EQ(parse_csv("1.5\n", "f").values, (Values{1.5}));
    std::setlocale(LC_ALL, before.c_str());
}

// A number that is cut is still a number, so not every truncation shows; none may do harm.
TEST(Csv, OfEveryTruncationGivesWholeRowsOrAnError) {
    const std::string whole = "a,b\r\n1.25,\"2\"\r\n3e1,4\r\n";
    for (std::size_t n = 0; n < whole.size(); ++n) {
        try {
            const Table table = parse_csv(whole.substr(0, n), "f");
            EXPECT_EQ(table.values.size(), static_cast<std::size_t>(table.rows * table.cols));
            EXPECT_EQ(table.cols, 2);
        } catch (const core::DataError&) {
        }
    }
}

TEST(Csv, IsReadFromAPackedFile) {
    const TempDir dir;
    dir.write("table.csv.gz", deflated("1,2\n3,4\n"));
    EXPECT_EQ(load_csv(dir.file("table.csv.gz")).values, (Values{1, 2, 3, 4}));
    EXPECT_EQ(load_csv(dir.file("table.csv")).rows, 2);
}

}  // namespace
}  // namespace kasane::io
