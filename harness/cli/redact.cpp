#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "capture/finding.h"
#include "harness/cli/cli.h"
#include "harness/cli/redaction.h"
#include "harness/os/files.h"

namespace badrdp::harness {
namespace {

namespace redaction = capture::redaction;

constexpr int kBrokeOff = 1;  // exit status: the file breaks, and what came before it was written

struct RedactOptions {
    std::string in;
    std::filesystem::path out;
    std::filesystem::path map;
    bool keep_keys = false;
};

void write_map(const std::filesystem::path& file, const redaction::Pseudonyms& names) {
    std::string text = "# original<TAB>replacement; words are in lower case\n";
    for (const auto& [original, other] : names.addresses()) text += fmt::format("{}\t{}\n", original, other);
    for (const auto& [original, other] : names.words())
        text += fmt::format("{}\t{}\n", capture::printable(original), other);
    write_private(file, text);
}

struct Counted {
    std::uint64_t times;
    std::string_view what;
};

void say(std::uint64_t count, std::string_view what) {
    if (count > 0) fmt::print("  {:>10}  {}\n", count, what);
}

void report(const RedactOptions& options, const redaction::Redactor& redactor, const Redacted& read) {
    using redaction::What;
    fmt::print("{}: {} frames\nreplaced, so often:\n", options.out.string(), read.frames);
    for (std::size_t what = 0; what < redaction::kWhats; ++what)
        say(redactor.names().times(What{static_cast<std::uint8_t>(what)}),
            name(What{static_cast<std::uint8_t>(what)}));
    const auto& blind = redactor.blind();
    const auto& frames = redactor.blind_frames();
    const std::array overwritten{
        Counted{blind.application_data, "bytes of encrypted records, which hold the session"},
        Counted{blind.encrypted_handshake, "bytes of encrypted handshake messages"},
        Counted{blind.session_in_clear, "bytes of RDP outside TLS, behind the heads of its packets"},
        Counted{blind.other_protocols, "bytes of other protocols, and of what is broken"},
        Counted{blind.behind_gaps, "bytes behind gaps in a connection"},
        Counted{frames.datagrams, "UDP datagrams that are neither DNS nor the opening of RDP's transport"},
        Counted{frames.fragments, "fragments of IP packets"},
        Counted{frames.other_protocols, "frames that hold no IP, or of it neither TCP, UDP nor ICMP"},
        Counted{frames.unknown_links, "frames of a link layer that is not known"},
        Counted{frames.broken, "frames that contradict themselves"}};
    if (std::ranges::any_of(
            overwritten, [](std::uint64_t times) { return times > 0; }, &Counted::times))
        fmt::print("overwritten, since it could not be looked into:\n");
    for (const auto& [times, what] : overwritten) say(times, what);
    if (frames.cut > 0) fmt::print("  {:>10}  frames are cut: their checksums are 0\n", frames.cut);
    fmt::print("dropped: comments, names and statistics of the file{}\n",
               read.had_keys && !options.keep_keys ? ", and its TLS keys" : "");
    if (read.had_keys && options.keep_keys)
        fmt::print(
            "kept: TLS keys. With them the handshake of TLS 1.3 can be read, and the host's certificate in "
            "it, which\n"
            "is not redacted. The session cannot: its records are overwritten.\n");
}

int redact(const RedactOptions& options) {
    if (options.in == "-") throw UsageError("redact reads its file twice: standard input will not do");
    demand_writable("out", options.out);
    if (!options.map.empty()) demand_writable("--map", options.map);
    std::error_code none;
    if (std::filesystem::equivalent(options.in, options.out, none))
        throw UsageError("out is the file that is read: name another one");
    auto redactor = new_redactor(options.keep_keys);
    const auto read = redact_file(options.in, options.out, redactor, options.keep_keys);
    if (!options.map.empty()) write_map(options.map, redactor.names());
    report(options, redactor, read);
    if (!read.error) return kOk;
    fmt::print(stderr, "{}: byte {}: {}; what comes before it was written\n", options.in, read.error->at,
               read.error->why);
    return kBrokeOff;
}

}  // namespace

void add_redact(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand("redact", "Copy a capture without what says whose it is");
    command->footer(
        "Replaces addresses (those that share a prefix share one afterwards), link-layer addresses, and the "
        "names\n"
        "in routing cookies, server names, certificates, DNS and HTTP: each at its own length, and the same "
        "one "
        "by the\n"
        "same one. Overwrites what users typed or saw, and whatever it does not know. Drops comments, names "
        "and "
        "TLS\n"
        "keys. Mends checksums. What `badrdp diagnose` says of the file stays the same. Times stay, and so "
        "do\n"
        "ports, sizes, versions and cipher suites.\n"
        "Each run draws its replacements anew: two files cannot be compared by them.\n"
        "Exit status 0: written; 1: the file breaks off, and what came before that was written; 2: bad "
        "arguments, or\n"
        "a file that cannot be read or written.\n"
        "Examples:\n"
        "  badrdp redact failure.pcapng for-the-vendor.pcapng\n"
        "  badrdp redact --map names.txt failure.pcap out.pcapng    who is who, for you alone\n"
        "More: docs/redact.md");
    auto options = std::make_shared<RedactOptions>();
    command->add_option("in", options->in, "The capture: pcap or pcapng, packed by gzip or not")->required();
    command->add_option("out", options->out, "The file to write: pcapng, mode 0600")->required();
    command->add_option("--map", options->map, "Also write which name became which, mode 0600");
    command->add_flag("--keep-keys", options->keep_keys,
                      "Keep the file's TLS keys, and what of handshakes they open");
    command->callback([options, &status] { status = redact(*options); });
}

}  // namespace badrdp::harness
