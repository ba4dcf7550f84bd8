// Seeds for the readers of TOML: files of the catalogue, a byte in front that says of which kind they are.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/root.h"

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongest = 8000, kOfAKind = 24;

std::vector<fs::path> files_below(const fs::path& folder, std::string_view begins) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".toml" && entry.path().filename().string().starts_with(begins) &&
            entry.file_size() < kLongest)
            out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const fs::path folder = argv[1];
    fs::remove_all(folder);
    fs::create_directories(folder);
    const auto root = fs::path(badrdp::test::kProject) / "scenarios";
    const std::vector<std::vector<fs::path>> kinds{files_below(root / "tls", ""),
                                                   files_below(root / "clients", "adapter"),
                                                   files_below(root / "clients", "baseline"),
                                                   {},
                                                   files_below(root / "remedies", "")};
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        for (std::size_t i = 0; i < std::min(kOfAKind, kinds[kind].size()); ++i) {
            std::ifstream in(kinds[kind][i], std::ios::binary);
            std::ofstream(folder / (std::to_string(kind) + "-" + std::to_string(i)), std::ios::binary)
                << static_cast<char>(kind) << std::string{std::istreambuf_iterator<char>(in), {}};
        }
    std::ofstream(folder / "causes", std::ios::binary)
        << '\3' << "schema = 1\n\n[[cause]]\nname = \"C01\"\ntitle = \"x\"\n";
}
