#include "tests/math/isa/probe.hpp"

#include "kasane/math/batch.hpp"
#include "tests/math/words.hpp"

namespace kasane::KASANE_ISA {

template <class F, class T>
void value(const T* x, T* y, std::size_t n) {
    using V = Batch<T>;
    std::size_t i = 0;
    for (; i + V::size <= n; i += V::size) F{}(V::load(x + i)).store(y + i);
    if (i < n) F{}(V::load(x + i, n - i)).store(y + i, n - i);
}

template <class F, class T>
void slope(const T* x, T* y, std::size_t n) {
    using V = Batch<T>;
    using D = math::Dual<V>;
    std::size_t i = 0;
    for (; i + V::size <= n; i += V::size) F{}(D(V::load(x + i), V(1))).d.store(y + i);
    if (i < n) F{}(D(V::load(x + i, n - i), V(1))).d.store(y + i, n - i);
}

template <class T>
void load_store(const T* x, T* y, std::size_t n) {
    Batch<T>::load(x, n).store(y, n);
}
template <class T>
void load_all(const T* x, T* y, std::size_t n) {
    Batch<T>::load(x, n).store(y);
}
template <class T>
void stream(const T* x, T* y) {
    Batch<T>::load(x).stream(y);
    stream_fence();
}
template <class T>
T sum_of(const T* x) {
    return sum(Batch<T>::load(x));
}
template <class T>
T maximum_of(const T* x) {
    return maximum(Batch<T>::load(x));
}
template <class T>
T lane(const T* x, std::size_t i) {
    return Batch<T>::load(x)[i];
}
template <class T>
bool any_positive(const T* x) {
    return any(Batch<T>::load(x) > Batch<T>(0.0));
}
template <class T>
void fused(const T* x, T* y, std::size_t n) {
    using V = Batch<T>;
    const std::size_t third = n / 3;  // a multiple of V::size
    for (std::size_t i = 0; i < third; i += V::size) {
        fma(V::load(x + i), V::load(x + third + i), V::load(x + 2 * third + i)).store(y + i);
    }
}

template <class T>
struct WordTable {
    probe::Word<T> words[48];
    std::size_t count;
};

template <class T>
constexpr WordTable<T> make_words() {
    WordTable<T> table{};
    words::for_each_word([&]<class F>(const char* name, F) {
        table.words[table.count++] = {name, value<F, T>, slope<F, T>};
    });
    return table;
}

template <class T>
constexpr WordTable<T> word_table = make_words<T>();

template <class T>
constexpr probe::Probe<T> make_probe() {
    return {
        Batch<T>::size, word_table<T>.words, word_table<T>.count, load_store<T>, load_all<T>,
        stream<T>,      sum_of<T>,           maximum_of<T>,       lane<T>,       any_positive<T>,
        fused<T>};
}

extern const probe::Probe<float> float_probe;
extern const probe::Probe<double> double_probe;
const probe::Probe<float> float_probe = make_probe<float>();
const probe::Probe<double> double_probe = make_probe<double>();

}  // namespace kasane::KASANE_ISA
