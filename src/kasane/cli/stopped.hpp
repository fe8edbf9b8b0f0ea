#pragma once

#include "kasane/core/error.hpp"

namespace kasane::cli {

/// A command that a signal has ended, with everything saved.
class Stopped : public core::Error {
public:
    Stopped(const std::string& message, int signal) : Error(message), signal_(signal) {}

    int signal() const { return signal_; }

private:
    int signal_;
};

}  // namespace kasane::cli
