#include "kasane/core/storage.hpp"

#include <sys/mman.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

namespace kasane::core {
namespace {

struct FreeBlock {
    FreeBlock* next;
};

// Four classes for every doubling: at most a quarter of a block is wasted.
constexpr std::size_t smallest = 64;
constexpr int class_count = 4 * 42;

struct SizeClass {
    int index;
    std::size_t bytes;
};

SizeClass class_of(std::size_t bytes) {
    if (bytes <= smallest) return {0, smallest};
    const std::size_t top = std::bit_floor(bytes - 1);  // bytes lies in (top, 2 top]
    const std::size_t step = top / 4;
    const std::size_t quarter = (bytes - top + step - 1) / step;  // 1..4
    const int doubling = std::countr_zero(top) - std::countr_zero(smallest);
    return {4 * doubling + static_cast<int>(quarter), top + quarter * step};
}

constexpr std::size_t huge_page = std::size_t{2} << 20;

void* from_system(std::size_t bytes) {
    const bool large = bytes >= huge_page;
    const std::size_t alignment = large ? huge_page : 64;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    void* block = rounded < bytes ? nullptr : std::aligned_alloc(alignment, rounded);
    if (block == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
    if (large) madvise(block, rounded, MADV_HUGEPAGE);
#endif
    return block;
}

/// Blocks that wait for their next use, one list a size class.
class Cache {
public:
    void* take(int index) {
        List& list = lists_[static_cast<std::size_t>(index)];
        FreeBlock* block = list.head;
        if (block != nullptr) {
            list.head = block->next;
            --list.length;
        }
        return block;
    }

    void put(int index, void* block) {
        List& list = lists_[static_cast<std::size_t>(index)];
        list.head = ::new (block) FreeBlock{list.head};
        ++list.length;
    }

    std::size_t length(int index) const { return lists_[static_cast<std::size_t>(index)].length; }

    void clear() {
        for (int i = 0; i < class_count; ++i) {
            while (void* block = take(i)) std::free(block);
        }
    }

    void move_to(Cache& other) {
        for (int i = 0; i < class_count; ++i) {
            while (void* block = take(i)) other.put(i, block);
        }
    }

private:
    struct List {
        FreeBlock* head = nullptr;
        std::size_t length = 0;
    };
    std::array<List, class_count> lists_{};
};

struct SharedCache {
    std::mutex mutex;
    Cache cache;
};

// Never destroyed: blocks may come back while other static objects die.
SharedCache& shared_cache() {
    static auto* cache = new SharedCache;
    return *cache;
}

// Both are constant-initialised, so that reaching them costs no check.
constinit thread_local Cache own_cache;
constinit thread_local bool own_cache_alive = true;  // blocks freed later go to the shared one

/// Hands a thread's cache to the others when it ends.
struct Heir {
    ~Heir() {
        own_cache_alive = false;
        SharedCache& shared = shared_cache();
        const std::lock_guard lock(shared.mutex);
        own_cache.move_to(shared.cache);
    }
};

/// Called before a thread's cache gets its first block.
void appoint_heir() {
    thread_local Heir heir;
    static_cast<void>(heir);
}

// What a thread keeps for itself. The rest is shared, so that a thread which only frees what
// another one allocates does not hoard.
constexpr std::size_t own_block_limit = std::size_t{1} << 20;  // bytes of a block
constexpr std::size_t own_class_limit = std::size_t{4} << 20;  // bytes of all blocks of a class

bool fits_own_cache(SizeClass size) {
    return size.bytes <= own_block_limit && own_cache_alive &&
           own_cache.length(size.index) * size.bytes < own_class_limit;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool caching = false;  // the sanitizer sees a use after free only if blocks are freed
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool caching = false;
#else
constexpr bool caching = true;
#endif
#else
constexpr bool caching = true;
#endif

}  // namespace

void* allocate(std::size_t bytes) {
    if (bytes > PTRDIFF_MAX / 2) throw std::bad_alloc();
    const SizeClass wanted = class_of(bytes);
    if (wanted.bytes <= own_block_limit) {
        if (void* block = own_cache.take(wanted.index)) return block;
    }
    {
        SharedCache& shared = shared_cache();
        const std::lock_guard lock(shared.mutex);
        if (void* block = shared.cache.take(wanted.index)) return block;
    }
    return from_system(wanted.bytes);
}

void release(void* block, std::size_t bytes) noexcept {
    if (block == nullptr) return;
    const SizeClass size = class_of(bytes);
    if (!caching) {
        std::free(block);
        return;
    }
    if (fits_own_cache(size)) {
        if (own_cache.length(size.index) == 0) appoint_heir();
        own_cache.put(size.index, block);
        return;
    }
    SharedCache& shared = shared_cache();
    const std::lock_guard lock(shared.mutex);
    shared.cache.put(size.index, block);
}

void trim_cache() noexcept {
    own_cache.clear();
    SharedCache& shared = shared_cache();
    const std::lock_guard lock(shared.mutex);
    shared.cache.clear();
}

Storage::Storage(std::size_t bytes) {
    if (bytes > PTRDIFF_MAX / 2) throw std::bad_alloc();
    void* memory = allocate(bytes + header);
    block_ = ::new (memory) Block{{}, bytes + header};
}

}  // namespace kasane::core
