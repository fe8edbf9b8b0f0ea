#include "kasane/io/csv.hpp"

#include "kasane/io/bytereader.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](const fuzz::Bytes& bytes) {
        const io::Table table = io::parse_csv(io::as_text(bytes), "fuzz");
        fuzz::require(table.rows > 0 && table.cols > 0);
        fuzz::require(table.values.size() == static_cast<std::size_t>(table.rows * table.cols));
        fuzz::require(table.header.empty() ||
                      table.header.size() == static_cast<std::size_t>(table.cols));
    });
}
