#include "kasane/optim/schedule.hpp"

#include <cmath>
#include <mutex>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/schedules.hpp"
#include "kasane/core/error.hpp"

namespace kasane::optim {

/// A schedule with the ones inside it. It never changes: what is measured lies in memory.
struct Schedule::Node {
    catalog::Formula formula;
    std::vector<Node> parts;
    std::size_t place = 0;  // of its own memory
    std::shared_ptr<const Function> function = nullptr;
    bool is_product = false;

    // How far the product of a user's factors has been worked out. Copies share the node.
    struct Product {
        std::mutex mutex;
        Index step = 0;
        double value = 1;
    };
    std::shared_ptr<Product> product = nullptr;

    double value(const catalog::Moment& moment, const double* memory) const;
    double value_of_function(const catalog::Moment& moment) const;
};

namespace {

/// What the parts of a node are called with.
struct Inside {
    const std::vector<Schedule::Node>& parts;
    const double* memory;
};

double value_of_part(const void* owner, int i, const catalog::Moment& moment) {
    const Inside& inside = *static_cast<const Inside*>(owner);
    return inside.parts[static_cast<std::size_t>(i)].value(moment, inside.memory);
}

void check_parts(const Schedule::Node& node) {
    const catalog::Entry& entry = node.formula.entry();
    const int count = static_cast<int>(node.parts.size());
    const std::string name(entry.info->name);
    if (count < entry.least_parts || count > entry.most_parts) {
        core::value_error(name,
                          "takes " + std::to_string(entry.least_parts) +
                              (entry.most_parts > entry.least_parts
                                   ? " to " + std::to_string(entry.most_parts) + " schedules"
                                   : " schedule") +
                              ", got " + std::to_string(count),
                          {}, "as in " + name + "(cosine)");
    }
    if (const char* problem = catalog::problem_of_schedule(node.formula, count)) {
        core::value_error(name, problem, {node.formula.text()});
    }
}

Schedule::Node node_of(const catalog::Spec& spec, std::vector<double>& memory) {
    Schedule::Node node{catalog::schedules().make(spec), {}};
    if (node.formula.info().name == "lambda") {
        core::value_error("lambda", "a text cannot hold a function", {},
                          "in C++: Schedule([](Index t) { return ...; })");
    }
    if (node.formula.entry().most_parts > 0) {
        for (const catalog::Argument& one : spec.arguments) {
            if (!catalog::is_part(one)) continue;
            node.parts.push_back(node_of(std::get<catalog::Spec>(one.value.data), memory));
        }
    }
    check_parts(node);
    node.place = memory.size();
    memory.resize(memory.size() + static_cast<std::size_t>(memory_size(node.formula)));
    return node;
}

bool any_moves_momentum(const Schedule::Node& node) {
    for (const Schedule::Node& part : node.parts) {
        if (any_moves_momentum(part)) return true;
    }
    return catalog::moves_momentum(node.formula);
}

void feed_all(const Schedule::Node& node, double metric, double* memory) {
    for (const Schedule::Node& part : node.parts) feed_all(part, metric, memory);
    catalog::feed(node.formula, metric, memory + node.place);
}

std::string text_of(const Schedule::Node& node) {
    if (node.function != nullptr) return std::string(node.formula.info().name) + "(f)";
    if (node.parts.empty()) return node.formula.text();
    catalog::Spec spec = catalog::parse_spec(node.formula.text());
    std::string text = spec.name + "(";
    for (const Schedule::Node& part : node.parts) {
        text += (&part == node.parts.data() ? "" : ", ") + text_of(part);
    }
    for (const catalog::Argument& one : spec.arguments) {
        text += ", " + one.name + "=" + to_string(one.value);
    }
    return text + ")";
}

}  // namespace

double Schedule::Node::value(const catalog::Moment& moment, const double* memory) const {
    if (function != nullptr) return value_of_function(moment);
    const Inside inside{parts, memory};
    return catalog::schedule_value(
        formula, moment, {&inside, static_cast<int>(parts.size()), &value_of_part}, memory + place);
}

double Schedule::Node::value_of_function(const catalog::Moment& moment) const {
    if (moment.is_momentum) return moment.base;
    const auto step = static_cast<Index>(moment.t);
    if (!is_product) return moment.base * (*function)(step);
    const std::lock_guard lock(product->mutex);
    if (product->step > step) {
        product->step = 0;
        product->value = 1;
    }
    while (product->step < step) product->value *= (*function)(++product->step);
    return moment.base * product->value;
}

Schedule::Function::~Function() = default;

Schedule::Schedule(std::string_view text)
    : root_(std::make_shared<Node>(node_of(catalog::parse_spec(text), memory_))) {}

Schedule::Schedule(std::shared_ptr<const Function> function, bool is_product)
    : root_(std::make_shared<Node>(
          Node{.formula = catalog::schedules().make(is_product ? "multiplicative" : "lambda"),
               .parts = {},
               .function = std::move(function),
               .is_product = is_product,
               .product = std::make_shared<Node::Product>()})) {}

double Schedule::at(Index step, double base, Index total) const {
    return at({.t = static_cast<double>(step), .total = static_cast<double>(total), .base = base});
}

double Schedule::at(const catalog::Moment& moment) const {
    const double value = root_->value(moment, memory_.data());
    if (std::isfinite(value)) return value;
    core::value_error(text(), "has no value at step " + catalog::to_string(moment.t),
                      {"steps of the run: " + (moment.total > 0 ? catalog::to_string(moment.total)
                                                                : std::string("unknown"))},
                      "give its length, as in cosine(total=1000), or that of the run");
}

bool Schedule::moves_momentum() const { return any_moves_momentum(*root_); }

void Schedule::feed(double metric) { feed_all(*root_, metric, memory_.data()); }

std::string Schedule::text() const { return text_of(*root_); }

}  // namespace kasane::optim
