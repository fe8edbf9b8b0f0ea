#pragma once
// What the tests see of Batch: plain functions, compiled once per instruction set.
#include <cstddef>

namespace probe {

template <class T>
using Map = void (*)(const T* x, T* y, std::size_t n);

template <class T>
struct Word {
    const char* name;
    Map<T> value;
    Map<T> slope;  // by Dual, seeded with 1
};

template <class T>
struct Probe {
    std::size_t size;
    const Word<T>* words;
    std::size_t word_count;
    void (*load_store)(const T* x, T* y, std::size_t n);  // n < size: load(p, n), store(p, n)
    void (*load_all)(const T* x, T* y, std::size_t n);    // load(p, n), store(p)
    void (*stream)(const T* x, T* y);
    T (*sum)(const T* x);
    T (*maximum)(const T* x);
    T (*lane)(const T* x, std::size_t i);
    bool (*any_positive)(const T* x);
    Map<T> fma;  // y[i] = x[3 i] * x[3 i + 1] + x[3 i + 2] of n / 3 triples
};

template <class T>
struct Isa {
    const char* name;
    bool (*runs_here)();
    const Probe<T>* probe;
};

}  // namespace probe
