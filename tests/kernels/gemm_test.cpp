#include "kasane/kernels/gemm.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::kernels {
namespace {

/// Numbers that end where the accessible memory ends: reading or writing past them crashes.
template <class T>
class Fenced {
public:
    explicit Fenced(Index count) : count_(static_cast<std::size_t>(count)) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t used = (count_ * sizeof(T) + page - 1) / page * page;
        size_ = used + 2 * page;
        void* block = mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) throw std::bad_alloc();
        block_ = static_cast<std::byte*>(block);
        if (used > 0 && mprotect(block_ + page, used, PROT_READ | PROT_WRITE) != 0) {
            throw std::bad_alloc();
        }
        data_ = reinterpret_cast<T*>(block_ + page + used) - count_;
    }
    ~Fenced() { munmap(block_, size_); }
    Fenced(const Fenced&) = delete;
    Fenced& operator=(const Fenced&) = delete;

    T* data() const { return data_; }
    T* begin() const { return data_; }
    T* end() const { return data_ + count_; }
    T& operator[](Index i) const { return data_[i]; }

private:
    std::size_t count_;
    std::size_t size_ = 0;
    std::byte* block_ = nullptr;
    T* data_ = nullptr;
};

/// How a matrix lies in memory.
enum class Layout { rows, columns, loose };

struct Strides {
    Index row, column, count;
};

Strides strides_of(Layout layout, Index rows, Index columns) {
    switch (layout) {
        case Layout::rows: return {columns, 1, rows * columns};
        case Layout::columns: return {1, rows, rows * columns};
        default: return {2 * columns + 3, 2, rows * (2 * columns + 3)};
    }
}

struct Shape {
    Index m, n, k;
    Layout a = Layout::rows;
    Layout b = Layout::rows;
    Index gap = 0;  // elements between C's rows
    std::string text() const {
        return "m, n, k = " + std::to_string(m) + ", " + std::to_string(n) + ", " +
               std::to_string(k) + ", layouts " + std::to_string(int(a)) + ", " +
               std::to_string(int(b)) + ", gap " + std::to_string(gap);
    }
};

/// One product with its operands, and its answer element by element.
template <class T>
class Problem {
public:
    explicit Problem(const Shape& shape)
        : shape_(shape),
          a_strides_(strides_of(shape.a, shape.m, shape.k)),
          b_strides_(strides_of(shape.b, shape.k, shape.n)),
          a_(a_strides_.count),
          b_(b_strides_.count),
          bias_(shape.n),
          c_(shape.m * (shape.n + shape.gap)) {
        fill([](std::mt19937& random) {
            return static_cast<T>(std::ldexp(static_cast<double>(random()), -31) - 1);
        });
    }

    template <class F>
    void fill(F&& number) {
        std::mt19937 random(static_cast<unsigned>(shape_.m + 100 * shape_.n + 10000 * shape_.k));
        for (const auto* numbers : {&a_, &b_, &bias_, &c_}) {
            for (T& x : *numbers) x = number(random);
        }
        start_.assign(c_.begin(), c_.end());
    }

    T& a(Index i, Index p) { return a_[i * a_strides_.row + p * a_strides_.column]; }
    T& b(Index p, Index j) { return b_[p * b_strides_.row + j * b_strides_.column]; }
    const Fenced<T>& bias() const { return bias_; }

    Gemm<T> gemm(const Epilogue<T>& epilogue = {}) const {
        return {.m = shape_.m,
                .n = shape_.n,
                .k = shape_.k,
                .a = a_.data(),
                .a_row = a_strides_.row,
                .a_col = a_strides_.column,
                .b = b_.data(),
                .b_row = b_strides_.row,
                .b_col = b_strides_.column,
                .c = c_.data(),
                .c_row = shape_.n + shape_.gap,
                .epilogue = epilogue};
    }

