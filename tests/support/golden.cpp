#include "tests/support/golden.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace kasane::support {
namespace {

using nlohmann::json;

const json& value(const void* node) { return *static_cast<const json*>(node); }

long double number_of(const json& node) {
    return node.is_string() ? std::strtold(node.get<std::string>().c_str(), nullptr)
                            : node.get<long double>();
}

void collect(const json& node, std::vector<long double>& all) {
    if (node.is_array() || node.is_object()) {
        for (const json& item : node) collect(item, all);
    } else {
        all.push_back(number_of(node));
    }
}

}  // namespace

Golden Golden::load(const std::string& path) {
    static std::map<std::string, std::unique_ptr<json>> files;
    auto& file = files[path];
    if (file == nullptr) {
        std::ifstream in(path);
        if (in) file = std::make_unique<json>(json::parse(in));
    }
    return Golden(file.get());
}

bool Golden::has(std::string_view key) const { return value(node_).contains(std::string(key)); }

Golden Golden::operator[](std::string_view key) const {
    return Golden(&value(node_).at(std::string(key)));
}

std::vector<std::string> Golden::keys() const {
    std::vector<std::string> all;
    for (const auto& item : value(node_).items()) all.push_back(item.key());
    return all;
}

std::size_t Golden::size() const { return value(node_).size(); }
Golden Golden::at(std::size_t i) const { return Golden(&value(node_).at(i)); }

std::string Golden::text() const {
    const json& node = value(node_);
    return node.is_string() ? node.get<std::string>() : node.dump();
}

bool Golden::is_number() const { return value(node_).is_number(); }
long double Golden::number() const { return number_of(value(node_)); }

std::vector<long double> Golden::numbers() const {
    std::vector<long double> all;
    collect(value(node_), all);
    return all;
}

std::vector<double> Golden::doubles() const {
    std::vector<double> all;
    for (const long double one : numbers()) all.push_back(static_cast<double>(one));
    return all;
}

}  // namespace kasane::support
