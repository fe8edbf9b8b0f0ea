#pragma once
// Memory: a caching allocator, and reference-counted blocks from it.
//
// Blocks come in size classes and return to a cache when freed, so that a training loop, whose
// steps all ask for the same sizes, takes nothing from the system after its first step.

#include <cstddef>
#include <utility>

#include "kasane/core/api.hpp"
#include "kasane/core/ref_count.hpp"

namespace kasane::core {

/// At least `bytes` bytes, 64-byte aligned, not initialised. Throws std::bad_alloc.
KASANE_API void* allocate(std::size_t bytes);

/// Gives back what allocate(bytes) returned; the same number must be given.
KASANE_API void release(void* block, std::size_t bytes) noexcept;

/// Returns every cached block to the system.
KASANE_API void trim_cache() noexcept;

/// A reference-counted block of bytes.
class Storage {
public:
    Storage() = default;

    /// `bytes` bytes, 64-byte aligned, not initialised.
    KASANE_API explicit Storage(std::size_t bytes);

    Storage(const Storage& other) noexcept : block_(other.block_) {
        if (block_ != nullptr) block_->owners.add();
    }
    Storage(Storage&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    Storage& operator=(Storage other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~Storage() {
        if (block_ != nullptr && block_->owners.drop()) release(block_, block_->bytes);
    }

    std::byte* data() const {
        return block_ == nullptr ? nullptr : reinterpret_cast<std::byte*>(block_) + header;
    }

    /// Whether nobody else holds this block.
    bool unique() const { return block_ != nullptr && block_->owners.unique(); }

    friend bool operator==(const Storage& a, const Storage& b) { return a.block_ == b.block_; }

private:
    struct Block {
        RefCount owners;
        std::size_t bytes;  // of the whole block, header included
    };
    static constexpr std::size_t header = 64;
    static_assert(sizeof(Block) <= header);

    Block* block_ = nullptr;
};

}  // namespace kasane::core
