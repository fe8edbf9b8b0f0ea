#pragma once
// The words of math/vocabulary.hpp, and nothing else, visible to the formulas of the catalog.

#include "kasane/math/vocabulary.hpp"

namespace kasane::catalog {
KASANE_USE_WORDS;
}
