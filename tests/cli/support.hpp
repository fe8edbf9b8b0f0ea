#pragma once
// The command line without a process: arguments in, texts and exit code out.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "kasane/cli/program.hpp"

namespace kasane::support {

using Json = nlohmann::ordered_json;

struct Outcome {
    int exit_code = 0;
    std::string out;
    std::string err;

    /// The lines of `out` as JSON.
    std::vector<Json> events() const {
        std::vector<Json> all;
        std::istringstream lines(out);
        for (std::string line; std::getline(lines, line);) all.push_back(Json::parse(line));
        return all;
    }
    Json last() const { return events().back(); }
    std::vector<Json> events(const std::string& name) const {
        std::vector<Json> some;
        for (const Json& one : events()) {
            if (one.at("event") == name) some.push_back(one);
        }
        return some;
    }
    bool says(const std::string& text) const { return out.find(text) != std::string::npos; }
    bool complains(const std::string& text) const { return err.find(text) != std::string::npos; }
};

using Words = std::vector<std::string>;

inline Outcome kasane(const Words& arguments, const std::string& input = {},
                      bool terminal = false) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Outcome outcome;
    outcome.exit_code = cli::run(arguments, in, out, err, terminal);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

inline Words operator+(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// The keys of a JSON object in their order.
inline Words keys(const Json& object) {
    Words all;
    for (const auto& [key, value] : object.items()) all.push_back(key);
    return all;
}

/// A new directory that is removed at the end.
class Directory {
public:
    Directory() {
        std::string name = testing::TempDir() + "/cli-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

inline std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Rows "a,b,label": the label says which of the two numbers is larger.
inline std::string table(int rows, bool with_labels = true) {
    std::string text;
    for (int i = 0; i < rows; ++i) {
        const int a = i * 37 % 101;
        const int b = i * 61 % 97;
        text += std::to_string(a * 0.01) + "," + std::to_string(b * 0.01);
        if (with_labels) text += a > b ? ",1" : ",0";
        text += "\n";
    }
    return text;
}

/// Sets an environment variable while it lives.
class Environment {
public:
    Environment(const char* name, const char* value) : name_(name) {
        const char* before = std::getenv(name);
        if (before != nullptr) before_ = before;
        was_set_ = before != nullptr;
        ::setenv(name, value, 1);
    }
    ~Environment() {
        if (was_set_) {
            ::setenv(name_, before_.c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
    std::string before_;
    bool was_set_ = false;
};

}  // namespace kasane::support
