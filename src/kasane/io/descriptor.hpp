#pragma once
// An open file of the system, closed when it goes out of scope.

#include <unistd.h>

#include <utility>

namespace kasane::io {

class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() { close(); }

    bool open() const { return fd_ >= 0; }
    int get() const { return fd_; }

    /// False if the system reports that earlier writes failed.
    bool close() {
        const int fd = std::exchange(fd_, -1);
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int fd_;
};

}  // namespace kasane::io
