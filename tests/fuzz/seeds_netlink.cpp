// Seeds for what reads the kernel's words: an answer with attributes, and lines of /proc.
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

std::string attribute_of(std::uint16_t type, std::string value) {
    const rtattr head{static_cast<unsigned short>(sizeof(rtattr) + value.size()), type};
    value.resize(RTA_ALIGN(value.size()));
    return std::string(reinterpret_cast<const char*>(&head), sizeof head) + value;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::filesystem::path folder = argv[1];
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto seed = [&](const char* name, const std::string& text) {
        std::ofstream(folder / name, std::ios::binary) << text;
    };
    const ifinfomsg link{};
    seed("link", std::string(reinterpret_cast<const char*>(&link), sizeof link) +
                     attribute_of(IFLA_IFNAME, "vm8") + attribute_of(IFLA_IFALIAS, "badrdp tap") +
                     attribute_of(IFLA_MTU, std::string(4, '\5')));
    seed("stat", "1234 (a (name) b) S 1 1234 1234 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 100 1000 25 1");
    seed("tcp",
         "  sl  local_address rem_address   st\n   0: 0100007F:0D3D 00000000:0000 0A 00000000:00000000 "
         "00:00000000 00000000  1000        0 12345 1\n");
}
