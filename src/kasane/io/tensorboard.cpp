#include "kasane/io/tensorboard.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdio>

#include "kasane/io/atomic_file.hpp"
#include "kasane/io/crc32c.hpp"

namespace kasane::io {
namespace {

// Protocol buffers: a field is its number and wire type, then a number or a length and bytes.
enum class Wire : unsigned { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// The `count` lowest bytes of a number, lowest first.
std::string little_endian(std::uint64_t x, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(x >> (8 * i) & 0xff);
    return bytes;
}

std::string varint(std::uint64_t x) {
    std::string bytes;
    for (; x >= 0x80; x >>= 7) bytes += static_cast<char>((x & 0x7f) | 0x80);
    return bytes + static_cast<char>(x);
}

std::string key(unsigned number, Wire wire) {
    return varint(number << 3 | static_cast<unsigned>(wire));
}

std::string bytes_field(unsigned number, std::string_view bytes) {
    return (key(number, Wire::bytes) + varint(bytes.size())).append(bytes);
}

std::string varint_field(unsigned number, std::int64_t x) {
    return key(number, Wire::varint) + varint(static_cast<std::uint64_t>(x));
}

// Fields of Event, Summary, Summary.Value and SessionLog.
constexpr unsigned event_wall_time = 1;
constexpr unsigned event_step = 2;
constexpr unsigned event_file_version = 3;
constexpr unsigned event_summary = 5;
constexpr unsigned event_session_log = 7;
constexpr unsigned summary_value = 1;
constexpr unsigned value_tag = 1;
constexpr unsigned value_simple = 2;
constexpr unsigned session_status = 1;
constexpr std::int64_t session_start = 1;

std::string wall_time_field(double wall_time) {
    return key(event_wall_time, Wire::fixed64) +
           little_endian(std::bit_cast<std::uint64_t>(wall_time), 8);
}

std::string checksum(std::string_view bytes) {
    const std::uint32_t crc = crc32c(std::as_bytes(std::span(bytes)));
    return little_endian(masked_crc32c(crc), 4);
}

std::string record(std::string_view data) {
    const std::string length = little_endian(data.size(), 8);
    return (length + checksum(length)).append(data) + checksum(data);
}

double now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count();
}

/// Different for every file of every process of every machine. TensorBoard reads the files of a
/// directory in the order of their names, so the time comes first.
std::string new_file_name() {
    static std::atomic<unsigned> counter{0};
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0') host = {"localhost"};
    std::array<char, 400> name{};
    std::snprintf(name.data(), name.size(), "events.out.tfevents.%010lld.%s.%lld.%u",
                  static_cast<long long>(now()), host.data(), static_cast<long long>(::getpid()),
                  counter++);
    return name.data();
}

}  // namespace

std::string tensorboard_version(double wall_time) {
    return record(wall_time_field(wall_time) + bytes_field(event_file_version, "brain.Event:2"));
}

std::string tensorboard_scalars(double wall_time, std::int64_t step,
                                std::span<const Scalar> scalars) {
    std::string summary;
    for (const Scalar& scalar : scalars) {
        const auto bits = std::bit_cast<std::uint32_t>(scalar.value);
        summary += bytes_field(summary_value, bytes_field(value_tag, scalar.tag) +
                                                  key(value_simple, Wire::fixed32) +
                                                  little_endian(bits, 4));
    }
    return record(wall_time_field(wall_time) + varint_field(event_step, step) +
                  bytes_field(event_summary, summary));
}

std::string tensorboard_restart(double wall_time, std::int64_t step) {
    return record(wall_time_field(wall_time) + varint_field(event_step, step) +
                  bytes_field(event_session_log, varint_field(session_status, session_start)));
}

TensorboardWriter::TensorboardWriter(const std::string& directory, std::int64_t first_step)
    : directory_(directory), file_(directory + "/" + new_file_name()) {
    file_.add(tensorboard_version(now()));
    if (first_step > 0) file_.add(tensorboard_restart(now(), first_step));
}

void TensorboardWriter::add(std::int64_t step, std::span<const Scalar> scalars) {
    file_.add(tensorboard_scalars(now(), step, scalars));
}

void TensorboardWriter::flush() {
    create_directories(directory_);
    file_.flush();
}

}  // namespace kasane::io
