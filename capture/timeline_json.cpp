#include "capture/timeline_json.h"

#include <boost/json.hpp>

#include "capture/finding.h"
#include "capture/json_text.h"
#include "sim/wire/io/hex.h"
#include "sim/wire/tls/tls_text.h"

namespace badrdp::capture {
namespace {

namespace json = boost::json;
using wire::hex;

json::value text(std::string_view literal) { return json::string(literal); }

template <class Number>
json::value hex_or_null(const std::optional<Number>& number) {
    return number ? json::value(hex(static_cast<std::uint32_t>(*number))) : json::value();
}

json::value tls_version(std::uint16_t version) {
    return {{"value", hex(version)}, {"name", wire::tls_version_text(version)}};
}

json::value tls_cipher(std::uint16_t cipher) {
    return {{"value", hex(cipher)}, {"name", wire::cipher_text(cipher)}};
}

template <class Range, class ToValue>
json::array array_of(const Range& range, ToValue to_value) {
    json::array array;
    for (const auto& element : range) array.push_back(to_value(element));
    return array;
}

std::string_view name(EndHow how) {
    switch (how) {
        case EndHow::open: return "open";
        case EndHow::fin: return "fin";
        case EndHow::rst: return "rst";
    }
    return "";
}

json::value alert_value(const TlsAlert& alert) {
    const bool told = alert.level != 0;
    return {{"from", text(name(alert.from))},
            {"level", alert.level},
            {"description", told ? json::value(alert.description) : json::value()},
            {"name", told ? json::value(wire::alert_text(alert.description)) : json::value()}};
}

json::value hello_value(const std::optional<ClientHelloFacts>& hello) {
    if (!hello) return nullptr;
    return {{"legacy_version", tls_version(hello->legacy_version)},
            {"versions", array_of(hello->versions, tls_version)},
            {"ciphers", array_of(hello->ciphers, tls_cipher)},
            {"server_name", printable(hello->server_name)}};
}

class Times {
public:
    explicit Times(nanoseconds start) : start_(start) {}
    double operator()(nanoseconds at) const { return std::chrono::duration<double>(at - start_).count(); }

private:
    nanoseconds start_;
};

json::value connection_value(const Connection& c, std::size_t number, const Times& time) {
    const bool ended = c.how != EndHow::open;
    return {{"number", number},
            {"client_port", c.client_port},
            {"began", time(c.began)},
            {"ended", ended ? json::value(time(c.ended)) : json::value()},
            {"ended_by", ended ? text(name(c.ended_by)) : json::value()},
            {"how", text(name(c.how))},
            {"closed", c.closed},
            {"accepted", c.accepted},
            {"refused", c.refused},
            {"syns", c.syns},
            {"rdp_request", c.rdp_request},
            {"requested_protocols", hex_or_null(c.requested_protocols)},
            {"selected_protocol", hex_or_null(c.selected_protocol)},
            {"failure_code", hex_or_null(c.failure_code)},
            {"cookie", printable(c.cookie)},
            {"client_hello", hello_value(c.client_hello)},
            {"tls_version", c.tls_version ? tls_version(*c.tls_version) : json::value()},
            {"tls_cipher", c.tls_cipher ? tls_cipher(*c.tls_cipher) : json::value()},
            {"alerts", array_of(c.alerts, alert_value)},
            {"deepest", text(name(c.deepest))},
            {"bytes_from_client", c.bytes_from_client},
            {"bytes_from_server", c.bytes_from_server},
            {"retransmissions", c.retransmissions},
            {"gaps", c.gaps}};
}

json::value event_value(const Event& event, const Times& time) {
    return {{"at", time(event.at)},
            {"connection", event.connection},
            {"from", text(name(event.from))},
            {"step", event.step == wire::Step::none ? json::value() : text(name(event.step))},
            {"what", event.what},
            {"detail", event.detail},
            {"packet", event.packet}};
}

json::value again_value(const Again& again, const Times& time) {
    return {{"at", time(again.at)},
            {"connection", again.connection},
            {"from", text(name(again.from))},
            {"packet", again.packet}};
}

}  // namespace

nanoseconds start_of(const Timeline& timeline) {
    return timeline.connections.empty() ? nanoseconds(0) : timeline.connections.front().began;
}

json::object json_of(const Timeline& timeline) {
    const auto start = start_of(timeline);
    const Times time(start);
    std::size_t number = 0;
    return {
        {"start", start.count()},
        {"connections", array_of(timeline.connections,
                                 [&](const Connection& c) { return connection_value(c, ++number, time); })},
        {"events", array_of(timeline.events, [&](const Event& e) { return event_value(e, time); })},
        {"again", array_of(timeline.again, [&](const Again& a) { return again_value(a, time); })},
    };
}

std::string to_json(const Timeline& timeline) { return json_text(json_of(timeline)); }

}  // namespace badrdp::capture
