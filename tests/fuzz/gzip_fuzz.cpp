#include "kasane/io/gzip.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](const fuzz::Bytes& bytes) {
        constexpr std::size_t most = 1000000;
        fuzz::require(io::gunzip(bytes, "fuzz", most).size() <= most);
    });
}
