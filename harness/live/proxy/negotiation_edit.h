// A change of what is negotiated in clear, on its way: the packet is read, changed, and written anew with
// true lengths [MS-RDPBCGR 2.2.1.1, 2.2.1.2].
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "sim/wire/sequence/step.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::harness {

struct NegotiationEdit {
    // Of the request. A request that has no rdpNegReq gets one.
    std::optional<std::uint32_t> requested_protocols{};
    std::optional<std::uint8_t> request_flags{};
    std::optional<std::string> cookie{};         // what follows "Cookie: mstshash="; empty: none
    std::optional<std::string> routing_token{};  // the whole line; empty: none
    // Of the confirm, which becomes an RDP_NEG_RSP or an RDP_NEG_FAILURE by what is set.
    std::optional<std::uint32_t> selected_protocol{};
    std::optional<std::uint8_t> response_flags{};
    std::optional<std::uint32_t> failure_code{};
    std::optional<wire::Step> without{};  // the step whose rdpNegReq or rdpNegRsp is taken away
    unsigned connection = 0;              // this one alone; 0: all
    std::string text{};                   // as it was said

    friend bool operator==(const NegotiationEdit&, const NegotiationEdit&) = default;
};

// Words with an = in between, by blanks apart: requestedProtocols, rdpNegReq.flags, cookie, routingToken,
// selectedProtocol, rdpNegRsp.flags, failureCode (numbers as in C), rdpNegReq=none, rdpNegRsp=none, and
// connection=N. Throws UsageError.
NegotiationEdit parse_edit(const std::string& text);

enum class NotEdited : std::uint8_t {
    unconcerned,  // the edit changes nothing of the packet, or it cannot be read
    too_long,     // with what the client has put there itself it would be longer than x224.li can say
};

// The packet as it goes on.
std::expected<wire::Writer, NotEdited> edited(const NegotiationEdit& edit, wire::Step step,
                                              wire::BytesView packet);

}  // namespace badrdp::harness
