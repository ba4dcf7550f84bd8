#include "sim/wire/datagram/dns_message.h"

#include <fmt/core.h>

#include <algorithm>

namespace badrdp::harness {
namespace {

using wire::Expected;
using wire::Reader;
using wire::Writer;

constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestName = 255;  // with the bytes that count labels [RFC 1035 2.3.4]

std::string_view as_text(wire::BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

char small(char letter) { return 'A' <= letter && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

bool is_plain(char c) {
    return ('a' <= small(c) && small(c) <= 'z') || ('0' <= c && c <= '9') || c == '-' || c == '_';
}

template <class Part>
void read_all(Reader& in, std::uint16_t count, std::vector<Part>& parts) {
    for (std::size_t i = 0; i < count && !in.malformed(); ++i)
        if (auto part = Part::read(in)) parts.push_back(std::move(*part));
}

template <class Part>
void write_all(Writer& out, const std::vector<Part>& parts) {
    for (const auto& part : parts) part.write(out);
}

}  // namespace

DnsName DnsName::of(std::string_view dotted) {
    DnsName name;
    while (!dotted.empty()) {
        const auto label = dotted.substr(0, dotted.find('.'));
        dotted.remove_prefix(std::min(label.size() + 1, dotted.size()));
        name.labels.emplace_back(label);
    }
    return name;
}

Expected<DnsName> DnsName::read(Reader& in, std::string_view field) {
    DnsName name;
    const auto left = as_text(in.peek());
    std::string_view trouble;
    std::size_t at = 0;
    for (std::size_t size = 1; size > 0 && trouble.empty(); at += size) {
        if (at == left.size()) {
            trouble = "does not end";
            break;
        }
        size = static_cast<unsigned char>(left[at++]);
        if (size > kLongestLabel)
            trouble = "a label that is compressed or too long";
        else if (at + size > kLongestName)
            trouble = "longer than a name may be";
        else if (left.size() - at < size)
            trouble = "does not end";
        else if (size > 0)
            name.labels.emplace_back(left.substr(at, size));
    }
    in.bytes(field, std::min(at, left.size()));
    if (!trouble.empty()) in.fail(field, trouble);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return name;
}

void DnsName::write(Writer& out, std::string_view field) const {
    wire::Bytes bytes;
    for (const auto& label : labels) {
        bytes.push_back(static_cast<std::uint8_t>(label.size()));
        bytes.insert(bytes.end(), label.begin(), label.end());
    }
    bytes.push_back(0);
    out.raw(field, bytes);
}

std::string to_text(const DnsName& name) {
    std::string text;
    for (const auto& label : name.labels) {
        if (!text.empty()) text += '.';
        for (const char c : label)
            text += is_plain(c) ? std::string(1, c) : fmt::format("\\{:03}", static_cast<unsigned char>(c));
    }
    return text.empty() ? "." : text;
}

bool same_name(const DnsName& a, const DnsName& b) {
    return std::ranges::equal(a.labels, b.labels, [](std::string_view left, std::string_view right) {
        return std::ranges::equal(left, right, {}, small, small);
    });
}

std::string type_text(std::uint16_t type) {
    switch (type) {
        case DnsType::kA: return "A";
        case DnsType::kAaaa: return "AAAA";
        case 2: return "NS";
        case 5: return "CNAME";
        case 6: return "SOA";
        case 12: return "PTR";
        case 15: return "MX";
        case 16: return "TXT";
        case 33: return "SRV";
        case 65: return "HTTPS";
        case 255: return "ANY";
        default: return fmt::format("TYPE{}", type);
    }
}

Expected<DnsQuestion> DnsQuestion::read(Reader& in) {
    DnsQuestion question;
    if (auto qname = DnsName::read(in, "dns.QNAME")) question.qname = std::move(*qname);
    question.qtype = in.u16be("dns.QTYPE");
    question.qclass = in.u16be("dns.QCLASS");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return question;
}

void DnsQuestion::write(Writer& out) const {
    qname.write(out, "dns.QNAME");
    out.u16be("dns.QTYPE", qtype);
    out.u16be("dns.QCLASS", qclass);
}

Expected<DnsRecord> DnsRecord::read(Reader& in) {
    DnsRecord record;
    if (auto name = DnsName::read(in, "dns.NAME")) record.name = std::move(*name);
    record.type = in.u16be("dns.TYPE");
    record.rr_class = in.u16be("dns.CLASS");
    record.ttl = in.u32be("dns.TTL");
    const auto length = in.u16be("dns.RDLENGTH");
    const auto rdata = in.bytes("dns.RDATA", length);
    record.rdata.assign(rdata.begin(), rdata.end());
    if (in.malformed()) return std::unexpected(*in.malformed());
    return record;
}

void DnsRecord::write(Writer& out) const {
    name.write(out, "dns.NAME");
    out.u16be("dns.TYPE", type);
    out.u16be("dns.CLASS", rr_class);
    out.u32be("dns.TTL", ttl);
    out.u16be("dns.RDLENGTH", static_cast<std::uint16_t>(rdata.size()));
    out.raw("dns.RDATA", rdata);
}

Expected<DnsMessage> DnsMessage::read(Reader& in) {
    DnsMessage message;
    message.id = in.u16be("dns.ID");
    message.flags = in.u16be("dns.flags");
    const auto questions = in.u16be("dns.QDCOUNT");
    const auto answers = in.u16be("dns.ANCOUNT");
    const auto authorities = in.u16be("dns.NSCOUNT");
    const auto additionals = in.u16be("dns.ARCOUNT");
    read_all(in, questions, message.questions);
    read_all(in, answers, message.answers);
    read_all(in, authorities, message.authorities);
    read_all(in, additionals, message.additionals);
    if (in.remaining() > 0) in.fail("dns.ARCOUNT", "counts less than there is");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return message;
}

void DnsMessage::write(Writer& out) const {
    out.u16be("dns.ID", id);
    out.u16be("dns.flags", flags);
    out.u16be("dns.QDCOUNT", static_cast<std::uint16_t>(questions.size()));
    out.u16be("dns.ANCOUNT", static_cast<std::uint16_t>(answers.size()));
    out.u16be("dns.NSCOUNT", static_cast<std::uint16_t>(authorities.size()));
    out.u16be("dns.ARCOUNT", static_cast<std::uint16_t>(additionals.size()));
    write_all(out, questions);
    write_all(out, answers);
    write_all(out, authorities);
    write_all(out, additionals);
}

}  // namespace badrdp::harness
