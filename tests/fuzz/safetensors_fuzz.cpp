#include "kasane/io/safetensors.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using namespace kasane;

namespace {

/// What was read is written and read again; names the writer refuses end the round.
void round_trip(const io::SafeTensors& file) {
    const io::SafeTensorsFile image = io::serialize_safetensors(file.tensors, file.metadata);
    fuzz::Bytes bytes;
    for (const auto piece : image.pieces()) bytes.insert(bytes.end(), piece.begin(), piece.end());
    const io::SafeTensors again = [&] {
        try {
            return io::parse_safetensors(std::move(bytes), "again");
        } catch (const core::Error&) {
            __builtin_trap();
        }
    }();
    fuzz::require(again.checked && again.metadata == file.metadata);
    fuzz::require(again.tensors.size() == file.tensors.size());
    for (const io::TensorView& tensor : file.tensors) {
        const io::TensorView* found = again.find(tensor.name);
        fuzz::require(found != nullptr && found->shape == tensor.shape);
        fuzz::require(found->dtype == tensor.dtype && std::ranges::equal(found->data, tensor.data));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::run(data, size, [](fuzz::Bytes bytes) {
        round_trip(io::parse_safetensors(std::move(bytes), "fuzz"));
    });
}
