#pragma once
// Which numbers of an entry of the catalog are worth searching, and where.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::train {

/// A positive number that can be read and typed.
double to_five_digits(double x);

/// The parts of "clip_norm(1) | adam": what stands between bars outside of brackets.
std::vector<std::string> parts_of_pipeline(std::string_view text);

/// A parameter that is searched, evenly in a logarithm.
struct Dimension {
    std::size_t part = 0;  // of "clip_norm(1) | adam", from 0
    std::string parameter;
    double low = 0;
    double high = 0;
    bool of_complement = false;  // it is 1 - parameter that lies between them

    /// At u from 0 to 1, to five digits.
    double value(double u) const;
};

/// The space around an entry's own numbers: a learning rate up to 100 times larger or smaller;
/// rates such as 0.9 by their distance from 1, other positive numbers by themselves, both up to 10
/// times. What stands in the text stays; so do switches, counts, lists, numbers that are 0 (which
/// turn a part of a rule off) and those called eps.
///
/// Of an optimizer with links and wrappers, "clip_norm(1) | adam", all parts are searched.
class KASANE_API SearchSpace {
public:
    /// Throws   LookupError or ValueError as the catalog does.
    SearchSpace(const catalog::Kind& kind, std::string_view text);

    std::span<const Dimension> dimensions() const { return dimensions_; }

    /// The entry as it was given, and at a place drawn from the stream.
    std::string start() const;
    std::string draw(core::Rng rng) const;

private:
    void add_dimensions(const catalog::Spec& given);

    std::vector<catalog::Formula> start_;
    std::vector<Dimension> dimensions_;
};

}  // namespace kasane::train
