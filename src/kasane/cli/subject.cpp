#include "kasane/cli/subject.hpp"

namespace kasane::cli {

Subject subject_named(const std::string& text) {
    const std::size_t colon = text.find(':');
    const bool has_kind = colon < text.find('(');  // a colon inside the arguments is theirs
    Subject named;
    if (has_kind) named.kind = &catalog::kind(text.substr(0, colon));
    named.text = has_kind ? text.substr(colon + 1) : text;
    named.formula = named.kind->make(named.text);
    return named;
}

}  // namespace kasane::cli
