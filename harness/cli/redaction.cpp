#include "harness/cli/redaction.h"

#include <fmt/core.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <map>
#include <system_error>

#include "capture/pcapng.h"
#include "harness/os/about.h"
#include "harness/os/usage_error.h"
#include "sim/auth/digest.h"

namespace badrdp::harness {

namespace redaction = capture::redaction;

namespace {

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

Redacted write_anew(const std::string& in, const std::filesystem::path& to, redaction::Redactor& redactor,
                    const std::string& keys) {
    capture::CaptureFile file(capture::open_input(in));
    capture::PcapngFile out(to, {.application = std::string(kApplication), .comment = "redacted"});
    if (!keys.empty()) out.add_secrets(keys);
    std::map<std::uint32_t, std::uint32_t> interfaces;  // as the file counts them, as the new one does
    Redacted read;
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

}  // namespace

redaction::Redactor new_redactor(bool keep_keys) { return {chance_of_this_run(), keep_keys}; }

Redacted redact_file(const std::string& in, const std::filesystem::path& out, redaction::Redactor& redactor,
                     bool keep_keys) {
    try {
        const auto keys = learn(in, redactor);
        auto read = write_anew(in, out, redactor, keep_keys ? keys : std::string());
        read.had_keys = !keys.empty();
        return read;
    } catch (const std::system_error& error) {
        throw UsageError(error.what());
    }
}

}  // namespace badrdp::harness
