#include "capture/redact/handshake.h"

#include <algorithm>

#include "capture/redact/certificate.h"
#include "sim/wire/tls/tls_handshake.h"

namespace badrdp::capture::redaction {
namespace {

constexpr std::uint8_t kServerKeyExchange = 12;
constexpr std::uint8_t kCertificateRequest = 13;
constexpr std::uint8_t kClientKeyExchange = 16;

namespace extension {
constexpr std::uint16_t server_name = 0, supported_groups = 10, ec_point_formats = 11,
                        signature_algorithms = 13, alpn = 16, encrypt_then_mac = 22,
                        extended_master_secret = 23, supported_versions = 43, psk_key_exchange_modes = 45,
                        signature_algorithms_cert = 50, key_share = 51, max_fragment_length = 1,
                        record_size_limit = 28, renegotiation_info = 0xff01;
// Whose contents are numbers, or values made for this connection alone.
constexpr std::array kept{supported_groups,    ec_point_formats,       signature_algorithms,
                          encrypt_then_mac,    extended_master_secret, supported_versions,
                          key_share,           psk_key_exchange_modes, signature_algorithms_cert,
                          max_fragment_length, record_size_limit};
}  // namespace extension

// Walks over bytes that may be too few; what was not walked over is in `rest`.
struct Walk {
    MutableBytes rest;
    bool whole = true;  // all that was asked for was there

    MutableBytes take(std::size_t count) {
        whole &= count <= rest.size();
        const auto out = rest.first(std::min(count, rest.size()));
        rest = rest.subspan(out.size());
        return out;
    }
    std::size_t number(std::size_t width) {
        std::size_t out = 0;
        for (const auto byte : take(width)) out = out << 8 | byte;
        return whole ? out : 0;
    }
    MutableBytes counted(std::size_t width) { return take(number(width)); }
};

// Lists of names, each behind its length: of servers (with a type before it) and of protocols.
void redact_names(MutableBytes body, std::size_t type, std::size_t width, Pseudonyms& names) {
    Walk walk{body};
    Walk list{walk.counted(2)};
    while (list.whole && !list.rest.empty()) {
        list.take(type);
        names.text(list.counted(width), What::server_name);
    }
    blank(walk.rest);
}

void redact_extensions(Walk& hello, Pseudonyms& names) {
    if (hello.rest.empty()) return;
    Walk list{hello.counted(2)};
    while (list.whole && !list.rest.empty()) {
        const auto type = static_cast<std::uint16_t>(list.number(2));
        const auto body = list.counted(2);
        if (type == extension::server_name)
            redact_names(body, 1, 2, names);
        else if (type == extension::alpn)
            redact_names(body, 0, 1, names);
        else if (type == extension::renegotiation_info)
            blank(body.subspan(std::min<std::size_t>(1, body.size())));
        else if (std::ranges::find(extension::kept, type) == extension::kept.end())
            blank(body);
    }
    blank(hello.rest);
}

void redact_hello(MutableBytes body, bool client, Pseudonyms& names) {
    Walk hello{body};
    hello.take(2 + 32);  // version, random
    names.opaque(hello.counted(1), What::session_number);
    if (client) {
        hello.counted(2);  // suites
        hello.counted(1);  // compression
    } else {
        hello.take(2 + 1);
    }
    redact_extensions(hello, names);
}

// A chain of TLS 1.2 [RFC 5246 7.4.2].
void redact_chain(MutableBytes body, Pseudonyms& names) {
    Walk message{body};
    Walk list{message.counted(3)};
    while (list.whole && !list.rest.empty()) redact_der(list.counted(3), names);
    blank(message.rest);
}

// The names of the authorities that a host accepts [RFC 5246 7.4.4] go; what kinds of proof it takes stays.
void redact_request(MutableBytes body) {
    Walk message{body};
    message.counted(1);
    message.counted(2);
    blank(message.rest);
}

// The curve and the point stay [RFC 8422 5.4], the signature goes.
void redact_key_exchange(MutableBytes body) {
    constexpr std::uint8_t kNamedCurve = 3;
    Walk message{body};
    if (!body.empty() && body[0] == kNamedCurve) {
        message.take(1 + 2);
        message.counted(1);
    }
    blank(message.rest);
}

// Its length stays, in one byte or two [RFC 8422 5.7, RFC 5246 7.4.7].
void redact_client_key(MutableBytes body) {
    for (const std::size_t width : {1uz, 2uz}) {
        Walk message{body};
        if (message.number(width) == message.rest.size() && message.whole) return blank(message.rest);
    }
    blank(body);
}

}  // namespace

void redact_handshake(std::uint8_t type, MutableBytes body, Pseudonyms& names) {
    switch (type) {
        case wire::handshake_type::client_hello: return redact_hello(body, true, names);
        case wire::handshake_type::server_hello: return redact_hello(body, false, names);
        case wire::handshake_type::certificate: return redact_chain(body, names);
        case kServerKeyExchange: return redact_key_exchange(body);
        case kCertificateRequest: return redact_request(body);
        case kClientKeyExchange: return redact_client_key(body);
        default: return blank(body);
    }
}

}  // namespace badrdp::capture::redaction
