// Seeds for what reads the targets and headers of HTTP requests.
#include <array>
#include <string_view>

#include "tests/fuzz/write_seeds.h"

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
    badrdp::fuzz::write_seeds(argv[1], kSeeds);
}
