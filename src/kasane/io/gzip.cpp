#include "kasane/io/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "kasane/core/error.hpp"

namespace kasane::io {
namespace {

constexpr int gzip_window = 15 + 16;
constexpr int raw_window = -15;

/// One zlib stream over the bytes of a reader.
class Inflater {
public:
    explicit Inflater(int window) {
        if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    struct Progress {
        int status;
        std::size_t consumed, produced;
    };

    /// Inflates as much of `in` as fits `out`. zlib counts in 32 bits, so this may take turns.
    Progress run(std::span<const std::byte> in, std::span<std::byte> out) {
        // zlib never writes through next_in; its type is older than const.
        stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
        stream_.avail_in = clamp(in.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = clamp(out.size());
        const int status = ::inflate(&stream_, Z_NO_FLUSH);
        if (status == Z_MEM_ERROR) throw std::bad_alloc();
        return {status, clamp(in.size()) - stream_.avail_in, clamp(out.size()) - stream_.avail_out};
    }

    void reset() { inflateReset(&stream_); }

    std::string reason(int status) const {
        return stream_.msg != nullptr ? stream_.msg : "zlib status " + std::to_string(status);
    }

private:
    static uInt clamp(std::size_t n) {
        return static_cast<uInt>(std::min<std::size_t>(n, std::numeric_limits<uInt>::max()));
    }

    z_stream stream_{};
};

bool starts_like_gzip(std::span<const std::byte> bytes) {
    return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

/// What the last four bytes claim the size to be: a first guess, nothing more.
std::size_t claimed_size(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.size() < 4) return 0;
    ByteReader trailer(bytes.last(4), name, "gzip");
    return trailer.little<std::uint32_t>();
}

/// Output that grows towards a limit as bytes arrive.
class Output {
public:
    Output(std::size_t guess, std::size_t limit) : limit_(limit) {
        bytes_.resize(std::min(guess, limit) + 1);
    }

    /// Room for more, one byte beyond the limit at the end.
    std::span<std::byte> room() {
        if (size_ == bytes_.size()) {
            const std::size_t next = std::min(2 * size_, limit_) + 1;
            bytes_.reserve(next);  // exactly: resize alone may double what is asked for
            bytes_.resize(next);
        }
        return std::span(bytes_).subspan(size_);
    }
    void add(std::size_t n) { size_ += n; }
    bool too_long() const { return size_ > limit_; }

    std::vector<std::byte> done() {
        bytes_.resize(size_);
        return std::move(bytes_);
    }

private:
    std::vector<std::byte> bytes_;
    std::size_t size_ = 0;
    std::size_t limit_;
};

/// The cap of both rules: what deflate can reach, and what the caller allows.
std::size_t cap(std::size_t packed, std::size_t max_bytes) {
    return packed > max_bytes / max_expansion ? max_bytes : packed * max_expansion;
}

void check_progress(const ByteReader& reader, const Inflater& inflater,
                    const Inflater::Progress& step, bool wants_input) {
    const bool stuck = step.status == Z_BUF_ERROR || (step.consumed == 0 && step.produced == 0);
    if (step.status != Z_STREAM_END && stuck && wants_input) {
        reader.fail("the compressed data are cut off", "more bytes", "the end of the data");
    }
    if (step.status != Z_OK && step.status != Z_STREAM_END && step.status != Z_BUF_ERROR) {
        reader.fail("the compressed data are damaged", "a deflate stream",
                    inflater.reason(step.status));
    }
}

}  // namespace

std::vector<std::byte> gunzip(std::span<const std::byte> bytes, const std::string& name,
                              std::size_t max_bytes) {
    ByteReader reader(bytes, name, "gzip");
    if (!starts_like_gzip(bytes)) {
        reader.fail("this is not a gzip file", "the bytes 1f 8b",
                    in_quotes(as_text(bytes.first(std::min<std::size_t>(bytes.size(), 2)))));
    }
    const std::size_t limit = cap(bytes.size(), max_bytes);
    Output output(std::min(claimed_size(bytes, name), 16 * bytes.size()), limit);
    Inflater inflater(gzip_window);
    for (;;) {
        const std::span<const std::byte> rest = bytes.subspan(reader.offset());
        const Inflater::Progress step = inflater.run(rest, output.room());
        reader.take(step.consumed);
        output.add(step.produced);
        if (output.too_long()) {
            reader.fail("the content is too large", "at most " + byte_count(limit), "more",
                        "raise the limit if the file is to be trusted");
        }
        check_progress(reader, inflater, step, reader.at_end());
        if (step.status != Z_STREAM_END) continue;
        if (reader.at_end()) return output.done();
        if (!starts_like_gzip(bytes.subspan(reader.offset()))) reader.expect_end("the gzip data");
        inflater.reset();
    }
}

std::vector<std::byte> inflate_raw(ByteReader& reader, std::size_t packed, std::size_t size) {
    if (packed < size / max_expansion) {
        reader.fail("the compressed data cannot hold what they claim",
                    "at most " + byte_count(cap(packed, size)), byte_count(size));
    }
    const std::size_t start = reader.offset();
    const std::span<const std::byte> bytes = reader.take(packed, "the compressed data");
    ByteReader input(bytes, reader.name(), "zip");
    Output output(size, size);
    Inflater inflater(raw_window);
    for (int status = Z_OK; status != Z_STREAM_END;) {
        const Inflater::Progress step = inflater.run(bytes.subspan(input.offset()), output.room());
        input.take(step.consumed);
        output.add(step.produced);
        status = step.status;
        if (output.too_long()) break;
        check_progress(reader, inflater, step, input.at_end());
    }
    std::vector<std::byte> result = output.done();
    if (result.size() != size || !input.at_end()) {
        reader.fail_at(start, "the compressed data have another size than told",
                       byte_count(size) + " from " + byte_count(packed),
                       byte_count(result.size()) + " from " + byte_count(input.offset()));
    }
    return result;
}

std::vector<std::byte> read_maybe_gz(const std::string& path, std::size_t max_bytes) {
    const bool packed_only = !exists(path) && exists(path + ".gz");
    const std::string found = packed_only ? path + ".gz" : path;
    std::vector<std::byte> bytes = read_file(found, max_bytes);
    if (!found.ends_with(".gz") && !starts_like_gzip(bytes)) return bytes;
    return gunzip(bytes, found, max_bytes);
}

}  // namespace kasane::io
