#include "kasane/io/safetensors_checksum.hpp"

#include <algorithm>

#include "kasane/io/bytereader.hpp"
#include "kasane/io/crc32c.hpp"

namespace kasane::io::detail {
namespace {

std::string hex(std::uint32_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 28; shift >= 0; shift -= 4) text += digits[value >> shift & 15];
    return text;
}

std::vector<const TensorView*> by_name(std::span<const TensorView> tensors) {
    std::vector<const TensorView*> sorted;
    for (const TensorView& tensor : tensors) sorted.push_back(&tensor);
    std::sort(sorted.begin(), sorted.end(),
              [](const TensorView* a, const TensorView* b) { return a->name < b->name; });
    return sorted;
}

/// A checksum of texts that knows where one ends and the next begins.
class Texts {
public:
    void add(std::string_view text) {
        crc_ = crc32c(as_bytes(std::to_string(text.size()) + ":"), crc_);
        crc_ = crc32c(as_bytes(text), crc_);
    }
    std::uint32_t value() const { return crc_; }

private:
    std::uint32_t crc_ = 0;
};

}  // namespace

std::string_view format_name(core::DType dtype) {
    switch (dtype) {
        case core::DType::f32: return "F32";
        case core::DType::f64: return "F64";
        case core::DType::bf16: return "BF16";
        case core::DType::i32: return "I32";
        case core::DType::i64: return "I64";
        case core::DType::u8: return "U8";
        case core::DType::boolean: break;
    }
    return "BOOL";
}

std::string data_checksums(std::span<const TensorView> tensors) {
    std::string text;
    for (const TensorView* tensor : by_name(tensors)) text += hex(crc32c(tensor->data));
    return text;
}

std::string header_checksum(std::span<const TensorView> tensors, const Metadata& metadata,
                            std::string_view data) {
    Texts facts;
    for (const TensorView* tensor : by_name(tensors)) {
        facts.add(tensor->name);
        facts.add(format_name(tensor->dtype));
        facts.add(core::to_string(tensor->shape));
    }
    facts.add(data);
    for (const auto& [key, text] : metadata) {
        facts.add(key);
        facts.add(text);
    }
    return hex(facts.value());
}

}  // namespace kasane::io::detail
