// Seeds for what reads a client's output: lines of real clients, and a file of known hosts.
#include <array>
#include <string_view>

#include "tests/fuzz/write_seeds.h"

namespace {

constexpr std::array<std::string_view, 6> kSeeds{
    "[ERROR][com.freerdp.core] - freerdp_post_connect failed\n[ERROR][com.freerdp.core] - "
    "transport_connect_tls:freerdp_set_last_error_ex ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n",
    "Autoselecting keyboard map 'en-us' from locale\nFailed to connect, CredSSP required by server.\n",
    "badrdp connect: certificate: the certificate is not to be trusted: self-signed certificate\n",
    "ERROR: connect: Connection refused\n",
    "127.0.0.1:3389 010203\nhost 00\n",
    "127.0.0.1:3389",
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    badrdp::fuzz::write_seeds(argv[1], kSeeds);
}
