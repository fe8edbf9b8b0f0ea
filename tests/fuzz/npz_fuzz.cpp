#include "kasane/io/npy.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](const fuzz::Bytes& bytes) {
        constexpr std::size_t most = 1000000;
        std::size_t total = 0;
        for (const auto& [name, array] : io::parse_npz(bytes, "fuzz", most)) {
            total += array.data().size();
        }
        fuzz::require(total <= 4 * most);  // widened at most
    });
}
