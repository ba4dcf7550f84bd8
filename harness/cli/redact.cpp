#include <fmt/core.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "capture/finding.h"
#include "capture/pcapng.h"
#include "capture/redact/redact.h"
#include "harness/cli/cli.h"
#include "harness/os/about.h"
#include "harness/os/files.h"
#include "sim/auth/digest.h"

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

struct SecondReading {
    std::uint64_t frames = 0;
    std::optional<capture::FileError> error{};
};

// Drawn anew for each file: who has the redacted one cannot try names out.
redaction::Chance chance_of_this_run() {
    std::array<std::uint8_t, 32> key{};
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
        throw std::system_error(errno, std::generic_category(), "getrandom");
    return [key](wire::BytesView input) {
        const auto digest = auth::hmac_sha1(key, {input});
        std::uint64_t out = 0;
        for (std::size_t i = 0; i < sizeof(out); ++i) out = out << 8 | digest[i];
        return out;
    };
}

// Reads the whole file once; the keys that it holds.
std::string learn(const std::string& name, redaction::Redactor& redactor) {
    capture::CaptureFile file(capture::open_input(name));
    std::uint64_t frames = 0;
    while (const auto frame = file.next()) {
        redactor.learn(*frame);
        frames = frame->number;
    }
    if (file.error() && frames == 0)
        throw UsageError(fmt::format("{}: byte {}: {}", name, file.error()->at, file.error()->why));
    return file.secrets();
}

SecondReading write_anew(const RedactOptions& options, redaction::Redactor& redactor,
                         const std::string& keys) {
    capture::CaptureFile file(capture::open_input(options.in));
    capture::PcapngFile out(options.out, {.application = std::string(kApplication), .comment = "redacted"});
    if (options.keep_keys && !keys.empty()) out.add_secrets(keys);
    std::map<std::uint32_t, std::uint32_t> interfaces;  // as the file counts them, as the new one does
    SecondReading read;
    while (const auto frame = file.next()) {
        const auto next = static_cast<std::uint32_t>(interfaces.size());
        const auto [interface, is_new] = interfaces.emplace(frame->interface, next);
        if (is_new) out.add(capture::Interface{.name = {}, .link_type = frame->link_type});
        out.add(capture::Packet{.at = frame->at,
                                .wire_length = frame->wire_length,
                                .interface = interface->second,
                                .bytes = redactor.redact(*frame)});
        read.frames = frame->number;
    }
    out.finish();
    read.error = file.error();
    return read;
}

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

void report(const RedactOptions& options, const redaction::Redactor& redactor, const SecondReading& read,
            bool had_keys) {
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
               had_keys && !options.keep_keys ? ", and its TLS keys" : "");
    if (had_keys && options.keep_keys)
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
    redaction::Redactor redactor(chance_of_this_run(), options.keep_keys);
    std::string keys;
    SecondReading read;
    try {
        keys = learn(options.in, redactor);
        read = write_anew(options, redactor, keys);
    } catch (const std::system_error& error) {
        throw UsageError(error.what());
    }
    if (!options.map.empty()) write_map(options.map, redactor.names());
    report(options, redactor, read, !keys.empty());
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
