#include "sim/auth/credssp.h"

namespace badrdp::auth {

namespace {

constexpr std::string_view kClientToServer("CredSSP Client-To-Server Binding Hash\0", 38);
constexpr std::string_view kServerToClient("CredSSP Server-To-Client Binding Hash\0", 38);

}  // namespace

Bytes binding(std::uint32_t version, Sender sender, BytesView nonce, BytesView public_key) {
    if (has_nonce(version)) {
        const auto magic = sender == Sender::client ? kClientToServer : kServerToClient;
        const auto hash = sha256({as_bytes(magic), nonce, public_key});
        return {hash.begin(), hash.end()};
    }
    Bytes key(public_key.begin(), public_key.end());
    if (sender == Sender::server && !key.empty()) ++key.front();
    return key;
}

std::optional<Bytes> sealed_binding(PubKeyAuth how, Seal& seal, BytesView honest, BytesView others,
                                    const Random& random) {
    switch (how) {
        case PubKeyAuth::honest: return seal.wrap(honest);
        case PubKeyAuth::flipped: {
            Bytes wrong(honest.begin(), honest.end());
            if (!wrong.empty()) wrong.back() ^= 1;
            return seal.wrap(wrong);
        }
        case PubKeyAuth::echoed: return seal.wrap(others);
        case PubKeyAuth::unsealed: {
            Bytes chance(seal.overhead() + honest.size());
            if (random) random(chance);
            return chance;
        }
        case PubKeyAuth::absent: break;
    }
    return std::nullopt;
}

wire::Writer garbage_token(std::uint32_t version, const Random& random) {
    Bytes chance(64);
    if (random) random(chance);
    chance.front() = 'G';  // neither 'N' of NTLMSSP nor the tag of anything
    wire::Writer out;
    wire::TsRequest{.version = version, .nego_tokens = {{chance}}}.write(out);
    return out;
}

}  // namespace badrdp::auth
