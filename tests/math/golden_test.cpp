// Textbook formulas made of the words, with their first and second derivatives by Dual, against
// vectors of 25 digits. The tolerance is the catalog's: 8 units of rounding of the value and of
// what half an ulp of x moves it by.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "kasane/math/vocabulary.hpp"

namespace formulas {

KASANE_USE_WORDS;

using Params = std::map<std::string, double>;

struct Formula {
    template <class V>
    V operator()(const std::string& key, Params p, V x) const {
        if (key == "sigmoid") return sigmoid(x);
        if (key == "tanh") return tanh(x);
        if (key == "softplus") return softplus(x);
        if (key == "logsigmoid") return -softplus(-x);
        if (key == "swish") return sigmoid_times(gate(V(p["beta"]), x), x);
        if (key == "mish") return tanh_softplus_times(x, x);
        if (key == "gelu") return normal_cdf_times(x, x);
        if (key == "gelu_tanh") {
            const V c = max(min(x, V(50)), V(-50));  // its cube must not overflow
            const V u = V(1.5957691216057308) * fma(V(0.044715) * c * c, c, c);
            return sigmoid_times(u, x);
        }
        if (key == "tanhexp") return gate(x, tanh(exp(x)));
        if (key == "elu") return select(x >= V(0), x, V(p["alpha"]) * expm1(x));
        if (key == "celu") return select(x >= V(0), x, V(p["alpha"]) * expm1(x / V(p["alpha"])));
        const V negative = V(p["lambda"]) * (V(p["alpha"]) * expm1(x));  // selu
        return select(x >= V(0), V(p["lambda"]) * x, negative);
    }
};

}  // namespace formulas

namespace {

using nlohmann::json;

template <class T>
struct Point {
    T y;
    T dy;
    T d2y;
};

template <class T>
Point<T> evaluate(const std::string& key, const formulas::Params& params, T x) {
    using kasane::math::Dual;
    using D = Dual<T>;
    const Dual<D> seed(D(x, T(1)), D(T(1), T(0)));
    const auto r = formulas::Formula{}(key, params, seed);
    EXPECT_TRUE(r.v.v == formulas::Formula{}(key, params, x) || std::isnan(x))
        << key << " at " << x;
    return {r.v.v, r.v.d, r.d.d};
}

long double number(const json& j) {
    return j.is_string() ? std::strtold(j.get<std::string>().c_str(), nullptr)
                         : j.get<long double>();
}

/// Where the golden files are: KASANE_SHARED, or next to the source directory.
std::string golden_folder() {
    const char* shared = std::getenv("KASANE_SHARED");
    return (shared != nullptr ? std::string(shared)
                              : std::string(KASANE_SOURCE_DIR) + "/../shared") +
           "/golden";
}

template <class T>
void expect_near(long double got, long double want, long double motion, const std::string& what) {
    const long double u = std::ldexp(1.0L, -std::numeric_limits<T>::digits);
    if (std::fabs(want) > static_cast<long double>(std::numeric_limits<T>::max())) return;
    const long double tolerance = 8 * u * (std::fabs(want) + motion) +
                                  static_cast<long double>(std::numeric_limits<T>::min());
    EXPECT_LE(std::fabs(got - want), tolerance)
        << what << ": got " << got << ", want " << want << ", off by "
        << std::fabs(got - want) / (u * (std::fabs(want) + motion)) << " u";
}

template <class T>
void expect_special(T got, const json& want, const std::string& what) {
    const auto w = static_cast<T>(number(want));
    if (std::isnan(w) || std::isinf(w)) {
        EXPECT_TRUE((std::isnan(got) && std::isnan(w)) || got == w) << what << ": got " << got;
    } else {
        expect_near<T>(got, number(want), 0, what);
    }
}

template <class T>
void check_case(const json& entry) {
    auto key = entry["key"].get<std::string>();
    if (entry["params"].value("approximate", "none") == "tanh") key = "gelu_tanh";
    formulas::Params params;
    for (const auto& [name, value] : entry["params"].items()) {
        if (value.is_number()) params[name] = value.template get<double>();
    }
    for (const auto& p : entry["points"]) {
        const auto x = static_cast<T>(std::strtod(p["xh"].get<std::string>().c_str(), nullptr));
        const Point<T> got = evaluate(key, params, x);
        const std::string what = key + "(" + p["x"].get<std::string>() + ")";
        const long double dy = number(p["dy"]);
        const long double d2y = number(p["d2y"]);
        expect_near<T>(got.y, number(p["y"]), std::fabs(x * dy), what);
        expect_near<T>(got.dy, dy, std::fabs(x * d2y), what + "'");
        expect_near<T>(got.d2y, d2y, number(p["c2"]), what + "''");
    }
    for (const auto& special : entry["special"]) {
        const auto name = special["x"].get<std::string>();
        const auto x = static_cast<T>(std::strtod(name.c_str(), nullptr));
        const Point<T> got = evaluate(key, params, x);
        expect_special<T>(got.y, special["y"], key + "(" + name + ")");
        expect_special<T>(got.dy, special["dy"], key + "'(" + name + ")");
        expect_special<T>(got.d2y, special["d2y"], key + "''(" + name + ")");
    }
}

template <class T>
void check_all() {
    std::ifstream file(golden_folder() + "/activations.json");
    if (!file) {
        GTEST_SKIP() << "no golden files in " << golden_folder()
                     << "; set KASANE_SHARED to the folder that holds golden/activations.json";
    }
    const json all = json::parse(file);
    const std::string known =
        " sigmoid tanh softplus logsigmoid swish mish gelu tanhexp elu celu selu ";
    int cases = 0;
    for (const auto& entry : all["scalar"]) {
        const auto key = entry["key"].get<std::string>();
        if (known.find(" " + key + " ") == std::string::npos) continue;
        check_case<T>(entry);
        ++cases;
    }
    EXPECT_GE(cases, 18);
}

TEST(GoldenActivations, ValueSlopeAndCurvatureMeetTheToleranceInFloat) { check_all<float>(); }

TEST(GoldenActivations, ValueSlopeAndCurvatureMeetTheToleranceInDouble) { check_all<double>(); }

}  // namespace
