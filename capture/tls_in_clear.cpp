#include "capture/tls_in_clear.h"

#include <fmt/format.h>

#include <utility>

#include "sim/path/ip.h"
#include "sim/wire/io/joined_text.h"
#include "sim/wire/tls/sealed_size.h"
#include "sim/wire/tls/tls_text.h"

namespace badrdp::capture {
namespace {

using wire::Role;
using wire::Step;

std::string versions_text(const std::vector<std::uint16_t>& versions) {
    std::string out;
    for (const auto version : versions) {
        if (!out.empty()) out += ", ";
        out += wire::tls_version_text(version);
    }
    return out;
}

// The head of the record at the front, if that is whole and its head in order.
std::optional<wire::TlsRecordHeader> whole_record(wire::BytesView bytes) {
    using wire::TlsRecordHeader;
    if (bytes.size() < TlsRecordHeader::kSize || bytes[1] != 3) return std::nullopt;
    const TlsRecordHeader head{
        .type = bytes[0], .version = path::u16(bytes, 1), .length = path::u16(bytes, 3)};
    const bool known =
        head.type >= wire::tls_type::change_cipher_spec && head.type <= wire::tls_type::application_data;
    if (!known || head.length > TlsRecordHeader::kMaxLength ||
        bytes.size() - TlsRecordHeader::kSize < head.length)
        return std::nullopt;
    return head;
}

// The same of a handshake message.
std::optional<wire::HandshakeHeader> whole_message(wire::BytesView bytes) {
    if (bytes.size() < wire::HandshakeHeader::kSize) return std::nullopt;
    const wire::HandshakeHeader head{.type = bytes[0], .length = path::u32(bytes, 0) & 0xffffff};
    if (bytes.size() - wire::HandshakeHeader::kSize < head.length) return std::nullopt;
    return head;
}

}  // namespace

void TlsInClear::feed(Role from, wire::BytesView bytes, Passed& passed, Connection& facts, Findings& found) {
    auto& records = side(from).records;
    if (records.malformed()) return;  // nothing behind it can be told
    // Whole records are read where they lie, if none has begun before them.
    if (records.buffered() == 0)
        for (auto head = whole_record(bytes); head; head = whole_record(bytes)) {
            const auto size = wire::TlsRecordHeader::kSize + head->length;
            on_record(from, *head, bytes.first(size).subspan(wire::TlsRecordHeader::kSize), passed, facts,
                      found);
            bytes = bytes.subspan(size);
        }
    if (bytes.empty()) return;
    records.feed(bytes);
    while (const auto record = records.next())
        on_record(from, record->header, record->fragment, passed, facts, found);
    if (records.malformed()) return found.push_back(malformed(from, *records.malformed()));
    if (records.buffered() == 0) records = {};  // its memory
}

void TlsInClear::on_record(Role from, const wire::TlsRecordHeader& head, wire::BytesView fragment,
                           Passed& passed, Connection& facts, Findings& found) {
    auto& sender = side(from);
    const auto type = head.type;
    const bool sealed = sender.ciphered || (is_tls13() && type == wire::tls_type::application_data);
    const auto opened = sealed ? open(from, head, fragment, facts, found) : std::nullopt;
    if (opened) on_opened(from, *opened, passed, facts, found);
    switch (type) {
        case wire::tls_type::change_cipher_spec:
            // In TLS 1.3 it means nothing and is only sent to please middleboxes [RFC 8446 D.4].
            // A host's counts behind its hello, as all that it says.
            sender.ciphered = !is_tls13() && (from == Role::client || server_.hello);
            if (auto* const in = inner()) in->opener.on_change_cipher_spec(from);
            break;
        case wire::tls_type::alert:
            if (!opened) on_alert(from, fragment, facts, found);
            break;
        case wire::tls_type::handshake:
            if (sender.ciphered)
                sender.finished = true;
            else
                on_handshake(from, fragment, passed, facts, found);
            break;
        default:
            if (complete_ && !is_hidden_alert(fragment.size()) &&
                (!opened || opened->header.type == wire::tls_type::application_data))
                on_inside(from, fragment.size(), facts);
            if (is_tls13() && !(opened && opened->header.type == wire::tls_type::alert))
                on_hidden(from, fragment.size(), facts, found);
    }
    look_for_completion(found);
}

std::size_t TlsInClear::waiting() const {
    std::size_t out = inner_ ? sizeof(Inner) + inner_->inside.waiting() : 0;
    for (const auto* side : {&client_, &server_})
        out += side->records.buffered() + side->handshakes.buffered();
    return out;
}

TlsInClear::Inner* TlsInClear::inner() {
    if (!inner_ && keys_ && server_hello_)
        if (auto opener = TlsOpener::of(*keys_, client_random_, *server_hello_))
            inner_ = std::make_unique<Inner>(std::move(*opener));
    server_hello_.reset();
    return inner_.get();
}

std::optional<wire::TlsRecord> TlsInClear::open(Role from, const wire::TlsRecordHeader& head,
                                                wire::BytesView fragment, Connection& facts,
                                                Findings& found) {
    auto* const in = inner();
    if (!in) return std::nullopt;
    auto out = in->opener.open(from, {head, {fragment.begin(), fragment.end()}});
    if (!out && !std::exchange(facts.opened.broken, true))
        found.push_back({.from = from,
                         .step = Step::none,
                         .what = "record stays closed",
                         .detail = "the keys do not open it, nor what follows"});
    return out;
}

void TlsInClear::on_opened(Role from, const wire::TlsRecord& record, Passed& passed, Connection& facts,
                           Findings& found) {
    switch (record.header.type) {
        case wire::tls_type::alert: return on_plain_alert(from, record.fragment, facts, found);
        case wire::tls_type::handshake:
            if (is_tls13()) on_handshake(from, record.fragment, passed, facts, found);
            return;
        case wire::tls_type::application_data:
            return inner_->inside.feed(from, record.fragment, facts, found);
        default: return;
    }
}

void TlsInClear::on_alert(Role from, wire::BytesView fragment, Connection& facts, Findings& found) {
    if (!side(from).ciphered) return on_plain_alert(from, fragment, facts, found);
    facts.alerts.push_back({.from = from});
    found.push_back({.from = from, .step = Step::none, .what = "alert encrypted", .detail = {}});
}

void TlsInClear::on_plain_alert(Role from, wire::BytesView fragment, Connection& facts, Findings& found) {
    const auto alert = wire::read_message<wire::TlsAlert>(fragment);
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
    if (messages.buffered() == 0)
        for (auto head = whole_message(fragment); head; head = whole_message(fragment)) {
            const auto size = wire::HandshakeHeader::kSize + head->length;
            on_message(from, head->type, fragment.first(size).subspan(wire::HandshakeHeader::kSize), passed,
                       facts, found);
            fragment = fragment.subspan(size);
        }
    if (fragment.empty()) return;
    messages.feed(fragment);
    while (const auto message = messages.next())
        on_message(from, message->header.type, message->body, passed, facts, found);
    if (messages.malformed()) return found.push_back(malformed(from, *messages.malformed()));
    if (messages.buffered() == 0) messages = {};  // its memory
}

void TlsInClear::on_message(Role from, std::uint8_t type, wire::BytesView body, Passed& passed,
                            Connection& facts, Findings& found) {
    if (from == Role::client && type == wire::handshake_type::client_hello)
        on_client_hello(body, passed, facts, found);
    if (from == Role::server && type == wire::handshake_type::server_hello)
        on_server_hello(body, passed, facts, found);
    if (server_.hello && from == Role::server && type == wire::handshake_type::certificate)
        on_certificate(body, facts);
}

void TlsInClear::on_certificate(wire::BytesView body, Connection& facts) const {
    facts.certificate = certificate_facts(body, is_tls13());
    facts.certificate_unreadable = !facts.certificate;
}

void TlsInClear::on_client_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found) {
    passed.add(Step::client_hello);
    auto hello = wire::read_message<wire::ClientHello>(body);
    if (!hello) return found.push_back(malformed(Role::client, hello.error()));
    const bool again = std::exchange(client_.hello, true);
    client_random_ = hello->random;
    auto versions = hello->versions();
    auto detail = wire::joined_text(
        {versions_text(versions), "; ", wire::Digits(hello->cipher_suites.size()), " ciphers"});
    if (!hello->server_name.empty())
        detail = wire::joined_text({detail, "; for ", printable(hello->server_name)});
    if (!again)
        facts.client_hello = {.legacy_version = hello->client_version,
                              .versions = std::move(versions),
                              .ciphers = std::move(hello->cipher_suites),
                              .server_name = std::move(hello->server_name),
                              .size = body.size()};
    found.push_back({.from = Role::client,
                     .step = again ? Step::none : Step::client_hello,
                     .what = again ? "another client_hello" : "client_hello",
                     .detail = std::move(detail)});
}

void TlsInClear::on_server_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found) {
    const auto hello = wire::read_message<wire::ServerHello>(body);
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
    if (flight && keys_) server_hello_ = *hello;
    server_.hello |= flight;
    const auto* what = retry ? "hello retry request" : again ? "another server_hello" : "server_flight";
    found.push_back({.from = Role::server,
                     .step = flight ? Step::server_flight : Step::none,
                     .what = placed ? std::string(what) : fmt::format("{} out of its place", what),
                     .detail = wire::joined_text({wire::tls_version_text(hello->version()), ", ",
                                                  wire::cipher_text(hello->cipher_suite)})});
}

bool TlsInClear::is_hidden_alert(std::size_t length) const {
    return is_tls13() && wire::is_sealed_alert(length, cipher_);
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
    } else if (from == Role::client && wire::may_be_sealed_finished(length, cipher_)) {
        client_.finished = true;
    }
}

void TlsInClear::look_for_completion(Findings& found) {
    if (complete_ || !client_.finished || !(is_tls13() || server_.ciphered)) return;
    complete_ = true;
    found.push_back({.from = Role::client, .step = Step::tls_finished, .what = "tls_finished", .detail = {}});
}

}  // namespace badrdp::capture
