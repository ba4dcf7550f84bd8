#include "sim/auth/ntlm_keys.h"

#include <algorithm>

#include "sim/auth/rc4.h"
#include "sim/auth/text.h"
#include "sim/wire/nla/ntlm.h"

namespace badrdp::auth {

namespace {

// With the zero that ends them.
constexpr std::string_view kClientSigning("session key to client-to-server signing key magic constant\0", 59);
constexpr std::string_view kServerSigning("session key to server-to-client signing key magic constant\0", 59);
constexpr std::string_view kClientSealing("session key to client-to-server sealing key magic constant\0", 59);
constexpr std::string_view kServerSealing("session key to server-to-client sealing key magic constant\0", 59);

}  // namespace

Bytes16 ntowf_v2(BytesView password, BytesView user, BytesView domain) {
    return hmac_md5(md4({password}), {upper(user), domain});
}

Bytes16 ntowf_v2(const Secret& password, BytesView user, BytesView domain) {
    auto text = utf16(password.reveal());  // the key is made of this form of it, and the form is wiped
    const auto key = ntowf_v2(text, user, domain);
    wipe(text);
    return key;
}

Bytes16 nt_proof(const Bytes16& ntowf, const Bytes8& server_challenge, BytesView temp) {
    return hmac_md5(ntowf, {server_challenge, temp});
}

Bytes16 session_base_key(const Bytes16& ntowf, const Bytes16& proof) { return hmac_md5(ntowf, {proof}); }

Bytes lm_v2_response(const Bytes16& ntowf, const Bytes8& server_challenge, const Bytes8& client_challenge) {
    return joined({hmac_md5(ntowf, {server_challenge, client_challenge}), client_challenge});
}

Bytes16 under_key_exchange_key(const Bytes16& key_exchange_key, const Bytes16& session_key) {
    auto out = session_key;
    Rc4(key_exchange_key).apply(out);
    return out;
}

Bytes16 ntlm_mic(const Bytes16& exported_session_key, BytesView negotiate, BytesView challenge,
                 BytesView authenticate_without_mic) {
    return hmac_md5(exported_session_key, {negotiate, challenge, authenticate_without_mic});
}

Bytes16 sign_key(const Bytes16& exported_session_key, Sender sender) {
    return md5({exported_session_key, as_bytes(sender == Sender::client ? kClientSigning : kServerSigning)});
}

Bytes16 seal_key(const Bytes16& exported_session_key, Sender sender, std::uint32_t flags) {
    const std::size_t used = (flags & wire::ntlm_flag::bits_128)  ? 16
                             : (flags & wire::ntlm_flag::bits_56) ? 7
                                                                  : 5;
    return md5({BytesView(exported_session_key).first(used),
                as_bytes(sender == Sender::client ? kClientSealing : kServerSealing)});
}

}  // namespace badrdp::auth
