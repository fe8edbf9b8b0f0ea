#include "kasane/catalog/suggest.hpp"

#include <algorithm>
#include <utility>

#include "kasane/catalog/spec.hpp"

namespace kasane::catalog {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
int distance(std::string_view a, std::string_view b) {
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
    return cost.back();
}

}  // namespace

std::vector<std::string_view> nearest(std::string_view name,
                                      std::span<const std::string_view> known) {
    const std::string wanted = normalised(name.substr(0, 64));
    std::vector<std::pair<int, std::string_view>> scored;
    for (const std::string_view candidate : known) {
        const std::string other = normalised(candidate);
        const bool contained = wanted.size() >= 3 && (other.find(wanted) != std::string::npos ||
                                                      wanted.find(other) != std::string::npos);
        const int score = contained ? 1 : distance(wanted, other);
        if (score <= 1 + static_cast<int>(wanted.size()) / 4) scored.emplace_back(score, candidate);
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string_view> best;
    for (const auto& [score, candidate] : scored) {
        if (best.size() < 3 && std::find(best.begin(), best.end(), candidate) == best.end()) {
            best.push_back(candidate);
        }
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
