#pragma once
// What `at` and `plot` are asked about.

#include <string>

#include "kasane/catalog/registry.hpp"

namespace kasane::cli {

struct Subject {
    const catalog::Kind* kind = &catalog::activations();
    std::string text;  // the entry with its parameters
    catalog::Formula formula;
};

/// "KIND:SPEC" or, for activations, "SPEC". Throws as Kind::make does.
Subject subject_named(const std::string& text);

}  // namespace kasane::cli
