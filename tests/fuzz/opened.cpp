// What keys open: key logs, sealed records, and the streams inside.
#include "capture/open/record_opener.h"
#include "capture/rdp_inside.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp;
using fuzz::demand_silence_of;
using wire::BytesView;
using wire::Role;

#ifdef BADRDP_PLANTED
constexpr std::size_t kForgotten = 1;  // of each piece but the first
#else
constexpr std::size_t kForgotten = 0;
#endif

struct Told {
    std::vector<std::string> words;
    capture::OpenedFacts facts;
};

Told told_of(BytesView content, Role from, wire::Protocols selected, std::size_t piece) {
    capture::RdpInside inside;
    capture::Connection facts;
    facts.selected_protocol = selected;
    capture::Findings found;
    for (std::size_t at = 0; at < content.size(); at += piece) {
        const auto skipped = at > 0 ? std::min(kForgotten, content.size() - at) : 0;
        const auto size = std::min(piece, content.size() - at);
        inside.feed(from, content.subspan(at + skipped, size - std::min(size, skipped)), facts, found);
    }
    Told out{.words = {}, .facts = facts.opened};
    for (const auto& one : found) out.words.push_back(one.what + ": " + one.detail);
    if (found.size() > capture::RdpInside::kMostTold + content.size())
        demand_silence_of("tells more than there is");
    return out;
}

void judge_inside(BytesView content) {
    if (content.empty()) return;
    for (const auto from : {Role::client, Role::server})
        for (const auto selected :
             {wire::Protocols::ssl, wire::Protocols::hybrid, wire::Protocols::hybrid_ex}) {
            const auto whole = told_of(content, from, selected, content.size());
            for (const std::size_t piece : {1uz, 7uz}) {
                const auto cut = told_of(content, from, selected, piece);
                if (cut.words != whole.words || cut.facts.error_info != whole.facts.error_info)
                    demand_silence_of("told otherwise when it comes in pieces");
            }
        }
}

// Nobody sealed these bytes: nothing may open them.
void judge_records(BytesView content) {
    constexpr std::array<std::uint16_t, 6> kSuites{0x1301, 0x1303, 0x009c, 0xcca8, 0x002f, 0xc028};
    for (const auto number : kSuites) {
        const bool tls13 = number >> 8 == 0x13;
        const auto* suite = capture::suite_of(tls13 ? 0x0304 : 0x0303, number);
        for (const bool encrypt_then_mac : {false, true}) {
            const auto keys = capture::record_keys(*suite, wire::Bytes(suite->mac_size == 0 ? 32 : 48, 1));
            if (!keys) return;
            auto mine = *keys;
            if (!tls13) mine.iv.resize(suite->protection == capture::Protection::gcm ? 4 : 12);
            mine.mac.assign(suite->mac_size, 2);
            capture::RecordOpener opener(*suite, std::move(mine), tls13, encrypt_then_mac);
            const wire::TlsRecord record{
                .header = {.type = 23, .length = static_cast<std::uint16_t>(content.size())},
                .fragment = wire::Bytes(content.begin(), content.end())};
            if (opener.open(record) || opener.open(record)) demand_silence_of("opens what nobody sealed");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView input(data, size);
    capture::KeyLog log;
    log.add(std::string_view(reinterpret_cast<const char*>(data), size));
    if (log.size() > size / 64) demand_silence_of("finds more secrets than there is room for");
    judge_inside(input);
    judge_records(input);
    return 0;
}
