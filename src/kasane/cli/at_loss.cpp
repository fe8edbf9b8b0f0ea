// kasane at loss:NAME.

#include <nlohmann/json.hpp>

#include "kasane/cli/at_kinds.hpp"
#include "kasane/cli/loss_line.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using core::Index;

constexpr std::size_t block_size = 4096;  // lines evaluated at a time
using Row = std::vector<double>;

Json json_row(const Row& row) {
    Json all = Json::array();
    for (const double x : row) all.push_back(exact_json(x));
    return all;
}

class LossLines {
public:
    LossLines(const catalog::Formula& formula, AtOptions options, Console& console)
        : line_(formula, options.precision, options.target_rows),
          dtype_(options.precision.dtype),
          console_(console) {}

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
        std::vector<LossAt> results;
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

    std::string text_line(const LossAt& one) const {
        std::string line = round_trip(one.error, dtype_);
        for (const double x : one.slopes) line += "\t" + round_trip(x, dtype_);
        return line + "\n";
    }

    static std::string json_line(const Row& row, const LossAt& one) {
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
