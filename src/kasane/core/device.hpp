#pragma once
// Where an array lives.

#include <cstdint>
#include <string_view>

namespace kasane::core {

enum class Device : std::uint8_t { cpu, cuda };

/// "cpu", "cuda".
constexpr std::string_view name_of(Device device) { return device == Device::cpu ? "cpu" : "cuda"; }

}  // namespace kasane::core

namespace kasane {
using core::Device;
}
