#include "kasane/cli/examples.hpp"

#include "kasane/cli/evaluation.hpp"

namespace kasane::cli {

std::vector<Example> examples_of(const catalog::Formula& formula) {
    if (!RowEvaluation::takes(formula)) return {};
    const RowEvaluation evaluation(formula, {});
    const bool is_gated = formula.entry().form == catalog::Form::gated;
    const std::vector<std::vector<double>> rows =
        is_gated ? std::vector<std::vector<double>>{{1, -2}, {1, -1}, {1, 0}, {1, 1}, {1, 2}}
                 : std::vector<std::vector<double>>{{-1, 0, 1, 2}};
    std::vector<Example> all;
    for (const std::vector<double>& x : rows) {
        const std::vector<double> y = evaluation.value(x);
        std::vector<double> first(y.size(), 0.0);
        if (!first.empty()) first[0] = 1;
        all.push_back({x, y, is_gated ? "y" : "y_1", evaluation.vjp(x, first)});
    }
    return all;
}

}  // namespace kasane::cli
