// A capture is redacted, whatever it holds: sizes stay, what is redacted twice is redacted like once, and no
// byte that stands for what somebody typed is what was typed.
#include "capture/redact/redact.h"

#include "tests/capture/read/files.h"
#include "tests/capture/redact/chance.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp;
using capture::redaction::Redactor;
using fuzz::demand_silence_of;

capture::Frame as_frame(const test::Kept& kept, const wire::Bytes& bytes) {
    auto frame = kept.frame;
    frame.bytes = bytes;
    return frame;
}

#ifdef BADRDP_PLANTED
// Forgets that a link layer has addresses of its own.
void bug(wire::Bytes& redacted, const wire::Bytes& original) {
    for (std::size_t i = 0; i < std::min<std::size_t>({6, redacted.size(), original.size()}); ++i)
        redacted[i] = original[i];
}
#else
void bug(wire::Bytes&, const wire::Bytes&) {}
#endif

std::vector<wire::Bytes> redacted(const test::ReadFile& file, bool keep_keys) {
    Redactor redactor(test::chance(), keep_keys);
    for (const auto& kept : file.frames) redactor.learn(as_frame(kept, kept.bytes));
    std::vector<wire::Bytes> out;
    for (const auto& kept : file.frames) {
        out.push_back(redactor.redact(as_frame(kept, kept.bytes)));
        bug(out.back(), kept.bytes);
    }
    return out;
}

bool is_card(wire::BytesView mac) {
    return (mac[0] & 1) == 0 &&
           std::ranges::any_of(mac.first(6), [](std::uint8_t byte) { return byte != 0; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = test::read_all(wire::Bytes(data, data + size), std::max<std::size_t>(size, 1));
    for (const bool keep_keys : {false, true}) {
        const auto out = redacted(file, keep_keys);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto& was = file.frames[i];
            if (out[i].size() != was.bytes.size()) demand_silence_of("a frame has another size");
            if (was.frame.link_type == 1 && was.bytes.size() >= 14 && is_card(was.bytes) && out[i][0] != 2)
                demand_silence_of("a card keeps its address");
        }
    }
    return 0;
}
