#include "kasane/plot/theme.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kasane/core/error.hpp"

namespace kasane::plot {
namespace {

constexpr std::array<Color, 9> cividis{0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173,
                                       0x8A8678, 0xA59C74, 0xC3B369, 0xFEE838};

constexpr Theme on_white{
    .name = "light",
    .background = 0xFFFFFF,
    .ink = 0x1B1F24,
    .faint = 0x6A737D,
    .grid = 0xE3E6EA,
    .lines = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000},
    .sequential = {0x0B2E6F, 0x1F5FA8, 0x2E93A5, 0x5DB36B, 0xC9A227},
    .heat = cividis,
    .area = {0xB4CBDD, 0xCFDEE6, 0xE6EBE6, 0xF2EDDD, 0xEADFC8},
    .contour = 0xA9B3BA,
};

constexpr Theme on_black{
    .name = "dark",
    .background = 0x14181D,
    .ink = 0xE6E9ED,
    .faint = 0x98A2AE,
    .grid = 0x2C333B,
    .lines = {0x56B4E9, 0xFF8A3D, 0x2FC99A, 0xE59AC6, 0xF0E442, 0x8FA8FF, 0xFFFFFF},
    .sequential = {0xF2D75C, 0x8CCB7A, 0x45B5C4, 0x5B93E8, 0xA58BEF},
    .heat = cividis,
    .area = {0x0B1B2B, 0x13293B, 0x1E3848, 0x2C4652, 0x3D535A},
    .contour = 0x4C626D,
};

}  // namespace

const Theme& light() { return on_white; }
const Theme& dark() { return on_black; }

const Theme& theme(std::string_view name) {
    if (name == on_white.name) return on_white;
    if (name == on_black.name) return on_black;
    throw core::LookupError(
        core::message("plot", "no theme \"" + std::string(name) + "\"", {}, "light or dark"));
}

Color mixed(const Color* scale, std::size_t size, double at) {
    const double place = std::clamp(at, 0.0, 1.0) * static_cast<double>(size - 1);
    const std::size_t i = std::min(static_cast<std::size_t>(place), size - 2);
    const double part = place - static_cast<double>(i);
    Color result = 0;
    for (const int shift : {16, 8, 0}) {
        const double a = (scale[i] >> shift) & 0xFF;
        const double b = (scale[i + 1] >> shift) & 0xFF;
        result |= static_cast<Color>(std::lround(a + (b - a) * part)) << shift;
    }
    return result;
}

std::string hex(Color color) {
    char text[8];
    std::snprintf(text, sizeof text, "#%06X", color & 0xFFFFFFu);
    return text;
}

}  // namespace kasane::plot
