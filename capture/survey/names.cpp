#include "capture/survey/names.h"

#include <algorithm>

#include "capture/finding.h"
#include "sim/path/ip.h"

namespace badrdp::capture {
namespace {

using path::u16;
using wire::BytesView;

constexpr std::uint16_t kA = 1;
constexpr std::uint16_t kAaaa = 28;
constexpr std::size_t kHeader = 12;
constexpr unsigned kMostRecords = 64;

// Reads a name and moves behind it; a pointer ends it, for only the question's own name is wanted.
std::optional<std::string> take_name(BytesView message, std::size_t& at) {
    std::string out;
    while (at < message.size()) {
        const std::size_t length = message[at];
        if (length == 0) {
            ++at;
            return printable(out.empty() ? "." : out);
        }
        if (length >= 0xc0) {
            at += 2;
            return printable(out);
        }
        if (length > 63 || message.size() - at <= length || out.size() > 255) return std::nullopt;
        if (!out.empty()) out += '.';
        out.append(message.begin() + static_cast<std::ptrdiff_t>(at + 1),
                   message.begin() + static_cast<std::ptrdiff_t>(at + 1 + length));
        at += 1 + length;
    }
    return std::nullopt;
}

void take_addresses(BytesView message, std::size_t at, unsigned count, DnsSeen& into) {
    constexpr std::size_t kFixed = 2 + 2 + 4 + 2;  // type, class, time to live, length
    for (unsigned i = 0; i < std::min(count, kMostRecords); ++i) {
        if (!take_name(message, at) || message.size() < at || message.size() - at < kFixed) return;
        const auto type = u16(message, at);
        const std::size_t length = u16(message, at + 8);
        at += kFixed;
        if (message.size() - at < length) return;
        const auto data = message.subspan(at, length);
        if (type == kA && length == 4)
            into.addresses.push_back(path::ipv4(data[0], data[1], data[2], data[3]));
        if (type == kAaaa && length == 16) {
            path::Address address{};
            std::ranges::copy(data, address.begin());
            into.addresses.push_back(address);
        }
        at += length;
    }
}

}  // namespace

std::optional<DnsSeen> read_dns(BytesView message) {
    if (message.size() < kHeader || u16(message, 4) != 1) return std::nullopt;
    DnsSeen out;
    out.id = u16(message, 0);
    out.answer = (message[2] & 0x80) != 0;
    out.rcode = message[3] & 0x0f;
    std::size_t at = kHeader;
    auto name = take_name(message, at);
    if (!name || message.size() < at || message.size() - at < 4) return std::nullopt;
    out.name = std::move(*name);
    out.type = u16(message, at);
    if (out.type != kA && out.type != kAaaa) return std::nullopt;
    if (out.answer) take_addresses(message, at + 4, u16(message, 6), out);
    return out;
}

void NameBook::take(const path::Address& from, const path::Address& to, const DnsSeen& message, Seen when) {
    const auto& client = message.answer ? to : from;
    const auto& server = message.answer ? from : to;
    const auto same = [&](const NameAsked& asked) {
        return asked.client == client && asked.server == server && asked.id == message.id &&
               asked.type == message.type && asked.name == message.name;
    };
    const auto known = std::ranges::find_if(asked_, same);
    if (message.answer) {
        if (known == asked_.end() || known->answered) return;
        known->answered = when;
        known->rcode = message.rcode;
        known->addresses = message.addresses;
        return;
    }
    if (known != asked_.end()) {
        ++known->times;
        known->asked_last = when;
    } else if (asked_.size() < kMost) {
        asked_.push_back({.client = client,
                          .server = server,
                          .name = message.name,
                          .id = message.id,
                          .type = message.type,
                          .times = 1,
                          .asked = when,
                          .asked_last = when});
    }
}

}  // namespace badrdp::capture