    /// C as the definition says; elements between the rows as they were.
    std::vector<T> expected(const Epilogue<T>& e = {}) {
        std::vector<T> c = start_;
        for (Index i = 0; i < shape_.m; ++i) {
            for (Index j = 0; j < shape_.n; ++j) {
                T sum = 0;
                for (Index p = 0; p < shape_.k; ++p) sum = std::fma(a(i, p), b(p, j), sum);
                T& y = c[static_cast<std::size_t>(i * (shape_.n + shape_.gap) + j)];
                y = e.accumulate ? std::fma(e.scale, sum, y) : e.scale * sum;
                if (e.bias != nullptr) y += e.bias[j];
                if (e.map != nullptr) e.map(e.formula, e.trainable, &y, &y, 1);
            }
        }
        return c;
    }

    /// Runs it from the same start, and counts elements whose bits are not the expected ones.
    Index differences(const std::vector<T>& want, const Epilogue<T>& e = {}) {
        std::copy(start_.begin(), start_.end(), c_.begin());
        kernels::gemm(gemm(e));
        Index count = 0;
        for (std::size_t i = 0; i < want.size(); ++i) {
            const T got = c_[static_cast<Index>(i)];
            const bool same = std::memcmp(&got, &want[i], sizeof(T)) == 0;
            count += !same && !(std::isnan(got) && std::isnan(want[i]));
        }
        return count;
    }

private:
    Shape shape_;
    Strides a_strides_, b_strides_;
    Fenced<T> a_, b_, bias_, c_;
    std::vector<T> start_;
};

/// Checks a product on every instruction set of this processor.
template <class T>
void expect_exact(Problem<T>& problem, const Shape& shape, const Epilogue<T>& e = {}) {
    const std::vector<T> want = problem.expected(e);
    for (const Table* isa : runnable_tables()) {
        use_table(*isa);
        ASSERT_EQ(problem.differences(want, e), 0) << isa->isa << ": " << shape.text();
    }
}

template <class T>
void expect_exact(const Shape& shape, const Epilogue<T>& e = {}) {
    Problem<T> problem(shape);
    expect_exact(problem, shape, e);
}

/// y = trainable[0] * x + formula: something that shows how often and where it ran.
template <class T>
void line(const void* formula, const T* trainable, const T* x, T* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        y[i] = trainable[0] * x[i] + *static_cast<const T*>(formula);
}

constexpr Layout layouts[] = {Layout::rows, Layout::columns, Layout::loose};

// Every branch of the plan: tiny, read in place, packed, few rows, many blocks along each side.
const Shape larger_shapes[] = {
    {100, 50, 784}, {784, 50, 100},  {100, 10, 50},   {50, 10, 100}, {1, 50, 784},  {1, 1030, 784},
    {3, 1100, 400}, {5, 40, 3000},   {130, 260, 800}, {64, 300, 40}, {300, 1, 90},  {257, 2, 129},
    {300, 3, 700},  {125, 1050, 70}, {97, 33, 1030},  {48, 96, 385}, {31, 500, 20},
};

template <class T>
class GemmTest : public testing::Test {
protected:
    void TearDown() override {
        use_table(*runnable_tables().back());
        set_threads(1);
    }
};
using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(GemmTest, Numbers);

TYPED_TEST(GemmTest, EveryElementIsOneChainOfFmaForAllSmallShapes) {
    for (const Index m : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 24, 28, 33}) {
        for (Index n = 0; n <= 33; ++n) {
            for (const Index k : {0, 1, 2, 7, 18}) {
                expect_exact<TypeParam>({m, n, k});
                if (this->HasFatalFailure()) return;
            }
        }
    }
}

TYPED_TEST(GemmTest, LayoutsDoNotChangeABit) {
    for (const Layout a : layouts) {
        for (const Layout b : layouts) {
            for (const Index m : {1, 2, 4, 7, 13, 30}) {
                for (const Index n : {1, 3, 16, 21, 33}) {
                    for (const Index k : {1, 9, 16, 35}) {
                        expect_exact<TypeParam>({m, n, k, a, b, 5});
                        if (this->HasFatalFailure()) return;
                    }
                }
            }
        }
    }
}

TYPED_TEST(GemmTest, BlocksAndPackingDoNotChangeABit) {
    for (Shape shape : larger_shapes) {
        for (const Layout a : layouts) {
            for (const Layout b : layouts) {
                shape.a = a;
                shape.b = b;
                shape.gap = a == Layout::columns ? 3 : 0;
                expect_exact<TypeParam>(shape);
                if (this->HasFatalFailure()) return;
            }
        }
    }
}

