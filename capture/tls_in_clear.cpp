#include "capture/tls_in_clear.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "sim/wire/tls/tls_text.h"

namespace badrdp::capture {
namespace {

using wire::Role;
using wire::Step;

constexpr std::uint16_t kAes256GcmSha384 = 0x1302;
constexpr std::uint16_t kAes128Ccm8Sha256 = 0x1305;

// TLSInnerPlaintext has its type behind the content, and the AEAD puts its tag behind that [RFC 8446 5.2].
std::size_t hidden_length(std::size_t content, std::uint16_t cipher) {
    return content + 1 + (cipher == kAes128Ccm8Sha256 ? 8 : 16);
}

std::size_t finished_length(std::uint16_t cipher) {
    return wire::HandshakeHeader::kSize + (cipher == kAes256GcmSha384 ? 48 : 32);
}

std::string versions_text(const std::vector<std::uint16_t>& versions) {
    std::vector<std::string> names;
    for (const auto version : versions) names.push_back(wire::tls_version_text(version));
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void TlsInClear::feed(Role from, wire::BytesView bytes, Passed& passed, Connection& facts, Findings& found) {
    auto& records = side(from).records;
    if (records.malformed()) return;  // nothing behind it can be told
    records.feed(bytes);
    while (const auto record = records.next()) on_record(from, *record, passed, facts, found);
    if (records.malformed()) found.push_back(malformed(from, *records.malformed()));
}

void TlsInClear::on_record(Role from, const wire::TlsRecord& record, Passed& passed, Connection& facts,
                           Findings& found) {
    auto& sender = side(from);
    switch (record.header.type) {
        case wire::tls_type::change_cipher_spec:
            // In TLS 1.3 it means nothing and is only sent to please middleboxes [RFC 8446 D.4].
            // A host's counts behind its hello, as all that it says.
            sender.ciphered = !is_tls13() && (from == Role::client || server_.hello);
            break;
        case wire::tls_type::alert: on_alert(from, record.fragment, facts, found); break;
        case wire::tls_type::handshake:
            if (sender.ciphered)
                sender.finished = true;
            else
                on_handshake(from, record.fragment, passed, facts, found);
            break;
        default:
            if (complete_ && !is_hidden_alert(record.fragment.size()))
                on_inside(from, record.fragment.size(), facts);
            if (is_tls13()) on_hidden(from, record.fragment.size(), facts, found);
    }
    look_for_completion(found);
}

void TlsInClear::on_alert(Role from, wire::BytesView fragment, Connection& facts, Findings& found) {
    if (side(from).ciphered) {
        facts.alerts.push_back({.from = from});
        found.push_back({.from = from, .step = Step::none, .what = "alert encrypted", .detail = {}});
        return;
    }
    wire::Reader in(fragment);
    const auto alert = wire::TlsAlert::read(in);
    if (!alert) return found.push_back(malformed(from, alert.error()));
    facts.alerts.push_back({from, alert->level, alert->description});
    found.push_back(
        {.from = from,
         .step = Step::none,
         .what = fmt::format("alert {} {}", alert->level == 2 ? "fatal" : "warning", alert->description),
         .detail = wire::alert_text(alert->description)});
}

void TlsInClear::on_handshake(Role from, wire::BytesView fragment, Passed& passed, Connection& facts,
                              Findings& found) {
    auto& messages = side(from).handshakes;
    if (messages.malformed()) return;  // the records around them still say something
    messages.feed(fragment);
    while (const auto message = messages.next()) {
        if (from == Role::client && message->header.type == wire::handshake_type::client_hello)
            on_client_hello(message->body, passed, facts, found);
        if (from == Role::server && message->header.type == wire::handshake_type::server_hello)
            on_server_hello(message->body, passed, facts, found);
        if (server_.hello && from == Role::server &&
            message->header.type == wire::handshake_type::certificate) {
            facts.certificate = first_certificate(message->body);
            facts.certificate_unreadable = !facts.certificate;
        }
    }
    if (messages.malformed()) found.push_back(malformed(from, *messages.malformed()));
}

void TlsInClear::on_client_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found) {
    passed.add(Step::client_hello);
    wire::Reader in(body);
    const auto hello = wire::ClientHello::read(in);
    if (!hello) return found.push_back(malformed(Role::client, hello.error()));
    const bool again = std::exchange(client_.hello, true);
    if (!again)
        facts.client_hello = {.legacy_version = hello->client_version,
                              .versions = hello->versions(),
                              .ciphers = hello->cipher_suites,
                              .server_name = hello->server_name};
    auto detail =
        fmt::format("{}; {} ciphers", versions_text(hello->versions()), hello->cipher_suites.size());
    if (!hello->server_name.empty()) detail += "; for " + printable(hello->server_name);
    found.push_back({.from = Role::client,
                     .step = again ? Step::none : Step::client_hello,
                     .what = again ? "another client_hello" : "client_hello",
                     .detail = std::move(detail)});
}

void TlsInClear::on_server_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found) {
    wire::Reader in(body);
    const auto hello = wire::ServerHello::read(in);
    if (!hello) return found.push_back(malformed(Role::server, hello.error()));
    const bool retry = hello->is_hello_retry_request();
    const bool again = server_.hello;
    const bool placed = passed.believes(Role::server, Step::server_flight);
    const bool flight = placed && !retry && !again;
    if (placed && !again) {
        version_ = facts.tls_version = hello->version();
        cipher_ = hello->cipher_suite;
        facts.tls_cipher = cipher_;
    }
    server_.hello |= flight;
    const auto* what = retry ? "hello retry request" : again ? "another server_hello" : "server_flight";
    found.push_back({.from = Role::server,
                     .step = flight ? Step::server_flight : Step::none,
                     .what = fmt::format("{}{}", what, placed ? "" : " out of its place"),
                     .detail = fmt::format("{}, {}", wire::tls_version_text(hello->version()),
                                           wire::cipher_text(hello->cipher_suite))});
}

bool TlsInClear::is_hidden_alert(std::size_t length) const {
    return is_tls13() && length == hidden_length(wire::TlsAlert::kSize, cipher_);
}

void TlsInClear::on_inside(Role from, std::size_t length, Connection& facts) {
    (from == Role::client ? facts.inside_from_client : facts.inside_from_server) += length;
    if (facts.inside.size() < Connection::kMostInside)
        facts.inside.push_back({from, static_cast<std::uint16_t>(length)});
}

void TlsInClear::on_hidden(Role from, std::size_t length, Connection& facts, Findings& found) {
    if (is_hidden_alert(length)) {
        facts.alerts.push_back({.from = from});
        found.push_back({.from = from, .step = Step::none, .what = "alert encrypted", .detail = {}});
    } else if (from == Role::client && length >= hidden_length(finished_length(cipher_), cipher_)) {
        client_.finished = true;
    }
}

void TlsInClear::look_for_completion(Findings& found) {
    if (complete_ || !client_.finished || !(is_tls13() || server_.ciphered)) return;
    complete_ = true;
    found.push_back({.from = Role::client, .step = Step::tls_finished, .what = "tls_finished", .detail = {}});
}

}  // namespace badrdp::capture
