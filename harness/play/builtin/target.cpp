#include "harness/play/builtin/target.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>

#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace {

// What people paste from elsewhere, and what is asked for here.
void refuse_what_is_no_target(const std::string& text) {
    if (text.ends_with(".rdp") || text.ends_with(".RDP"))
        throw UsageError(fmt::format(
            "'{}' is a Remote Desktop file, which is not read here: give HOST or HOST:PORT, as its "
            "line `full address:s:` says",
            text));
    const auto scheme = text.find("://");
    if (scheme == std::string::npos) return;
    const auto rest = text.substr(scheme + 3);
    throw UsageError(fmt::format("'{}' is a URL, which is not read here: give '{}'", text,
                                 rest.substr(0, rest.find_first_of("/?"))));
}

bool is_ipv6(const std::string& text) {
    boost::system::error_code no;
    boost::asio::ip::make_address_v6(text, no);
    return !no;
}

// An IPv6 address without brackets, whose last group may be a port that somebody appended.
void refuse_two_readings(const std::string& text) {
    const auto colon = text.rfind(':');
    const auto host = text.substr(0, colon);
    const auto last = text.substr(colon + 1);
    const bool whole = is_ipv6(text);
    const bool port = last.size() >= 2 && last.find_first_not_of("0123456789") == last.npos && is_ipv6(host);
    if (whole && port)
        throw UsageError(
            fmt::format("'{}' can be read in two ways: give '[{}]:{}', or '[{}]' for the address "
                        "alone",
                        text, host, last, text));
    if (port)
        throw UsageError(
            fmt::format("'{}' is no address: an IPv6 address with a port is '[{}]:{}'", text, host, last));
    if (!whole) throw UsageError(fmt::format("'{}' is no host: give HOST, HOST:PORT or [IPV6]:PORT", text));
}

HostPort read_host_port(const std::string& text, unsigned lowest) {
    refuse_what_is_no_target(text);
    HostPort out;
    const bool bracketed = text.starts_with('[');
    const auto close = bracketed ? text.find(']') : std::string::npos;
    const auto colon =
        bracketed ? (close == std::string::npos ? close : text.find(':', close)) : text.rfind(':');
    const bool bare_v6 = !bracketed && std::ranges::count(text, ':') > 1;
    if (bare_v6) refuse_two_readings(text);
    if (bracketed && close == std::string::npos)
        throw UsageError(fmt::format("'{}' lacks the closing bracket: give [IPV6] or [IPV6]:PORT", text));
    const bool has_port = colon != std::string::npos && !bare_v6;
    out.host = bracketed ? text.substr(1, close - 1) : has_port ? text.substr(0, colon) : text;
    if (has_port) {
        const auto port = text.substr(colon + 1);
        const auto [end, trouble] = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (trouble != std::errc{} || end != port.data() + port.size() || out.port < lowest)
            throw UsageError(
                fmt::format("'{}' is no port: HOST:PORT wants a number from {} to 65535", port, lowest));
    }
    if (out.host.empty()) throw UsageError(fmt::format("'{}' names no host: give HOST or HOST:PORT", text));
    return out;
}

}  // namespace

HostPort parse_host_port(const std::string& text) { return read_host_port(text, 1); }
HostPort parse_listening(const std::string& text) { return read_host_port(text, 0); }

std::string host_port_text(const std::string& host, std::uint16_t port) {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                               : fmt::format("[{}]:{}", host, port);
}

auth::Account parse_account(const std::string& text) {
    auth::Account account;
    const auto colon = text.find(':');
    const auto at = text.rfind('@');
    const auto end = std::min(at, text.size());
    account.name = text.substr(0, std::min(colon, end));
    if (colon < end) account.password = auth::Secret(text.substr(colon + 1, end - colon - 1));
    if (at != std::string::npos) account.domain = text.substr(at + 1);
    return account;
}

}  // namespace badrdp::harness
