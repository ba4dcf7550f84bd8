#include "sim/auth/rdp_security.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "sim/auth/little_endian.h"

namespace badrdp::auth {

namespace {

constexpr std::array<std::uint8_t, 40> kPad1 = [] {
    std::array<std::uint8_t, 40> pad{};
    pad.fill(0x36);
    return pad;
}();
constexpr std::array<std::uint8_t, 48> kPad2 = [] {
    std::array<std::uint8_t, 48> pad{};
    pad.fill(0x5c);
    return pad;
}();
constexpr Bytes8 kFipsIv{0x12, 0x34, 0x56, 0x78, 0x90, 0xab, 0xcd, 0xef};

Bytes to_bytes(BytesView view) { return {view.begin(), view.end()}; }

// Table 1 of 5.3.5.1: what keeps 40 or 56 bits of a key of 64.
Bytes weakened(EncryptionMethod method, BytesView key) {
    if (method == EncryptionMethod::rc4_128) return to_bytes(key);
    auto weak = to_bytes(key.first(8));
    constexpr std::array<std::uint8_t, 3> kSalt{0xd1, 0x26, 0x9e};
    std::copy_n(kSalt.begin(), method == EncryptionMethod::rc4_40 ? 3 : 1, weak.begin());
    return weak;
}

RdpKeys fips_keys(const Bytes32& client_random, const Bytes32& server_random) {
    const BytesView client(client_random), server(server_random);
    const auto from_client = sha1({client.last(16), server.last(16)});
    const auto from_server = sha1({client.first(16), server.first(16)});
    return {.mac = to_bytes(sha1({from_server, from_client})),
            .from_client = to_bytes(des_key(from_client)),
            .from_server = to_bytes(des_key(from_server))};
}

}  // namespace

RdpKeys rdp_keys(EncryptionMethod method, const Bytes32& client_random, const Bytes32& server_random) {
    if (method == EncryptionMethod::fips) return fips_keys(client_random, server_random);
    const auto salted_hash = [&](BytesView secret, std::string_view letters) {
        return md5({secret, sha1({as_bytes(letters), secret, client_random, server_random})});
    };
    const auto blob = [&](BytesView secret, char first) {
        const std::string one(1, first), two(2, static_cast<char>(first + 1)),
            three(3, static_cast<char>(first + 2));
        return joined({salted_hash(secret, one), salted_hash(secret, two), salted_hash(secret, three)});
    };
    const auto pre_master = joined({BytesView(client_random).first(24), BytesView(server_random).first(24)});
    const auto session = blob(blob(pre_master, 'A'), 'X');
    const auto part = [&](std::size_t i) { return BytesView(session).subspan(16 * i, 16); };
    const auto final_hash = [&](std::size_t i) { return md5({part(i), client_random, server_random}); };
    return {.mac = weakened(method, part(0)),
            .from_client = weakened(method, final_hash(2)),
            .from_server = weakened(method, final_hash(1))};
}

Bytes updated_key(EncryptionMethod method, BytesView initial, BytesView current) {
    const auto whole = md5({initial, kPad2, sha1({initial, kPad1, current})});
    const auto temporary = BytesView(whole).first(initial.size());
    return weakened(method, Rc4(temporary).applied(temporary));
}

// Each bit in its place among 168, counted from the lowest of the first byte.
Bytes24 des_key(const Bytes20& hash) {
    const auto bit = [&](std::size_t i) {
        const auto byte = i / 8 < hash.size() ? hash[i / 8] : hash[0];
        return static_cast<unsigned>(byte >> (i % 8)) & 1u;
    };
    Bytes24 key{};
    for (std::size_t i = 0; i < key.size(); ++i) {
        unsigned byte = 0;
        for (std::size_t j = 0; j < 7; ++j) byte |= bit(7 * i + j) << j;
        // The parity takes the lowest bit, whatever that was.
        const unsigned others = byte & ~1u;
        key[i] = static_cast<std::uint8_t>(others | (std::popcount(others) % 2 == 0 ? 1u : 0u));
    }
    return key;
}

RdpSecurity::RdpSecurity(EncryptionMethod method, Sender self, const Bytes32& client_random,
                         const Bytes32& server_random, RdpKnobs knobs)
    : method_(method), knobs_(knobs) {
    auto keys = rdp_keys(method, client_random, server_random);
    mac_key_ = std::move(keys.mac);
    const bool client = self == Sender::client;
    out_.initial = client ? keys.from_client : keys.from_server;
    in_.initial = client ? keys.from_server : keys.from_client;
    out_.current = out_.initial;
    in_.current = in_.initial;
    start(out_, TripleDes::Way::encrypt);
    start(in_, TripleDes::Way::decrypt);
}

void RdpSecurity::start(Direction& direction, TripleDes::Way way) {
    if (method_ != EncryptionMethod::fips) {
        direction.cipher.emplace(Rc4(direction.current));
        return;
    }
    Bytes24 key{};
    std::ranges::copy(direction.current, key.begin());
    direction.cipher.emplace(TripleDes(key, kFipsIv, way));
}

void RdpSecurity::refresh(Direction& direction) {
    if (method_ == EncryptionMethod::fips || direction.packets < kPacketsPerKey) return;
    direction.current = updated_key(method_, direction.initial, direction.current);
    direction.cipher.emplace(Rc4(direction.current));
    direction.packets = 0;
}

void RdpSecurity::apply(Direction& direction, std::span<std::uint8_t> data) {
    std::visit([&](auto& cipher) { cipher.apply(data); }, *direction.cipher);
    ++direction.packets;
    ++direction.total;
}

std::size_t RdpSecurity::pad_for(std::size_t size) const {
    if (method_ != EncryptionMethod::fips) return 0;
    return (TripleDes::kBlock - size % TripleDes::kBlock) % TripleDes::kBlock;
}

Bytes8 RdpSecurity::mac(BytesView data, bool salted, std::uint32_t count) const {
    Bytes8 out{};
    const auto number = little_endian(static_cast<std::uint32_t>(count));
    if (method_ == EncryptionMethod::fips) {
        std::copy_n(hmac_sha1(mac_key_, {data, number}).begin(), out.size(), out.begin());
        return out;
    }
    const auto inner = sha1({mac_key_, kPad1, little_endian(static_cast<std::uint32_t>(data.size())), data,
                             salted ? BytesView(number) : BytesView{}});
    std::copy_n(md5({mac_key_, kPad2, inner}).begin(), out.size(), out.begin());
    return out;
}

void RdpSecurity::seal(std::span<std::uint8_t> data, std::span<std::uint8_t, 8> signature, Packet packet) {
    assert(pad_for(data.size()) == 0 && packet.pad <= data.size());
    refresh(out_);
    auto said = mac(data.first(data.size() - packet.pad), packet.salted, out_.total);
    if (knobs_.wrong_mac) said.front() ^= 1;
    std::ranges::copy(said, signature.begin());
    apply(out_, data);
}

bool RdpSecurity::open(std::span<std::uint8_t> data, std::span<const std::uint8_t, 8> signature,
                       Packet packet) {
    if (pad_for(data.size()) != 0 || packet.pad > data.size()) return false;
    refresh(in_);
    const auto count = in_.total;
    apply(in_, data);
    return equal(mac(data.first(data.size() - packet.pad), packet.salted, count), signature);
}

}  // namespace badrdp::auth
