#include "harness/live/proxy/negotiation_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <sstream>
#include <utility>

#include "harness/os/usage_error.h"

namespace badrdp::harness {

using wire::Protocols;
using wire::Step;

namespace {

// li is one byte, of which 255 is reserved [X.224 13.2.1], and everything has to find its place within that.
constexpr std::size_t kLargestLi = 254;
constexpr std::size_t kLongestLine = 180;

template <class Number>
Number edit_number(const std::string& key, std::string_view value) {
    const bool hex = value.starts_with("0x");
    if (hex) value.remove_prefix(2);
    Number out = 0;
    const auto* end = value.data() + value.size();
    const auto [at, bad] = std::from_chars(value.data(), end, out, hex ? 16 : 10);
    if (bad != std::errc{} || at != end || value.empty())
        throw UsageError(
            fmt::format("{}={}: no number up to {:#x}", key, value, std::numeric_limits<Number>::max()));
    return out;
}

std::string edit_line(const std::string& key, const std::string& value) {
    const bool good = std::ranges::all_of(value, [](char c) { return c > ' ' && c <= '~'; });
    if (!good || value.size() > kLongestLine)
        throw UsageError(fmt::format("{} has at most {} printable letters of ASCII", key, kLongestLine));
    return value;
}

void take_word(NegotiationEdit& out, const std::string& key, const std::string& value) {
    if (value == "none" && (key == "rdpNegReq" || key == "rdpNegRsp"))
        out.without = key == "rdpNegReq" ? Step::x224_request : Step::x224_confirm;
    else if (key == "requestedProtocols")
        out.requested_protocols = edit_number<std::uint32_t>(key, value);
    else if (key == "rdpNegReq.flags")
        out.request_flags = edit_number<std::uint8_t>(key, value);
    else if (key == "cookie")
        out.cookie = edit_line(key, value);
    else if (key == "routingToken")
        out.routing_token = edit_line(key, value);
    else if (key == "selectedProtocol")
        out.selected_protocol = edit_number<std::uint32_t>(key, value);
    else if (key == "rdpNegRsp.flags")
        out.response_flags = edit_number<std::uint8_t>(key, value);
    else if (key == "failureCode")
        out.failure_code = edit_number<std::uint32_t>(key, value);
    else if (key == "connection")
        out.connection = edit_number<unsigned>(key, value);
    else
        throw UsageError(fmt::format(
            "'{}' is nothing that can be edited; there are requestedProtocols, rdpNegReq.flags, cookie, "
            "routingToken, selectedProtocol, rdpNegRsp.flags, failureCode, rdpNegReq=none, "
            "rdpNegRsp=none, and connection=N",
            key));
}

template <class T>
std::optional<T> or_none(const T& value) {
    return value.empty() ? std::nullopt : std::optional(value);
}

void edit_request(const NegotiationEdit& edit, wire::ConnectionRequest& request) {
    if (edit.cookie) request.cookie = or_none(*edit.cookie);
    if (edit.routing_token) request.routing_token = or_none(*edit.routing_token);
    if (edit.requested_protocols || edit.request_flags) {
        if (!request.rdp_neg_req) request.rdp_neg_req.emplace();
        auto& asked = *request.rdp_neg_req;
        if (edit.requested_protocols)
            asked.requested_protocols = static_cast<Protocols>(*edit.requested_protocols);
        if (edit.request_flags) asked.flags = *edit.request_flags;
    }
    if (edit.without != Step::x224_request) return;
    request.rdp_neg_req.reset();
    request.rdp_correlation_info.reset();  // it stands behind the other, and is announced there
}

void edit_confirm(const NegotiationEdit& edit, wire::ConnectionConfirm& confirm) {
    auto& said = confirm.negotiation;
    if (edit.failure_code)
        said = wire::RdpNegFailure{.failure_code = static_cast<wire::FailureCode>(*edit.failure_code)};
    if (edit.selected_protocol) {
        const auto* was = std::get_if<wire::RdpNegRsp>(&said);
        said = wire::RdpNegRsp{.flags = was ? was->flags : std::uint8_t{0},
                               .selected_protocol = static_cast<Protocols>(*edit.selected_protocol)};
    }
    if (auto* response = std::get_if<wire::RdpNegRsp>(&said); response && edit.response_flags)
        response->flags = *edit.response_flags;
    if (edit.without == Step::x224_confirm) said = std::monostate{};
}

template <class Packet, class Edit>
std::expected<wire::Writer, NotEdited> read_and_edit(wire::BytesView bytes, Edit edit) {
    wire::Reader in(bytes);
    const auto read = Packet::read(in);
    if (!read) return std::unexpected(NotEdited::unconcerned);
    auto changed = *read;
    edit(changed);
    if (changed == *read) return std::unexpected(NotEdited::unconcerned);
    auto out = to_writer(changed);
    if (out.bytes.size() > wire::Tpkt::kSize + 1 + kLargestLi) return std::unexpected(NotEdited::too_long);
    return out;
}

}  // namespace

NegotiationEdit parse_edit(const std::string& text) {
    NegotiationEdit out{.text = text};
    std::istringstream words(text);
    unsigned changes = 0;
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        if (equals == word.npos) throw UsageError(fmt::format("'{}': an edit is KEY=VALUE", word));
        const auto key = word.substr(0, equals);
        take_word(out, key, word.substr(equals + 1));
        if (key != "connection") ++changes;
    }
    if (changes == 0) throw UsageError(fmt::format("'{}' edits nothing", text));
    if (out.selected_protocol && out.failure_code)
        throw UsageError("a confirm has a selectedProtocol or a failureCode");
    const std::size_t lines = out.cookie.value_or("").size() + out.routing_token.value_or("").size();
    if (lines > kLongestLine) throw UsageError("cookie and routingToken together are too long for X.224");
    return out;
}

std::expected<wire::Writer, NotEdited> edited(const NegotiationEdit& edit, Step step,
                                              wire::BytesView packet) {
    if (step == Step::x224_request)
        return read_and_edit<wire::ConnectionRequest>(packet, [&](auto& one) { edit_request(edit, one); });
    if (step == Step::x224_confirm)
        return read_and_edit<wire::ConnectionConfirm>(packet, [&](auto& one) { edit_confirm(edit, one); });
    return std::unexpected(NotEdited::unconcerned);
}

}  // namespace badrdp::harness
