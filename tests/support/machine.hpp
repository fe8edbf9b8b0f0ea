#pragma once
// Which instruction set and how many threads, for as long as a test wants it.

#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::support {

class WithTable {
public:
    explicit WithTable(const kernels::Table& wanted) { kernels::use_table(wanted); }
    ~WithTable() { kernels::use_table(before_); }
    WithTable(const WithTable&) = delete;
    WithTable& operator=(const WithTable&) = delete;

private:
    const kernels::Table& before_ = kernels::table();
};

class WithThreads {
public:
    explicit WithThreads(int count) { core::set_threads(count); }
    ~WithThreads() { core::set_threads(before_); }
    WithThreads(const WithThreads&) = delete;
    WithThreads& operator=(const WithThreads&) = delete;

private:
    int before_ = core::threads();
};

}  // namespace kasane::support
