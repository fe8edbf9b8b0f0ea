// The zip side of NPZ files. Only the directory at the end of the file says what is inside.

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "kasane/io/gzip.hpp"
#include "kasane/io/npy.hpp"

namespace kasane::io {
namespace {

constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t directory_signature = 0x02014b50;
constexpr std::uint32_t entry_signature = 0x04034b50;
constexpr std::size_t end_size = 22;
constexpr std::size_t longest_name = 4096;

struct Packed {
    std::string name;
    unsigned flags, method;
    std::uint32_t crc;
    std::size_t packed, size, start;
};

/// The end record, whose comment fills the rest of the file.
std::size_t find_end(const ByteReader& reader) {
    constexpr std::size_t longest_comment = 65535;
    ByteReader record = reader;
    for (std::size_t comment = 0; comment <= longest_comment; ++comment) {
        if (reader.size() < end_size + comment) break;
        const std::size_t at = reader.size() - end_size - comment;
        record.seek(at);
        if (record.little<std::uint32_t>() != end_signature) continue;
        record.seek(at + end_size - 2);
        if (record.little<std::uint16_t>() == comment) return at;
    }
    reader.fail("this is not a zip file, or it is cut off", "a directory at the end", "none");
}

std::string entry_name(ByteReader& reader, std::size_t length) {
    if (length == 0 || length > longest_name) {
        reader.fail("the name of an entry has a bad length", "1.." + std::to_string(longest_name),
                    std::to_string(length));
    }
    return std::string(reader.text(length, "a name"));
}

Packed read_directory_entry(ByteReader& reader) {
    if (reader.little<std::uint32_t>("the directory") != directory_signature) {
        reader.fail_at(reader.offset() - 4, "the directory is damaged", "the bytes PK 1 2",
                       "other bytes");
    }
    Packed entry;
    reader.take(4, "the directory");  // versions
    entry.flags = reader.little<std::uint16_t>("the directory");
    entry.method = reader.little<std::uint16_t>("the directory");
    reader.take(4, "the directory");  // time and date
    entry.crc = reader.little<std::uint32_t>("the directory");
    entry.packed = reader.little<std::uint32_t>("the directory");
    entry.size = reader.little<std::uint32_t>("the directory");
    const auto name = reader.little<std::uint16_t>("the directory");
    const auto extra = reader.little<std::uint16_t>("the directory");
    const auto comment = reader.little<std::uint16_t>("the directory");
    reader.take(8, "the directory");  // disk and attributes
    entry.start = reader.little<std::uint32_t>("the directory");
    entry.name = entry_name(reader, name);
    reader.take(std::size_t{extra} + comment, "the directory");
    constexpr std::size_t in_extra = 0xffffffff;
    if (entry.packed == in_extra || entry.size == in_extra || entry.start == in_extra) {
        reader.fail("archives above 4 GiB are not read", "sizes below 2^32 - 1", "zip64 sizes",
                    "save the arrays one by one with numpy.save");
    }
    return entry;
}

/// What the end of a zip file lists, in the order of the content.
struct Directory {
    std::size_t start;
    std::vector<Packed> entries;
};

Directory read_directory(ByteReader reader) {
    const std::size_t end = find_end(reader);
    reader.seek(end + 4);
    const auto disks = reader.little<std::uint32_t>();
    const auto here = reader.little<std::uint16_t>();
    const auto count = reader.little<std::uint16_t>();
    const auto size = reader.little<std::uint32_t>();
    const auto start = reader.little<std::uint32_t>();
    if (disks != 0 || here != count || start > end || size != end - start) {
        reader.fail_at(end, "the directory is not where the end of the file says",
                       "a directory up to " + std::to_string(end),
                       byte_count(size) + " from " + std::to_string(start));
    }
    reader.seek(start, "the directory");
    Directory directory{start, {}};
    std::vector<Packed>& entries = directory.entries;
    for (unsigned i = 0; i < count; ++i) entries.push_back(read_directory_entry(reader));
    if (reader.offset() != end) {
        reader.fail("the directory has another length than its entries", std::to_string(end),
                    std::to_string(reader.offset()));
    }
    std::sort(entries.begin(), entries.end(),
              [](const Packed& a, const Packed& b) { return a.start < b.start; });
    return directory;
}

/// Goes to the content of an entry; its own header must agree with the directory.
void seek_content(ByteReader& reader, const Packed& entry) {
    reader.seek(entry.start, "an entry");
    if (reader.little<std::uint32_t>("an entry") != entry_signature) {
        reader.fail_at(entry.start, "there is no entry where the directory says",
                       "the bytes PK 3 4", "other bytes");
    }
    reader.take(2, "an entry");  // version
    const auto flags = reader.little<std::uint16_t>("an entry");
    const auto method = reader.little<std::uint16_t>("an entry");
    reader.take(16, "an entry");  // time, date, checksum, sizes: the directory has them
    const auto name = reader.little<std::uint16_t>("an entry");
    const auto extra = reader.little<std::uint16_t>("an entry");
    const std::string own_name = entry_name(reader, name);
    reader.take(extra, "an entry");
    if (own_name != entry.name || flags != entry.flags || method != entry.method) {
        reader.fail_at(entry.start, "an entry contradicts the directory", in_quotes(entry.name),
                       in_quotes(own_name));
    }
}

std::vector<std::byte> read_entry(ByteReader& reader, const Packed& entry, std::size_t limit) {
    seek_content(reader, entry);
    const std::size_t start = reader.offset();
    if ((entry.flags & 1) != 0 || (entry.method != 0 && entry.method != 8)) {
        reader.fail(
            "the entry " + in_quotes(entry.name) + " cannot be read",
            "stored or deflated, not encrypted",
            "method " + std::to_string(entry.method) + ", flags " + std::to_string(entry.flags));
    }
    if (entry.size > limit) {
        reader.fail("the content is too large", "at most " + byte_count(limit) + " more",
                    byte_count(entry.size), "raise the limit if the file is to be trusted");
    }
    std::vector<std::byte> content;
    if (entry.method == 8) {
        content = inflate_raw(reader, entry.packed, entry.size);
    } else if (entry.packed == entry.size) {
        const std::span<const std::byte> stored = reader.take(entry.size, "an entry");
        content.assign(stored.begin(), stored.end());
    } else {
        reader.fail("a stored entry has two sizes", byte_count(entry.size),
                    byte_count(entry.packed));
    }
    const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
    if (crc != entry.crc) {
        reader.fail_at(start, "the entry " + in_quotes(entry.name) + " is damaged",
                       "checksum " + std::to_string(entry.crc), std::to_string(crc));
    }
    return content;
}

}  // namespace

std::map<std::string, RawArray> parse_npz(std::span<const std::byte> bytes, const std::string& name,
                                          std::size_t max_bytes) {
    const Directory directory = read_directory(ByteReader(bytes, name, "npz"));
    ByteReader reader(bytes.first(directory.start), name, "npz");
    std::map<std::string, RawArray> arrays;
    std::size_t left = max_bytes;
    std::size_t end = 0;  // of the entry before
    for (const Packed& entry : directory.entries) {
        if (entry.start < end) {
            reader.fail_at(entry.start, "two entries overlap",
                           "a start of at least " + std::to_string(end), in_quotes(entry.name));
        }
        constexpr std::string_view suffix = ".npy";
        if (!entry.name.ends_with(suffix)) {
            reader.fail_at(entry.start, "an entry is no array", "a name that ends in .npy",
                           in_quotes(entry.name));
        }
        const std::string key = entry.name.substr(0, entry.name.size() - suffix.size());
        std::vector<std::byte> content = read_entry(reader, entry, left);
        end = reader.offset();
        left -= content.size();
        RawArray array = parse_npy(std::move(content), name + ":" + key);
        if (!arrays.emplace(key, std::move(array)).second) {
            reader.fail_at(entry.start, "two entries share a name", "every name once",
                           in_quotes(key));
        }
    }
    return arrays;
}

std::map<std::string, RawArray> load_npz(const std::string& path, std::size_t max_bytes) {
    return parse_npz(read_file(path, max_bytes), path, max_bytes);
}

}  // namespace kasane::io
