#include "kasane/catalog/suggest.hpp"

#include <algorithm>
#include <utility>

#include "kasane/catalog/spec.hpp"

namespace kasane::catalog {
namespace {

/// What turns one name into another.
struct Distance {
    int whole;      // into the whole of it
    int beginning;  // into its first three letters or more, if it goes on after them
};

/// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
Distance distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<int> cost((a.size() + 1) * width);
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            int& here = cost[i * width + j];
            if (i == 0 || j == 0) {
                here = static_cast<int>(i + j);
                continue;
            }
            here = std::min({cost[(i - 1) * width + j] + 1, cost[i * width + j - 1] + 1,
                             cost[(i - 1) * width + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                here = std::min(here, cost[(i - 2) * width + j - 2] + 1);
            }
        }
    }
    const auto last = cost.end() - static_cast<std::ptrdiff_t>(width);
    const bool goes_on = b.size() > 3;
    return {cost.back(), goes_on ? *std::min_element(last + 3, cost.end()) : cost.back()};
}

struct Scored {
    int score;
    bool in_part;  // a part of the name is close, not the whole
    std::string_view name;
};

Scored score(const std::string& wanted, std::string_view candidate) {
    const std::string other = normalised(candidate);
    const Distance d = distance(wanted, other);
    int part = d.beginning;
    if (wanted.size() >= 3 && other.find(wanted) != std::string::npos) part = std::min(part, 1);
    if (other.size() >= 3 && wanted.find(other) != std::string::npos) part = std::min(part, 3);
    return {std::min(d.whole, part), part < d.whole, candidate};
}

}  // namespace

std::vector<std::string_view> nearest(std::string_view name,
                                      std::span<const std::string_view> known) {
    const std::string wanted = normalised(name.substr(0, 64));
    const int limit = 1 + static_cast<int>(wanted.size()) / 4;
    std::vector<Scored> near;
    for (const std::string_view candidate : known) {
        const Scored one = score(wanted, candidate);
        if (one.score <= limit) near.push_back(one);
    }
    std::stable_sort(near.begin(), near.end(), [](const Scored& a, const Scored& b) {
        return std::pair(a.score, a.in_part) < std::pair(b.score, b.in_part);
    });
    // Names further off than the nearest would only distract.
    std::vector<std::string_view> best;
    for (const Scored& one : near) {
        const bool seen = std::find(best.begin(), best.end(), one.name) != best.end();
        if (best.size() < 3 && one.score == near.front().score && !seen) best.push_back(one.name);
    }
    return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    std::string text;
    for (const std::string_view candidate : nearest(name, known)) {
        text += (text.empty() ? "did you mean: " : ", ") + std::string(candidate);
    }
    return text.empty() ? "no name is close to it" : text;
}

}  // namespace kasane::catalog
