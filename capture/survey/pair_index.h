// Finds what belongs to a pair of ends: a table with open addressing, which a packet costs one or two lines
// of cache where std::unordered_map costs four.
#pragma once

#include <utility>
#include <vector>

#include "capture/survey/pair.h"

namespace badrdp::capture {

// `Entry` has a member `pair`, and outlives its place in here.
template <class Entry>
class PairIndex {
public:
    // Its own place is in every hash, so it stays where it is.
    PairIndex() = default;
    PairIndex(const PairIndex&) = delete;
    PairIndex& operator=(const PairIndex&) = delete;

    // Null: there is none.
    Entry* find(const Pair& pair) const {
        const auto hash = hash_in(pair);
        for (auto at = hash & mask();; at = (at + 1) & mask()) {
            if (!slots_[at].entry) return nullptr;
            if (slots_[at].hash == hash && slots_[at].entry->pair == pair) return slots_[at].entry;
        }
    }

    // One whose pair is not in here.
    void insert(Entry& entry) {
        if (2 * (count_ + 1) > slots_.size()) grow();
        put({hash_in(entry.pair), &entry});
        ++count_;
    }

    // One that is in here. What stands behind it moves up, so that a search still finds it.
    void erase(const Entry& entry) {
        auto hole = hash_in(entry.pair) & mask();
        while (slots_[hole].entry != &entry) hole = (hole + 1) & mask();
        for (auto at = (hole + 1) & mask(); slots_[at].entry; at = (at + 1) & mask()) {
            const auto wanted = slots_[at].hash & mask();
            if (((at - wanted) & mask()) < ((at - hole) & mask())) continue;
            slots_[hole] = slots_[at];
            hole = at;
        }
        slots_[hole] = {};
        --count_;
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        Entry* entry = nullptr;
    };

    std::size_t mask() const { return slots_.size() - 1; }
    std::uint64_t hash_in(const Pair& pair) const {
        return hash_of(pair, reinterpret_cast<std::uintptr_t>(this));  // where the kernel put it
    }
    void put(Slot slot) {
        auto at = slot.hash & mask();
        while (slots_[at].entry) at = (at + 1) & mask();
        slots_[at] = slot;
    }
    void grow() {
        auto old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
        for (const auto& slot : old)
            if (slot.entry) put(slot);
    }

    static constexpr std::size_t kFirst = 1024;
    std::vector<Slot> slots_ = std::vector<Slot>(kFirst);  // a power of two, and at most half of them taken
    std::size_t count_ = 0;
};

}  // namespace badrdp::capture
