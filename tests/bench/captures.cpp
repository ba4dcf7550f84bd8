// Writes a capture of any size to standard output: negotiations that a host refuses and TLS handshakes, as
// xfreerdp and rdesktop had them, 64 conversations beside each other, each of a port of its own. What reads
// captures is measured with it (diagnose.py).
//
//     bench_captures PACKETS >a.pcap
//     bench_captures bytes BYTES >a.pcap
//     bench_captures at-once CONVERSATIONS >a.pcap    none of them ends before all have begun
//     bench_captures read a.pcap                      reads and judges it
//     bench_captures json a.pcap                      and writes the answer, as badrdp diagnose --json does
//     bench_captures text a.pcap                      the same as text
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "harness/diagnose/print.h"
#include "tests/capture/frames.h"

namespace {

using namespace badrdp;
namespace diagnosis = harness::diagnosis;

constexpr std::size_t kBeside = 64;
constexpr std::size_t kPorts = 60'000;
constexpr std::size_t kIp = 14, kSource = kIp + 12, kDestination = kIp + 16, kSourcePort = kIp + 20;

struct Template {
    std::vector<capture::Packet> packets;
    std::uint16_t server = 0;
};

std::pair<std::uint16_t, std::uint16_t> ports_of(const capture::Packet& packet) {
    return {path::u16(packet.bytes, kSourcePort), path::u16(packet.bytes, kSourcePort + 2)};
}

Template template_of(const std::string& name) {
    Template out{.packets = test::read_capture(test::golden_capture(name))};
    // The first conversation of the file; xfreerdp tries more than once.
    const auto first = ports_of(out.packets.at(0));
    std::erase_if(out.packets, [&](const capture::Packet& packet) {
        const auto [source, destination] = ports_of(packet);
        return std::pair(source, destination) != first && std::pair(destination, source) != first;
    });
    out.server = first.second;
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

// What badrdp diagnose does with a file; `teller`, which may be null, writes the answer.
int read(const std::string& name, diagnosis::Teller* teller) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    capture::CaptureFile in(capture::open_input(name));
    if (teller) teller->begin_file(name);
    std::size_t failed = 0;
    capture::Surveyor surveyor({}, nullptr, [&](capture::Talk&& talk, const capture::Survey& survey) {
        const auto found = diagnosis::diagnose(talk, survey);
        failed += found.state == diagnosis::HealthState::failed;
        if (teller) teller->add(talk, found);
    });
    diagnosis::DiagnosedFile file{.name = name};
    while (const auto frame = in.next()) {
        surveyor.take(*frame);
        file.frames = frame->number;
    }
    const auto survey = surveyor.finish();
    if (teller) {
        teller->end_file(file, survey, {});
        teller->finish();
    }
    const auto took = std::chrono::duration<double>(Clock::now() - begin).count();
    std::fprintf(stderr, "%llu packets, %llu conversations, %zu failed: %.2f s\n",
                 static_cast<unsigned long long>(file.frames),
                 static_cast<unsigned long long>(survey.conversations), failed, took);
    return 0;
}

int tell(const char* name, bool json) {
    const diagnosis::Titles titles;
    const diagnosis::Out out = [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
    };
    if (json) {
        diagnosis::JsonTeller teller(out);
        return read(name, &teller);
    }
    diagnosis::TextTeller teller(titles, out);
    return read(name, &teller);
}

std::uint64_t written = 0;  // bytes

void put_packet(const Template& from, std::size_t packet, std::size_t conversation, std::uint64_t micros) {
    const auto bytes = renamed(from, packet, conversation);
    put(1'700'000'000 + micros / 1'000'000, micros % 1'000'000, bytes.size(), bytes.size());
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    written += 16 + bytes.size();
}

const std::vector<Template>& templates() {
    static const std::vector all{template_of("xfreerdp-tls12"), template_of("xfreerdp-failure5"),
                                 template_of("xfreerdp-tls13"), template_of("rdesktop-tls12")};
    return all;
}

// Until so many packets or bytes are there.
void write_mixed(std::uint64_t packets, std::uint64_t most_bytes) {
    struct Slot {
        std::size_t conversation = 0, next = 0;
    };
    std::array<Slot, kBeside> slots{};
    std::size_t conversations = 0;
    for (auto& slot : slots) slot.conversation = conversations++;
    for (std::uint64_t i = 0; i < packets && written < most_bytes; ++i) {
        auto& slot = slots[i % kBeside];
        const auto& from = templates()[slot.conversation % templates().size()];
        put_packet(from, slot.next, slot.conversation, i * 10);
        if (++slot.next < from.packets.size()) continue;
        slot = {.conversation = conversations++, .next = 0};
    }
}

void write_at_once(std::size_t conversations) {
    std::uint64_t packets = 0;
    for (std::size_t step = 0;; ++step) {
        bool any = false;
        for (std::size_t i = 0; i < conversations; ++i) {
            const auto& from = templates()[i % templates().size()];
            if (step >= from.packets.size()) continue;
            any = true;
            put_packet(from, step, i, packets++ * 10);
        }
        if (!any) return;
    }
}

}  // namespace

int main(int argc, char** argv) {
    constexpr auto kAny = ~std::uint64_t{0};
    const std::string_view what = argc > 1 ? argv[1] : "1000000";
    if (argc > 2 && what == "read") return read(argv[2], nullptr);
    if (argc > 2 && (what == "json" || what == "text")) return tell(argv[2], what == "json");
    put(0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1);  // of the machine's own byte order
    const std::uint64_t wanted = std::strtoull(argc > 2 ? argv[2] : what.data(), nullptr, 10);
    if (what == "bytes")
        write_mixed(kAny, wanted);
    else if (what == "at-once")
        write_at_once(wanted);
    else
        write_mixed(wanted, kAny);
    return std::ferror(stdout) || std::fflush(stdout) != 0 ? 1 : 0;
}
