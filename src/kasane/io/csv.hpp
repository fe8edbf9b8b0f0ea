#pragma once
// Tables of numbers as text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"
#include "kasane/io/file.hpp"

namespace kasane::io {

/// Whether the first line names the columns. `automatic`: it does if none of its cells is a
/// number; a first line of both kinds is an error then.
enum class CsvHeader : std::uint8_t { automatic, yes, no };

struct CsvOptions {
    CsvHeader header = CsvHeader::automatic;
};

/// Numbers in rows and columns.
struct Table {
    std::vector<std::string> header;  // empty, or one name a column
    core::Index rows = 0;
    core::Index cols = 0;
    std::vector<double> values;  // row-major
};

/// Reads comma-separated numbers. Cells may be quoted; lines end in LF or CRLF; a byte order mark
/// and empty lines at the end are skipped; the decimal point is a point in every locale.
///
/// Throws   DataError with line and column if a row has another length than the first, a cell is
///          not a finite number, a quote is left open, or there are no rows.
/// Source   RFC 4180
KASANE_API Table parse_csv(std::string_view text, const std::string& name, CsvOptions options = {});

/// Reads a CSV file, inflating it if it is gzip. Throws as read_maybe_gz and parse_csv do.
KASANE_API Table load_csv(const std::string& path, CsvOptions options = {},
                          std::size_t max_bytes = default_max_bytes());

}  // namespace kasane::io
