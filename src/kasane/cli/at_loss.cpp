// kasane at loss:NAME.

#include <cmath>
#include <span>

#include <nlohmann/json.hpp>

#include "kasane/autograd/reduce.hpp"
#include "kasane/cli/at_kinds.hpp"
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

constexpr std::size_t block_size = 4096;  // lines evaluated at a time
using Row = std::vector<double>;

Json json_row(const Row& row) {
    Json all = Json::array();
    for (const double x : row) all.push_back(exact_json(x));
    return all;
}

/// What one line gives.
struct Result {
    double error;
    Row slopes;  // by the first input
};

/// A line as the inputs of a loss, one behind the other.
class LossLine {
public:
    LossLine(const catalog::Formula& formula, AtOptions options)
        : formula_(formula), options_(options) {
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

    bool is_pointwise() const { return rows_ == 0; }

    /// Why a line is none for the loss; empty if it is one.
    std::string misfit(const Row& line) const {
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

    /// Of a loss of single numbers: all lines at once.
    std::vector<Result> of_points(const std::vector<Row>& lines) const {
        std::vector<Row> columns(single_);
        for (const Row& line : lines) {
            for (std::size_t k = 0; k < single_; ++k) columns[k].push_back(line[k]);
        }
        const std::vector<std::span<const double>> inputs(columns.begin(), columns.end());
        const Row errors = evaluate_all(formula_, inputs, {}, options_.precision);
        const Row slopes = evaluate_all(formula_, inputs, {1, 0, 0}, options_.precision);
        std::vector<Result> results;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            results.push_back({errors[i], {slopes[i]}});
        }
        return results;
    }

    Result of_row(const Row& line) const {
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
        const core::DType rounded = options_.precision.dtype;
        Result result{round_to(value.item(), rounded), {}};
        for (Index i = 0; i < inputs[0].size(); ++i) {
            result.slopes.push_back(round_to(inputs[0].grad().item(i), rounded));
        }
        return result;
    }

private:
    Layout layout(const catalog::Input& input) const {
        const bool set = input.layout == Layout::class_set;
        const bool as_row = set || (options_.target_rows && input.layout == Layout::classes);
        return as_row ? Layout::row : input.layout;
    }

    [[noreturn]] void unfit() const {
        core::value_error("at", formula_.text() + " takes more than a line can hold", {},
                          "see kasane describe " + std::string(formula_.info().name));
    }

    /// What a line must be.
    std::string wanted() const {
        std::string names;
        for (const catalog::Input& input : formula_.entry().takes) {
            const bool is_row = layout(input) == Layout::row;
            names += (names.empty() ? "" : ", ") + (is_row ? "the row " : std::string()) +
                     std::string(input.name);
        }
        return "a line holds " + names;
    }

    /// Whether x is a class number below n, or one that says to leave the row out.
    bool is_index(double x, std::size_t n) const {
        for (const catalog::ParamInfo& param : formula_.entry().params) {
            if (param.name != "ignore_index") continue;
            if (std::get<double>(formula_.get(param.name).data) == x) return true;
        }
        return x >= 0 && x < static_cast<double>(n) && x == std::floor(x);
    }

    /// One row, or a class number.
    Tensor tensor_of(std::span<const double> numbers, const catalog::Input& input) const {
        const auto count = static_cast<Index>(numbers.size());
        if (layout(input) == Layout::classes) {
            const auto label = static_cast<std::int64_t>(numbers[0]);
            return Tensor(core::Array::from({label}, {1}));
        }
        const Shape shape = layout(input) == Layout::row ? Shape{1, count} : Shape{count};
        return Tensor(
            kernels::convert(core::Array::from(numbers, shape), options_.precision.kernel()));
    }

    catalog::Formula formula_;
    AtOptions options_;
    std::size_t single_ = 0;  // inputs of one number
    std::size_t rows_ = 0;    // inputs that are rows
};

class LossLines {
public:
    LossLines(const catalog::Formula& formula, AtOptions options, Console& console)
        : line_(formula, options), dtype_(options.precision.dtype), console_(console) {}

    Index run(NumberLines& lines) {
        Row row;
        try {
            while (console_.flush() && lines.next(row)) {
                const std::string misfit = line_.misfit(row);
                if (!misfit.empty()) lines.fail(misfit);
                block_.push_back(row);
                if (block_.size() == block_size || !lines.ready()) print();
            }
        } catch (const core::DataError&) {
            print();  // nothing is lost of what came before the bad line
            throw;
        }
        print();
        return count_;
    }

private:
    void print() {
        const std::vector<Row> block = std::move(block_);
        block_.clear();
        if (block.empty()) return;
        std::vector<Result> results;
        if (line_.is_pointwise()) {
            results = line_.of_points(block);
        } else {
            for (const Row& row : block) results.push_back(line_.of_row(row));
        }
        std::string lines;
        for (std::size_t i = 0; i < block.size(); ++i) {
            lines += console_.json() ? json_line(block[i], results[i]) : text_line(results[i]);
        }
        console_.block(lines);
        count_ += static_cast<Index>(block.size());
    }

    std::string text_line(const Result& one) const {
        std::string line = round_trip(one.error, dtype_);
        for (const double x : one.slopes) line += "\t" + round_trip(x, dtype_);
        return line + "\n";
    }

    static std::string json_line(const Row& row, const Result& one) {
        const Json object{{"event", "point"},
                          {"inputs", json_row(row)},
                          {"error", exact_json(one.error)},
                          {"dy", json_row(one.slopes)}};
        return object.dump() + "\n";
    }

    LossLine line_;
    core::DType dtype_;
    Console& console_;
    std::vector<Row> block_;
    Index count_ = 0;
};

}  // namespace

Index at_loss(const catalog::Formula& formula, AtOptions options, NumberLines& lines,
              Console& console) {
    return LossLines(formula, options, console).run(lines);
}

}  // namespace kasane::cli
