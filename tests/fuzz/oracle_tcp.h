// Two machines of the model TCP, and a network between them that does what the input says: what arrives is
// what was sent, no frame makes many, and whoever is left alone comes to an end.
#pragma once

#include <algorithm>
#include <deque>

#include "sim/path/tcp_host.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/oracle.h"

namespace badrdp::fuzz {

template <class Host>
class TcpPlay {
public:
    Complaint run(wire::BytesView input) {
        constexpr std::size_t kMostMemory = 4 * 1024 * 1024;
        const auto held = held_memory();
        server_.listen(kPort, path::TcpHost::Door::open);
        client_.connect(kFrom, {kServer, kPort}, now_);
        gather();
        for (std::size_t i = 0; i + 1 < input.size() && !complaint_; i += 2) {
            perform(input[i], input[i + 1]);
            gather();
            if (kCountsMemory && held_memory() > held + kMostMemory) return "holds more than four mebibytes";
        }
        if (!complaint_) leave_alone();
        return complaint_;
    }

private:
    using Bytes = wire::Bytes;
    static constexpr std::uint16_t kPort = 3389, kFrom = 50'000;
    static inline const path::Address kClient = path::ipv4(198, 18, 0, 2),
                                      kServer = path::ipv4(198, 18, 0, 1);

    void perform(std::uint8_t deed, std::uint8_t number) {
        auto& frames = deed & 0x80 ? to_client_ : to_server_;
        switch (deed & 0x0f) {
            case 0: return deliver(frames, 0);
            case 1: return deliver(frames, number);  // overtakes
            case 2:
                if (!frames.empty()) frames.pop_front();  // is lost
                return;
            case 3:
                if (!frames.empty()) frames.push_back(frames.front());  // comes twice
                return;
            case 4: return damage(frames, number);
            case 5: return forge(frames, number);
            case 6: return pass_time();
            case 7: return write(deed & 0x80, number);
            case 8:
                for (auto* tcp : (deed & 0x80 ? server_ : client_).connections()) tcp->shut(now_);
                return;
            case 9:
                if (number == 0)
                    for (auto* tcp : (deed & 0x80 ? server_ : client_).connections()) tcp->abort(now_);
                return;
            default: return deliver(frames, 0);
        }
    }

    void deliver(std::deque<Bytes>& frames, std::size_t which) {
        if (frames.empty()) return;
        which %= frames.size();
        const auto frame = frames[which];
        frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(which));
        (&frames == &to_server_ ? server_ : client_).receive(frame, now_);
    }

    // One wrong byte, which the checksum finds.
    static void damage(std::deque<Bytes>& frames, std::uint8_t number) {
        if (frames.empty()) return;
        auto& frame = frames.front();
        frame[path::kMacs + 2 + number % (frame.size() - path::kMacs - 2)] ^= 0x55;
    }

    // A wrong byte of TCP's header with a checksum that fits: nothing can be promised of what arrives then.
    void forge(std::deque<Bytes>& frames, std::uint8_t number) {
        constexpr std::size_t kTcp = path::kEthernet + path::kIpv4, kHeader = 20, kChecksum = 16;
        if (frames.empty() || frames.front().size() < kTcp + kHeader) return;
        forged_ = true;
        auto& frame = frames.front();
        frame[kTcp + number % kHeader] = static_cast<std::uint8_t>(number * 37u);
        const bool up = &frames == &to_server_;
        path::set_u16(frame, kTcp + kChecksum, 0);
        const auto sum = path::checksum_between(up ? kClient : kServer, up ? kServer : kClient, 6,
                                                wire::BytesView(frame).subspan(kTcp));
        path::set_u16(frame, kTcp + kChecksum, sum);
    }

    void write(bool by_server, std::uint8_t size) {
        const auto& all = (by_server ? server_ : client_).connections();
        if (all.empty()) return;
        Bytes bytes(size);
        auto& count = by_server ? said_by_server_ : said_by_client_;
        for (auto& byte : bytes) byte = pattern(count++);
        all.front()->write(bytes, now_);
    }

    static std::uint8_t pattern(std::size_t at) { return static_cast<std::uint8_t>(at * 31 + at / 251); }

    void gather() {
        constexpr std::size_t kMostAtOnce = 4096;  // the window of what was written
        for (const bool up : {true, false}) {
            auto frames = (up ? client_ : server_).take_frames();
            if (frames.size() > kMostAtOnce) complaint_ = "one event makes thousands of frames";
            auto& there = up ? to_server_ : to_client_;
            for (auto& frame : frames)
                if (there.size() < kMostAtOnce) there.push_back(std::move(frame));
        }
        read(client_, said_by_server_, heard_by_client_);
        read(server_, said_by_client_, heard_by_server_);
    }

    void read(Host& host, std::size_t said, std::size_t& heard) {
        if (host.connections().empty()) return;
        for (const auto byte : host.connections().front()->take_bytes()) {
            if (forged_) return;
            if (heard >= said || byte != pattern(heard)) complaint_ = "arrives otherwise than it was sent";
            ++heard;
        }
    }

    void pass_time() {
        std::optional<path::Time> next;
        for (auto* host : {&client_, &server_})
            if (const auto wake = host->wake()) next = next ? std::min(*next, *wake) : *wake;
        if (!next) return;
        now_ = std::max(*next, now_ + std::chrono::milliseconds(1));
        client_.tick(now_);
        server_.tick(now_);
    }

    void leave_alone() {
        constexpr int kMostWakes = 2'000;
        for (int i = 0; i < kMostWakes && !complaint_; ++i) {
            if (!client_.wake() && !server_.wake()) return;
            pass_time();
            gather();
            to_client_.clear();
            to_server_.clear();
        }
        if (!complaint_) complaint_ = "is never over";
    }

    path::Time now_{};
    std::uint32_t chance_ = 1;
    Host client_{kClient, [this] { return chance_ = chance_ * 1664525u + 1013904223u; }};
    Host server_{kServer, [this] { return chance_ = chance_ * 1664525u + 1013904223u; }};
    std::deque<Bytes> to_client_, to_server_;
    std::size_t said_by_client_ = 0, said_by_server_ = 0, heard_by_client_ = 0, heard_by_server_ = 0;
    bool forged_ = false;
    Complaint complaint_;
};

template <class Host>
Complaint about_tcp(wire::BytesView input) {
    return TcpPlay<Host>().run(input);
}

}  // namespace badrdp::fuzz
