// Seeds for the questions of `explain`.
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace {

constexpr std::array<std::string_view, 8> kSeeds{
    "0x904 0x7",
    "tls:80",
    "-1073741715 C000006D",
    "STATUS_LOGON_FAILURE",
    "904h 2308 516",
    "mstsc:0x904 nonsense x",
    "133",
    "ERRCONNECT_CONNECT_FAILED 0x20006",
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::filesystem::path folder = argv[1];
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (std::size_t i = 0; i < kSeeds.size(); ++i)
        std::ofstream(folder / std::to_string(i), std::ios::binary) << kSeeds.at(i);
}
