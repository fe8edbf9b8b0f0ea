#include "kasane/plot/graph.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "kasane/autograd/graph.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/plot/graph_text.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/save.hpp"

namespace kasane::plot {
namespace {

using autograd::GraphNode;
using autograd::Index;

constexpr std::size_t most_boxes = 500;
constexpr std::size_t alone = static_cast<std::size_t>(-1);  // in no group

std::size_t place(Index i) { return static_cast<std::size_t>(i); }

/// Which nodes become which boxes, and what the boxes say.
class Drawing {
public:
    Drawing(const Tensor& result, const GraphPicture& picture, const Theme& theme)
        : nodes_(autograd::graph(result)),
          picture_(picture),
          theme_(theme),
          group_(nodes_.size(), alone),
          uses_(nodes_.size(), 0) {
        for (const GraphNode& node : nodes_) {
            for (const Index input : node.inputs) ++uses_[place(input)];
        }
        for (std::size_t g = 0; g < picture.groups.size(); ++g) claim(g);
        std::size_t boxes = 0;
        for (std::size_t i = 0; i < nodes_.size(); ++i) boxes += is_box(i) ? 1 : 0;
        if (boxes > most_boxes) {
            core::value_error("graph", "has " + std::to_string(boxes) + " boxes", {},
                              "pictures show up to " + std::to_string(most_boxes) +
                                  "; put operations into groups");
        }
    }

    std::string text() const {
        std::string text =
            header(picture_.title, theme_, static_cast<bool>(nodes_.back().gradient));
        if (picture_.expand) text += clusters();
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (is_box(i)) text += box(i);
        }
        for (std::size_t i = 0; i < nodes_.size(); ++i) text += edges_into(i);
        return text + end() + "}\n";
    }

private:
    /// Puts what a group's result was computed from into it.
    void claim(std::size_t g) {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_[i].tensor.node() == picture_.groups[g].result.node()) open.push_back(i);
        }
        if (!open.empty()) group_result_.emplace_back(g, open.front());
        while (!open.empty()) {
            const std::size_t i = open.back();
            open.pop_back();
            if (group_[i] != alone) continue;
            group_[i] = g;
            for (const Index input : nodes_[i].inputs) {
                const GraphNode& from = nodes_[place(input)];
                if (!from.op.empty() || from.needs_grad || is_constant(place(input))) {
                    open.push_back(place(input));
                }
            }
        }
    }

    /// A number that the computation brings along.
    bool is_constant(std::size_t i) const {
        const GraphNode& node = nodes_[i];
        return node.op.empty() && node.name.empty() && !node.needs_grad && node.value.size() == 1;
    }

    /// The node whose box shows this one: the result of its group, or itself.
    std::size_t box_at(std::size_t i) const {
        if (picture_.expand || group_[i] == alone) return i;
        const auto same = [&](const auto& one) { return one.first == group_[i]; };
        return std::find_if(group_result_.begin(), group_result_.end(), same)->second;
    }

    /// Constants stand inside the operation that uses them.
    bool is_box(std::size_t i) const { return box_at(i) == i && !is_constant(i); }

    std::string box(std::size_t i) const;
    std::vector<Line> lines_of(std::size_t i) const;
    std::vector<Line> parameters_in(std::size_t g) const;
    void add_gradient(std::vector<Line>& lines, const std::string& words,
                      const GraphNode& node) const;
    std::string caption(const GraphNode& node) const;
    std::string edges_into(std::size_t i) const;
    std::string clusters() const;
    std::string end() const;

    std::vector<GraphNode> nodes_;
    const GraphPicture& picture_;
    const Theme& theme_;
    std::vector<std::size_t> group_;
    std::vector<std::pair<std::size_t, std::size_t>> group_result_;
    std::vector<int> uses_;
};

/// "×", or with a constant "+ 1": on the side where it stands.
std::string Drawing::caption(const GraphNode& node) const {
    std::string text = symbol_of(node.op);
    if (node.inputs.size() != 2) return text;
    if (is_constant(place(node.inputs[1]))) {
        return text + " " + four_digits(nodes_[place(node.inputs[1])].value.item());
    }
    if (is_constant(place(node.inputs[0]))) {
        return four_digits(nodes_[place(node.inputs[0])].value.item()) + " " + text;
    }
    return text;
}

