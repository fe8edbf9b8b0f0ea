#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "kasane/core/error.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/io/bytereader.hpp"
#include "kasane/io/safetensors_checksum.hpp"

namespace kasane::io {
namespace {

using core::DType;
using core::value_error;

/// The order of element types in the reference: the widest come first in a file.
int alignment_rank(DType dtype) {
    switch (dtype) {
        case DType::i64: return 0;
        case DType::f64: return 1;
        case DType::f32: return 2;
        case DType::i32: return 3;
        case DType::bf16: return 4;
        case DType::u8: return 5;
        case DType::boolean: break;
    }
    return 6;
}

/// A text as JSON. Escapes by number are refused: their digits may change case unnoticed.
std::string json_text(const std::string& text, std::size_t longest) {
    const bool control = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
    });
    if (control || text.size() > longest) {
        value_error("safetensors", "a name or text cannot be stored", {"got: " + in_quotes(text)},
                    "at most " + byte_count(longest) + " without control characters");
    }
    try {
        return nlohmann::json(text).dump();
    } catch (const nlohmann::json::exception&) {
        value_error("safetensors", "a name or text is not UTF-8", {"got: " + in_quotes(text)});
    }
}

void check(const TensorView& tensor) {
    if (tensor.name.empty() || tensor.name == detail::metadata_key) {
        value_error("safetensors", "this cannot be the name of an array",
                    {"got: " + in_quotes(tensor.name)});
    }
    if (checked_product(tensor.shape, core::size_of(tensor.dtype)) != tensor.data.size()) {
        core::shape_error("safetensors",
                          byte_count(tensor.data.size()) + " do not fill " + in_quotes(tensor.name),
                          {{"shape", tensor.shape}});
    }
}

std::vector<const TensorView*> in_file_order(std::span<const TensorView> tensors) {
    std::vector<const TensorView*> sorted;
    for (const TensorView& tensor : tensors) {
        check(tensor);
        sorted.push_back(&tensor);
    }
    const auto place = [](const TensorView* tensor) {
        return std::make_pair(alignment_rank(tensor->dtype), std::string_view(tensor->name));
    };
    std::sort(sorted.begin(), sorted.end(),
              [&](const TensorView* a, const TensorView* b) { return place(a) < place(b); });
    return sorted;
}

void check_unique(std::span<const TensorView> tensors) {
    std::vector<std::string_view> names;
    for (const TensorView& tensor : tensors) names.push_back(tensor.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) {
        value_error("safetensors", "two arrays share a name", {"got: " + in_quotes(*twice)});
    }
}

std::string metadata_json(std::span<const TensorView> tensors, Metadata metadata) {
    const std::string data_key(detail::data_checksum_key);
    const std::string header_key(detail::header_checksum_key);
    if (metadata.contains(data_key) || metadata.contains(header_key)) {
        value_error("safetensors", "the metadata use a reserved name",
                    {"reserved: " + header_key, "reserved: " + data_key});
    }
    const std::string data = detail::data_checksums(tensors);
    const std::string header = detail::header_checksum(tensors, metadata, data);
    metadata.emplace(data_key, data);
    metadata.emplace(header_key, header);
    std::string json;
    for (const auto& [key, text] : metadata) {
        if (!json.empty()) json += ',';
        json += json_text(key, detail::longest_name) + ":" + json_text(text, detail::longest_text);
    }
    return "{" + json + "}";
}

std::string tensor_json(const TensorView& tensor, std::uint64_t begin) {
    std::string shape;
    for (const core::Index size : tensor.shape) {
        if (!shape.empty()) shape += ',';
        shape += std::to_string(size);
    }
    return json_text(tensor.name, detail::longest_name) + R"(:{"dtype":")" +
           std::string(detail::format_name(tensor.dtype)) + R"(","shape":[)" + shape +
           R"(],"data_offsets":[)" + std::to_string(begin) + "," +
           std::to_string(begin + tensor.data.size()) + "]}";
}

std::vector<std::byte> with_length(const std::string& json) {
    std::vector<std::byte> bytes;
    for (int shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<std::byte>(std::uint64_t{json.size()} >> shift & 255));
    }
    const std::span<const std::byte> text = as_bytes(json);
    bytes.insert(bytes.end(), text.begin(), text.end());
    return bytes;
}

}  // namespace

std::vector<std::span<const std::byte>> SafeTensorsFile::pieces() const {
    std::vector<std::span<const std::byte>> all{header};
    all.insert(all.end(), data.begin(), data.end());
    return all;
}

SafeTensorsFile serialize_safetensors(std::span<const TensorView> tensors,
                                      const Metadata& metadata) {
    check_unique(tensors);
    SafeTensorsFile file;
    std::string json = "{\"" + std::string(detail::metadata_key) + "\":";
    const std::vector<const TensorView*> order = in_file_order(tensors);
    json += metadata_json(tensors, metadata);
    std::uint64_t offset = 0;
    for (const TensorView* tensor : order) {
        json += "," + tensor_json(*tensor, offset);
        offset += tensor->data.size();
        file.data.push_back(tensor->data);
    }
    json += '}';
    json.append((8 - json.size() % 8) % 8, ' ');
    if (json.size() > detail::longest_header) {
        value_error("safetensors", "the names and texts are too long for one file",
                    {"header: " + byte_count(json.size())});
    }
    file.header = with_length(json);
    return file;
}

void save_safetensors(const std::string& path, std::span<const TensorView> tensors,
                      const Metadata& metadata) {
    const SafeTensorsFile file = serialize_safetensors(tensors, metadata);
    write_atomic(path, file.pieces());
}

}  // namespace kasane::io
