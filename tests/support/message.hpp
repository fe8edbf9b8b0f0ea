#pragma once
// What an error says.

#include <gtest/gtest.h>

#include <string>

namespace kasane::support {

/// The text of the Kind that `call` throws; the test fails if it throws nothing or another kind.
template <class Kind, class Call>
std::string message_of(Call call) {
    try {
        call();
    } catch (const Kind& error) {
        return error.what();
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another kind of error: " << error.what();
        return {};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

}  // namespace kasane::support
