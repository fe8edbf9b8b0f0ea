// kasane at.

#include <memory>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/cli/at_kinds.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/evaluation.hpp"
#include "kasane/cli/measured.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/subject.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"

namespace kasane::cli {
namespace {

using catalog::Formula;

constexpr std::size_t block_size = 4096;  // numbers evaluated at a time

struct AtSettings {
    std::string name;
    std::string dtype = "f64";
    bool exact = false;
    std::string wrt;
    std::string upstream;
    bool target_rows = false;
};

/// The kinds beside activations that can be evaluated.
constexpr AtKind at_kinds[] = {
    {"surface", at_surface},
    {"loss", at_loss},
};

const AtKind& kind_for(const catalog::Kind& kind) {
    std::string known = "activations";
    for (const AtKind& one : at_kinds) {
        if (one.kind == kind.name()) return one;
        known += ", " + std::string(catalog::kind(one.kind).plural());
    }
    core::value_error("at", "evaluates no " + std::string(kind.plural()), {}, "it does: " + known);
}

Precision precision_of(const AtSettings& settings) {
    for (const core::DType dtype : {core::DType::f32, core::DType::f64, core::DType::bf16}) {
        if (settings.dtype == name_of(dtype)) return {dtype, settings.exact};
    }
    core::value_error("at", "--dtype must be f32, f64 or bf16, got \"" + settings.dtype + "\"");
}

struct Parameter {
    int place;  // among the trainable ones
    std::string name;
};

/// The trainable parameters that a list such as "p1, beta" names.
std::vector<Parameter> parameters_named(const Formula& formula, const std::string& list) {
    std::vector<Parameter> chosen;
    std::vector<std::string_view> known;
    for (const catalog::Trainable& one : formula.entry().trainable) known.push_back(one.name);
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string name = list.substr(begin, end - begin);
        std::size_t k = 0;
        while (k < known.size() && catalog::normalised(known[k]) != catalog::normalised(name)) ++k;
        if (k == known.size()) {
            const std::vector<std::string> all(known.begin(), known.end());
            throw core::LookupError(core::message(
                "at", "--wrt: no trainable parameter \"" + name + "\"",
                {catalog::did_you_mean(name, known),
                 known.empty() ? formula.text() + " has none" : "they are: " + joined(all)}));
        }
        chosen.push_back({static_cast<int>(k), std::string(known[k])});
        begin = end + 1;
    }
    return chosen;
}

Json json_row(const std::vector<double>& row) {
    Json all = Json::array();
    for (const double x : row) all.push_back(exact_json(x));
    return all;
}

std::string text_row(const std::vector<double>& row, core::DType dtype) {
    std::string line;
    for (const double x : row) line += (line.empty() ? "" : "\t") + round_trip(x, dtype);
    return line + "\n";
}

/// One number a line in, value and derivatives out, in blocks.
class PointLines {
public:
    PointLines(const Formula& formula, const AtSettings& settings, Console& console)
        : precision_(precision_of(settings)),
          evaluation_(formula, precision_),
          parameters_(parameters_named(formula, settings.wrt)),
          console_(console) {}

