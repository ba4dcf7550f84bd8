#include "sim/wire/nla/ntlm.h"

#include <algorithm>

namespace badrdp::wire {

namespace {

constexpr std::array<std::uint8_t, 8> kSignature{'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};

struct PartNames {
    std::string_view length, max_length, offset;
};

template <Literal Name>
inline constexpr PartNames kPart{kJoined<Name, "Len">, kJoined<Name, "MaxLen">,
                                 kJoined<Name, "BufferOffset">};

template <std::size_t N>
std::array<std::uint8_t, N> read_array(Reader& in, std::string_view field) {
    std::array<std::uint8_t, N> array{};
    std::ranges::copy(in.bytes(field, N), array.begin());
    return array;
}

// The parts of one message. Those that are not empty must lie in it whole, and the first of them ends what
// can be header: a Version and a MIC are there only where nothing else begins before their end.
class Parts {
public:
    explicit Parts(Reader& in) : in_(in), size_(in.remaining()), first_(size_), begin_(in.position()) {}

    NtlmPart read(const PartNames& names, bool counts = true) {
        NtlmPart part;
        part.length = in_.u16le(names.length);
        part.max_length = in_.u16le(names.max_length);
        part.offset = in_.u32le(names.offset);
        if (counts && part.length > 0) read_.push_back({names, part});
        return part;
    }

    // Whether there is room for so many more bytes of header before the payload. Asked when all parts are
    // read.
    bool has_room(std::size_t bytes) {
        for (const auto& [names, part] : read_) first_ = std::min<std::size_t>(first_, part.offset);
        return in_.position() - begin_ + bytes <= first_;
    }

    // After the header: its end is where payload may begin.
    void check() {
        const auto header = in_.position() - begin_;
        for (const auto& [names, part] : read_) {
            if (part.offset > size_) in_.fail(names.offset, "points behind the message");
            if (part.offset < header) in_.fail(names.offset, "points into the header");
            if (part.length > size_ - std::min<std::size_t>(part.offset, size_))
                in_.fail(names.length, "reaches behind the message");
        }
    }

private:
    struct Read {
        PartNames names;
        NtlmPart part;
    };
    Reader& in_;
    std::size_t size_ = 0;
    std::size_t first_ = 0;
    std::size_t begin_ = 0;
    std::vector<Read> read_;
};

void write_part(Writer& out, const PartNames& names, const NtlmPart& part) {
    out.u16le(names.length, part.length);
    out.u16le(names.max_length, part.max_length);
    out.u32le(names.offset, part.offset);
}

void read_head(Reader& in, std::string_view signature, std::string_view type, std::uint32_t wanted) {
    if (read_array<8>(in, signature) != kSignature) in.fail(signature, "not NTLMSSP");
    if (in.u32le(type) != wanted) in.fail(type, "another message than expected");
}

void write_head(Writer& out, std::string_view signature, std::string_view type, std::uint32_t value) {
    out.raw(signature, kSignature);
    out.u32le(type, value);
}

Bytes to_bytes(BytesView view) { return {view.begin(), view.end()}; }

BytesView part_of(BytesView payload, std::size_t header, const NtlmPart& part) {
    if (part.length == 0 || part.offset < header) return {};
    const std::size_t at = part.offset - header;
    if (at > payload.size() || payload.size() - at < part.length) return {};
    return payload.subspan(at, part.length);
}

NtlmPart add_to(Bytes& payload, std::size_t header, BytesView part) {
    const NtlmPart where{.length = static_cast<std::uint16_t>(part.size()),
                         .max_length = static_cast<std::uint16_t>(part.size()),
                         .offset = static_cast<std::uint32_t>(header + payload.size())};
    payload.insert(payload.end(), part.begin(), part.end());
    return where;
}

}  // namespace

const Bytes* AvPairs::find(std::uint16_t id) const {
    const auto found = std::ranges::find(pairs, id, &AvPair::id);
    return found == pairs.end() ? nullptr : &found->value;
}

Expected<AvPairs> AvPairs::read(Reader& in) {
    AvPairs list;
    while (!in.malformed()) {
        const auto id = in.u16le("ntlm.avPair.avId");
        const auto length = in.u16le("ntlm.avPair.avLen");
        if (id == av_id::eol) {
            if (length != 0) in.fail("ntlm.avPair.avLen", "not 0 at the end of the list");
            break;
        }
        list.pairs.push_back({id, to_bytes(in.bytes("ntlm.avPair.value", length))});
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return list;
}

void AvPairs::write(Writer& out) const {
    for (const auto& [id, value] : pairs) {
        out.u16le("ntlm.avPair.avId", id);
        out.u16le("ntlm.avPair.avLen", static_cast<std::uint16_t>(value.size()));
        out.raw("ntlm.avPair.value", value);
    }
    out.u16le("ntlm.avPair.avId", av_id::eol);
    out.u16le("ntlm.avPair.avLen", 0);
}

Expected<NtlmNegotiate> NtlmNegotiate::read(Reader& in) {
    NtlmNegotiate message;
    Parts parts(in);
    read_head(in, "ntlm.negotiate.signature", "ntlm.negotiate.messageType", kType);
    message.flags = in.u32le("ntlm.negotiate.negotiateFlags");
    // Without their flags these two are to be ignored, whatever they say.
    message.domain_name =
        parts.read(kPart<"ntlm.negotiate.domainName">, (message.flags & ntlm_flag::oem_domain_supplied) != 0);
    message.workstation = parts.read(kPart<"ntlm.negotiate.workstation">,
                                     (message.flags & ntlm_flag::oem_workstation_supplied) != 0);
    if (parts.has_room(8)) message.version = read_array<8>(in, "ntlm.negotiate.version");
    parts.check();
    message.payload = to_bytes(in.rest("ntlm.negotiate.payload"));
    if (in.malformed()) return std::unexpected(*in.malformed());
    return message;
}

void NtlmNegotiate::write(Writer& out) const {
    write_head(out, "ntlm.negotiate.signature", "ntlm.negotiate.messageType", kType);
    out.u32le("ntlm.negotiate.negotiateFlags", flags);
    write_part(out, kPart<"ntlm.negotiate.domainName">, domain_name);
    write_part(out, kPart<"ntlm.negotiate.workstation">, workstation);
    if (version) out.raw("ntlm.negotiate.version", *version);
    out.raw("ntlm.negotiate.payload", payload);
}

Expected<NtlmChallenge> NtlmChallenge::read(Reader& in) {
    NtlmChallenge message;
    Parts parts(in);
    read_head(in, "ntlm.challenge.signature", "ntlm.challenge.messageType", kType);
    message.target_name = parts.read(kPart<"ntlm.challenge.targetName">);
    message.flags = in.u32le("ntlm.challenge.negotiateFlags");
    message.server_challenge = read_array<8>(in, "ntlm.challenge.serverChallenge");
    message.reserved = read_array<8>(in, "ntlm.challenge.reserved");
    message.target_info = parts.read(kPart<"ntlm.challenge.targetInfo">);
    if (parts.has_room(8)) message.version = read_array<8>(in, "ntlm.challenge.version");
    parts.check();
    message.payload = to_bytes(in.rest("ntlm.challenge.payload"));
    if (in.malformed()) return std::unexpected(*in.malformed());
    return message;
}

void NtlmChallenge::write(Writer& out) const {
    write_head(out, "ntlm.challenge.signature", "ntlm.challenge.messageType", kType);
    write_part(out, kPart<"ntlm.challenge.targetName">, target_name);
    out.u32le("ntlm.challenge.negotiateFlags", flags);
    out.raw("ntlm.challenge.serverChallenge", server_challenge);
    out.raw("ntlm.challenge.reserved", reserved);
    write_part(out, kPart<"ntlm.challenge.targetInfo">, target_info);
    if (version) out.raw("ntlm.challenge.version", *version);
    out.raw("ntlm.challenge.payload", payload);
}

BytesView NtlmChallenge::part(const NtlmPart& part) const { return part_of(payload, header_size(), part); }
NtlmPart NtlmChallenge::add(BytesView part) { return add_to(payload, header_size(), part); }

Expected<NtlmAuthenticate> NtlmAuthenticate::read(Reader& in) {
    NtlmAuthenticate message;
    Parts parts(in);
    read_head(in, "ntlm.authenticate.signature", "ntlm.authenticate.messageType", kType);
    message.lm_challenge_response = parts.read(kPart<"ntlm.authenticate.lmChallengeResponse">);
    message.nt_challenge_response = parts.read(kPart<"ntlm.authenticate.ntChallengeResponse">);
    message.domain_name = parts.read(kPart<"ntlm.authenticate.domainName">);
    message.user_name = parts.read(kPart<"ntlm.authenticate.userName">);
    message.workstation = parts.read(kPart<"ntlm.authenticate.workstation">);
    message.encrypted_random_session_key = parts.read(kPart<"ntlm.authenticate.encryptedRandomSessionKey">);
    message.flags = in.u32le("ntlm.authenticate.negotiateFlags");
    if (parts.has_room(8)) message.version = read_array<8>(in, "ntlm.authenticate.version");
    if (message.version && parts.has_room(16)) message.mic = read_array<16>(in, "ntlm.authenticate.mic");
    parts.check();
    message.payload = to_bytes(in.rest("ntlm.authenticate.payload"));
    if (in.malformed()) return std::unexpected(*in.malformed());
    return message;
}

void NtlmAuthenticate::write(Writer& out) const {
    write_head(out, "ntlm.authenticate.signature", "ntlm.authenticate.messageType", kType);
    write_part(out, kPart<"ntlm.authenticate.lmChallengeResponse">, lm_challenge_response);
    write_part(out, kPart<"ntlm.authenticate.ntChallengeResponse">, nt_challenge_response);
    write_part(out, kPart<"ntlm.authenticate.domainName">, domain_name);
    write_part(out, kPart<"ntlm.authenticate.userName">, user_name);
    write_part(out, kPart<"ntlm.authenticate.workstation">, workstation);
    write_part(out, kPart<"ntlm.authenticate.encryptedRandomSessionKey">, encrypted_random_session_key);
    out.u32le("ntlm.authenticate.negotiateFlags", flags);
    if (version) out.raw("ntlm.authenticate.version", *version);
    if (mic) out.raw("ntlm.authenticate.mic", *mic);
    out.raw("ntlm.authenticate.payload", payload);
}

BytesView NtlmAuthenticate::part(const NtlmPart& part) const { return part_of(payload, header_size(), part); }
NtlmPart NtlmAuthenticate::add(BytesView part) { return add_to(payload, header_size(), part); }

Expected<NtlmV2Response> NtlmV2Response::read(Reader& in) {
    NtlmV2Response response;
    response.proof = read_array<16>(in, "ntlm.response.ntProofStr");
    response.resp_type = in.u8("ntlm.response.respType");
    response.hi_resp_type = in.u8("ntlm.response.hiRespType");
    response.reserved1 = in.u16le("ntlm.response.reserved1");
    response.reserved2 = in.u32le("ntlm.response.reserved2");
    response.timestamp = read_array<8>(in, "ntlm.response.timeStamp");
    response.challenge_from_client = read_array<8>(in, "ntlm.response.challengeFromClient");
    response.reserved3 = in.u32le("ntlm.response.reserved3");
    if (auto pairs = AvPairs::read(in)) response.av_pairs = std::move(*pairs);
    response.rest = to_bytes(in.rest("ntlm.response.rest"));
    if (in.malformed()) return std::unexpected(*in.malformed());
    return response;
}

void NtlmV2Response::write(Writer& out) const {
    out.raw("ntlm.response.ntProofStr", proof);
    out.u8("ntlm.response.respType", resp_type);
    out.u8("ntlm.response.hiRespType", hi_resp_type);
    out.u16le("ntlm.response.reserved1", reserved1);
    out.u32le("ntlm.response.reserved2", reserved2);
    out.raw("ntlm.response.timeStamp", timestamp);
    out.raw("ntlm.response.challengeFromClient", challenge_from_client);
    out.u32le("ntlm.response.reserved3", reserved3);
    av_pairs.write(out);
    out.raw("ntlm.response.rest", rest);
}

std::optional<std::uint32_t> ntlm_message_type(BytesView token) {
    if (token.size() < 12 || !std::ranges::equal(token.first(8), kSignature)) return std::nullopt;
    return std::uint32_t{token[8]} | std::uint32_t{token[9]} << 8 | std::uint32_t{token[10]} << 16 |
           std::uint32_t{token[11]} << 24;
}

}  // namespace badrdp::wire
