#pragma once
// Event files, which TensorBoard shows as curves. Numbers only: no images, no tensors.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/io/append_file.hpp"

namespace kasane::io {

/// A point of a curve; the curves of one name before a slash stand together.
struct Scalar {
    std::string_view tag;
    float value = 0;
};

// The records that a file is made of, as bytes: length, its checksum, data, their checksum.

/// The first record of every file.
KASANE_API std::string tensorboard_version(double wall_time);
/// Points of several curves at one step.
KASANE_API std::string tensorboard_scalars(double wall_time, std::int64_t step,
                                           std::span<const Scalar> scalars);
/// Says that a run goes on at a step: points of earlier files from there on are forgotten.
KASANE_API std::string tensorboard_restart(double wall_time, std::int64_t step);

/// Writes a new event file into a directory, beside those that are there.
///
/// Throws   WriteError or IoError at flush().
/// Source   tensorflow/core/util/event.proto, summary.proto; lib/io/record_writer.cc.
/// Example
///     TensorboardWriter writer("runs/mish");
///     writer.add(step, {{"loss", loss}, {"lr", 0.1F}});
///     writer.flush();
class KASANE_API TensorboardWriter {
public:
    /// A run that begins at `first_step`: 0, or where it is continued. The directory is made by the
    /// first flush.
    explicit TensorboardWriter(const std::string& directory, std::int64_t first_step = 0);

    void add(std::int64_t step, std::span<const Scalar> scalars);
    void add(std::int64_t step, std::initializer_list<Scalar> scalars) {
        add(step, std::span(scalars.begin(), scalars.size()));
    }
    void flush();

    const std::string& path() const { return file_.path(); }

private:
    std::string directory_;
    AppendFile file_;
};

}  // namespace kasane::io
