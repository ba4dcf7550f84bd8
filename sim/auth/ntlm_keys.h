// The arithmetic of NTLMv2 [MS-NLMP 3.3.2, 3.4.5]: what both ends compute from a password and two challenges.
#pragma once

#include "sim/auth/digest.h"
#include "sim/auth/secret.h"

namespace badrdp::auth {

// All strings as UTF-16.
Bytes16 ntowf_v2(BytesView password, BytesView user, BytesView domain);
Bytes16 ntowf_v2(const Secret& password, BytesView user, BytesView domain);

// `temp` is the NtChallengeResponse behind its first 16 bytes, which are this proof.
Bytes16 nt_proof(const Bytes16& ntowf, const Bytes8& server_challenge, BytesView temp);
Bytes16 session_base_key(const Bytes16& ntowf, const Bytes16& proof);

// LMv2: the proof over the client's challenge, and that challenge.
Bytes lm_v2_response(const Bytes16& ntowf, const Bytes8& server_challenge, const Bytes8& client_challenge);

// RC4K: the exported session key under the key exchange key, in either direction.
Bytes16 under_key_exchange_key(const Bytes16& key_exchange_key, const Bytes16& session_key);

// Over the three messages as they were sent, the MIC of the last one being zeros.
Bytes16 ntlm_mic(const Bytes16& exported_session_key, BytesView negotiate, BytesView challenge,
                 BytesView authenticate_without_mic);

// By extended session security, which we demand; of the flags, those for 128 and 56 bit count.
enum class Sender : std::uint8_t { client, server };
Bytes16 sign_key(const Bytes16& exported_session_key, Sender sender);
Bytes16 seal_key(const Bytes16& exported_session_key, Sender sender, std::uint32_t flags);

}  // namespace badrdp::auth
