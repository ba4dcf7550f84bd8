#include "sim/wire/tls/tls_handshake.h"

#include <algorithm>
#include <initializer_list>

namespace badrdp::wire {

namespace {

constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kEncryptThenMac = 22;
constexpr std::uint16_t kSupportedVersions = 43;

template <std::size_t N>
void read_into(std::array<std::uint8_t, N>& to, Reader& in, std::string_view field) {
    const auto bytes = in.bytes(field, N);
    if (!in.malformed()) std::ranges::copy(bytes, to.begin());
}

Bytes read_session_id(Reader& in, std::string_view length_field, std::string_view field) {
    const std::size_t length = in.u8(length_field);
    if (length > 32) in.fail(length_field, "more than 32");
    const auto id = in.bytes(field, length);
    return {id.begin(), id.end()};
}

// All the 16-bit values in the next `count` bytes, GREASE left out.
std::vector<std::uint16_t> read_u16s(Reader& in, std::string_view length_field, std::size_t count,
                                     std::string_view field) {
    std::vector<std::uint16_t> values;
    if (count % 2 != 0) in.fail(length_field, "not a multiple of 2");
    const auto list = in.bytes(field, count);  // of even length
    values.reserve(list.size() / 2);
    for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
        const auto value = static_cast<std::uint16_t>(list[i] << 8 | list[i + 1]);
        if (!is_grease(value)) values.push_back(value);
    }
    return values;
}

std::string read_server_name(Reader& in) {
    std::string name;
    auto list = in.sub("serverName.list", in.u16be("serverName.listLength"));
    while (list.remaining() > 0) {
        const auto type = list.u8("serverName.type");
        const auto text = list.bytes("serverName.name", list.u16be("serverName.nameLength"));
        if (type == 0 && name.empty()) name.assign(text.begin(), text.end());
    }
    in.adopt(list);
    return name;
}

// Hands each extension of these types to `use(type, body)`. Hellos before TLS 1.2 may end without any.
template <class Use>
void read_extensions(Reader& in, std::string_view length_field, std::string_view field,
                     std::initializer_list<std::uint16_t> types, Use use) {
    if (in.remaining() == 0) return;
    auto all = in.sub(field, in.u16be(length_field));
    while (all.remaining() > 0) {
        const auto type = all.u16be("extension.type");
        const auto length = all.u16be("extension.length");
        if (std::ranges::find(types, type) == types.end()) {
            all.bytes("extension.data", length);
            continue;
        }
        auto body = all.sub("extension.data", length);
        use(type, body);
        all.adopt(body);
    }
    in.adopt(all);
    if (in.remaining() > 0) in.fail(length_field, "leaves bytes over");
}

}  // namespace

Expected<HandshakeHeader> HandshakeHeader::read(Reader& in) {
    HandshakeHeader header;
    header.type = in.u8("handshake.type");
    header.length = in.u24be("handshake.length");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return header;
}

void HandshakeHeader::write(Writer& out) const {
    out.u8("handshake.type", type);
    out.u24be("handshake.length", length);
}

void HandshakeReader::feed(BytesView fragment) {
    if (!unparsed_.add(fragment) && !malformed_)
        malformed_ = Malformed{"handshake.length", "64 KiB were sent and nobody asked", 0};
}

std::optional<HandshakeMessage> HandshakeReader::next() {
    const auto waiting = unparsed_.view();
    if (malformed_ || waiting.size() < HandshakeHeader::kSize) return std::nullopt;
    Reader in(waiting.first(HandshakeHeader::kSize));
    const auto header = HandshakeHeader::read(in);
    if (header->length > Backlog::kMax - HandshakeHeader::kSize)
        malformed_ = Malformed{"handshake.length", "more than 64 KiB", 1};
    if (malformed_ || waiting.size() - HandshakeHeader::kSize < header->length) return std::nullopt;
    unparsed_.take(HandshakeHeader::kSize);
    return HandshakeMessage{*header, unparsed_.take(header->length)};
}

Expected<ClientHello> ClientHello::read(Reader& in) {
    ClientHello hello;
    hello.client_version = in.u16be("clientHello.client_version");
    read_into(hello.random, in, "clientHello.random");
    hello.session_id = read_session_id(in, "clientHello.session_id_length", "clientHello.session_id");
    const auto suites = in.u16be("clientHello.cipher_suites_length");
    hello.cipher_suites =
        read_u16s(in, "clientHello.cipher_suites_length", suites, "clientHello.cipher_suites");
    in.bytes("clientHello.compression_methods", in.u8("clientHello.compression_methods_length"));
    read_extensions(in, "clientHello.extensions_length", "clientHello.extensions",
                    {kServerName, kSupportedVersions}, [&](std::uint16_t type, Reader& body) {
                        if (type == kServerName) hello.server_name = read_server_name(body);
                        if (type == kSupportedVersions)
                            hello.supported_versions =
                                read_u16s(body, "supportedVersions.length",
                                          body.u8("supportedVersions.length"), "supportedVersions.versions");
                    });
    if (in.malformed()) return std::unexpected(*in.malformed());
    return hello;
}

std::vector<std::uint16_t> ClientHello::versions() const {
    return supported_versions.empty() ? std::vector{client_version} : supported_versions;
}

Expected<ServerHello> ServerHello::read(Reader& in) {
    ServerHello hello;
    hello.server_version = in.u16be("serverHello.server_version");
    read_into(hello.random, in, "serverHello.random");
    hello.session_id = read_session_id(in, "serverHello.session_id_length", "serverHello.session_id");
    hello.cipher_suite = in.u16be("serverHello.cipher_suite");
    in.u8("serverHello.compression_method");
    read_extensions(in, "serverHello.extensions_length", "serverHello.extensions",
                    {kSupportedVersions, kEncryptThenMac}, [&](std::uint16_t type, Reader& body) {
                        if (type == kSupportedVersions)
                            hello.selected_version = body.u16be("supportedVersions.selected_version");
                        hello.encrypt_then_mac |= type == kEncryptThenMac;
                    });
    if (in.malformed()) return std::unexpected(*in.malformed());
    return hello;
}

bool ServerHello::is_hello_retry_request() const {
    // SHA-256 of "HelloRetryRequest".
    static constexpr std::array<std::uint8_t, 32> kRetry{
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
    return random == kRetry;
}

}  // namespace badrdp::wire
