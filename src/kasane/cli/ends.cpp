#include "kasane/cli/ends.hpp"

#include <algorithm>
#include <cmath>

namespace kasane::cli {
namespace {

constexpr double unlimited = 1e30;  // what grows beyond it grows for ever
constexpr double core_edge = 24;    // features of interest lie within
constexpr double aside = 1.0 / 128;
constexpr std::size_t most_valleys = 64;

double value_at(const Profile& profile, double x) { return profile.values({&x, 1})[0]; }

struct Bracket {
    double low;
    double high;
};

/// Between two places of which `holds` is true of the first only: the last where it is.
template <class Holds>
double edge_of(Holds holds, double inside, double outside) {
    for (int i = 0; i < 200; ++i) {
        const double middle = inside + (outside - inside) / 2;
        if (middle == inside || middle == outside) break;
        (holds(middle) ? inside : outside) = middle;
    }
    return shortest_between(std::min(inside, outside), std::max(inside, outside));
}

/// `direction` 1: the right tail.
Tail tail(const Profile& profile, int direction) {
    const double limit = direction > 0 ? profile.far_right : profile.far_left;
    if (!std::isfinite(limit)) return Tail::moves;
    const auto n = static_cast<std::ptrdiff_t>(profile.x.size());
    const auto at = [&](std::ptrdiff_t k) {
        return static_cast<std::size_t>(direction > 0 ? n - 1 - k : k);
    };
    std::ptrdiff_t k = 0;
    while (k < n && profile.sampled[at(k)] == limit) ++k;
    if (k == 0) return Tail::approaches;
    if (k == n) return Tail::reaches;
    const double outer = profile.x[at(k - 1)];
    const double edge =
        edge_of([&](double x) { return value_at(profile, x) == limit; }, outer, profile.x[at(k)]);
    // One that only rounds to its limit is as good as there also a little before.
    const double before = value_at(profile, edge - direction * aside);
    const double gap = std::fabs(before - limit);
    const bool is_rounding = gap <= 1e-12 * std::fabs(limit) || gap < 1e-100;
    return is_rounding ? Tail::approaches : Tail::reaches;
}

/// The search for the least, or with sign -1 for the greatest.
class Search {
public:
    Search(const Profile& profile, double sign) : profile_(profile), sign_(sign) {
        for (std::size_t i = 0; i < profile.x.size(); ++i) {
            if (height(i) < best_.height) best_ = {profile.x[i], height(i)};
            if (std::fabs(profile.x[i]) < core_edge && std::isfinite(height(i))) {
                top_ = std::max(top_, height(i));
            }
        }
        span_ = std::min(std::max(top_ - best_.height, 0.0), 1e6);
    }

    End run() {
        look_at(profile_.special, 0);
        std::vector<Bracket> brackets = valleys();
        descend(brackets);
        std::vector<double> bottoms;
        for (const Bracket& one : brackets) {
            bottoms.push_back(shortest_between(one.low, one.high));
        }
        look_at(bottoms, 1e-15 * span_);
        return end();
    }

private:
    struct Place {
        double x;
        double height;
    };

    double height(std::size_t i) const {
        const double own = profile_.sampled[i];
        return std::isnan(own) ? infinity : sign_ * own;
    }

    /// Takes lower places and, of those that are as low, the one nearest to zero.
    void look_at(const std::vector<double>& places, double tolerance) {
        const std::vector<double> values = profile_.values(places);
        for (std::size_t k = 0; k < places.size(); ++k) {
            const double own = sign_ * values[k];
            const double slack = 1e-14 * std::fabs(best_.height);
            const bool is_nearer = std::fabs(places[k]) < std::fabs(best_.x);
            if (own < best_.height - slack || (own <= best_.height + slack && is_nearer)) {
                best_ = {places[k], own};
            }
            if (tolerance > 0 && own <= lowest_valley_.height - slack) {
                lowest_valley_ = {places[k], own};
            }
        }
    }

    /// Whether the grid is lower here than on both sides; two places may share a bottom.
    bool is_bottom(std::size_t i) const {
        const double own = height(i);
        if (!(own < height(i - 1)) || !(own <= height(i + 1))) return false;
        return own < height(i + 1) || (i + 2 < profile_.x.size() && own < height(i + 2));
    }

    /// Where the grid is about as low as it gets, with the neighbours; those near zero first.
    std::vector<Bracket> valleys() const {
        std::vector<Bracket> found;
        for (std::size_t i = 1; i + 1 < profile_.x.size(); ++i) {
            const double own = height(i);
            const bool is_low = own <= best_.height + 0.02 * span_;
            if (is_low && is_bottom(i) && std::fabs(profile_.x[i]) < 4096) {
                found.push_back({profile_.x[i - 1], profile_.x[i + 1]});
            }
        }
        std::stable_sort(found.begin(), found.end(), [](const Bracket& a, const Bracket& b) {
            return std::fabs(a.low + a.high) < std::fabs(b.low + b.high);
        });
        if (found.size() > most_valleys) found.resize(most_valleys);
        return found;
    }

