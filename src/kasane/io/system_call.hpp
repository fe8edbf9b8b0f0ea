#pragma once
// What every writer does with calls of the system.

#include <cerrno>
#include <string>
#include <string_view>

namespace kasane::io {

/// Calls again when a signal came in between.
template <class Call>
auto retry(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR) result = call();
    return result;
}

/// WriteError where the user can do something about it, IoError where the device failed.
[[noreturn]] void write_failed(std::string_view problem, const std::string& path, int code);

}  // namespace kasane::io
