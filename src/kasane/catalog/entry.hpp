#pragma once
// Entries of the catalog with their type erased: what lookup, help, kernels and files need.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/input.hpp"
#include "kasane/catalog/landscape.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/storage.hpp"

namespace kasane::catalog {

/// A fixed parameter of an entry, reached through a pointer to its struct.
struct ParamInfo {
    std::string_view name;
    std::array<std::string_view, 4> aliases;
    std::string_view help;
    Range range;
    bool required;  // has no default
    enum class Type : std::uint8_t { number, truth, numbers };
    Type type;
    void* (*place)(void* formula);  // of the member

    KASANE_API Value get(const void* formula) const;

    /// Throws ValueError for the wrong type, and for a list with a number outside the range.
    KASANE_API void set(void* formula, const Value& value, std::string_view entry) const;

    /// Whether `name` is its name or an alias.
    KASANE_API bool is_called(std::string_view name) const;
};

/// Where the walk over a list finds the entry's code.
enum class Form {
    pointwise,    // a formula of its arguments, element by element
    gated,        // the same of two inputs, the halves of the last axis
    rowwise,      // a program over a row
    composed,     // of operations on whole tensors: a loss
    module,       // needs more than numbers in, numbers out: a layer does it
    elementwise,  // an optimizer rule over weight, gradient and state
    algorithm,    // an optimizer that is more than that
    link,         // what changes the gradients before an optimizer
    wrapper,      // what goes around an optimizer
    schedule,     // the value of a parameter, step by step
    scale,        // an initialiser
};

/// Whether such an entry is a formula of its inputs, element by element.
constexpr bool is_pointwise(Form form) { return form == Form::pointwise || form == Form::gated; }

struct Entry {
    const Info* info = nullptr;
    Form form = Form::pointwise;
    int index = 0;  // its place in the list of that form: kernels are found by it
    std::size_t size = 0;
    const void* start = nullptr;  // the struct with its defaults
    std::span<const ParamInfo> params;
    std::span<const Trainable> trainable;
    std::span<const Slot> slots;
    bool is_default = true;        // of the variants of its name
    int inputs = 1;                // arrays the formula takes before its trainable parameters
    std::span<const Input> takes;  // what they are, if the entry says so
    /// Of a composed entry: how many others it is made of.
    int least_parts = 0;
    int most_parts = 0;
    /// Of a row-wise entry: the parameter that says which dimension its rows run along.
    int (*axis)(const void* formula) = nullptr;
    const Landscape* landscape = nullptr;  // of a surface
};

/// An entry with values for its parameters. Copies share the values until one of them sets its
/// own, so operations may keep one for a reference count.
class Formula {
public:
    Formula() = default;
    KASANE_API explicit Formula(const Entry& entry);

    const Entry& entry() const { return *entry_; }
    const Info& info() const { return *entry_->info; }
    explicit operator bool() const { return entry_ != nullptr; }

    /// The struct of the catalog, for code that knows its type.
    const void* data() const { return values_.data() + payload; }
    template <class F>
    const F& as() const {
        return *static_cast<const F*>(data());
    }

    /// Sets a parameter, fixed or trainable, by any of its names.
    ///
    /// Throws   LookupError for an unknown name, ValueError for a value outside its range.
    KASANE_API void set(std::string_view name, const Value& value);

    /// The value of a parameter, fixed or trainable.
    KASANE_API Value get(std::string_view name) const;

    /// Start values of the trainable parameters, in the entry's order.
    std::span<const double> trainable() const { return {starts(), entry_->trainable.size()}; }

    /// `elu(alpha=0.5)`: the name, the variant if the entry has several, and every parameter that
    /// is not at its default or has none.
    KASANE_API std::string text() const;

private:
    static constexpr std::size_t max_trainable = 4;
    static constexpr std::size_t payload = max_trainable * sizeof(double);

    double* starts() const { return reinterpret_cast<double*>(values_.data()); }
    void make_unique();

    const Entry* entry_ = nullptr;
    core::Storage values_;  // start values of the trainable parameters, then the struct
};

}  // namespace kasane::catalog
