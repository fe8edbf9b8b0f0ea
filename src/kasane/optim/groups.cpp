#include "kasane/optim/groups.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/optim/around.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::optim {
namespace {

constexpr std::string_view frozen = "frozen";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// The first place of a character outside parentheses, or npos.
std::size_t find_outside(std::string_view text, char wanted) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] == wanted && depth <= 0) return i;
    }
    return std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

/// The first group that names a parameter; their number if none does.
std::size_t group_of(const std::vector<Group>& groups, std::string_view name) {
    std::size_t k = 0;
    while (k < groups.size() && !matches(groups[k].pattern, name)) ++k;
    return k;
}

/// A rule for each group, on its stretch of the arena.
class GroupedRule final : public Rule {
public:
    GroupedRule(const std::vector<Group>& groups, Arena& arena) : gradients_(arena.make_slot(0)) {
        std::size_t next = 0;
        for (const Group& group : groups) {
            const std::size_t first = next;
            while (next < arena.places().size() &&
                   &group == &groups[group_of(groups, arena.places()[next].name)]) {
                ++next;
            }
            add(group, arena, first, next);
        }
    }

    void step(Arena& arena, const StepContext& context) override {
        // A closure that a rule calls takes all gradients anew.
        const bool may_change = context.evaluate != nullptr;
        if (may_change) kernels::copy_to(gradients_, arena.gradients());
        for (Member& one : members_) {
            if (one.rule == nullptr) continue;
            if (may_change) {
                const Index begin = one.part->begin();
                Array own = one.part->gradients();
                kernels::copy_to(own, gradients_.view(begin, own.shape()));
            }
            one.rule->step(*one.part, context);
        }
    }

    std::vector<StateArray> state() override {
        std::vector<StateArray> all;
        for (std::size_t k = 0; k < members_.size(); ++k) {
            if (members_[k].rule == nullptr) continue;
            for (StateArray& one : members_[k].rule->state()) {
                one.name = "group" + std::to_string(k + 1) + "/" + one.name;
                all.push_back(std::move(one));
            }
        }
        return all;
    }

    std::string text() const override {
        std::string all;
        for (const Member& one : members_) {
            if (!all.empty()) all += "; ";
            all += one.pattern + ": ";
            all += one.rule == nullptr ? std::string(frozen) : one.rule->text();
        }
        return all;
    }

    /// The value for the first group that has the parameter. The others keep their ratio to it.
    void set(std::string_view parameter, double value) override {
        const std::vector<double>& at_start = values_at_start(parameter);
        const Member* leader = nullptr;
        double first = 0;
        for (std::size_t k = 0; k < members_.size(); ++k) {
            if (members_[k].rule == nullptr || std::isnan(at_start[k])) continue;
            if (leader == nullptr) {
                leader = &members_[k];
                first = at_start[k];
            }
            const double own =
                at_start[k] == first || first == 0 ? value : value / first * at_start[k];
            members_[k].rule->set(parameter, own);
        }
    }
    double get(std::string_view parameter) const override {
        std::string why = "optimizer: all groups are frozen";
        for (const Member& one : members_) {
            if (one.rule == nullptr) continue;
            try {
                return one.rule->get(parameter);
            } catch (const core::LookupError& error) {
                why = error.what();
            }
        }
        throw core::LookupError(why);
    }

    bool averages() const override {
        for (const Member& one : members_) {
            if (one.rule != nullptr && one.rule->averages()) return true;
        }
        return false;
    }
    void to_evaluation_point(Arena&) override {
        for (Member& one : members_) {
            if (one.rule != nullptr) one.rule->to_evaluation_point(*one.part);
        }
    }
    void to_training_point(Arena&) override {
        for (Member& one : members_) {
            if (one.rule != nullptr) one.rule->to_training_point(*one.part);
        }
    }

private:
    struct Member {
        std::string pattern;
        std::unique_ptr<Arena> part;
        std::unique_ptr<Rule> rule;  // none if frozen
    };

