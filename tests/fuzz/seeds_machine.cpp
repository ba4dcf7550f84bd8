// Makes a fresh seed corpus for a machine: seeds_machine FOLDER server|client writes one script for each
// recorded session (what its other end said), and one for each conversation of honest ends.
#include <cstdio>
#include <fstream>

#include "tests/fuzz/machine_mode.h"
#include "tests/fuzz/machine_script.h"
#include "tests/golden.h"

namespace {

namespace fs = std::filesystem;
using namespace badrdp;
using fuzz::MachineScript;
using fuzz::MachineSecurity;
using Deed = fuzz::Line::Deed;

void write(const fs::path& path, const wire::Bytes& bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

MachineSecurity security_of(const std::string& session) {
    using enum MachineSecurity;
    if (session.contains("nla")) return nla;
    if (session.contains("tls")) return tls;
    if (session.contains("fips")) return fips;
    return session.contains("none") ? rdp_none : session.contains("low") ? low : rc4_128;
}

// "C 0300..." and "S 0300...": what each end has said.
wire::Bytes script_of(const fs::path& session, char sender, bool with_credssp = true) {
    constexpr std::size_t kLongest = 6 * 1024;  // goes a good way behind the active session
    wire::Bytes script{static_cast<std::uint8_t>(security_of(session.stem().string())), 0, 24, 0};
    std::ifstream file(session);
    for (std::string line; std::getline(file, line);) {
        if (line.size() < 3 || line[0] != sender || line[1] != ' ') continue;
        const auto bytes = test::from_hex(line.substr(2));
        constexpr std::uint8_t sequence = 0x30;
        if (!with_credssp && bytes[0] == sequence) continue;
        if (script.size() + bytes.size() > kLongest) break;
        MachineScript::put(script, Deed::raw, bytes.size(), bytes);
    }
    return script;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const fs::path folder = argv[1];
    const char sender = std::string_view(argv[2]) == "server" ? 'C' : 'S';  // the one that is not on trial
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (const auto& entry : fs::directory_iterator(fs::path(BADRDP_ROOT) / "tests/golden"))
        if (entry.path().extension() == ".pdus") {
            const auto name = entry.path().stem().string();
            write(folder / name, script_of(entry.path(), sender));
            if (security_of(name) == MachineSecurity::nla)
                write(folder / (name + "-skipped"), script_of(entry.path(), sender, false));
        }
    for (std::uint8_t security = 0; security < static_cast<std::uint8_t>(MachineSecurity::count); ++security)
        for (const int variations : {0, 1, 2, 3, 4, 8, 16, 32, 64, 128, 16 + 64}) {
            wire::Bytes script{security, static_cast<std::uint8_t>(variations), 24, 0};
            constexpr int kMessages = 40;
            for (int i = 0; i < kMessages; ++i) MachineScript::put(script, Deed::honest, 0);
            write(folder / ("honest-" + std::to_string(security) + "-" + std::to_string(variations)), script);
        }
}
