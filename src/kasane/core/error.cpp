#include "kasane/core/error.hpp"

namespace kasane::core {

std::string message(std::string_view op, std::string_view problem,
                    std::initializer_list<std::string> got, std::string_view hint) {
    std::string text;
    text.append(op).append(": ").append(problem);
    for (const std::string& line : got) {
        text.append("\n  ").append(line);
    }
    if (!hint.empty()) {
        text.append("\n  hint: ").append(hint);
    }
    return text;
}

void shape_error(std::string_view op, std::string_view problem,
                 std::initializer_list<NamedShape> got, std::string_view hint) {
    std::string text = message(op, problem);
    for (const NamedShape& entry : got) {
        text.append("\n  ").append(entry.name).append(": ").append(to_string(entry.shape));
    }
    if (!hint.empty()) {
        text.append("\n  hint: ").append(hint);
    }
    throw ShapeError(text);
}

void value_error(std::string_view op, std::string_view problem,
                 std::initializer_list<std::string> got, std::string_view hint) {
    throw ValueError(message(op, problem, got, hint));
}

}  // namespace kasane::core
