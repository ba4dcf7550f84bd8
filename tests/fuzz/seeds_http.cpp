// Seeds for what reads the targets and headers of HTTP requests.
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace {

constexpr std::array<std::string_view, 6> kSeeds{
    "/",
    "/hosts/negotiation%2Ffailure%5Bcode%3D5%5D/held/1?host=a+b&x=%41&x=2",
    "/hosts/one/holds/x224_confirm",
    "03000013",
    "[::1]:8390",
    "localhost:8390",
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
