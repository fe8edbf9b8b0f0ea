#include "kasane/kernels/dispatch.hpp"

#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"

// One table in each object of cpu/isa.cpp.
#if defined(KASANE_X86)
namespace kasane::v2 {
extern const kernels::Table table;
}
namespace kasane::v3 {
extern const kernels::Table table;
}
namespace kasane::v4 {
extern const kernels::Table table;
}
#else
namespace kasane::generic {
extern const kernels::Table table;
}
#endif

namespace kasane::kernels {
namespace {

// The features are named one by one: clang 14 does not know "x86-64-v4".
std::vector<const Table*> find_runnable() {
#if defined(KASANE_X86)
    __builtin_cpu_init();
    std::vector<const Table*> found{&v2::table};
    const bool has_v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                        __builtin_cpu_supports("bmi2");
    const bool has_v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl");
    if (has_v3) found.push_back(&v3::table);
    if (has_v3 && has_v4) found.push_back(&v4::table);
    return found;
#else
    return {&generic::table};
#endif
}

const Table* choose() {
    const std::span<const Table* const> all = runnable_tables();
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
