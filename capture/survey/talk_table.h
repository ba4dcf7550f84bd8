// The conversations that are being followed. Their number and their memory are bounded, whatever a capture
// holds: where there is no room, the one that was closed first goes, and if none is closed the one that said
// nothing for the longest time.
#pragma once

#include <list>
#include <memory>
#include <memory_resource>

#include "capture/survey/follow_talk.h"
#include "capture/survey/pair_index.h"

namespace badrdp::capture {

// Gives the memory of a follower back to whom it is from.
struct GiveBack {
    std::pmr::memory_resource* to = nullptr;

    void operator()(TalkFollower* follower) const {
        std::pmr::polymorphic_allocator<>(to).delete_object(follower);
    }
};
using FollowerPointer = std::unique_ptr<TalkFollower, GiveBack>;

class TalkTable {
public:
    static constexpr std::size_t kMostTalks = 16'384;
    static constexpr std::size_t kMostBytes = 24u << 20;  // of all of them
    static constexpr std::size_t kMostGone = 131'072;     // that are known, and followed no more

    struct Entry {
        Pair pair;
        FollowerPointer talk;  // nothing: it is over, or of a kind that is not followed
        std::optional<std::uint32_t> initial_sequence;  // of the client's SYN
        std::size_t weight = 0;                         // bytes, when it was last heard
        std::list<Entry>* in = nullptr;
        std::list<Entry>::iterator at{};  // in that
    };

    // Null: nothing is known of it.
    Entry* find(const Pair& pair) {
        if (auto* entry = followed_.find(pair)) return entry;
        return known_.find(pair);
    }

    // Of ends that are not in here, or whose entry is gone.
    Entry& open(const Pair& pair, FollowerPointer talk, std::optional<std::uint32_t> initial_sequence);

    // For open(); this outlives it.
    FollowerPointer make(const path::Endpoint& client, const path::Endpoint& server, std::uint32_t interface,
                         const KeyLog* keys);

    // It took a packet just now. `bare`: one that can have changed neither its weight nor whether it is open.
    void heard(Entry& entry, bool bare = false);

    // Takes the conversation out. Packets of its ends are known to belong to what is gone.
    FollowerPointer let_go(Entry& entry);

    // Whom to let go. Null: there is room.
    Entry* too_much();
    // The one that was closed first. Null: none is.
    Entry* closed_first() { return closed_.empty() ? nullptr : &closed_.front(); }
    // Any of those that are left.
    Entry* any();

    std::size_t talks() const { return open_.size() + closed_.size(); }

private:
    void move(Entry& entry, std::list<Entry>& to);

    // Each conversation wants a piece that is large for malloc: what one has left serves the next.
    std::pmr::unsynchronized_pool_resource memory_{
        {.max_blocks_per_chunk = 64, .largest_required_pool_block = sizeof(TalkFollower)}};

    // Each in the order in which they were last heard.
    std::list<Entry> open_;
    std::list<Entry> closed_;
    std::list<Entry> gone_;
    // Where most packets belong is found in a table that stays small.
    PairIndex<Entry> followed_;  // open and closed ones
    PairIndex<Entry> known_;     // those that are gone
    std::size_t weight_ = 0;
};

}  // namespace badrdp::capture
