#include "tests/support/subject.hpp"

#include <sstream>

namespace kasane::support {
std::string Subject::at(std::span<const double> arguments) const {
    std::ostringstream out;
    out.precision(17);
    out << text << " at ";
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        out << (k == 0 ? "" : ", ") << names[k] << " = " << arguments[k];
    }
    return out.str();
}

Subject described(const catalog::Formula& formula) {
    Subject made;
    made.text = formula.text();
    made.info = &formula.info();
    made.inputs = formula.entry().inputs;
    for (const catalog::Input& input : formula.entry().takes) made.names.emplace_back(input.name);
    if (!made.names.empty()) {
        // said by the entry itself
    } else if (made.inputs == 1) {
        made.names = {"x"};
    } else {
        made.names = {"a", "b"};
        made.synonyms = {{"y", 0}, {"p", 0}, {"t", 1}};
    }
    if (formula.entry().landscape != nullptr) {
        made.names = {"x", "y"};
        made.synonyms.clear();
    }
    for (std::size_t i = 0; i < formula.trainable().size(); ++i) {
        made.names.emplace_back(formula.entry().trainable[i].name);
        made.trainable.push_back(formula.trainable()[i]);
    }
    for (const catalog::ParamInfo& param : formula.entry().params) {
        const catalog::Value value = formula.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            made.names.emplace_back(param.name);
            made.fixed.push_back(*number);
        } else if (const bool* truth = std::get_if<bool>(&value.data)) {
            made.names.emplace_back(param.name);
            made.fixed.push_back(*truth ? 1 : 0);
        }
    }
    return made;
}

}  // namespace kasane::support
