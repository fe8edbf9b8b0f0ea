// The smallest user of the library: a number from it, and an error caught across its border.
#include <cstdio>
#include <cstring>

#include "kasane/core/error.hpp"
#include "kasane/core/shape.hpp"

int main() {
    const kasane::Shape shape{2, 3};
    try {
        kasane::core::value_error("consumer", "nothing is wrong", {}, "nothing");
    } catch (const kasane::Error& error) {
        std::printf("size %d, error caught\n", static_cast<int>(shape.size()));
        return shape.size() == 6 && std::strstr(error.what(), "nothing is wrong") ? 0 : 1;
    }
    return 1;
}
