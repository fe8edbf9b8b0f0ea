// After its first steps, a training loop asks the system for no memory. Every way to do so is
// counted in this whole program.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/machine.hpp"
#include "tests/train/runs.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KASANE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KASANE_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(KASANE_SANITIZED)
#define KASANE_COUNTS_ALLOCATIONS 1
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace {
std::atomic<bool> counting{false};
std::atomic<int> calls{0};

void count() {
    if (counting.load(std::memory_order_relaxed)) ++calls;
}
}  // namespace

// operator new, std::string and std::vector all end here; free() needs no counting.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t items, std::size_t bytes);
void* __libc_realloc(void* block, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

void* malloc(std::size_t bytes) {
    count();
    return __libc_malloc(bytes);
}
void* calloc(std::size_t items, std::size_t bytes) {
    count();
    return __libc_calloc(items, bytes);
}
void* realloc(void* block, std::size_t bytes) {
    count();
    return __libc_realloc(block, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
    count();
    return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
    count();
    return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
    count();
    *block = __libc_memalign(alignment, bytes);
    return *block == nullptr ? ENOMEM : 0;
}
void* mmap(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset) {
    count();
    return reinterpret_cast<void*>(
        syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}
}
#endif

namespace kasane::train {
namespace {

#if defined(KASANE_COUNTS_ALLOCATIONS)

template <class Run>
int calls_during(Run run) {
    calls = 0;
    counting = true;
    run();
    counting = false;
    return calls;
}

TEST(Allocations, AreSeenByThisTest) {
    EXPECT_GE(calls_during([] { static_cast<void>(std::string(100, 'a').size()); }), 1);
    EXPECT_GE(calls_during([] { std::free(std::aligned_alloc(64, 64)); }), 1);
    EXPECT_EQ(calls_during([] {}), 0);
}

struct Loop {
    const char* widths;
    const char* activation;
    TrainOptions options;
};

TEST(Allocations, DoNotHappenAfterTheFirstStepsOfATrainingLoop) {
    const Loop loops[] = {
        {"64-50-10",
         "relu",
         {.optimizer = "sgd(lr=0.1)", .batch = 100, .replace = true, .epochs = 40}},
        {"64-50-10", "swish", {.optimizer = "adam", .batch = 100, .epochs = 40}},
        {"64-600-300-10", "mish", {.optimizer = "momentum", .batch = 128, .epochs = 40}},
        {"64-16-10", "softmax", {.optimizer = "adam", .batch = 1, .epochs = 1}},
    };
    for (const int count : {1, 2}) {
        const support::WithThreads with(count);
        for (const Loop& loop : loops) {
            const auto model = model_of(loop.widths, loop.activation);
            Trainer trainer(*model, digits().train, loop.options);
            // One epoch, since its last batch has a size of its own.
            const Index start = std::min<Index>(trainer.epoch_length() + 2, 100);
            while (trainer.iteration() < start) trainer.step();
            const int seen = calls_during([&] {
                for (int i = 0; i < 60; ++i) trainer.step();
            });
            EXPECT_EQ(seen, 0) << loop.widths << ", " << loop.activation << ", " << count
                               << " threads";
        }
    }
}

TEST(Allocations, DoNotHappenInALoopWrittenOut) {
    const auto model = model_of("64-50-10");
    optim::Optimizer optimizer("adam", *model);
    data::Batches batches(digits().train, {.batch = 100, .replace = true}, core::Rng(1));
    const auto step = [&](Index i) {
        const data::Batch batch = batches.at(i);
        optimizer.zero_grad();
        const autograd::Tensor loss = loss::cross_entropy(model->forward(autograd::Tensor(batch.x)),
                                                          autograd::Tensor(batch.labels));
        loss.backward();
        optimizer.step();
    };
    for (Index i = 0; i < 3; ++i) step(i);
    EXPECT_EQ(calls_during([&] {
                  for (Index i = 3; i < 50; ++i) step(i);
              }),
              0);
}

#else

TEST(Allocations, AreCountedWithoutSanitizersOnGlibcOnly) {
    GTEST_SKIP() << "memory functions cannot be replaced here";
}

#endif

}  // namespace
}  // namespace kasane::train