    /// Follows the sign of the rate to the bottom of every valley at once.
    void descend(std::vector<Bracket>& brackets) const {
        std::vector<double> middle(brackets.size());
        for (int round = 0; round < 64 && !brackets.empty(); ++round) {
            for (std::size_t k = 0; k < brackets.size(); ++k) {
                middle[k] = brackets[k].low + (brackets[k].high - brackets[k].low) / 2;
            }
            const std::vector<double> rate = profile_.rate(middle);
            for (std::size_t k = 0; k < brackets.size(); ++k) {
                (sign_ * rate[k] > 0 ? brackets[k].high : brackets[k].low) = middle[k];
            }
        }
    }

    End end() const {
        const bool grows = std::fabs(best_.x) > 1000 && best_.height < -100;
        const bool has_limit = !std::isnan(best_.x > 0 ? profile_.far_right : profile_.far_left);
        if (best_.height < -unlimited || (grows && !has_limit))
            return open(-infinity, best_.x > 0 ? infinity : -infinity);
        const double left = std::isnan(profile_.far_left) ? infinity : sign_ * profile_.far_left;
        const double right = std::isnan(profile_.far_right) ? infinity : sign_ * profile_.far_right;
        const double far = std::min(left, right);
        if (far > best_.height + 1e-12 * std::fabs(best_.height)) {
            const bool is_far_out = std::fabs(best_.x) > 0x1p40;
            return is_far_out ? open(best_.height, best_.x > 0 ? infinity : -infinity) : met(best_);
        }
        const bool is_reached = (left == far && tail(profile_, -1) == Tail::reaches) ||
                                (right == far && tail(profile_, 1) == Tail::reaches);
        if (is_reached) return met({nearest(far), far});
        if (lowest_valley_.height <= far + 1e-15 * span_) return met({lowest_valley_.x, far});
        return open(far, left == far ? -infinity : infinity);
    }

    End open(double height, double x) const { return {sign_ * height, x, false, x, x}; }

    /// Of the places of the grid that have this height, the one nearest to zero.
    double nearest(double wanted) const {
        double found = infinity;
        for (std::size_t i = 0; i < profile_.x.size(); ++i) {
            if (height(i) == wanted && std::fabs(profile_.x[i]) < std::fabs(found)) {
                found = profile_.x[i];
            }
        }
        return found;
    }

    /// An end that is met, with the interval along which it is.
    End met(const Place& place) const {
        const double level = sign_ * place.height;
        const auto& x = profile_.x;
        const std::size_t n = x.size();
        // Where a round hill is flat by rounding, it still has a slope.
        const auto is_level = [&](std::size_t i) {
            return profile_.sampled[i] == level && profile_.sampled_rate[i] == 0;
        };
        const auto right =
            static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), place.x) - x.begin());
        std::size_t last = right;
        while (last < n && is_level(last)) ++last;
        std::size_t first = right;
        while (first > 0 && is_level(first - 1)) --first;
        if (last - first < 2) return {level, place.x, true, place.x, place.x};
        const auto holds = [&](double at) {
            return value_at(profile_, at) == level && profile_.rate({&at, 1})[0] == 0;
        };
        End end{level, 0, true, -infinity, infinity};
        if (first > 0) {
            end.from = edge_of(holds, x[first], x[first - 1]);
            end.has_from = value_at(profile_, end.from) == level;
        }
        if (last < n) {
            end.to = edge_of(holds, x[last - 1], x[last]);
            end.has_to = value_at(profile_, end.to) == level;
        }
        end.x = inside(end);
        return end;
    }

    /// The place of an interval that is nearest to zero or, if that is an end it lacks, one in it.
    static double inside(const End& end) {
        const double nearest = std::clamp(0.0, end.from, end.to);
        const bool is_missing =
            (nearest == end.from && !end.has_from) || (nearest == end.to && !end.has_to);
        if (!is_missing) return nearest;
        return (std::max(end.from, nearest - 2) + std::min(end.to, nearest + 2)) / 2;
    }

    const Profile& profile_;
    double sign_;
    Place best_{infinity, infinity};
    Place lowest_valley_{infinity, infinity};
    double top_ = -infinity;
    double span_ = 0;
};

}  // namespace

Tail left_tail(const Profile& profile) { return tail(profile, -1); }
Tail right_tail(const Profile& profile) { return tail(profile, 1); }

End least(const Profile& profile) { return Search(profile, 1).run(); }
End greatest(const Profile& profile) { return Search(profile, -1).run(); }

}  // namespace kasane::cli
