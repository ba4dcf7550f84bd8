// Hand-made packets of one TCP conversation, and packets read from files.
#pragma once

#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "capture/conversations.h"
#include "capture/packet.h"
#include "sim/wire/sequence/step.h"
#include "tests/root.h"

namespace badrdp::test {

inline wire::Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// Each end's sequence numbers go up by what it says; the time by a millisecond a packet.
struct Talk {
    path::Endpoint client{path::ipv4(127, 0, 0, 1), 40000};
    path::Endpoint server{path::ipv4(127, 0, 0, 1), 3389};
    std::uint32_t client_next = 1000;
    std::uint32_t server_next = 5000;
    std::vector<capture::Packet> packets;

    void put(wire::Role from, std::uint8_t flags, std::uint32_t sequence, wire::BytesView payload = {}) {
        const bool c = from == wire::Role::client;
        auto bytes = path::to_frame({.source = c ? client : server,
                                     .destination = c ? server : client,
                                     .sequence = sequence,
                                     .acknowledgement = c ? server_next : client_next,
                                     .flags = flags,
                                     .payload = payload});
        capture::Packet packet;
        packet.at = std::chrono::seconds(1'700'000'000) + std::chrono::milliseconds(packets.size());
        packet.wire_length = static_cast<std::uint32_t>(bytes.size());
        packet.bytes = std::move(bytes);
        packets.push_back(std::move(packet));
    }

    std::uint32_t& next(wire::Role from) { return from == wire::Role::client ? client_next : server_next; }

    void syn() { put(wire::Role::client, path::tcp_flag::syn, client_next++); }
    void syn_ack() { put(wire::Role::server, path::tcp_flag::syn | path::tcp_flag::ack, server_next++); }
    void open() {
        syn();
        syn_ack();
        put(wire::Role::client, path::tcp_flag::ack, client_next);
    }
    void say(wire::Role from, wire::BytesView payload) {
        put(from, path::tcp_flag::psh | path::tcp_flag::ack, next(from), payload);
        next(from) += static_cast<std::uint32_t>(payload.size());
    }
    void fin(wire::Role from) { put(from, path::tcp_flag::fin | path::tcp_flag::ack, next(from)++); }
    void rst(wire::Role from) { put(from, path::tcp_flag::rst | path::tcp_flag::ack, next(from)); }
};

// A pcap or pcapng file, through libpcap.
inline std::vector<capture::Packet> read_capture(const std::filesystem::path& path) {
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
        pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why.data()),
        &pcap_close);
    if (!file) throw std::runtime_error(why.data());
    std::vector<capture::Packet> packets;
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    while (pcap_next_ex(file.get(), &header, &bytes) == 1) {
        capture::Packet packet;
        packet.at = std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
        packet.wire_length = header->len;
        packet.bytes.assign(bytes, bytes + header->caplen);
        packets.push_back(std::move(packet));
    }
    return packets;
}

inline std::filesystem::path golden_capture(std::string_view name) {
    return std::filesystem::path(badrdp::test::kProject) / "tests/golden/captures" /
           (std::string(name) + ".pcap");
}

inline std::vector<std::string> golden_captures() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(badrdp::test::kProject) / "tests/golden/captures"))
        if (entry.path().extension() == ".pcap") names.push_back(entry.path().stem().string());
    if (names.empty()) throw std::runtime_error("no golden captures");
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace badrdp::test
