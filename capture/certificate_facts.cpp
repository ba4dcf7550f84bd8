#include "capture/certificate_facts.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "capture/der.h"
#include "sim/path/ip.h"

namespace badrdp::capture {
namespace {

using wire::BytesView;

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kVersion = 0xa0;
constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kGeneralizedTime = 0x18;

using Element = DerElement<BytesView>;

// [RFC 5280 4.1.2.5]: years of two digits are those from 1950 to 2049; the time is UTC.
std::optional<std::int64_t> seconds_of(const Element& time) {
    const std::size_t years = time.tag == kUtcTime ? 2 : 4;
    if ((time.tag != kUtcTime && time.tag != kGeneralizedTime) || time.body.size() != years + 11)
        return std::nullopt;
    const std::string text(time.body.begin(), time.body.end());
    const auto number = [&](std::size_t at, std::size_t count) {
        int value = -1;
        std::from_chars(text.data() + at, text.data() + at + count, value);
        return value;
    };
    const int year = number(0, years) + (years == 4 ? 0 : number(0, 2) < 50 ? 2000 : 1900);
    const std::chrono::year_month_day day{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(number(years, 2))),
                                          std::chrono::day(static_cast<unsigned>(number(years + 2, 2)))};
    if (!day.ok()) return std::nullopt;
    const auto time_of_day = std::chrono::hours(number(years + 4, 2)) +
                             std::chrono::minutes(number(years + 6, 2)) +
                             std::chrono::seconds(number(years + 8, 2));
    return (std::chrono::sys_days(day) + time_of_day).time_since_epoch().count();
}

std::optional<CertificateFacts> facts_of(BytesView der) {
    const auto certificate = take_der(der);
    if (!certificate || certificate->tag != kSequence) return std::nullopt;
    auto outer = certificate->body;
    const auto signed_part = take_der(outer);
    if (!signed_part || signed_part->tag != kSequence) return std::nullopt;

    auto inner = signed_part->body;
    auto next = take_der(inner);  // version, or the serial number
    if (next && next->tag == kVersion) next = take_der(inner);
    const auto algorithm = take_der(inner);
    const auto issuer = take_der(inner);
    const auto validity = take_der(inner);
    const auto subject = take_der(inner);
    if (!next || !algorithm || !issuer || !validity || !subject) return std::nullopt;

    auto times = validity->body;
    const auto from = take_der(times);
    const auto to = take_der(times);
    if (!from || !to) return std::nullopt;
    const auto not_before = seconds_of(*from);
    const auto not_after = seconds_of(*to);
    if (!not_before || !not_after) return std::nullopt;
    return CertificateFacts{*not_before, *not_after, std::ranges::equal(issuer->body, subject->body),
                            *not_before, *not_after};
}

std::size_t u24(BytesView bytes) {
    return static_cast<std::size_t>(bytes[0]) << 16 | static_cast<std::size_t>(bytes[1]) << 8 | bytes[2];
}

}  // namespace

std::optional<CertificateFacts> certificate_facts(BytesView body, bool tls13) {
    constexpr std::size_t kLength = 3;
    constexpr std::size_t kMostOfChain = 16;
    const std::size_t context = tls13 && !body.empty() ? std::size_t{1} + body.front() : 0;
    auto rest = body.subspan(std::min(context + kLength, body.size()));
    std::optional<CertificateFacts> out;
    for (std::size_t i = 0; i < kMostOfChain && rest.size() >= kLength; ++i) {
        const auto length = std::min(u24(rest), rest.size() - kLength);
        const auto facts = facts_of(rest.subspan(kLength, length));
        rest = rest.subspan(kLength + length);
        if (tls13) {  // each has extensions of its own
            const auto size = rest.size() < 2 ? rest.size() : std::size_t{2} + path::u16(rest, 0);
            rest = rest.subspan(std::min(rest.size(), size));
        }
        if (i == 0 && !facts) return std::nullopt;
        if (i == 0) out = facts;
        if (!facts) continue;
        out->chain_begins = std::max(out->chain_begins, facts->not_before);
        out->chain_ends = std::min(out->chain_ends, facts->not_after);
    }
    return out;
}

}  // namespace badrdp::capture
