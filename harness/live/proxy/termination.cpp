#include "harness/live/proxy/termination.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "harness/os/usage_error.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::harness {
namespace {

// Host names are compared without regard to case [RFC 6066 3].
std::string as_host_name(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

unsigned nth_connection(std::string_view text) {
    unsigned out = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, bad] = std::from_chars(text.data(), end, out);
    if (bad != std::errc{} || at != end || out == 0)
        throw UsageError(fmt::format("--terminate: connection={}: connections are counted from 1", text));
    return out;
}

CertificateWish certificate_wish(const std::string& text) {
    constexpr std::string_view kConnection = "connection=", kName = "sni=";
    CertificateWish out;
    std::istringstream in(text);
    bool first = true;
    for (std::string word; in >> word; first = false) {
        if (word.starts_with(kConnection)) {
            out.to.connection = nth_connection(std::string_view(word).substr(kConnection.size()));
        } else if (word.starts_with(kName)) {
            out.to.name = as_host_name(std::string_view(word).substr(kName.size()));
        } else if (first) {
            if (word != "-") out.scenario = word;
        } else {
            throw UsageError(
                fmt::format("--terminate '{}': behind the scenario comes connection=N or sni=NAME, not '{}'",
                            text, word));
        }
    }
    return out;
}

}  // namespace

std::vector<CertificateWish> certificate_wishes(const std::vector<std::string>& texts) {
    std::vector<CertificateWish> out;
    for (const auto& text : texts) out.push_back(certificate_wish(text));
    const auto for_all =
        std::ranges::stable_partition(out, [](const auto& wish) { return wish.to != ShownTo{}; });
    if (for_all.size() > 1)
        throw UsageError(
            "--terminate: two certificates for everybody; connection=N or sni=NAME says for whom");
    return out;
}

bool Terminated::asks_for_name(unsigned connection) const {
    for (const auto& one : shown) {
        if (one.to.connection != 0 && one.to.connection != connection) continue;
        return one.to.name.has_value();
    }
    return false;
}

const Shown& Terminated::shown_to(unsigned connection, std::string_view name) const {
    const auto fits = [&](const Shown& one) {
        return (one.to.connection == 0 || one.to.connection == connection) &&
               (!one.to.name || *one.to.name == as_host_name(name));
    };
    const auto found = std::ranges::find_if(shown, fits);
    return found == shown.end() ? shown.back() : *found;
}

std::string Terminated::text() const {
    std::string out;
    for (const auto& one : shown) {
        out += (out.empty() ? "" : "; ") + one.text;
        if (one.to.connection != 0) out += fmt::format(" on connection {}", one.to.connection);
        if (one.to.name && !one.to.name->empty()) out += " for " + *one.to.name;
        if (one.to.name && one.to.name->empty()) out += " for who names no host";
    }
    return out;
}

std::optional<std::string> name_asked_for(wire::BytesView said) {
    wire::TlsRecordReader records;
    wire::HandshakeReader messages;
    records.feed(said);
    while (const auto record = records.next()) {
        if (record->header.type != wire::tls_type::handshake) return "";
        messages.feed(record->fragment);
        const auto message = messages.next();
        if (!message && !messages.malformed()) continue;
        if (!message || message->header.type != wire::handshake_type::client_hello) return "";
        const auto hello = wire::read_message<wire::ClientHello>(message->body);
        return hello ? hello->server_name : "";
    }
    if (records.malformed()) return "";
    return std::nullopt;
}

}  // namespace badrdp::harness