    Index run(NumberLines& lines) {
        std::vector<double> row;
        try {
            while (console_.flush() && lines.next(row)) {
                if (row.size() != 1) lines.fail("one number a line is wanted");
                block_.push_back(row[0]);
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
        if (block_.empty()) return;
        std::vector<std::vector<double>> columns{block_, evaluation_.value(block_),
                                                 evaluation_.slope(block_),
                                                 evaluation_.curvature(block_)};
        for (const Parameter& one : parameters_) {
            columns.push_back(evaluation_.by_parameter(block_, one.place));
        }
        std::string lines;
        std::vector<double> row(columns.size());
        for (std::size_t i = 0; i < block_.size(); ++i) {
            for (std::size_t k = 0; k < row.size(); ++k) row[k] = columns[k][i];
            lines += console_.json() ? json_line(row) : text_row(row, precision_.dtype);
        }
        console_.block(lines);
        count_ += static_cast<Index>(block_.size());
        block_.clear();
    }

    std::string json_line(const std::vector<double>& row) const {
        Json object{{"event", "point"},
                    {"x", exact_json(row[0])},
                    {"y", exact_json(row[1])},
                    {"dy", exact_json(row[2])},
                    {"d2y", exact_json(row[3])}};
        for (std::size_t k = 0; k < parameters_.size(); ++k) {
            object["by"][parameters_[k].name] = exact_json(row[4 + k]);
        }
        return object.dump() + "\n";
    }

    Precision precision_;
    PointEvaluation evaluation_;
    std::vector<Parameter> parameters_;
    Console& console_;
    std::vector<double> block_;
    Index count_ = 0;
};

/// Rows of a file, all of them.
std::vector<std::vector<double>> rows_of_file(const std::string& path, core::DType dtype) {
    const std::vector<std::byte> bytes = io::read_file(path);
    std::istringstream in(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    NumberLines lines(in, plain_file_name(path), dtype);
    std::vector<std::vector<double>> rows;
    for (std::vector<double> row; lines.next(row);) rows.push_back(row);
    return rows;
}

/// A row a line in, a row out; then the vector-Jacobian products.
class RowLines {
public:
    RowLines(const Formula& formula, const AtSettings& settings, Console& console)
        : precision_(precision_of(settings)), evaluation_(formula, precision_), console_(console) {
        if (!settings.wrt.empty()) {
            core::value_error("at", "--wrt is for functions of one number", {},
                              "of rows there is --upstream FILE");
        }
        if (!settings.upstream.empty()) {
            upstream_ = rows_of_file(settings.upstream, precision_.dtype);
        }
    }

    Index run(NumberLines& lines) {
        Index count = 0;
        for (std::vector<double> row; console_.flush() && lines.next(row); ++count) {
            check(lines, row.size(), static_cast<std::size_t>(count));
            print("row", {{"x", row}, {"y", evaluation_.value(row)}});
            if (upstream_) inputs_.push_back(row);
        }
        if (upstream_) print_products();
        return count;
    }

private:
    using Named = std::pair<const char*, std::vector<double>>;

    /// JSON holds all of them, text only the last.
    void print(const char* event, const std::vector<Named>& rows) {
        Json object{{"event", event}};
        for (const auto& [name, row] : rows) object[name] = json_row(row);
        console_.event(object);
        console_.block(console_.json() ? "" : text_row(rows.back().second, precision_.dtype));
    }

    void check(const NumberLines& lines, std::size_t width, std::size_t at) const {
        const std::string misfit = evaluation_.misfit(width);
        if (!misfit.empty()) lines.fail(misfit);
        if (!upstream_) return;
        if (at >= upstream_->size()) {
            lines.fail(text("there is no row %zu in --upstream", at + 1));
        }
        const std::size_t got = (*upstream_)[at].size();
        if (got != evaluation_.result_width(width)) {
            lines.fail(text("its result has %zu numbers, row %zu of --upstream has %zu",
                            evaluation_.result_width(width), at + 1, got));
        }
    }

    void print_products() {
        for (std::size_t i = 0; i < inputs_.size(); ++i) {
            const std::vector<double>& g = (*upstream_)[i];
            print("vjp", {{"g", g}, {"dx", evaluation_.vjp(inputs_[i], g)}});
        }
        if (inputs_.size() < upstream_->size()) {
            throw core::DataError(core::message("at", text("--upstream has %zu rows, the input %zu",
                                                           upstream_->size(), inputs_.size())));
        }
    }

    Precision precision_;
    RowEvaluation evaluation_;
    Console& console_;
    std::optional<std::vector<std::vector<double>>> upstream_;
    std::vector<std::vector<double>> inputs_;  // kept for --upstream only
};

Index at_activation(const Formula& formula, const AtSettings& settings, NumberLines& lines,
                    Console& console) {
    if (is_curve(formula)) {
        if (!settings.upstream.empty()) {
            core::value_error("at", "--upstream is for functions of rows", {},
                              "of one number the slope is printed: multiply it");
        }
        return PointLines(formula, settings, console).run(lines);
    }
    if (RowEvaluation::takes(formula)) return RowLines(formula, settings, console).run(lines);
    core::value_error("at", formula.text() + " is more than a function of numbers", {},
                      "see kasane describe " + std::string(formula.info().name));
}

Index at_other(const Subject& subject, const AtSettings& settings, NumberLines& lines,
               Console& console) {
    const AtKind& kind = kind_for(*subject.kind);
    if (!settings.wrt.empty() || !settings.upstream.empty()) {
        core::value_error("at", "--wrt and --upstream are for activations");
    }
    return kind.run(subject.formula, {precision_of(settings), settings.target_rows}, lines,
                    console);
}

int at_command(const AtSettings& settings, Context& context) {
    const Subject subject = subject_named(settings.name);
    const Formula& formula = subject.formula;
    const Precision precision = precision_of(settings);
    NumberLines lines(context.in, "standard input", precision.dtype);
    const Index count = subject.kind == &catalog::activations()
                            ? at_activation(formula, settings, lines, context.console)
                            : at_other(subject, settings, lines, context.console);
    context.console.event({{"event", "done"},
                           {"text", formula.text()},
                           {"dtype", settings.dtype},
                           {"exact", settings.exact},
                           {"lines", count}});
    return 0;
}

}  // namespace

void add_at(CommandLine& line, Context& context) {
    Command& command =
        line.add("at", "Value and derivatives of a function of the catalog at given numbers");
    const auto settings = std::make_shared<AtSettings>();
    command.need(
        "SPEC", settings->name,
        "Activation, as in \"elu(alpha=0.5)\"; or KIND:SPEC, as in surface:beale, loss:mse");
    command.add("--dtype NAME", settings->dtype,
                "f64, f32 or bf16: of the numbers and the results");
    command.flag("--exact", settings->exact, "Work in double and round once, at the end");
    command.add("--wrt NAMES", settings->wrt, "Also derivatives by these trainable parameters");
    command.add(
        "--upstream FILE", settings->upstream,
        "Rows of gradients by the results; prints those by the inputs, of functions of rows");
    command.flag("--target-rows", settings->target_rows,
                 "Of losses of classes: the target is a row of weights, not a class number");
    command.examples(
        "Reads one number a line (decimal, hexadecimal, inf, nan) from the standard input and\n"
        "prints x, y, dy/dx, d2y/dx2 with tabs between, in digits that lose nothing. Of functions\n"
        "of rows a line is a row (blanks or tabs between), of gated pairs the row a then b.\n"
        "Of a surface a line is a point, x and y; printed are the value, the gradient (by x, by "
        "y)\n"
        "and the Hessian (xx, xy, yy). Of a loss a line is y and t (or what it takes); printed are "
        "the\n"
        "error and its slope by y. Of losses of rows it is a row of scores and a class number, "
        "and\n"
        "printed are the error and the slope by each score. Empty lines and what follows a # are "
        "skipped.\n\n"
        "Examples:\n"
        "  echo -0.75 | kasane at gelu\n"
        "  seq -4 0.125 4 | kasane at \"swish(beta=1.5)\" --wrt beta --dtype f32\n"
        "  echo 1 2 3 | kasane at softmax\n"
        "  echo -1.2 1 | kasane at surface:rosenbrock\n"
        "  echo 0.5 1 | kasane at loss:square\n"
        "  echo 1 2 3 0 | kasane at loss:cross_entropy\n\n"
        "JSON: \"point\" with x, y, dy, d2y and by (NAME: number) for --wrt; of rows \"row\" with\n"
        "x, y, then \"vjp\" with g, dx; of surfaces \"point\" with x (the point), y, gradient,\n"
        "hessian; of losses \"point\" with inputs, error, dy (a list); at the end \"done\" with "
        "text, dtype, exact, lines.\n");
    command.action([settings, &context] { return at_command(*settings, context); });
}

}  // namespace kasane::cli
