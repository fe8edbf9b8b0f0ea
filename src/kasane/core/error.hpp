#pragma once
// What the library throws. Every message has the same four parts in the same order:
// operation, what is wrong, what was given, what to try.

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/core/shape.hpp"

namespace kasane::core {

/// Every exception Kasane throws on purpose is one of these. The command line turns each kind
/// into an exit code.
class KASANE_API Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Shapes that do not fit together.
class KASANE_API ShapeError : public Error {
public:
    using Error::Error;
};

/// A number, option or argument outside its range.
class KASANE_API ValueError : public Error {
public:
    using Error::Error;
};

/// A name that is not in the catalog.
class KASANE_API LookupError : public Error {
public:
    using Error::Error;
};

/// A file whose content is not what its format promises, or a model that does not fit.
class KASANE_API DataError : public Error {
public:
    using Error::Error;
};

/// An input file that is missing or cannot be opened.
class KASANE_API NoInputError : public Error {
public:
    using Error::Error;
};

/// An output that cannot be created or written (no permission, read-only, full).
class KASANE_API WriteError : public Error {
public:
    using Error::Error;
};

/// A device that failed in the middle of reading or writing.
class KASANE_API IoError : public Error {
public:
    using Error::Error;
};

/// Another process owns what was asked for.
class KASANE_API BusyError : public Error {
public:
    using Error::Error;
};

/// Training left the finite numbers.
class KASANE_API DivergedError : public Error {
public:
    using Error::Error;
};

struct NamedShape {
    std::string_view name;
    const Shape& shape;
};

/// Throws ShapeError. Out of line, so that a check costs its caller one branch.
[[noreturn]] KASANE_API void shape_error(std::string_view op, std::string_view problem,
                                         std::initializer_list<NamedShape> got,
                                         std::string_view hint = {});

/// Text of the four parts: "op: problem", one indented line for each of `got`, "hint: ...".
KASANE_API std::string message(std::string_view op, std::string_view problem,
                               std::initializer_list<std::string> got = {},
                               std::string_view hint = {});

/// Throws ValueError with that text.
[[noreturn]] KASANE_API void value_error(std::string_view op, std::string_view problem,
                                         std::initializer_list<std::string> got = {},
                                         std::string_view hint = {});

}  // namespace kasane::core

namespace kasane {
using core::BusyError;
using core::DataError;
using core::DivergedError;
using core::Error;
using core::IoError;
using core::LookupError;
using core::NoInputError;
using core::ShapeError;
using core::ValueError;
using core::WriteError;
}  // namespace kasane
