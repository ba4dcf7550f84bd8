// Makes a fresh seed corpus of plays for a relay: seeds_relay FOLDER. What real programs have said, in clear
// and inside TLS that is opened, with nothing done to it, and with each fault at some steps.
#include <fstream>
#include <string>

#include "tests/fuzz/relay_script.h"
#include "tests/golden.h"
#include "tests/root.h"

namespace {

namespace fs = std::filesystem;
using namespace badrdp;
using fuzz::RelayScript;
using What = RelayScript::Deed::What;

constexpr int kFaultKinds = 14, kSteps = 24;  // as relay_script.h reads them

void put(std::string& script, What what, bool server, std::uint8_t more = 0) {
    script += static_cast<char>(static_cast<int>(what) << 1 | int{server} | more);
}

void put_said(std::string& script, bool server, const wire::Bytes& bytes) {
    put(script, What::say, server, RelayScript::kLong);
    script += static_cast<char>(bytes.size() & 0xff);
    script += static_cast<char>(bytes.size() >> 8);
    script.append(bytes.begin(), bytes.end());
    put(script, What::hear, !server);
    script += '\x10';
}

// How a real conversation begins, as far as it is in clear.
std::string in_clear() {
    std::string out;
    put_said(out, false, test::golden("request-xfreerdp-sec-tls"));
    put_said(out, true, test::golden("confirm-xrdp-ssl"));
    put_said(out, false, test::golden("client-hello-xfreerdp"));
    put_said(out, true, test::golden("server-flight-tls13"));
    return out;
}

// And inside TLS.
std::string inside() {
    constexpr std::size_t kLongest = 6000;
    std::string out;
    std::ifstream file(fs::path(test::kProject) / "tests/golden/session-xfreerdp-xrdp-tls.pdus");
    int skipped = 2;  // the request and the confirm, which the play has its own of
    for (std::string line; std::getline(file, line) && out.size() < kLongest;)
        if ((line.starts_with("C ") || line.starts_with("S ")) && skipped-- <= 0)
            put_said(out, line[0] == 'S', test::from_hex(line.substr(2)));
    return out;
}

std::string much() {
    std::string out;
    for (const bool server : {false, true, false, true}) {
        put(out, What::say_much, server);
        out += '\xff';
    }
    put(out, What::close, false);
    return out;
}

// More than a relay may keep, for an end that hears nothing.
std::string flood() {
    std::string out;
    for (int i = 0; i < 12; ++i) {
        put(out, What::say_much, false);
        out += '\xff';
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const fs::path folder = argv[1];
    fs::remove_all(folder);
    fs::create_directories(folder);
    int number = 0;
    const auto write = [&](const std::string& head, const std::string& play) {
        std::ofstream(folder / std::to_string(number++), std::ios::binary) << head << play;
    };
    for (const int how : {0, 1, 2, 4, 8, 16, 17, 18}) {
        const std::string head{'\0', static_cast<char>(how)};
        const std::string path = how == 8 ? std::string(2, '\0') : "";
        for (const auto& play :
             {in_clear(), inside(), much(), flood(), in_clear() + much(), inside() + much()})
            write(head + path, play);
    }
    for (int kind = 0; kind < kFaultKinds; ++kind)
        for (int step = kind % 3; step < kSteps; step += 3)
            for (const int how : {0, int{RelayScript::kOpened}})
                write({'\1', static_cast<char>(kind), static_cast<char>(step), '\7', static_cast<char>(how)},
                      how == 0 ? in_clear() : inside());
}
