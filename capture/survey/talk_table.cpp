#include "capture/survey/talk_table.h"

#include <iterator>
#include <utility>

namespace badrdp::capture {

FollowerPointer TalkTable::make(const path::Endpoint& client, const path::Endpoint& server,
                                std::uint32_t interface, const KeyLog* keys) {
    std::pmr::polymorphic_allocator<> from(&memory_);
    return {from.new_object<TalkFollower>(client, server, interface, keys), GiveBack{&memory_}};
}

TalkTable::Entry& TalkTable::open(const Pair& pair, FollowerPointer talk,
                                  std::optional<std::uint32_t> initial_sequence) {
    auto* entry = known_.find(pair);
    if (entry) {
        known_.erase(*entry);
    } else {
        open_.emplace_back(Entry{.pair = pair, .talk = {}, .initial_sequence = {}});
        entry = &open_.back();
        entry->in = &open_;
        entry->at = std::prev(open_.end());
    }
    followed_.insert(*entry);
    entry->talk = std::move(talk);
    entry->initial_sequence = initial_sequence;
    heard(*entry);
    return *entry;
}

void TalkTable::move(Entry& entry, std::list<Entry>& to) {
    if (entry.in == &to && &to.back() == &entry) return;
    to.splice(to.end(), *entry.in, entry.at);
    entry.in = &to;
}

void TalkTable::heard(Entry& entry, bool bare) {
    if (bare) return move(entry, *entry.in);
    const auto weight = entry.talk->weight();
    weight_ += weight - entry.weight;
    entry.weight = weight;
    move(entry, entry.talk->is_closed() ? closed_ : open_);
}

FollowerPointer TalkTable::let_go(Entry& entry) {
    weight_ -= std::exchange(entry.weight, 0);
    auto talk = std::move(entry.talk);
    move(entry, gone_);
    followed_.erase(entry);
    known_.insert(entry);
    if (gone_.size() > kMostGone) {
        known_.erase(gone_.front());
        gone_.pop_front();
    }
    return talk;
}

TalkTable::Entry* TalkTable::too_much() {
    if (talks() <= kMostTalks && weight_ <= kMostBytes) return nullptr;
    return any();
}

TalkTable::Entry* TalkTable::any() {
    if (!closed_.empty()) return &closed_.front();
    return open_.empty() ? nullptr : &open_.front();
}

}  // namespace badrdp::capture
