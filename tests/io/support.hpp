#pragma once
// Shared by the tests of io: files made by hand, and what a parser says of them.

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/error.hpp"
#include "kasane/io/bytereader.hpp"

namespace kasane::io::testing {

using Bytes = std::vector<std::byte>;

/// Text that may contain zero bytes: "\0"s is kept.
inline Bytes bytes_of(std::string_view text) {
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

inline std::string text_of(std::span<const std::byte> bytes) { return std::string(as_text(bytes)); }

/// "00 00 08 01" as bytes; spaces may be anywhere between pairs.
inline std::string hex(std::string_view digits) {
    std::string result;
    std::string pair;
    for (const char c : digits) {
        if (c == ' ') continue;
        pair += c;
        if (pair.size() < 2) continue;
        result += static_cast<char>(std::stoi(pair, nullptr, 16));
        pair.clear();
    }
    return result;
}

/// An integer of `width` bytes, least significant first, or most significant first.
inline std::string little(std::uint64_t value, int width) {
    std::string result;
    for (int i = 0; i < width; ++i) result += static_cast<char>(value >> (8 * i) & 255);
    return result;
}
inline std::string big(std::uint64_t value, int width) {
    const std::string reversed = little(value, width);
    return {reversed.rbegin(), reversed.rend()};
}

/// A gzip file (window 31) or a raw deflate stream (window -15).
inline std::string deflated(std::string_view text, int window = 31, int level = 9) {
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string result(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

/// A file that is not what it claims, and a part of what the parser must say about it.
struct Lie {
    std::string name;
    std::string content;
    std::string message;
};
inline void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }
inline std::string lie_name(const ::testing::TestParamInfo<Lie>& info) { return info.param.name; }

/// What an error of that kind says; fails the test if there is none.
template <class Kind>
std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Kind& error) {
        return error.what();
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another kind of error: " << error.what();
        return {};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

/// The parser refuses the lie with a DataError that has all its parts.
inline void expect_refused(const Lie& lie, const std::function<void(const Bytes&)>& parse) {
    const std::string text = message_of<core::DataError>([&] { parse(bytes_of(lie.content)); });
    for (const std::string& part :
         {lie.message, std::string("\n  file: lie"), std::string("\n  offset: "),
          std::string("\n  expected: "), std::string("\n  found: "), std::string("\n  hint: ")}) {
        EXPECT_NE(text.find(part), std::string::npos) << "missing: " << part << "\nin: " << text;
    }
}

/// Every beginning of a valid file is refused.
inline void expect_every_truncation_refused(const Bytes& whole,
                                            const std::function<void(const Bytes&)>& parse) {
    EXPECT_NO_THROW(parse(whole));
    for (std::size_t n = 0; n < whole.size(); ++n) {
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
        EXPECT_THROW(parse(part), core::DataError) << n << " of " << whole.size() << " bytes";
    }
}

/// A directory that lives as long as the test.
class TempDir {
public:
    TempDir() {
        std::string name = ::testing::TempDir() + "/kasane-io-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
        path_ = name;
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    std::string write(const std::string& name, std::string_view content) const {
        std::ofstream(file(name), std::ios::binary) << content;
        return file(name);
    }
    std::string read(const std::string& name) const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::vector<std::string> entries() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

private:
    std::string path_;
};

/// A file of tests/fuzz/corpus: written by the format's reference implementation.
inline std::string corpus_file(const std::string& name) {
    return std::string(KASANE_SOURCE_DIR) + "/tests/fuzz/corpus/" + name;
}

/// The elements as numbers of type T.
template <class T>
std::vector<T> numbers(std::span<const std::byte> data) {
    std::vector<T> result(data.size() / sizeof(T));
    if (!result.empty()) std::memcpy(result.data(), data.data(), data.size());
    return result;
}

}  // namespace kasane::io::testing
