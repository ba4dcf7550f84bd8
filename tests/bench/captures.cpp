// Writes a capture of any size to standard output: negotiations that a host refuses and TLS handshakes, as
// xfreerdp had them, 64 conversations beside each other, each of a port of its own. What reads captures is
// measured with it (diagnose.py).
//
//     bench_captures PACKETS >a.pcap
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "harness/diagnose/diagnosis.h"
#include "tests/capture/frames.h"

namespace {

using namespace badrdp;

constexpr std::size_t kBeside = 64;
constexpr std::size_t kPorts = 60'000;
constexpr std::size_t kIp = 14, kSource = kIp + 12, kDestination = kIp + 16, kSourcePort = kIp + 20;

struct Template {
    std::vector<capture::Packet> packets;
    std::uint16_t server = 0;
};

Template template_of(const std::string& name) {
    Template out{.packets = test::read_capture(test::golden_capture(name))};
    out.server = path::u16(out.packets.at(0).bytes, kSourcePort + 2);
    return out;
}

// Each conversation has a client's address and port of its own, and the host RDP's.
wire::Bytes renamed(const Template& from, std::size_t packet, std::size_t conversation) {
    auto bytes = from.packets[packet].bytes;
    const bool of_client = path::u16(bytes, kSourcePort + 2) == from.server;
    const auto place = of_client ? kSource : kDestination;
    const auto number = conversation / kPorts;
    bytes[place] = 10;
    for (std::size_t i = 0; i < 3; ++i)
        bytes[place + 1 + i] = static_cast<std::uint8_t>(number >> (16 - 8 * i));
    const auto client_port = static_cast<std::uint16_t>(1024 + conversation % kPorts);
    path::set_u16(bytes, of_client ? kSourcePort : kSourcePort + 2, client_port);
    path::set_u16(bytes, of_client ? kSourcePort + 2 : kSourcePort, 3389);
    return bytes;
}

template <class... Numbers>
void put(Numbers... numbers) {
    const std::array<std::uint32_t, sizeof...(numbers)> words{static_cast<std::uint32_t>(numbers)...};
    std::fwrite(words.data(), sizeof(std::uint32_t), words.size(), stdout);
}

int read(const char* file) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    capture::CaptureFile in(capture::open_input(file));
    capture::Surveyor surveyor;
    std::uint64_t frames = 0;
    while (const auto frame = in.next()) {
        surveyor.take(*frame);
        frames = frame->number;
    }
    const auto followed = Clock::now();
    const auto survey = surveyor.finish();
    std::size_t failed = 0;
    for (const auto& talk : survey.talks)
        failed += harness::diagnosis::diagnose(talk, survey).state == harness::diagnosis::HealthState::failed;
    const auto seconds = [&](Clock::time_point until) {
        return std::chrono::duration<double>(until - begin).count();
    };
    std::printf("%llu packets, %zu conversations, %zu failed: %.2f s to follow, %.2f s with judging\n",
                static_cast<unsigned long long>(frames), survey.talks.size(), failed, seconds(followed),
                seconds(Clock::now()));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string_view(argv[1]) == "read") return read(argv[2]);
    const std::size_t wanted = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const std::array all{template_of("xfreerdp-tls12"), template_of("xfreerdp-failure5"),
                         template_of("xfreerdp-tls13"), template_of("rdesktop-tls12")};
    struct Slot {
        std::size_t conversation = 0, next = 0;
    };
    std::array<Slot, kBeside> slots{};
    std::size_t conversations = 0;
    for (auto& slot : slots) slot.conversation = conversations++;
    put(0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1);  // of the machine's own byte order
    for (std::size_t i = 0; i < wanted; ++i) {
        auto& slot = slots[i % kBeside];
        const auto& from = all[slot.conversation % all.size()];
        const auto bytes = renamed(from, slot.next, slot.conversation);
        const auto at = i * 10;  // microseconds
        put(1'700'000'000 + at / 1'000'000, at % 1'000'000, bytes.size(), bytes.size());
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
        if (++slot.next < from.packets.size()) continue;
        slot = {.conversation = conversations++, .next = 0};
    }
    return std::ferror(stdout) || std::fflush(stdout) != 0 ? 1 : 0;
}