    void add(const Group& group, Arena& arena, std::size_t first, std::size_t last) {
        auto part = std::make_unique<Arena>(arena, first, last);
        std::unique_ptr<Rule> rule;
        if (group.optimizer != frozen) rule = make_rule(group.optimizer, *part);
        if (rule != nullptr && rule->loss_scale() != 1) {
            core::value_error("optimizer", "loss_scale is about the whole model",
                              {group.pattern + ": " + group.optimizer},
                              "take it out of the groups");
        }
        members_.push_back({group.pattern, std::move(part), std::move(rule)});
    }

    /// What a parameter was in each group before it was set for the first time; NaN where there is
    /// none. Throws LookupError if no group has it.
    const std::vector<double>& values_at_start(std::string_view parameter) {
        const auto found = starts_.find(parameter);
        if (found != starts_.end()) return found->second;
        get(parameter);
        std::vector<double> all;
        for (const Member& one : members_) {
            double value = std::numeric_limits<double>::quiet_NaN();
            try {
                if (one.rule != nullptr) value = one.rule->get(parameter);
            } catch (const core::LookupError&) {
                // This group goes without.
            }
            all.push_back(value);
        }
        return starts_.emplace(parameter, std::move(all)).first->second;
    }

    std::vector<Member> members_;
    Array gradients_;  // of the batch, while rules ask for others
    std::map<std::string, std::vector<double>, std::less<>> starts_;
};

}  // namespace

bool has_groups(std::string_view text) { return find_outside(text, ':') != std::string_view::npos; }

std::vector<Group> parse_groups(std::string_view text) {
    std::vector<Group> groups;
    while (!text.empty()) {
        const std::size_t end = find_outside(text, ';');
        const std::string_view part = text.substr(0, end);
        const std::size_t colon = find_outside(part, ':');
        const bool has_both = colon != std::string_view::npos;
        const std::string_view pattern = trimmed(part.substr(0, has_both ? colon : 0));
        const std::string_view optimizer = trimmed(has_both ? part.substr(colon + 1) : part);
        if (pattern.empty() || optimizer.empty()) {
            core::value_error("optimizer", "a group is a pattern and an optimizer",
                              {"group: " + std::string(trimmed(part))},
                              "*.bias: sgd(lr=0.1); *: adam");
        }
        if (optimizer != frozen) parse_optimizer(optimizer);
        groups.push_back({std::string(pattern), std::string(optimizer)});
        text = end == std::string_view::npos ? "" : text.substr(end + 1);
    }
    return groups;
}

std::vector<std::string> patterns_of(std::string_view text) {
    if (!has_groups(text)) return {"*"};
    std::vector<std::string> patterns;
    for (Group& group : parse_groups(text)) patterns.push_back(std::move(group.pattern));
    return patterns;
}

autograd::Parameters in_groups(const std::vector<Group>& groups, autograd::Parameters parameters) {
    autograd::Parameters sorted;
    std::string names;
    for (const autograd::Parameter& one : parameters) {
        names += (names.empty() ? "" : ", ") + one.name;
        if (group_of(groups, one.name) == groups.size()) {
            core::value_error("optimizer", one.name + " belongs to no group", {},
                              "a last group for all others: \"...; *: adam\"");
        }
    }
    for (std::size_t k = 0; k < groups.size(); ++k) {
        const std::size_t before = sorted.size();
        for (const autograd::Parameter& one : parameters) {
            if (group_of(groups, one.name) == k) sorted.push_back(one);
        }
        if (sorted.size() == before) {
            core::value_error("optimizer", "nothing is left for the group " + groups[k].pattern,
                              {"parameters: " + names}, "a name goes to the first that fits");
        }
    }
    return sorted;
}

std::unique_ptr<Rule> make_grouped(const std::vector<Group>& groups, Arena& arena) {
    return std::make_unique<GroupedRule>(groups, arena);
}

}  // namespace kasane::optim
