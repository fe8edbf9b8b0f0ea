#include "kasane/cli/progress.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

constexpr double frame = 0.05;        // seconds between two drawings
constexpr double looks_a_frame = 4;   // how often the clock is read in that time
constexpr Index most_steps = 100000;  // between two looks, however fast the steps are

constexpr std::string_view green = "\033[32m";
constexpr std::string_view plain = "\033[0m";

std::string bar(double share, int cells) {
    const int done = std::clamp(static_cast<int>(share * cells), 0, cells);
    std::string text(static_cast<std::size_t>(done), '=');
    if (done < cells) text += '>';
    text.resize(static_cast<std::size_t>(cells), '-');
    return text;
}

}  // namespace

std::string duration(double seconds) {
    if (!(seconds < 360000)) return "-:--";
    const auto whole = static_cast<long long>(std::ceil(std::max(seconds, 0.0)));
    const long long minutes = whole / 60;
    if (minutes < 60) return text("%lld:%02lld", minutes, whole % 60);
    return text("%lld:%02lld:%02lld", minutes / 60, minutes % 60, whole % 60);
}

Progress::Progress(Console& console, Index first, Index total)
    : console_(console), first_(first), total_(total) {
    if (!console.has_progress()) steps_to_look_ = total + 1;
}

void Progress::look(Index iteration, double loss) {
    if (!console_.has_progress()) {
        steps_to_look_ = most_steps;
        return;
    }
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(iteration - first_) / std::max(seconds, 1e-9);
    steps_to_look_ =
        std::clamp<Index>(static_cast<Index>(rate * frame / looks_a_frame), 1, most_steps);
    if (std::chrono::duration<double>(now - drawn_).count() < frame) return;
    drawn_ = now;
    draw(iteration, loss, seconds);
}

void Progress::draw(Index iteration, double loss, double seconds) {
    const double share =
        static_cast<double>(iteration) / static_cast<double>(std::max<Index>(total_, 1));
    const double rate = static_cast<double>(iteration - first_) / std::max(seconds, 1e-9);
    const double rest = static_cast<double>(total_ - iteration) / std::max(rate, 1e-9);
    const std::string tail =
        text(" %3.0f%%  %lld/%lld  %.0f it/s  loss %.4f  ETA %s", std::floor(share * 100),
             static_cast<long long>(iteration), static_cast<long long>(total_), rate, loss,
             duration(rest).c_str());
    const int cells = std::min(30, console_.width() - 1 - static_cast<int>(tail.size()) - 2);
    if (cells < 4) {
        console_.redraw(
            std::string_view(tail).substr(0, static_cast<std::size_t>(console_.width() - 1)));
    } else if (console_.has_color()) {
        console_.redraw(
            text("[%s%s%s]%s", green.data(), bar(share, cells).c_str(), plain.data(), tail.c_str()),
            green.size() + plain.size());
    } else {
        console_.redraw(text("[%s]%s", bar(share, cells).c_str(), tail.c_str()));
    }
}

}  // namespace kasane::cli