/// The words and the gradient by a node in one line, or in several if it has several.
void Drawing::add_gradient(std::vector<Line>& lines, const std::string& words,
                           const GraphNode& node) const {
    if (!node.gradient) return;
    std::vector<std::string> texts = gradient_texts(node.gradient.value());
    if (texts.size() == 1) texts[0] = words + " " + texts[0];
    if (texts.size() > 1) texts.insert(texts.begin(), words);
    for (std::string& text : texts) lines.push_back({std::move(text), backward_color(theme_)});
}

std::vector<Line> Drawing::parameters_in(std::size_t g) const {
    std::vector<Line> lines;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const GraphNode& node = nodes_[i];
        if (group_[i] != g || !node.op.empty() || !node.needs_grad) continue;
        lines.push_back({node.name + " " + shape_text(node.value), theme_.faint});
        add_gradient(lines, "gradient", node);
    }
    return lines;
}

std::vector<Line> Drawing::lines_of(std::size_t i) const {
    const GraphNode& node = nodes_[i];
    const bool is_group = !picture_.expand && group_[i] != alone && !node.op.empty();
    std::vector<Line> lines;
    if (is_group) {
        lines.push_back({picture_.groups[group_[i]].name, theme_.ink, true});
    } else if (!node.op.empty()) {
        lines.push_back({caption(node), theme_.ink, true});
    }
    if (!is_group && !node.name.empty()) {
        lines.push_back({node.name, node.op.empty() ? theme_.ink : theme_.faint, node.op.empty()});
    }
    for (std::string& text : value_texts(node.value)) {
        lines.push_back({std::move(text), forward_color(theme_)});
    }
    if (is_group) {
        for (Line& line : parameters_in(group_[i])) lines.push_back(std::move(line));
    }
    if (uses_[i] > 1) add_gradient(lines, "in all", node);
    return lines;
}

std::string Drawing::box(std::size_t i) const {
    return node_text(i, lines_of(i), nodes_[i].op.empty() ? Box::leaf : Box::operation, theme_);
}

std::string Drawing::edges_into(std::size_t i) const {
    std::string text;
    const std::size_t to = box_at(i);
    for (std::size_t k = 0; k < nodes_[i].inputs.size(); ++k) {
        const std::size_t input = place(nodes_[i].inputs[k]);
        const std::size_t from = box_at(input);
        if (from == to || is_constant(input)) continue;
        const Tensor& part = nodes_[i].input_gradients[k];
        text += edge_text(from, to,
                          part ? gradient_texts(part.value()) : std::vector<std::string>(), theme_);
    }
    return text;
}

std::string Drawing::clusters() const {
    std::string text;
    for (const auto& [g, result] : group_result_) {
        if (nodes_[result].op.empty()) continue;
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (group_[i] == g && is_box(i)) members.push_back(i);
        }
        text += cluster_text(g, picture_.groups[g].name, members, theme_);
    }
    return text;
}

/// Where the walk backward begins.
std::string Drawing::end() const {
    const GraphNode& result = nodes_.back();
    if (!result.gradient) return {};
    const std::size_t i = nodes_.size();
    return node_text(i, {{"\u00a0result", theme_.faint}}, Box::words, theme_) +
           edge_text(box_at(i - 1), i, gradient_texts(result.gradient.value()), theme_);
}

}  // namespace

std::string dot(const Tensor& result, const GraphPicture& picture, const Theme& theme) {
    return Drawing(result, picture, theme).text();
}

void save_graph(const Tensor& result, const std::string& path, const GraphPicture& picture,
                const Theme& theme) {
    check_ending(path, {"svg", "png", "pdf", "dot"});
    const std::string format = ending_of(path);
    std::string bytes = dot(result, picture, theme);
    if (format != "dot") {
        std::vector<std::string> arguments{"-T" + format};
        if (format == "png") arguments.push_back("-Gdpi=144");
        bytes = run_program(graphviz, arguments, bytes);
    }
    io::write_atomic(path, std::as_bytes(std::span(bytes.data(), bytes.size())));
}

}  // namespace kasane::plot
