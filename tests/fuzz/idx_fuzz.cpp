#include "kasane/io/idx.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](fuzz::Bytes bytes) {
        const io::IdxFile file = io::parse_idx(std::move(bytes), "fuzz");
        const auto count = static_cast<std::size_t>(file.shape.size());
        fuzz::require(file.data().size() == count * core::size_of(file.dtype));
    });
}
