#include "sim/wire/nla/mechanism.h"

#include <algorithm>
#include <span>

#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"

namespace badrdp::wire {
namespace {

constexpr std::size_t kMostMechanisms = 16;  // of a hostile client's list

struct KnownMechanism {
    Mechanism mechanism;
    Bytes oid;
};

std::span<const KnownMechanism> known_mechanisms() {
    static const std::array<KnownMechanism, 5> all{{
        {Mechanism::ntlmssp, {kNtlmsspOid.begin(), kNtlmsspOid.end()}},
        {Mechanism::ms_krb5, {0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02}},
        {Mechanism::krb5, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02}},
        {Mechanism::krb5_u2u, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x03}},
        {Mechanism::negoex, {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x1e}},
    }};
    return all;
}

std::vector<Mechanism> offered_by(BytesView token) {
    if (!looks_like_spnego(token))
        return ntlm_message_type(token) ? std::vector{Mechanism::ntlmssp} : std::vector<Mechanism>{};
    Reader in(token);
    const auto read = read_spnego(in);
    const auto* init = read ? std::get_if<NegTokenInit>(&*read) : nullptr;
    std::vector<Mechanism> out;
    if (!init) return out;
    for (const auto& oid :
         std::span(init->mech_types).first(std::min(init->mech_types.size(), kMostMechanisms)))
        out.push_back(mechanism_of(oid));
    return out;
}

}  // namespace

Mechanism mechanism_of(BytesView oid) {
    for (const auto& [mechanism, known] : known_mechanisms())
        if (std::ranges::equal(oid, known)) return mechanism;
    return Mechanism::other;
}

std::vector<Mechanism> mechanisms_offered(BytesView ts_request) {
    Reader in(ts_request);
    const auto request = TsRequest::read(in);
    if (!request || !request->nego_tokens || request->nego_tokens->empty()) return {};
    return offered_by(request->nego_tokens->front());
}

}  // namespace badrdp::wire
