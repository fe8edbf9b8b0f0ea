#include "kasane/cli/loss_line.hpp"

#include <cmath>

#include "kasane/autograd/reduce.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/loss/loss.hpp"

namespace kasane::cli {
namespace {

using autograd::Tensor;
using catalog::Layout;
using core::Index;
using core::Shape;

using Row = std::vector<double>;

}  // namespace

LossLine::LossLine(const catalog::Formula& formula, Precision precision, bool rows)
    : formula_(formula), precision_(precision), target_rows_(rows) {
    for (const catalog::Input& input : formula.entry().takes) {
        switch (layout(input)) {
            case Layout::element:
            case Layout::classes:
            case Layout::per_row: ++single_; break;
            case Layout::row: ++rows_; break;
            default: unfit();
        }
    }
}

std::string LossLine::misfit(const Row& line) const {
    const std::size_t n = line.size();
    const bool fits = rows_ == 0 ? n == single_ : n > single_ && (n - single_) % rows_ == 0;
    if (!fits) return wanted() + text("; it has %zu numbers", n);
    const std::size_t width = rows_ == 0 ? 1 : (n - single_) / rows_;
    std::size_t at = 0;
    for (const catalog::Input& input : formula_.entry().takes) {
        const bool is_class = layout(input) == Layout::classes;
        if (is_class && !is_index(line[at], width)) {
            return text("%s is a class, 0..%zu", std::string(input.name).c_str(), width - 1);
        }
        at += layout(input) == Layout::row ? width : 1;
    }
    return {};
}

std::vector<LossAt> LossLine::of_points(const std::vector<Row>& lines) const {
    std::vector<Row> columns(single_);
    for (const Row& line : lines) {
        for (std::size_t k = 0; k < single_; ++k) columns[k].push_back(line[k]);
    }
    const std::vector<std::span<const double>> inputs(columns.begin(), columns.end());
    const Row errors = evaluate_all(formula_, inputs, {}, precision_);
    const Row slopes = evaluate_all(formula_, inputs, {1, 0, 0}, precision_);
    std::vector<LossAt> results;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        results.push_back({errors[i], {slopes[i]}});
    }
    return results;
}

LossAt LossLine::of_row(const Row& line) const {
    const std::size_t width = (line.size() - single_) / rows_;
    std::vector<Tensor> inputs;
    std::size_t at = 0;
    for (const catalog::Input& input : formula_.entry().takes) {
        const std::size_t count = layout(input) == Layout::row ? width : 1;
        inputs.push_back(tensor_of({line.data() + at, count}, input));
        at += count;
    }
    inputs[0].requires_grad();
    const Tensor value = loss::Loss(formula_.text(), loss::Reduction::none)(inputs);
    autograd::sum(value).backward();
    const core::DType rounded = precision_.dtype;
    LossAt result{round_to(value.item(), rounded), {}};
    for (Index i = 0; i < inputs[0].size(); ++i) {
        result.slopes.push_back(round_to(inputs[0].grad().item(i), rounded));
    }
    return result;
}

Layout LossLine::layout(const catalog::Input& input) const {
    const bool set = input.layout == Layout::class_set;
    const bool as_row = set || (target_rows_ && input.layout == Layout::classes);
    return as_row ? Layout::row : input.layout;
}

void LossLine::unfit() const {
    core::value_error("at", formula_.text() + " takes more than a line can hold", {},
                      "see kasane describe " + std::string(formula_.info().name));
}

std::string LossLine::wanted() const {
    std::string names;
    for (const catalog::Input& input : formula_.entry().takes) {
        const bool is_row = layout(input) == Layout::row;
        names += (names.empty() ? "" : ", ") + (is_row ? "the row " : std::string()) +
                 std::string(input.name);
    }
    return "a line holds " + names;
}

bool LossLine::is_index(double x, std::size_t n) const {
    for (const catalog::ParamInfo& param : formula_.entry().params) {
        if (param.name != "ignore_index") continue;
        if (std::get<double>(formula_.get(param.name).data) == x) return true;
    }
    return x >= 0 && x < static_cast<double>(n) && x == std::floor(x);
}

Tensor LossLine::tensor_of(std::span<const double> numbers, const catalog::Input& input) const {
    const auto count = static_cast<Index>(numbers.size());
    if (layout(input) == Layout::classes) {
        const auto label = static_cast<std::int64_t>(numbers[0]);
        return Tensor(core::Array::from({label}, {1}));
    }
    const Shape shape = layout(input) == Layout::row ? Shape{1, count} : Shape{count};
    return Tensor(kernels::convert(core::Array::from(numbers, shape), precision_.kernel()));
}

}  // namespace kasane::cli