TYPED_TEST(GemmTest, TheEpilogueRunsOnceOnEveryElement) {
    const TypeParam formula = TypeParam(0.25);
    const TypeParam trainable = TypeParam(-1.5);
    for (Shape shape : larger_shapes) {
        for (const int what : {1, 2, 4, 7, 8, 12, 15}) {
            shape.a = what % 3 == 0 ? Layout::columns : Layout::rows;
            shape.b = what % 4 == 0 ? Layout::columns : Layout::rows;
            shape.gap = what % 2;
            Problem<TypeParam> problem(shape);
            Epilogue<TypeParam> e;
            e.bias = (what & 1) != 0 ? problem.bias().data() : nullptr;
            e.scale = (what & 2) != 0 ? TypeParam(-0.3) : TypeParam(1);
            e.accumulate = (what & 4) != 0;
            e.map = (what & 8) != 0 ? &line<TypeParam> : nullptr;
            e.formula = &formula;
            e.trainable = &trainable;
            expect_exact(problem, shape, e);
            if (this->HasFatalFailure()) return;
        }
    }
}

TYPED_TEST(GemmTest, AnEmptySumIsZeroBeforeTheEpilogue) {
    Problem<TypeParam> problem({5, 20, 0});
    Epilogue<TypeParam> e;
    e.bias = problem.bias().data();
    e.accumulate = true;
    expect_exact(problem, {5, 20, 0}, e);
}

TYPED_TEST(GemmTest, ThreadsDoNotChangeABit) {
    for (const Shape& shape : {Shape{257, 131, 100}, Shape{40, 1030, 129, Layout::columns},
                               Shape{131, 300, 129, Layout::rows, Layout::columns, 7},
                               Shape{1100, 10, 120}, Shape{2, 1500, 400}}) {
        Problem<TypeParam> problem(shape);
        Epilogue<TypeParam> e;
        e.bias = problem.bias().data();
        e.accumulate = true;
        for (const int threads : {1, 2, 3}) {
            set_threads(threads);
            expect_exact(problem, shape, e);
        }
    }
}

TYPED_TEST(GemmTest, InfinitiesMeetZerosAndNothingIsSkipped) {
    const Shape shape{30, 40, 50};
    Problem<TypeParam> problem(shape);
    for (Index p = 0; p < shape.k; ++p) problem.a(7, p) = 0;
    problem.b(49, 3) = std::numeric_limits<TypeParam>::infinity();
    problem.b(20, 39) = std::numeric_limits<TypeParam>::quiet_NaN();
    const std::vector<TypeParam> want = problem.expected();
    EXPECT_TRUE(std::isnan(want[7 * 40 + 3]));
    EXPECT_TRUE(std::isinf(want[8 * 40 + 3]));
    EXPECT_TRUE(std::isnan(want[39]));
    EXPECT_EQ(want[7 * 40], TypeParam(0));
    expect_exact(problem, shape);
}

// Where fma is emulated, these are the sums that rounding twice gets wrong: an exact sum next to
// the middle of two floats, subnormal results, zeros of both signs, overflow.
TYPED_TEST(GemmTest, EverySumIsRoundedOnce) {
    const Shape shape{60, 60, 4};
    Problem<TypeParam> problem(shape);
    using Limits = std::numeric_limits<TypeParam>;
    const TypeParam ulp = Limits::epsilon();
    const TypeParam parts[] = {0,
                               1,
                               1 + ulp,
                               1 - ulp / 2,
                               ulp / 2,
                               ulp / 4,
                               ulp * ulp / 4,
                               1 / ulp,
                               1 / ulp + 1,
                               Limits::min(),
                               Limits::denorm_min(),
                               std::sqrt(Limits::min()),
                               std::sqrt(Limits::denorm_min()),
                               Limits::max()};
    problem.fill([&](std::mt19937& random) {
        const TypeParam x = parts[random() % std::size(parts)];
        return random() % 2 != 0 ? -x : x;
    });
    expect_exact(problem, shape);
}

}  // namespace
}  // namespace kasane::kernels
