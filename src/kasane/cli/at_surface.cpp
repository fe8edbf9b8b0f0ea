// kasane at surface:NAME.

#include <array>

#include <nlohmann/json.hpp>

#include "kasane/cli/at_kinds.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

constexpr std::size_t block_size = 4096;  // points evaluated at a time

/// A point a line in, in blocks.
class SurfaceLines {
public:
    SurfaceLines(const catalog::Formula& formula, Precision precision, Console& console)
        : formula_(formula), precision_(precision), console_(console) {}

    core::Index run(NumberLines& lines) {
        std::vector<double> row;
        try {
            while (console_.flush() && lines.next(row)) {
                if (row.size() != 2) lines.fail("a point has two numbers, x and y");
                x_.push_back(row[0]);
                y_.push_back(row[1]);
                if (x_.size() == block_size || !lines.ready()) print();
            }
        } catch (const core::DataError&) {
            print();  // nothing is lost of what came before the bad line
            throw;
        }
        print();
        return count_;
    }

private:
    std::vector<double> column(catalog::Derivative wanted) const {
        const std::span<const double> inputs[] = {x_, y_};
        return evaluate_all(formula_, inputs, wanted, precision_);
    }

    void print() {
        if (x_.empty()) return;
        const std::array<std::vector<double>, 6> columns{column({}),        column({1, 0, 0}),
                                                         column({1, 1, 0}), column({2, 0, 0}),
                                                         column({2, 0, 1}), column({2, 1, 1})};
        std::string lines;
        for (std::size_t i = 0; i < x_.size(); ++i) {
            std::array<double, 6> row{};
            for (std::size_t k = 0; k < row.size(); ++k) row[k] = columns[k][i];
            lines += console_.json() ? json_line(i, row) : text_line(row);
        }
        console_.block(lines);
        count_ += static_cast<core::Index>(x_.size());
        x_.clear();
        y_.clear();
    }

    std::string text_line(const std::array<double, 6>& row) const {
        std::string line;
        for (const double x : row) {
            line += (line.empty() ? "" : "\t") + round_trip(x, precision_.dtype);
        }
        return line + "\n";
    }

    std::string json_line(std::size_t i, const std::array<double, 6>& row) const {
        const auto pair = [](const Json& a, const Json& b) { return Json::array({a, b}); };
        const Json xy = exact_json(row[4]);
        const Json object{
            {"event", "point"},
            {"x", pair(exact_json(x_[i]), exact_json(y_[i]))},
            {"y", exact_json(row[0])},
            {"gradient", pair(exact_json(row[1]), exact_json(row[2]))},
            {"hessian", pair(pair(exact_json(row[3]), xy), pair(xy, exact_json(row[5])))}};
        return object.dump() + "\n";
    }

    catalog::Formula formula_;
    Precision precision_;
    Console& console_;
    std::vector<double> x_;
    std::vector<double> y_;
    core::Index count_ = 0;
};

}  // namespace

core::Index at_surface(const catalog::Formula& formula, AtOptions options, NumberLines& lines,
                       Console& console) {
    return SurfaceLines(formula, options.precision, console).run(lines);
}

}  // namespace kasane::cli
