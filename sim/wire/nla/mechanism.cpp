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

std::optional<Bytes> first_token(BytesView ts_request) {
    Reader in(ts_request);
    const auto request = TsRequest::read(in);
    if (!request || !request->nego_tokens || request->nego_tokens->empty()) return std::nullopt;
    return request->nego_tokens->front();
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

// What a mechanism says, whether SPNEGO carries it or nothing does.
std::optional<Bytes> inner_token(BytesView token) {
    if (!looks_like_spnego(token)) return Bytes(token.begin(), token.end());
    Reader in(token);
    const auto read = read_spnego(in);
    if (!read) return std::nullopt;
    if (const auto* init = std::get_if<NegTokenInit>(&*read)) return init->mech_token;
    return std::get<NegTokenResp>(*read).response_token;
}

std::optional<Mechanism> proved_by(BytesView token) {
    if (const auto type = ntlm_message_type(token))
        return type == NtlmAuthenticate::kType ? std::optional(Mechanism::ntlmssp) : std::nullopt;
    Reader in(token);
    DerReader der(in);
    der.open(kDer<"token.gss">, der_tag::application_0);
    const auto mechanism = der.octets(kDer<"token.thisMech">, der_tag::oid);
    const auto type = in.u16be("token.TOK_ID");
    constexpr std::uint16_t ap_req = 0x0100;
    if (in.malformed() || type != ap_req) return std::nullopt;
    return mechanism_of(mechanism);
}

}  // namespace

Mechanism mechanism_of(BytesView oid) {
    for (const auto& [mechanism, known] : known_mechanisms())
        if (std::ranges::equal(oid, known)) return mechanism;
    return Mechanism::other;
}

std::vector<Mechanism> mechanisms_offered(BytesView ts_request) {
    const auto token = first_token(ts_request);
    return token ? offered_by(*token) : std::vector<Mechanism>{};
}

std::optional<Mechanism> mechanism_proved(BytesView ts_request) {
    const auto token = first_token(ts_request);
    const auto inner = token ? inner_token(*token) : std::nullopt;
    return inner ? proved_by(*inner) : std::nullopt;
}

}  // namespace badrdp::wire
