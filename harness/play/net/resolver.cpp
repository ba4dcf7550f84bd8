#include "harness/play/net/resolver.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <span>

namespace badrdp::harness {
namespace {

using Answer = Names::Answer;
using wire::Bytes;
using wire::BytesView;

constexpr std::uint16_t kIn = 1;
constexpr std::uint16_t kAnyClass = 255;
constexpr std::uint16_t kUdpSize = 1232;      // what we would take of an answer: fits one frame everywhere
constexpr std::uint32_t kVersion = 0xff0000;  // of EDNS, in the place of a TTL

struct Rcode {
    std::uint16_t value;
    std::string_view text;
};
constexpr Rcode kNoError{0, "no data"};
constexpr Rcode kFormErr{1, "FORMERR"};
constexpr Rcode kServFail{2, "SERVFAIL"};
constexpr Rcode kNxDomain{3, "NXDOMAIN"};
constexpr Rcode kNotImp{4, "NOTIMP"};
constexpr Rcode kRefused{5, "REFUSED"};
constexpr Rcode kBadVers{16, "BADVERS"};  // its upper half goes into the OPT record

template <std::size_t Size>
Bytes bytes_of(const std::array<std::uint8_t, Size>& address) {
    return {address.begin(), address.end()};
}

std::vector<Bytes> addresses(const Names& names, std::uint16_t type) {
    const bool a = type == DnsType::kA;
    if (!a && type != DnsType::kAaaa) return {};
    switch (names.answer) {
        case Answer::srv_silence:
        case Answer::aaaa_silence:
        case Answer::correct: return {a ? bytes_of(names.ipv4) : bytes_of(names.ipv6)};
        case Answer::wrong_address: return {a ? bytes_of(names.wrong_ipv4) : bytes_of(names.wrong_ipv6)};
        case Answer::dead_ipv6_first: return {a ? bytes_of(names.ipv4) : bytes_of(names.wrong_ipv6)};
        case Answer::dead_ipv4_first:
            if (a) return {bytes_of(names.dead_ipv4), bytes_of(names.ipv4)};
            return {};
        case Answer::nxdomain:
        case Answer::servfail:
        case Answer::silence:
        case Answer::refused:
        case Answer::empty: break;
    }
    return {};
}

std::string text_of(const Bytes& address) {
    using namespace boost::asio::ip;
    if (address.size() == 4) {
        address_v4::bytes_type v4;
        std::ranges::copy(address, v4.begin());
        return make_address_v4(v4).to_string();
    }
    address_v6::bytes_type v6;
    std::ranges::copy(address, v6.begin());
    return make_address_v6(v6).to_string();
}

// The answer's outermost half; a resolver that asks for recursion is told that it is there, or it would think
// that an empty answer sends it elsewhere.
DnsMessage head_of_answer(std::uint16_t id, std::uint16_t flags, const Rcode& rcode) {
    const auto kept = flags & (DnsMessage::kOpcode | DnsMessage::kRecursionDesired);
    const auto set = DnsMessage::kResponse | DnsMessage::kRecursionAvailable;
    return {.id = id, .flags = static_cast<std::uint16_t>(kept | set | (rcode.value & DnsMessage::kRcode))};
}

Bytes bytes_of(const DnsMessage& message) {
    wire::Writer out;
    message.write(out);
    return std::move(out.bytes);
}

// [RFC 6891 6.1.1]: whoever asks with an OPT record is answered with one.
DnsRecord opt_record(const Rcode& rcode) {
    return {.type = DnsType::kOpt,
            .rr_class = kUdpSize,
            .ttl = static_cast<std::uint32_t>(rcode.value >> 4) << 24};
}

// The rest of a record, and as a person reads it.
struct Data {
    Bytes rdata;
    std::string text;
};

struct Ruling {
    Rcode rcode = kNoError;
    std::vector<Data> answers{};
    bool silent = false;
};

std::vector<Data> as_data(const std::vector<Bytes>& addresses) {
    std::vector<Data> out;
    for (const auto& address : addresses) out.push_back({address, text_of(address)});
    return out;
}

// Where a realm's KDC is [RFC 2782; RFC 4120 7.2.3.2].
Data kdc_record() {
    constexpr std::uint16_t port = 88;
    wire::Writer out;
    out.u16be("dns.srv.Priority", 0);
    out.u16be("dns.srv.Weight", 0);
    out.u16be("dns.srv.Port", port);
    DnsName::of(path::test_network::kKdcName).write(out, "dns.srv.Target");
    return {std::move(out.bytes), fmt::format("0 0 {} {}", port, path::test_network::kKdcName)};
}

// What is known of the realm and its KDC; nothing: it is another name.
std::optional<Ruling> rule_of_realm(const Names& names, const DnsQuestion& question) {
    if (!names.kdc) return std::nullopt;
    const auto is = [&](std::string_view name) { return same_name(question.qname, DnsName::of(name)); };
    if (is(path::test_network::kKdcName)) {
        if (question.qtype != DnsType::kA) return Ruling{};
        return Ruling{.answers = as_data({bytes_of(names.ipv4)})};
    }
    if (!is(fmt::format("_kerberos._udp.{}", path::test_network::kRealm)) &&
        !is(fmt::format("_kerberos._tcp.{}", path::test_network::kRealm)))
        return std::nullopt;
    if (question.qtype != DnsType::kSrv) return Ruling{};
    return Ruling{.answers = {kdc_record()}};
}

// Whether questions of this type get nothing at all.
bool is_silent_for(Answer answer, std::uint16_t type) {
    if (answer == Answer::aaaa_silence) return type == DnsType::kAaaa;
    return answer == Answer::srv_silence && type != DnsType::kA && type != DnsType::kAaaa;
}

Ruling rule(const Names& names, const DnsQuestion& question) {
    if (question.qclass != kIn && question.qclass != kAnyClass) return {.rcode = kRefused};
    if (is_silent_for(names.answer, question.qtype)) return {.silent = true};
    if (auto ruling = rule_of_realm(names, question)) return std::move(*ruling);
    if (!same_name(question.qname, DnsName::of(names.host))) return {.rcode = kNxDomain};
    switch (names.answer) {
        case Answer::nxdomain: return {.rcode = kNxDomain};
        case Answer::servfail: return {.rcode = kServFail};
        case Answer::refused: return {.rcode = kRefused};
        case Answer::silence: return {.silent = true};
        case Answer::correct:
        case Answer::wrong_address:
        case Answer::dead_ipv6_first:
        case Answer::dead_ipv4_first:
        case Answer::srv_silence:
        case Answer::aaaa_silence:
        case Answer::empty: break;
    }
    return {.answers = as_data(addresses(names, question.qtype))};
}

std::string said(const Ruling& ruling) {
    if (ruling.silent) return "silence";
    if (ruling.answers.empty()) return std::string(ruling.rcode.text);
    std::vector<std::string> texts;
    for (const auto& answer : ruling.answers) texts.push_back(answer.text);
    return fmt::format("{}", fmt::join(texts, ", "));
}

// What is wrong with a message of the right shape, before anybody looks at the question.
std::optional<Ruling> objection(const DnsMessage& query, std::span<const DnsRecord> opts) {
    if ((query.flags & DnsMessage::kOpcode) != 0) return Ruling{.rcode = kNotImp};
    if (query.questions.size() != 1) return Ruling{.rcode = kFormErr};
    if (opts.size() > 1 || (opts.size() == 1 && !opts[0].name.labels.empty()))
        return Ruling{.rcode = kFormErr};
    if (opts.size() == 1 && (opts[0].ttl & kVersion) != 0) return Ruling{.rcode = kBadVers};
    return std::nullopt;
}

DnsReply answer(const Names& names, const DnsMessage& query) {
    std::vector<DnsRecord> opts;
    std::ranges::copy_if(query.additionals, std::back_inserter(opts),
                         [](const auto& record) { return record.type == DnsType::kOpt; });
    const auto objected = objection(query, opts);
    const auto ruling = objected ? *objected : rule(names, query.questions.front());
    const auto asked = query.questions.size() != 1 ? fmt::format("{} questions", query.questions.size())
                                                   : fmt::format("{} {}", type_text(query.questions[0].qtype),
                                                                 to_text(query.questions[0].qname));
    const auto record = fmt::format("{}: {}", asked, said(ruling));
    if (ruling.silent) return {std::nullopt, record};

    auto reply = head_of_answer(query.id, query.flags, ruling.rcode);
    if (!objected) {
        const auto& question = query.questions.front();
        if (ruling.rcode.value == kNoError.value) reply.flags |= DnsMessage::kAuthoritative;
        for (const auto& answer : ruling.answers)
            reply.answers.push_back({.name = question.qname, .type = question.qtype, .rdata = answer.rdata});
    }
    if (query.questions.size() == 1) reply.questions = query.questions;  // in the letters that were used
    if (opts.size() == 1) reply.additionals.push_back(opt_record(ruling.rcode));
    return {bytes_of(reply), record};
}

}  // namespace

DnsReply reply_to(const Names& names, BytesView datagram) {
    wire::Reader in(datagram);
    const auto id = in.u16be("dns.ID");
    const auto flags = in.u16be("dns.flags");
    if (in.malformed() || (flags & DnsMessage::kResponse) != 0) return {std::nullopt, "no query: silence"};
    wire::Reader whole(datagram);
    if (const auto query = DnsMessage::read(whole)) return answer(names, *query);
    return {bytes_of(head_of_answer(id, flags, kFormErr)),
            fmt::format("no query ({}): FORMERR", to_string(*whole.malformed()))};
}

}  // namespace badrdp::harness
