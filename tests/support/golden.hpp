#pragma once
// The golden files: values of 25 digits that were computed apart from this library.

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace kasane::support {

/// A value in a golden file: an object, a list, a text or a number.
class Golden {
public:
    /// The content of a file, kept from the first call on; invalid if it is not there.
    static Golden load(const std::string& path);

    explicit operator bool() const { return node_ != nullptr; }

    bool has(std::string_view key) const;
    Golden operator[](std::string_view key) const;
    std::vector<std::string> keys() const;

    std::size_t size() const;
    Golden at(std::size_t i) const;

    /// A text, or a number as the file writes it.
    std::string text() const;
    bool is_number() const;

    /// Decimal and hexadecimal texts, "inf", "nan" and plain numbers.
    long double number() const;
    /// Every number below here, in the order of the file.
    std::vector<long double> numbers() const;
    std::vector<double> doubles() const;

private:
    explicit Golden(const void* node) : node_(node) {}

    const void* node_;
};

#ifdef KASANE_SOURCE_DIR  // the tests know where they are, these helpers do not
/// A file of the folder "golden" of KASANE_SHARED, or of ../shared next to the source directory.
inline Golden golden(const std::string& name) {
    const char* shared = std::getenv("KASANE_SHARED");
    const std::string folder =
        shared != nullptr ? std::string(shared) : std::string(KASANE_SOURCE_DIR) + "/../shared";
    return Golden::load(folder + "/golden/" + name);
}
#endif

}  // namespace kasane::support

/// Skips the test where the golden files are not installed.
#define KASANE_NEED_GOLDEN(file)                                                         \
    if (!::kasane::support::golden(file)) {                                              \
        GTEST_SKIP() << "no golden/" << (file) << "; KASANE_SHARED may name its folder"; \
    }
