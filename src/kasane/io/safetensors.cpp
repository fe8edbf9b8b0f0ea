#include "kasane/io/safetensors.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "kasane/io/bytereader.hpp"
#include "kasane/io/safetensors_checksum.hpp"

namespace kasane::io {
namespace {

using core::DType;

constexpr std::uint64_t largest_number = (std::uint64_t{1} << 48) - 1;

/// One array as the header describes it.
struct Entry {
    std::string name;
    std::optional<DType> dtype;
    std::optional<core::Shape> shape;
    std::vector<std::uint64_t> offsets;
};

/// Takes the events of the JSON parser. The format has one form and three levels: whatever else
/// comes ends the parse, so nothing nests deeper and no tree is built.
class HeaderHandler final : public nlohmann::json_sax<nlohmann::json> {
public:
    std::vector<Entry> entries;
    Metadata metadata;
    std::string problem, expected, found;  // of the first fault

    bool key(string_t& text) override {
        if (text.size() > detail::longest_name) return fault("a name is too long", "", text);
        if (level_ == Level::root) {
            if (!names_.insert(text).second) return fault("a name comes twice", "", text);
            name_ = text;
            return true;
        }
        if (level_ == Level::metadata) {
            key_ = text;
            if (metadata.contains(text)) return fault("a metadata key comes twice", "", text);
            return true;
        }
        const Entry& entry = entries.back();
        if ((text == "dtype" && entry.dtype) || (text == "shape" && entry.shape) ||
            (text == "data_offsets" && !entry.offsets.empty())) {
            return fault("a key comes twice in " + in_quotes(entry.name), "", text);
        }
        key_ = text;
        return true;
    }

    bool start_object(std::size_t) override {
        if (level_ == Level::none) {
            level_ = Level::root;
        } else if (level_ == Level::root && name_ == detail::metadata_key) {
            level_ = Level::metadata;
        } else if (level_ == Level::root) {
            entries.push_back({name_, {}, {}, {}});
            level_ = Level::tensor;
        } else {
            return wrong_value("an object");
        }
        return true;
    }

    bool end_object() override {
        if (level_ == Level::tensor) {
            const Entry& entry = entries.back();
            if (!entry.dtype || !entry.shape || entry.offsets.size() != 2) {
                return fault("the description of " + in_quotes(entry.name) + " is incomplete",
                             "dtype, shape and two data_offsets", "less");
            }
        }
        level_ = level_ == Level::root ? Level::none : Level::root;
        return true;
    }

    bool start_array(std::size_t) override {
        if (level_ != Level::tensor) return wrong_value("an array");
        if (key_ == "shape") {
            entries.back().shape.emplace();
            level_ = Level::shape;
        } else if (key_ == "data_offsets") {
            level_ = Level::offsets;
        } else {
            return wrong_value("an array");
        }
        return true;
    }

    bool end_array() override {
        level_ = Level::tensor;
        return true;
    }

    bool number_unsigned(number_unsigned_t value) override {
        if (value > largest_number) {
            return fault("a number is too large", "at most 2^48 - 1", std::to_string(value));
        }
        Entry* entry = entries.empty() ? nullptr : &entries.back();
        if (level_ == Level::shape) {
            if (entry->shape->rank() == core::max_rank) {
                return fault("too many dimensions in " + in_quotes(entry->name),
                             "at most " + std::to_string(core::max_rank), "more");
            }
            entry->shape->push_back(static_cast<core::Index>(value));
            return true;
        }
        if (level_ != Level::offsets) return wrong_value("a number");
        entry->offsets.push_back(value);
        if (entry->offsets.size() > 2) return wrong_value("a third number");
        return true;
    }

    bool string(string_t& text) override {
        if (text.size() > detail::longest_text) return fault("a text is too long", "", text);
        if (level_ == Level::metadata) {
            metadata.emplace(key_, text);
            return true;
        }
        if (level_ != Level::tensor || key_ != "dtype") return wrong_value("a text");
        for (int i = 0; i <= static_cast<int>(DType::boolean); ++i) {
            const auto dtype = static_cast<DType>(i);
            if (detail::format_name(dtype) == text) entries.back().dtype = dtype;
        }
        if (entries.back().dtype) return true;
        return fault("the element type of " + in_quotes(entries.back().name) + " is not supported",
                     "F64, F32, BF16, I64, I32, U8 or BOOL", in_quotes(text));
    }

    bool null() override { return wrong_value("null"); }
    bool boolean(bool) override { return wrong_value("a boolean"); }
    bool number_integer(number_integer_t) override { return wrong_value("a negative number"); }
    bool number_float(number_float_t, const string_t&) override {
        return wrong_value("a number that is not whole or too large");
    }
    bool binary(binary_t&) override { return wrong_value("binary data"); }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& error) override {
        position_ = position;
        return fault("the header is not JSON", "JSON", error.what());
    }

    /// Bytes of the header read when the JSON parser gave up, if it did.
    std::size_t position() const { return position_; }

private:
    enum class Level { none, root, metadata, tensor, shape, offsets };

    bool fault(std::string what, std::string wanted, std::string got) {
        problem = std::move(what);
        expected = wanted.empty() ? "every name once, at most 4096 bytes; texts of 1 MiB" : wanted;
        found = wanted.empty() ? in_quotes(got) : std::move(got);
        return false;
    }

    bool wrong_value(std::string_view what) {
        const bool nowhere = level_ == Level::none;
        const std::string place = level_ == Level::metadata ? std::string(detail::metadata_key)
                                                            : in_quotes(nowhere ? "" : name_);
        const std::string at = level_ == Level::root ? "" : " at " + in_quotes(key_);
        return fault("the header has a wrong value in " + place + at,
                     "dtype, shape and data_offsets of an array, or texts in __metadata__",
                     std::string(what));
    }

