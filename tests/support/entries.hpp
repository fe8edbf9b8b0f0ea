#pragma once
// The catalog as lists of test cases.

#include <ostream>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"

namespace kasane::support {

/// One entry as the parameter of a test.
struct Case {
    const catalog::Entry* entry;
    const catalog::Kind* kind = nullptr;

    catalog::Formula formula() const { return catalog::Formula(*entry); }
    bool is(catalog::Form form) const { return entry->form == form; }
};

/// Name and variant: "nadam_paper".
inline std::string name_of(const catalog::Entry& entry) {
    std::string name(entry.info->name);
    if (!entry.info->variants[0].empty()) name.append("_").append(entry.info->variants[0]);
    return name;
}

inline void PrintTo(const Case& one, std::ostream* out) { *out << name_of(*one.entry); }

/// For INSTANTIATE_TEST_SUITE_P: the test is called by the entry's name.
struct CaseName {
    template <class Info>
    std::string operator()(const Info& info) const {
        return name_of(*info.param.entry);
    }
};

/// The same for cases of several kinds, which share names: "schedule_linear".
struct KindAndName {
    template <class Info>
    std::string operator()(const Info& info) const {
        return std::string(info.param.kind->name()) + "_" + name_of(*info.param.entry);
    }
};

/// Every entry of a kind, or those of one form.
inline std::vector<Case> cases(const catalog::Kind& kind) {
    std::vector<Case> all;
    for (const catalog::Entry& entry : kind.entries()) all.push_back({&entry, &kind});
    return all;
}
inline std::vector<Case> cases(const catalog::Kind& kind, catalog::Form form) {
    std::vector<Case> all;
    for (const Case& one : cases(kind)) {
        if (one.is(form)) all.push_back(one);
    }
    return all;
}

/// Every pointwise formula: activations, then losses.
inline std::vector<Case> pointwise_cases() {
    std::vector<Case> all = cases(catalog::activations(), catalog::Form::pointwise);
    for (const Case& one : cases(catalog::losses(), catalog::Form::pointwise)) all.push_back(one);
    return all;
}

}  // namespace kasane::support
