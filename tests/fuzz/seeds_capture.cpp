// Seeds for the reader of captures: the golden captures, and each once more as pcapng with two interfaces.
#include <filesystem>
#include <fstream>

#include "tests/capture/frames.h"
#include "tests/capture/read/files.h"

namespace {

namespace fs = std::filesystem;
using namespace badrdp;

void write(const fs::path& file, const wire::Bytes& bytes) {
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

// Those of the capture, or some that open nothing.
std::string keys_of(std::string_view name) {
    std::ifstream in(test::golden_capture(name).replace_extension(".keys"));
    std::string text(std::istreambuf_iterator<char>(in), {});
    return text.empty() ? "CLIENT_RANDOM aa bb\n" : text;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const fs::path folder = argv[1];
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (const auto& name : test::golden_captures()) {
        const auto packets = test::read_capture(test::golden_capture(name));
        test::FileWriter old{.big = true};
        old.pcap_header(0xa1b2c3d4, 1);
        test::FileWriter file;
        file.section();
        file.interface(1);
        file.interface(101, wire::Bytes{9, 0, 1, 0, 9, 0, 0, 0});
        file.secrets(keys_of(name));
        for (const auto& packet : packets) {
            const auto at = static_cast<std::uint64_t>(packet.at.count());
            old.pcap_packet(static_cast<std::uint32_t>(at / 1'000'000'000), 5, packet.bytes);
            file.packet(0, at / 1000, packet.bytes);
            if (packet.bytes.size() > 14) file.packet(1, at, wire::BytesView(packet.bytes).subspan(14));
        }
        write(folder / (name + ".pcap"), old.bytes);
        write(folder / (name + ".pcapng"), file.bytes);
    }
}
