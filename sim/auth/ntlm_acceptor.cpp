#include "sim/auth/ntlm_acceptor.h"

#include <algorithm>
#include <utility>

#include "sim/auth/little_endian.h"
#include "sim/auth/ntlm_terms.h"
#include "sim/auth/text.h"
#include "sim/wire/io/copy.h"

namespace badrdp::auth {

namespace {

namespace flag = wire::ntlm_flag;

// MaxLifetime: 36 hours [MS-NLMP 3.1.1.1], as FILETIME counts.
constexpr std::uint64_t kMaxLifetime = 36ull * 3600 * 10'000'000;

std::uint64_t filetime(const Bytes8& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

std::unexpected<Trouble> malformed(const wire::Malformed& why) { return std::unexpected(Trouble{why}); }

bool announces_mic(const wire::AvPairs& pairs) {
    const auto* value = pairs.find(wire::av_id::flags);
    return value && !value->empty() && (value->front() & wire::kAvFlagMic) != 0;
}

}  // namespace

NtlmAcceptor::NtlmAcceptor(Order order) : order_(std::move(order)) {}

std::uint64_t NtlmAcceptor::host_time() const {
    return order_.now + static_cast<std::uint64_t>(order_.knobs.clock_skew.count() * 10'000'000);
}

wire::Writer NtlmAcceptor::target_info() const {
    wire::AvPairs info{{{wire::av_id::nb_domain_name, utf16(order_.names.domain)},
                        {wire::av_id::nb_computer_name, utf16(order_.names.computer)},
                        {wire::av_id::dns_domain_name, utf16(order_.names.dns_domain)},
                        {wire::av_id::dns_computer_name, utf16(order_.names.dns_computer)}}};
    if (order_.knobs.timestamp)
        info.pairs.push_back({wire::av_id::timestamp, wire::copy(little_endian(host_time()))});
    wire::Writer out;
    info.write(out);
    if (order_.knobs.long_pair)
        for (const auto& span : out.fields)
            if (span.name == "ntlm.avPair.avLen") {
                wire::overwrite(out.bytes, span, 0xffff);
                break;
            }
    if (!order_.knobs.target_info_ends) {
        out.bytes.resize(out.bytes.size() - 4);
        out.fields.resize(out.fields.size() - 2);
    }
    return out;
}

std::expected<wire::Writer, Trouble> NtlmAcceptor::challenge(BytesView negotiate) {
    wire::Reader in(negotiate);
    const auto message = wire::NtlmNegotiate::read(in);
    if (!message) return malformed(message.error());
    if ((message->flags & kNtlmNeeded) != kNtlmNeeded)
        return refused(ntstatus::not_supported, "the client offers no NTLM with session security in Unicode");

    flags_ = (message->flags & kNtlmOffered) | flag::target_type_server;
    if (order_.random) order_.random(challenge_);
    wire::NtlmChallenge challenge{.server_challenge = challenge_};
    if (flags_ & flag::version) challenge.version = kNtlmVersion;
    challenge.target_name = challenge.add(utf16(order_.names.computer));
    wire::Writer info;
    if (order_.knobs.target_info) {
        info = target_info();
        flags_ |= flag::target_info;
        challenge.target_info = challenge.add(info.bytes);
    }
    challenge.flags = flags_;

    wire::Writer out;
    challenge.write(out);
    for (auto span : info.fields) {
        span.at += challenge.target_info.offset;
        out.fields.push_back(span);
    }
    negotiate_bytes_.assign(negotiate.begin(), negotiate.end());
    challenge_bytes_ = out.bytes;
    return out;
}

// The account whose password made this response, and the key that came of it.
std::expected<const Account*, Trouble> NtlmAcceptor::prove(const wire::NtlmAuthenticate& message,
                                                           BytesView response, Bytes16& base_key) const {
    const auto user = message.part(message.user_name), domain = message.part(message.domain_name);
    const Account* account = find_account(order_.accounts, user, domain);
    if (!account) return refused(ntstatus::logon_failure, "no such account");
    // Before the password is looked at: a locked account is one that nobody may go on guessing at.
    if (account->state == AccountState::locked) return std::unexpected(Trouble{*refusal(*account)});
    // Some clients leave the domain out of the key, and servers are told to live with it [3.2.5.1.2].
    for (const auto key_domain : {domain, BytesView{}}) {
        const auto key = ntowf_v2(account->password, user, key_domain);
        const auto proof = nt_proof(key, challenge_, response.subspan(16));
        if (!equal(proof, response.first(16))) continue;
        base_key = session_base_key(key, proof);
        return account;
    }
    return refused(ntstatus::logon_failure, "wrong password");
}

std::expected<NtlmAcceptor::Proven, Trouble> NtlmAcceptor::authenticate(BytesView bytes) {
    if (challenge_bytes_.empty()) return refused(ntstatus::invalid_token, "nothing to answer yet");
    const auto challenge = std::exchange(challenge_bytes_, {});  // one answer each
    wire::Reader in(bytes);
    auto message = wire::NtlmAuthenticate::read(in);
    if (!message) return malformed(message.error());
    if (message->user_name.length == 0 || (message->flags & flag::anonymous) != 0)
        return refused(ntstatus::logon_failure, "anonymous");
    const auto response = message->part(message->nt_challenge_response);
    if (response.size() <= 24) return refused(ntstatus::logon_failure, "no NTLMv2 response");
    wire::Reader response_in(response, message->nt_challenge_response.offset);
    const auto parsed = wire::NtlmV2Response::read(response_in);
    if (!parsed) return malformed(parsed.error());

    Bytes16 exported{};  // the session base key, which for NTLMv2 is the key exchange key [3.4.5.1]
    const auto account = prove(*message, response, exported);
    if (!account) return std::unexpected(account.error());

    const auto flags = flags_ & message->flags;
    if ((flags & kNtlmNeeded) != kNtlmNeeded)
        return refused(ntstatus::not_supported, "the client gives up session security");
    if (flags & flag::key_exch) {
        const auto key = message->part(message->encrypted_random_session_key);
        if (key.size() != 16)
            return malformed({"ntlm.authenticate.encryptedRandomSessionKeyLen", "not 16", 52});
        Bytes16 encrypted{};
        std::ranges::copy(key, encrypted.begin());
        exported = under_key_exchange_key(exported, encrypted);
    }
    if (announces_mic(parsed->av_pairs)) {
        if (!message->mic) return refused(ntstatus::logon_failure, "the announced MIC is not there");
        const auto said = std::exchange(*message->mic, {});
        wire::Writer without;
        message->write(without);
        if (!equal(ntlm_mic(exported, negotiate_bytes_, challenge, without.bytes), said))
            return refused(ntstatus::logon_failure, "wrong MIC");
    }
    const auto said_time = filetime(parsed->timestamp), time = host_time();
    if (std::max(said_time, time) - std::min(said_time, time) > kMaxLifetime)
        return refused(ntstatus::time_difference_at_dc, "the clocks are more than 36 hours apart");
    if (auto why = refusal(**account)) return std::unexpected(Trouble{std::move(*why)});
    return Proven{.account = **account, .seal = NtlmSeal(exported, Sender::server, flags)};
}

}  // namespace badrdp::auth
