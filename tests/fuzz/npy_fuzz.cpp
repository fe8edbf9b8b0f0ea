#include "kasane/io/npy.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](fuzz::Bytes bytes) {
        const io::RawArray array = io::parse_npy(std::move(bytes), "fuzz");
        const io::RawArray again =
            io::parse_npy(io::write_npy(array.shape, array.dtype, array.data()), "again");
        fuzz::require(again.shape == array.shape && again.dtype == array.dtype);
        fuzz::require(std::ranges::equal(again.data(), array.data()));
    });
}
