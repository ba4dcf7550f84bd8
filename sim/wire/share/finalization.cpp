#include "sim/wire/share/finalization.h"

#include <numeric>

namespace badrdp::wire {

namespace {

constexpr std::array<std::string_view, 5> kNumEntries{
    "persistentKeyList.numEntriesCache0", "persistentKeyList.numEntriesCache1",
    "persistentKeyList.numEntriesCache2", "persistentKeyList.numEntriesCache3",
    "persistentKeyList.numEntriesCache4"};
constexpr std::array<std::string_view, 5> kTotalEntries{
    "persistentKeyList.totalEntriesCache0", "persistentKeyList.totalEntriesCache1",
    "persistentKeyList.totalEntriesCache2", "persistentKeyList.totalEntriesCache3",
    "persistentKeyList.totalEntriesCache4"};

}  // namespace

Expected<PersistentKeyList> PersistentKeyList::read(Reader& in) {
    PersistentKeyList list;
    list.share = ShareData::read(in, kPdu2PersistentKeyList);
    for (std::size_t i = 0; i < kNumEntries.size(); ++i) list.num_entries[i] = in.u16le(kNumEntries[i]);
    for (std::size_t i = 0; i < kTotalEntries.size(); ++i) list.total_entries[i] = in.u16le(kTotalEntries[i]);
    list.b_bit_mask = in.u8("persistentKeyList.bBitMask");
    list.pad2 = in.u8("persistentKeyList.Pad2");
    list.pad3 = in.u16le("persistentKeyList.Pad3");
    const auto count = std::accumulate(list.num_entries.begin(), list.num_entries.end(), std::size_t{0});
    if (count > kMost) in.fail("persistentKeyList.numEntriesCache4", "more than 169 in all");
    for (std::size_t i = 0; i < count && !in.malformed(); ++i) {
        PersistentKey key;
        key.key1 = in.u32le("persistentKeyList.Key1");
        key.key2 = in.u32le("persistentKeyList.Key2");
        list.entries.push_back(key);
    }
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return list;
}

void PersistentKeyList::write(Writer& out) const {
    share.write(out, kPdu2PersistentKeyList, [&] {
        for (std::size_t i = 0; i < kNumEntries.size(); ++i) out.u16le(kNumEntries[i], num_entries[i]);
        for (std::size_t i = 0; i < kTotalEntries.size(); ++i) out.u16le(kTotalEntries[i], total_entries[i]);
        out.u8("persistentKeyList.bBitMask", b_bit_mask);
        out.u8("persistentKeyList.Pad2", pad2);
        out.u16le("persistentKeyList.Pad3", pad3);
        for (const auto& key : entries) {
            out.u32le("persistentKeyList.Key1", key.key1);
            out.u32le("persistentKeyList.Key2", key.key2);
        }
    });
}

}  // namespace badrdp::wire
