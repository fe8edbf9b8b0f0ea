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

/// A table with what it leaves to an older one.
Table completed(const Table& own, const Table& older) {
    Table all = own;
    if (own.f64.program == nullptr) {
        all.f32.program_in_double = older.f32.program_in_double;
        all.f64.program_in_double = older.f64.program_in_double;
        all.f64.program = older.f64.program;
        all.f64.update_program = older.f64.update_program;
        all.f64.arithmetic = older.f64.arithmetic;
        all.f64.rowwise = older.f64.rowwise;
        all.f64.row_losses = older.f64.row_losses;
        all.f64.scale_rows = older.f64.scale_rows;
        all.f64.updates = older.f64.updates;
    }
    if (own.second.rowwise == nullptr) all.second = older.second;
    return all;
}

// The features are named one by one: clang 14 does not know "x86-64-v4".
std::vector<Table> find_runnable() {
    std::vector<Table> found;
    [[maybe_unused]] const auto add = [&](const Table& own) {
        found.push_back(found.empty() ? own : completed(own, found.back()));
    };
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
    add(v2::table);
#endif
#if defined(KASANE_HAS_V3)
    if (has_v3) add(v3::table);
#endif
#if defined(KASANE_HAS_V4)
    if (has_v4) add(v4::table);
#endif
#else
    add(generic::table);
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
    static const std::vector<Table> tables = find_runnable();
    static const std::vector<const Table*> pointers = [] {
        std::vector<const Table*> all;
        for (const Table& one : tables) all.push_back(&one);
        return all;
    }();
    return pointers;
}

const Table& table() { return *current().load(std::memory_order_relaxed); }

void use_table(const Table& table) { current().store(&table, std::memory_order_relaxed); }

}  // namespace kasane::kernels
