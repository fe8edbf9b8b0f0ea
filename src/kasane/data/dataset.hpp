#pragma once
// Labelled samples, and where they come from.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::data {

using core::Array;
using core::Index;
using core::Shape;

/// Samples with class labels. The samples stay as their file has them (bytes for images); they
/// become numbers batch by batch, times `scale`.
struct Dataset {
    std::string name;
    Array samples;  // [N, ...], u8 or f32
    Array labels;   // [N] i64, 0..classes-1
    float scale = 1;
    Index classes = 0;

    Index size() const { return labels.size(); }
    /// Numbers in one sample: the product of all but the first dimension.
    Index width() const { return size() == 0 ? 0 : samples.size() / size(); }
};

/// A data set with its customary division.
struct Split {
    Dataset train;
    Dataset test;
};

/// What load() knows by name.
struct SourceInfo {
    std::string_view name;
    std::string_view about;
    std::string_view where;  // how it is found
};
KASANE_API std::span<const SourceInfo> sources();

/// Loads a data set by name.
///
/// "digits" is part of the library: 1797 images of 8x8 (Alpaydin & Kaynak 1998, UCI Optical
/// Recognition of Handwritten Digits, CC BY 4.0); row i is test when i % 5 == 0, else train.
/// "circle", "spiral", "two-gaussians" and "xor" are points of the plane (data/playground.hpp).
/// "mnist" is read from `directory`, or from KASANE_DATA; "fashion-mnist" from `directory`, or
/// from where Debian's package dataset-fashion-mnist puts it.
/// Throws   LookupError for an unknown name; NoInputError for files that are not there; DataError
///          for files that are damaged or do not fit together.
KASANE_API Split load(std::string_view name, const std::string& directory = {});

/// Where load() would read a data set from; empty if it is part of the library or not found.
KASANE_API std::string location(std::string_view name, const std::string& directory = {});

/// Whether load() would find it.
KASANE_API bool available(std::string_view name, const std::string& directory = {});

/// Samples in rows with the label in the last column, or images and labels of any reader.
///
/// Throws   DataError naming the row if a label is not a whole number in 0..classes-1.
KASANE_API Dataset from_table(const std::string& name, Index rows, Index columns,
                              std::span<const double> values);

}  // namespace kasane::data

namespace kasane {
using data::Dataset;
using data::load;
}  // namespace kasane
