// Makes a fresh seed corpus of scripts: seeds_machine FOLDER server|client|session. For a machine that is one
// for each recorded session (what its other end said), and one for each conversation of honest ends; for
// sessions, honest ones and one with each fault.
#include <cstdio>
#include <fstream>

#include "tests/fuzz/machine_mode.h"
#include "tests/fuzz/machine_script.h"
#include "tests/golden.h"
#include "tests/root.h"

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

void put_honest(wire::Bytes& script, int messages) {
    for (int i = 0; i < messages; ++i) MachineScript::put(script, Deed::honest, 0);
}

void write_sessions(const fs::path& folder) {
    constexpr int kKinds = 17, kSecurities = 14, kPieces = 80;
    for (int kind = 0; kind < kKinds; ++kind)
        for (int security = 0; security < kSecurities; ++security) {
            const auto step = static_cast<std::uint8_t>(wire::Step::channel_join_confirm) + security;
            wire::Bytes script;
            for (const int byte :
                 {security, 32, kind, step, 3, 5, (kind + security) % kKinds, step + 1, 3, 5})
                script.push_back(static_cast<std::uint8_t>(byte));
            put_honest(script, kPieces);
            write(folder / ("fault-" + std::to_string(kind) + "-" + std::to_string(security)), script);
        }
    constexpr int kStandard = 7, kOtherwise = 18;  // as session_play.h reads the first byte
    for (int otherwise = 1; otherwise < kOtherwise; ++otherwise)
        for (const int role : {0, 1}) {
            const auto first = static_cast<std::uint8_t>(2 * (3 + kStandard * otherwise) + role);
            wire::Bytes script{first, 0, 0, 0, 0, 0, 0, 0, 0, 0};
            put_honest(script, kPieces);
            write(folder / ("begins-" + std::to_string(otherwise) + "-" + std::to_string(role)), script);
        }
}

void write_machines(const fs::path& folder, std::string_view role) {
    const char sender = role == "server" ? 'C' : 'S';  // the one that is not on trial
    for (const auto& entry : fs::directory_iterator(fs::path(badrdp::test::kProject) / "tests/golden"))
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
            put_honest(script, kMessages);
            write(folder / ("honest-" + std::to_string(security) + "-" + std::to_string(variations)), script);
        }
    constexpr int kSecurities = static_cast<int>(MachineSecurity::count);
    for (int security = 0; security < kSecurities; ++security)
        for (const auto& [otherwise, variations] :
             {std::pair(1, 0), std::pair(1, 1), std::pair(1, 2), std::pair(3, 0), std::pair(3, 1),
              std::pair(3, 3), std::pair(4, 0), std::pair(8, 0), std::pair(12, 0), std::pair(15, 0),
              std::pair(16, 0)}) {
            wire::Bytes script{static_cast<std::uint8_t>(security + kSecurities * otherwise),
                               static_cast<std::uint8_t>(variations), 24, 0};
            put_honest(script, 40);
            write(folder / ("begins-" + std::to_string(security) + "-" + std::to_string(otherwise) + "-" +
                            std::to_string(variations)),
                  script);
        }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const fs::path folder = argv[1];
    fs::remove_all(folder);
    fs::create_directories(folder);
    if (std::string_view(argv[2]) == "session")
        write_sessions(folder);
    else
        write_machines(folder, argv[2]);
}
