#include "harness/play/builtin/connect_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <istream>

#include "harness/data/scenario/load.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/mutant.h"
#include "sim/auth/secret.h"

namespace badrdp::harness {

namespace {

std::string desktop_size(const std::string& text) {
    return parse_desktop_size(text) ? "" : "a desktop is WIDTHxHEIGHT, each from 200 to 8192";
}

}  // namespace

// MS-RDPBCGR 2.2.1.3.2: more than 8192 nobody may ask for.
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_desktop_size(std::string_view text) {
    std::uint16_t width = 0, height = 0;
    const auto* end = text.data() + text.size();
    const auto [x, no_width] = std::from_chars(text.data(), end, width);
    if (no_width != std::errc() || x == end || *x != 'x') return std::nullopt;
    const auto [stop, no_height] = std::from_chars(x + 1, end, height);
    const auto sane = [](std::uint16_t pixels) { return pixels >= 200 && pixels <= 8192; };
    if (no_height != std::errc() || stop != end || !sane(width) || !sane(height)) return std::nullopt;
    return std::pair(width, height);
}

void add_connect_options(CLI::App& command, ConnectOptions& options) {
    command.add_option("target", options.target, "HOST, HOST:PORT or [IPV6]:PORT")->required();
    command
        .add_option("--cert", options.cert,
                    "ignore, verify, or tofu (trust on first use, in --home) [verify]")
        ->check(word_among({"ignore", "verify", "tofu"}));
    command
        .add_option("--security", options.security,
                    "rdp, tls, nla, nla_ex, entra, or any: TLS, and NLA with an --account [any]")
        ->check(word_among({"rdp", "tls", "nla", "nla_ex", "entra", "any"}));
    command.add_option("--account", options.account,
                       "NAME[:PASSWORD][@DOMAIN] to log on with; other users of this machine can read it");
    command.add_flag("--password-from-stdin", options.password_from_stdin,
                     "The password is the first line of standard input");
    command.add_option("--home", options.home,
                       "Folder of the known hosts, for --cert tofu, and of the licence that a host grants");
    command
        .add_option("--trusted", options.trusted, "PEM file of the certificates that --cert verify trusts")
        ->envname("SSL_CERT_FILE");
    command.add_option("--timeout", options.timeout, "Seconds to wait for each step [10]")
        ->check(number_of_seconds(false));
    command.add_option("--fault", options.fault_texts,
                       "Make the client deviate, in the words of a [[fault]]; may be given more than once: "
                       "'reset = \"client_info\"'");
    command.add_option("--stay", options.stay, "Seconds to stay in an active session [0]")
        ->check(number_of_seconds(true));
    command.add_option("--token", options.token, "Routing token of its request: 'Cookie: msts=...'");
    command.add_option("--cookie", options.cookie, "mstshash of its request [the account's name]");
    command
        .add_option("--request-flags", options.request_flags,
                    "Flags of RDP_NEG_REQ: 1 Restricted Admin, 2 Remote Credential Guard [0]")
        ->check(CLI::Range(0, 255));
    command.add_flag("--direct", options.direct,
                     "Begin with NLA, or with --security tls with TLS, and negotiate inside it");
    command.add_option("--preconnection", options.preconnection,
                       "Begin with a preconnection PDU for this machine: a number, or a text");
    command.add_option("--size", options.size, "Of the desktop that it asks for [1280x1024]")
        ->check(desktop_size);
    command.add_option("--groups", options.groups,
                       "Groups of key exchange in TLS, as OpenSSL lists them: P-384:P-256");
    command
        .add_option("--hello-filler", options.hello_filler,
                    "So many bytes more in the ClientHello, in an extension that nobody knows [0]")
        ->check(CLI::Range(0, 12'000));
    command
        .add_option("--follow", options.follows,
                    "Follow so many redirections, which lead to the same address [3]")
        ->check(CLI::Range(0, 100));
    command.add_flag("-q,--quiet", options.quiet, "Only the last line");
    command.add_option("--mutant", options.mutant, "Be a client that breaks a demand, to test the demands")
        ->check(word_among(mutant_names()))
        ->group("");
}

void finish(ConnectOptions& options) {
    if (options.direct && options.security == "rdp")
        throw UsageError("--direct begins with TLS or NLA, and --security rdp forbids both");
    constexpr std::size_t longest_name = 1000;
    if (options.preconnection.size() > longest_name)
        throw UsageError("--preconnection takes a name of up to 1000 characters");
    if (options.cert == "tofu" && options.home.empty())
        throw UsageError("--cert tofu remembers certificates: name a folder for them with --home");
    for (const auto& text : options.fault_texts) {
        auto fault = parse_client_fault(text);
        if (!fault) throw UsageError(fault.error());
        options.faults.push_back(std::move(*fault));
    }
}

std::string password_asked_of(std::istream& in, const ConnectOptions& options) {
    constexpr std::size_t longest = 1024;
    std::string line;
    if (!options.password_from_stdin) return line;
    line.reserve(longest);  // a string that grows leaves copies behind, which nobody wipes
    for (char c = 0; in.get(c) && c != '\n'; line += c) {
        if (line.size() < longest) continue;
        auth::wipe(line);
        throw UsageError("the password on standard input is longer than 1024 bytes");
    }
    return line;
}

ConnectOptions parse_connect_options(std::vector<std::string> words) {
    CLI::App app;
    ConnectOptions options;
    add_connect_options(app, options);
    std::ranges::reverse(words);  // as CLI11 wants them
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        throw UsageError(parse_error_text(app, error));
    }
    finish(options);
    return options;
}

}  // namespace badrdp::harness
