// Seeds for the questions of `explain`.
#include <array>
#include <string_view>

#include "tests/fuzz/write_seeds.h"

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
    badrdp::fuzz::write_seeds(argv[1], kSeeds);
}
