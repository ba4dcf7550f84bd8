// Seeds for the reader of pasted text: a dialog, lines of logs, events of Windows in each form that it
// exports.
#include <array>
#include <filesystem>
#include <string_view>

#include "tests/fuzz/write_seeds.h"
#include "tests/root.h"

namespace {

using namespace std::string_view_literals;

constexpr std::array<std::string_view, 8> kSeeds{
    "Error code: 0x904\nExtended error code: 0x7\n",
    "[ERROR][com.freerdp.core] - f: ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED [0x0002000C]\n",
    "error:00000000:SSL routines:f:tlsv1 alert internal error\n",
    "An authentication error has occurred.\nThe function requested is not supported.\n",
    "<Event><System><Provider Name='Schannel'/><EventID Qualifiers='0'>36888</EventID></System><EventData>"
    "<Data Name='AlertDesc'>40</Data><Data>0xc000006d</Data></EventData></Event>",
    "Log Name: System\nSource: Service Control Manager\nEvent ID: 7036\nThe Remote Desktop Services "
    "service\n",
    "RDP ClientActiveX has been disconnected (Reason= 2308)\nsee tls:80 and mstsc:0x904/0x7\n",
    "\xff\xfe\x45\x00\x76\x00\x65\x00\x6e\x00\x74\x00\x20\x00\x39\x00\x38\x00"sv,  // "Event 98"
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    namespace fs = std::filesystem;
    const fs::path folder = argv[1];
    badrdp::fuzz::write_seeds(folder, kSeeds);
    fs::copy_file(fs::path(badrdp::test::kProject) / "tests" / "golden" / "evtxexport-system.txt",
                  folder / "evtx");
}
