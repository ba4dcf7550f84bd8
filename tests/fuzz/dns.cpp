#include "harness/play/net/resolver.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_dns.h"

namespace {

using namespace badrdp;
using fuzz::Complaint;

// Whatever a client says, the name server answers what it can read itself, to that client and never to
// another name server; it gives little more than it got, and its record is one line of text.
Complaint about_reply(const harness::DnsReply& reply, wire::BytesView input) {
    constexpr std::size_t kMostAnswers = 2 * (255 + 10 + 16) + 11;
    for (const char c : reply.record)
        if (c < ' ' || c > '~') return "records what is no text";
    if (!reply.datagram) return std::nullopt;
    const auto& bytes = *reply.datagram;
    wire::Reader in(bytes);
    const auto message = harness::DnsMessage::read(in);
    if (!message) return "answers what it cannot read: " + to_string(message.error());
    if (!std::ranges::equal(input.first(2), std::span(bytes).first(2))) return "answers another query";
    if (bytes.size() > input.size() + kMostAnswers) return "gives much more than it got";
    if (harness::reply_to({}, bytes).datagram) return "answers an answer";
    return std::nullopt;
}

}  // namespace

#ifdef BADRDP_PLANTED
using Message = badrdp::fuzz::planted::ForgetsLetters;
#else
using Message = badrdp::harness::DnsMessage;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Message>(input));
    for (const auto answer : harness::kAnswers)
        demand_silence_of(about_reply(harness::reply_to({.answer = answer}, input), input));
    return 0;
}
