// DNS messages as a server of one name meets them [RFC 1035 4.1, RFC 3596, RFC 6891].
#pragma once

#include <string>
#include <vector>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::harness {

// A domain name as a sequence of labels, which may hold any byte [RFC 1035 3.1]. Compression is not read: a
// pointer leads to an earlier name [4.1.4], and the first name of a query has none before it.
struct DnsName {
    std::vector<std::string> labels{};  // without the empty one of the root

    static DnsName of(std::string_view dotted);  // "rdp-host.test", each label of at most 63 bytes
    static wire::Expected<DnsName> read(wire::Reader& in, std::string_view field);
    void write(wire::Writer& out, std::string_view field) const;

    friend bool operator==(const DnsName&, const DnsName&) = default;
};

// "rdp-host.test", "." for the root; what is no letter, digit, hyphen or underscore as \DDD [RFC 1035 5.1].
std::string to_text(const DnsName& name);
// Letters count alike, large or small [RFC 4343 3].
bool same_name(const DnsName& a, const DnsName& b);

struct DnsType {
    static constexpr std::uint16_t kA = 1;
    static constexpr std::uint16_t kAaaa = 28;
    static constexpr std::uint16_t kSrv = 33;  // [RFC 2782]
    static constexpr std::uint16_t kOpt = 41;
};

std::string type_text(std::uint16_t type);  // "AAAA", "TYPE64321" [RFC 3597 5]

// [RFC 1035 4.1.2]
struct DnsQuestion {
    DnsName qname{};
    std::uint16_t qtype = DnsType::kA;
    std::uint16_t qclass = 1;

    static wire::Expected<DnsQuestion> read(wire::Reader& in);
    void write(wire::Writer& out) const;

    friend bool operator==(const DnsQuestion&, const DnsQuestion&) = default;
};

// [RFC 1035 4.1.3]. Of an OPT record, `rr_class` and `ttl` mean something else [RFC 6891 6.1.3].
struct DnsRecord {
    DnsName name{};
    std::uint16_t type = DnsType::kA;
    std::uint16_t rr_class = 1;
    std::uint32_t ttl = 0;
    wire::Bytes rdata{};

    static wire::Expected<DnsRecord> read(wire::Reader& in);
    void write(wire::Writer& out) const;

    friend bool operator==(const DnsRecord&, const DnsRecord&) = default;
};

// [RFC 1035 4.1.1]: a whole datagram.
struct DnsMessage {
    static constexpr std::uint16_t kResponse = 0x8000;  // QR
    static constexpr std::uint16_t kOpcode = 0x7800;
    static constexpr std::uint16_t kAuthoritative = 0x0400;
    static constexpr std::uint16_t kRecursionDesired = 0x0100;
    static constexpr std::uint16_t kRecursionAvailable = 0x0080;
    static constexpr std::uint16_t kRcode = 0x000f;

    std::uint16_t id = 0;
    std::uint16_t flags = 0;
    std::vector<DnsQuestion> questions{};
    std::vector<DnsRecord> answers{};
    std::vector<DnsRecord> authorities{};
    std::vector<DnsRecord> additionals{};

    static wire::Expected<DnsMessage> read(wire::Reader& in);
    void write(wire::Writer& out) const;

    friend bool operator==(const DnsMessage&, const DnsMessage&) = default;
};

}  // namespace badrdp::harness
