#include "harness/live/http/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "sim/link/environment.h"

namespace badrdp::harness::http {
namespace {

// "127.0.0.1:8089", "[::1]:8089", "localhost:8089"; without a port it is 80 [RFC 9110 4.2.1].
bool is_ours(std::string_view host, std::uint16_t port) {
    const auto ending = fmt::format(":{}", port);
    if (host.ends_with(ending))
        host.remove_suffix(ending.size());
    else if (port != 80)
        return false;
    if (host == "localhost") return true;
    if (host.starts_with('[') && host.ends_with(']')) {
        host.remove_prefix(1);
        host.remove_suffix(1);
    }
    // The reader of addresses stops at a NUL, and knows names of interfaces.
    if (host.find_first_not_of("0123456789abcdefABCDEF:.") != host.npos) return false;
    boost::system::error_code bad;
    boost::asio::ip::make_address(host, bad);
    return !bad;
}

bool only_looks(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

std::string why_refused(const Request& request, std::uint16_t port) {
    if (!is_ours(request.host, port)) return "the Host of the request is not this server's address";
    if (!request.origin.empty() && request.origin != "http://" + request.host)
        return "the request comes from a page of another site";
    const bool from_elsewhere = request.fetch_site == "cross-site" || request.fetch_site == "same-site";
    if (from_elsewhere && !only_looks(request.method)) return "the request comes from a page of another site";
    return {};
}

std::string secret_word() {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::uint8_t, 43> bytes{};
    link::environment_of(peer::ClientChoices{}).random(bytes);
    std::string out;
    for (const auto byte : bytes) out += kLetters[byte % kLetters.size()];
    return out;
}

bool same_secret(std::string_view given, std::string_view wanted) {
    if (given.size() != wanted.size() || wanted.empty()) return false;
    unsigned difference = 0;
    for (std::size_t at = 0; at < wanted.size(); ++at)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(given[at]) ^
                                            static_cast<unsigned char>(wanted[at]));
    return difference == 0;
}

}  // namespace badrdp::harness::http
