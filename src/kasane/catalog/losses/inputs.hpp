#pragma once
// What losses take, in the words that several of them share.

#include "kasane/catalog/input.hpp"

namespace kasane::catalog {

inline constexpr Range probabilities{0, 1};
inline constexpr Range log_probabilities{-infinity, 0};
inline constexpr Range sides{-1, 1};

/// A struct says `takes{given::score, given::side}`.
namespace given {
inline constexpr Input prediction{"y", Layout::element, finite, "prediction"};
inline constexpr Input target{"t", Layout::element, finite, "target"};
inline constexpr Input probability{"y", Layout::element, probabilities, "predicted probability"};
inline constexpr Input logit{"y", Layout::element, finite, "logit"};
inline constexpr Input truth{"t", Layout::element, probabilities, "0, 1 or a probability"};
inline constexpr Input score{"y", Layout::element, finite, "score"};
inline constexpr Input side{"t", Layout::element, sides, "-1 or 1"};
inline constexpr Input rate{"y", Layout::element, positive, "predicted rate"};
inline constexpr Input count{"t", Layout::element, non_negative, "count"};

inline constexpr Input scores{"x", Layout::row, finite, "scores"};
inline constexpr Input classes{"t", Layout::classes, non_negative, "classes or their weights"};
inline constexpr Input class_set{"t", Layout::class_set, non_negative, "set of classes"};
inline constexpr Input predictions{"y", Layout::row, finite, "predictions"};
inline constexpr Input targets{"t", Layout::row, finite, "targets"};
inline constexpr Input distribution{"y", Layout::row, probabilities, "predicted probabilities"};
inline constexpr Input log_distribution{"y", Layout::row, log_probabilities, "log-probabilities"};
inline constexpr Input truths{"t", Layout::row, probabilities, "0, 1 or probabilities"};
inline constexpr Input side_of_pair{"t", Layout::per_row, sides,
                                    "1 if they belong together, or -1"};
inline constexpr Input groups{"t", Layout::groups, non_negative, "equal for what belongs together"};
}  // namespace given

}  // namespace kasane::catalog
