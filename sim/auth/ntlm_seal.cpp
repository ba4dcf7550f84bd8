#include "sim/auth/ntlm_seal.h"

#include <algorithm>

#include "sim/auth/little_endian.h"
#include "sim/wire/nla/ntlm.h"

namespace badrdp::auth {

namespace {

Sender other(Sender sender) { return sender == Sender::client ? Sender::server : Sender::client; }

}  // namespace

NtlmSeal::Direction::Direction(const Bytes16& exported_session_key, Sender sender, std::uint32_t flags)
    : signing(sign_key(exported_session_key, sender)),
      sealing(seal_key(exported_session_key, sender, flags)),
      stream(sealing) {}

// Version 1, checksum, number [MS-NLMP 3.4.4.2]. The stream has encrypted the message before.
Bytes16 NtlmSeal::Direction::signature(BytesView plain, bool under_key_exchange) {
    const auto turn = little_endian(number++);
    const auto checksum = hmac_md5(signing, {turn, plain});
    Bytes16 signature{1};
    std::copy_n(checksum.begin(), 8, signature.begin() + 4);
    if (under_key_exchange) stream.apply(std::span(signature).subspan(4, 8));
    std::ranges::copy(turn, signature.begin() + 12);
    return signature;
}

NtlmSeal::NtlmSeal(const Bytes16& exported_session_key, Sender self, std::uint32_t flags)
    : out_(exported_session_key, self, flags),
      in_(exported_session_key, other(self), flags),
      key_exchange_((flags & wire::ntlm_flag::key_exch) != 0) {}

Bytes NtlmSeal::wrap(BytesView plain) {
    const auto sealed = out_.stream.applied(plain);
    return joined({out_.signature(plain, key_exchange_), sealed});
}

std::optional<Bytes> NtlmSeal::unwrap(BytesView sealed) {
    if (sealed.size() < kSignature) return std::nullopt;
    auto plain = in_.stream.applied(sealed.subspan(kSignature));
    if (!equal(in_.signature(plain, key_exchange_), sealed.first(kSignature))) return std::nullopt;
    return plain;
}

Bytes16 NtlmSeal::sign(BytesView message) { return out_.signature(message, key_exchange_); }

bool NtlmSeal::verify(BytesView message, BytesView signature) {
    return equal(in_.signature(message, key_exchange_), signature);
}

}  // namespace badrdp::auth