    Level level_ = Level::none;
    std::string name_, key_;
    std::set<std::string> names_;
    std::size_t position_ = 0;
};

std::string_view read_header(ByteReader& reader) {
    const auto length = reader.little<std::uint64_t>("the header length");
    if (length > detail::longest_header) {
        reader.fail_at(0, "the header is too long",
                       "at most " + std::to_string(detail::longest_header) + " bytes",
                       std::to_string(length));
    }
    const std::string_view text = reader.text(static_cast<std::size_t>(length), "the header");
    const std::size_t end = text.find_last_not_of(' ') + 1;
    // The JSON parser takes a zero byte for the end of its input.
    if (end == 0 || text.front() != '{' || text[end - 1] != '}' ||
        text.find('\0') != std::string_view::npos) {
        reader.fail_at(8, "the header is not one JSON object", "'{' ... '}' and spaces",
                       in_quotes(text));
    }
    return text.substr(0, end);
}

/// Sorted by place; each array must begin where the one before ended, the last at the file's end.
void check_places(const ByteReader& reader, std::vector<Entry>& entries) {
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.offsets < b.offsets; });
    std::uint64_t end = 0;
    for (const Entry& entry : entries) {
        if (entry.offsets[0] != end || entry.offsets[1] < end) {
            reader.fail("the data of " + in_quotes(entry.name) + " leave a hole or overlap",
                        "an array from " + std::to_string(end),
                        std::to_string(entry.offsets[0]) + ".." + std::to_string(entry.offsets[1]));
        }
        const std::optional<std::size_t> size =
            checked_product(*entry.shape, core::size_of(*entry.dtype));
        if (size != entry.offsets[1] - entry.offsets[0]) {
            reader.fail(
                "the data of " + in_quotes(entry.name) + " do not fill its shape",
                core::to_string(*entry.shape) + " of " + std::string(core::name_of(*entry.dtype)),
                byte_count(entry.offsets[1] - entry.offsets[0]));
        }
        end = entry.offsets[1];
    }
    if (end != reader.remaining()) {
        reader.fail("the arrays do not fill the file", byte_count(end),
                    byte_count(reader.remaining()));
    }
}

void check_booleans(const ByteReader& reader, const TensorView& tensor) {
    if (tensor.dtype != DType::boolean) return;
    const auto bad = std::find_if(tensor.data.begin(), tensor.data.end(),
                                  [](std::byte byte) { return byte > std::byte{1}; });
    if (bad == tensor.data.end()) return;
    const auto place = static_cast<std::size_t>(bad - tensor.data.begin());
    reader.fail_at(reader.offset() - tensor.data.size() + place,
                   "a boolean of " + in_quotes(tensor.name) + " is out of range", "0 or 1",
                   std::to_string(std::to_integer<int>(*bad)));
}

/// Takes the two checksums out of the metadata and compares them. One of them alone is an error:
/// a flipped bit in the other's name must not turn the checks off.
bool check_sums(const ByteReader& reader, SafeTensors& file) {
    constexpr std::string_view hint = "take another copy; the file was damaged or changed";
    const auto header = file.metadata.extract(std::string(detail::header_checksum_key));
    const auto data = file.metadata.extract(std::string(detail::data_checksum_key));
    if (header.empty() && data.empty()) return false;
    if (header.empty() || data.empty()) {
        reader.fail_at(8, "one of two checksums is missing", "kasane.crc32c and kasane.crc32c.data",
                       header.empty() ? "the latter alone" : "the former alone", hint);
    }
    const std::string sum = detail::header_checksum(file.tensors, file.metadata, data.mapped());
    if (sum != header.mapped()) {
        reader.fail_at(8, "the header is damaged", "checksum " + in_quotes(header.mapped()), sum,
                       hint);
    }
    const std::string sums = detail::data_checksums(file.tensors);
    if (sums != data.mapped()) {
        const auto [mine, theirs] =
            std::mismatch(sums.begin(), sums.end(), data.mapped().begin(), data.mapped().end());
        std::vector<std::string_view> names;
        for (const TensorView& tensor : file.tensors) names.push_back(tensor.name);
        std::sort(names.begin(), names.end());
        const auto which = static_cast<std::size_t>(mine - sums.begin()) / 8;
        const std::string name = which < names.size() ? in_quotes(names[which]) : "an array";
        reader.fail("the data of " + name + " are damaged", "the checksum of the header",
                    "another one", hint);
    }
    return true;
}

}  // namespace

const TensorView* SafeTensors::find(std::string_view name) const {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const TensorView& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

SafeTensors parse_safetensors(std::vector<std::byte> bytes, const std::string& name) {
    SafeTensors file;
    file.bytes = std::move(bytes);
    ByteReader reader(file.bytes, name, "safetensors");
    HeaderHandler header;
    const std::string_view text = read_header(reader);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &header)) {
        reader.fail_at(8 + header.position(), header.problem, header.expected, header.found);
    }
    check_places(reader, header.entries);
    file.metadata = std::move(header.metadata);
    for (Entry& entry : header.entries) {
        const auto size = static_cast<std::size_t>(entry.offsets[1] - entry.offsets[0]);
        file.tensors.push_back(
            {std::move(entry.name), *entry.dtype, *entry.shape, reader.take(size)});
        check_booleans(reader, file.tensors.back());
    }
    file.checked = check_sums(reader, file);
    return file;
}

SafeTensors load_safetensors(const std::string& path, std::size_t max_bytes) {
    return parse_safetensors(read_file(path, max_bytes), path);
}

}  // namespace kasane::io
