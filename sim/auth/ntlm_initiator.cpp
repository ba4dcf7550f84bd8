#include "sim/auth/ntlm_initiator.h"

#include <algorithm>

#include "sim/auth/little_endian.h"
#include "sim/auth/ntlm_terms.h"
#include "sim/auth/text.h"

namespace badrdp::auth {

namespace {

namespace flag = wire::ntlm_flag;
namespace av_id = wire::av_id;

// The MIC announces itself in a pair of its own or in one that is there [3.1.5.1.2].
void announce_mic(wire::AvPairs& info) {
    for (auto& [id, value] : info.pairs)
        if (id == av_id::flags && value.size() == 4) {
            value[0] |= wire::kAvFlagMic;
            return;
        }
    info.pairs.push_back({av_id::flags, {wire::kAvFlagMic, 0, 0, 0}});
}

}  // namespace

NtlmInitiator::NtlmInitiator(Order order) : order_(std::move(order)) {}

wire::Writer NtlmInitiator::negotiate() {
    wire::Writer out;
    wire::NtlmNegotiate{.flags = kNtlmOffered, .version = kNtlmVersion}.write(out);
    negotiate_bytes_ = out.bytes;
    return out;
}

// What the proof is made over: an NTLMv2_CLIENT_CHALLENGE [2.2.2.7].
Bytes NtlmInitiator::temp(const wire::AvPairs& info, const Bytes8& time,
                          const Bytes8& client_challenge) const {
    const wire::NtlmV2Response response{
        .timestamp = time, .challenge_from_client = client_challenge, .av_pairs = info, .rest = Bytes(4)};
    wire::Writer out;
    response.write(out);
    return {out.bytes.begin() + 16, out.bytes.end()};
}

std::expected<NtlmInitiator::Answer, Trouble> NtlmInitiator::answer(BytesView bytes) {
    wire::Reader in(bytes);
    const auto challenge = wire::NtlmChallenge::read(in);
    if (!challenge) return std::unexpected(Trouble{challenge.error()});
    if ((challenge->flags & kNtlmNeeded) != kNtlmNeeded)
        return refused(ntstatus::not_supported, "the server offers no NTLM with session security in Unicode");
    // What is empty may point anywhere, and so is no place to blame.
    if (challenge->target_info.length == 0)
        return std::unexpected(
            Trouble{wire::Malformed{"ntlm.challenge.targetInfoLen", "no target info", 40}});
    wire::Reader info_in(challenge->part(challenge->target_info), challenge->target_info.offset);
    auto info = wire::AvPairs::read(info_in);
    if (!info) return std::unexpected(Trouble{info.error()});
    if (!info->find(av_id::nb_computer_name) || !info->find(av_id::nb_domain_name))
        return refused(ntstatus::logon_failure, "the server does not say its names");

    // With the server's time comes a MIC, and goes the LMv2 response.
    const auto* server_time = info->find(av_id::timestamp);
    const bool timed = server_time && server_time->size() == 8;
    auto time = little_endian(order_.now);
    if (timed) std::ranges::copy(*server_time, time.begin());
    const bool announces = timed && order_.mic != Mic::absent;
    if (announces) announce_mic(*info);
    info->pairs.push_back({av_id::channel_bindings, Bytes(16)});
    info->pairs.push_back({av_id::target_name, utf16(order_.target_name)});

    Bytes8 client_challenge{};
    Bytes16 exported{};
    if (order_.random) {
        order_.random(client_challenge);
        order_.random(exported);
    }
    const auto& [domain_text, user_text, password] = order_.credentials;
    const auto user = utf16(user_text), domain = utf16(domain_text);
    const auto key = ntowf_v2(password, user, domain);
    const auto blob = temp(*info, time, client_challenge);
    const auto proof = nt_proof(key, challenge->server_challenge, blob);
    const auto base_key = session_base_key(key, proof);
    const auto flags = challenge->flags & kNtlmOffered;

    wire::NtlmAuthenticate message{.flags = flags | flag::target_info, .version = kNtlmVersion};
    if (order_.mic != Mic::absent) message.mic = Bytes16{};
    message.domain_name = message.add(domain);
    message.user_name = message.add(user);
    message.workstation = message.add(utf16(order_.workstation));
    message.lm_challenge_response =
        message.add(timed ? Bytes(24) : lm_v2_response(key, challenge->server_challenge, client_challenge));
    message.nt_challenge_response = message.add(joined({proof, blob}));
    if (flags & flag::key_exch) {
        message.encrypted_random_session_key = message.add(under_key_exchange_key(base_key, exported));
    } else {
        exported = base_key;
    }
    wire::Writer out;
    message.write(out);
    if (announces && order_.mic != Mic::announced_and_zero) {
        message.mic = ntlm_mic(exported, negotiate_bytes_, bytes, out.bytes);
        if (order_.mic == Mic::wrong) message.mic->front() ^= 1;
        out = {};
        message.write(out);
    }
    return Answer{.authenticate = std::move(out), .seal = NtlmSeal(exported, Sender::client, flags)};
}

}  // namespace badrdp::auth
