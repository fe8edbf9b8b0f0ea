#include "kasane/kernels/dispatch.hpp"

#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"

// One table in each object of cpu/isa.cpp. The build says which there are: on x86 some of v2, v3
// and v4, elsewhere one.
#if defined(KASANE_HAS_V2)
namespace kasane::v2 {
extern const kernels::Table table;
}
#endif
#if defined(KASANE_HAS_V3)
namespace kasane::v3 {
extern const kernels::Table table;
}
#endif
#if defined(KASANE_HAS_V4)
namespace kasane::v4 {
extern const kernels::Table table;
}
#endif
#if !defined(KASANE_X86)
namespace kasane::generic {
extern const kernels::Table table;
}
#endif

namespace kasane::kernels {
namespace {

#if defined(KASANE_HAS_V4) && defined(KASANE_HAS_V3)
/// v4 with what it leaves to v3.
const Table* complete_v4() {
    static const Table table = [] {
        Table all = v4::table;
        const Kernels<double>& from = v3::table.f64;
        all.f64.program = from.program;
        all.f64.arithmetic = from.arithmetic;
        all.f64.rowwise = from.rowwise;
        all.f64.row_losses = from.row_losses;
        all.f64.updates = from.updates;
        all.second = v3::table.second;
        return all;
    }();
    return &table;
}
#elif defined(KASANE_HAS_V4)
const Table* complete_v4() { return &v4::table; }
#endif

// The features are named one by one: clang 14 does not know "x86-64-v4".
std::vector<const Table*> find_runnable() {
    std::vector<const Table*> found;
#if defined(KASANE_X86)
    __builtin_cpu_init();
    [[maybe_unused]] const bool has_v3 = __builtin_cpu_supports("avx2") &&
                                         __builtin_cpu_supports("fma") &&
                                         __builtin_cpu_supports("bmi2");
    [[maybe_unused]] const bool has_v4 =
        has_v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl");
#if defined(KASANE_HAS_V2)
    found.push_back(&v2::table);
#endif
#if defined(KASANE_HAS_V3)
    if (has_v3) found.push_back(&v3::table);
#endif
#if defined(KASANE_HAS_V4)
    if (has_v4) found.push_back(complete_v4());
#endif
#else
    found.push_back(&generic::table);
#endif
    return found;
}

const Table* choose() {
    const std::span<const Table* const> all = runnable_tables();
    if (all.empty()) {
        core::value_error("kernels", "this build has none that the processor can run", {},
                          "build with KASANE_ISAS=v2 among others");
    }
    const char* wanted = std::getenv("KASANE_ISA");
    if (wanted == nullptr || *wanted == '\0') return all.back();
    std::string names;
    for (const Table* one : all) {
        if (std::string_view(wanted) == one->isa) return one;
        names += (names.empty() ? "" : ", ") + std::string(one->isa);
    }
    core::value_error("KASANE_ISA", "this processor cannot run \"" + std::string(wanted) + "\"",
                      {"it can run: " + names}, "unset KASANE_ISA to take the newest");
}

std::atomic<const Table*>& current() {
    static std::atomic<const Table*> chosen{choose()};
    return chosen;
}

}  // namespace

std::span<const Table* const> runnable_tables() {
    static const std::vector<const Table*> tables = find_runnable();
    return tables;
}

const Table& table() { return *current().load(std::memory_order_relaxed); }

void use_table(const Table& table) { current().store(&table, std::memory_order_relaxed); }

}  // namespace kasane::kernels
