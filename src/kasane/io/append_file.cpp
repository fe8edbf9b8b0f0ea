#include "kasane/io/append_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "kasane/io/system_call.hpp"

namespace kasane::io {

void AppendFile::open() {
    Descriptor file(
        retry([&] { return ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666); }));
    if (!file.open()) write_failed("cannot open the file", path_, errno);
    // Devices such as /dev/null have no length.
    const auto size = static_cast<off_t>(size_);
    if (retry([&] { return ::ftruncate(file.get(), size); }) != 0 && errno != EINVAL) {
        write_failed("cannot shorten the file", path_, errno);
    }
    file_ = std::move(file);
}

void AppendFile::flush() {
    if (!file_.open()) open();
    std::string_view rest = waiting_;
    auto place = static_cast<off_t>(size_);
    while (!rest.empty()) {
        const ssize_t done =
            retry([&] { return ::pwrite(file_.get(), rest.data(), rest.size(), place); });
        if (done < 0) write_failed("writing failed", path_, errno);
        rest.remove_prefix(static_cast<std::size_t>(done));
        place += done;
    }
    size_ += waiting_.size();
    waiting_.clear();
}

}  // namespace kasane::io
