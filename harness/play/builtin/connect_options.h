// The command line of the built-in client.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/fault/fault.h"

namespace CLI {
class App;
}  // namespace CLI

namespace badrdp::harness {

struct ConnectOptions {
    std::string target{};
    std::string cert = "verify";
    std::string security = "any";
    std::string account{};
    bool password_from_stdin = false;
    std::vector<std::string> fault_texts{};
    std::vector<fault::Fault> faults{};
    std::filesystem::path home{};
    std::string trusted{};  // PEM file of the certificates that it trusts; empty: none
    double timeout = 10;
    double stay = 0;
    std::string token{};   // routing token of its request, without CR LF; empty: none
    std::string cookie{};  // mstshash, instead of the account's name
    unsigned request_flags = 0;
    bool direct = false;          // begins with TLS or NLA
    std::string preconnection{};  // the machine that it names first: a number, or a text; empty: none
    std::string size{};           // of the desktop, "1280x1024"
    std::string groups{};         // of TLS, in OpenSSL's words; empty: its default
    unsigned hello_filler = 0;    // bytes more in the ClientHello
    unsigned follows = 3;         // redirections to the same host, at most
    std::string mutant{};
    bool quiet = false;
};

// "1280x1024"; nothing: no size of a desktop.
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_desktop_size(std::string_view text);

void add_connect_options(CLI::App& command, ConnectOptions& options);
// Checks and completes what the parser cannot; throws UsageError.
void finish(ConnectOptions& options);

// The line that --password-from-stdin asks for, without its end; empty: nobody asked, or nothing came. Throws
// UsageError when it is longer than any password.
std::string password_asked_of(std::istream& in, const ConnectOptions& options);

// The words behind "badrdp connect"; throws UsageError.
ConnectOptions parse_connect_options(std::vector<std::string> words);

}  // namespace badrdp::harness
