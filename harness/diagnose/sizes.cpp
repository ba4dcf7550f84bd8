#include "harness/diagnose/sizes.h"

#include <algorithm>

#include "capture/open/cipher_suite.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;

constexpr std::size_t kTag = 16;           // of both kinds of cipher
constexpr std::size_t kType = 1;           // TLS 1.3 hides the type of a record in it
constexpr std::size_t kExplicitNonce = 8;  // AES-GCM in TLS 1.2

// TPKT, X.224 Data, MCS Send Data Indication with a length of one byte, Share Data Header.
constexpr std::size_t kAroundShareData = 4 + 3 + 7 + 18;
constexpr std::size_t kLongerLength = 1;  // some write the length of MCS in two bytes
constexpr std::size_t kSynchronize = kAroundShareData + 4;
constexpr std::size_t kSetErrorInfo = kAroundShareData + 4;
constexpr std::size_t kControl = kAroundShareData + 8;  // and Font List, and Font Map
constexpr std::size_t kUltimatum = 4 + 3 + 2;
constexpr std::size_t kLeastConfirmActive = 150;

// The PDUs that end the sequence [MS-RDPBCGR 1.3.1.1, phase 10], by their lengths.
constexpr int kSynchronizes = 1, kControls = 3;

bool is(std::size_t length, std::size_t wanted) {
    return length == wanted || length == wanted + kLongerLength;
}

struct Plain {
    Role from = Role::client;
    std::size_t length = 0;
    std::uint64_t frame = 0;
};

std::vector<Plain> plain_records(const capture::Talk& talk, std::size_t added) {
    std::vector<Plain> out;
    out.reserve(talk.facts.inside.size());
    for (std::size_t i = 0; i < talk.facts.inside.size() && i < talk.inside.size(); ++i) {
        const auto& record = talk.facts.inside[i];
        if (record.length > added) out.push_back({record.from, record.length - added, talk.inside[i].frame});
    }
    return out;
}

}  // namespace

std::optional<std::size_t> added_by_cipher(const capture::Connection& facts) {
    if (!facts.tls_version || !facts.tls_cipher) return std::nullopt;
    const auto* suite = capture::suite_of(*facts.tls_version, *facts.tls_cipher);
    if (!suite || suite->protection == capture::Protection::cbc) return std::nullopt;
    if (*facts.tls_version == kTls13) return kType + kTag;
    return suite->protection == capture::Protection::gcm ? kExplicitNonce + kTag : kTag;
}

ToldBySizes told_by_sizes(const capture::Talk& talk) {
    ToldBySizes out;
    const auto added = added_by_cipher(talk.facts);
    if (!added) return out;
    const auto records = plain_records(talk, *added);
    int synchronizes = 0, controls = 0;
    bool began =
        false;  // the client has finalized: a Synchronize of its own behind what can be Confirm Active
    bool large = false;
    for (const auto& record : records) {
        if (record.from == Role::client) {
            large |= record.length >= kLeastConfirmActive;
            began |= large && is(record.length, kSynchronize);
            continue;
        }
        if (began && is(record.length, kSynchronize)) ++synchronizes;
        if (began && synchronizes > 0 && is(record.length, kControl)) ++controls;
    }
    const bool all = talk.facts.inside.size() < capture::Connection::kMostInside;
    if (all && !records.empty() && records.back().from == Role::client && records.back().length == kUltimatum)
        out.client_parts = records.back().frame;
    out.finalized = synchronizes >= kSynchronizes && controls >= kControls;
    auto last = std::find_if(records.rbegin(), records.rend(),
                             [](const Plain& record) { return record.from == Role::server; });
    if (began || last == records.rend()) return out;
    if (last->length == kUltimatum) last = std::next(last);
    if (last != records.rend() && last->from == Role::server && is(last->length, kSetErrorInfo))
        out.turned_away = last->frame;
    return out;
}

}  // namespace badrdp::harness::diagnosis
