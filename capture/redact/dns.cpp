#include "capture/redact/dns.h"

#include <algorithm>

#include "capture/redact/certificate.h"
#include "sim/wire/datagram/dns_message.h"

namespace badrdp::capture::redaction {
namespace {

constexpr std::size_t kDnsHeader = 12;
constexpr std::uint16_t kNs = 2, kCname = 5, kPtr = 12;
using harness::DnsType;

class DnsRedactor {
public:
    DnsRedactor(MutableBytes message, Pseudonyms& names) : message_(message), names_(&names) {}

    bool all() {
        if (message_.size() < kDnsHeader) return overwrite();
        at_ = kDnsHeader;
        for (unsigned left = path::u16(message_, 4); left > 0; --left)
            if (!name() || !skip(2 + 2)) return overwrite();
        const unsigned records = path::u16(message_, 6) + path::u16(message_, 8) + path::u16(message_, 10);
        for (unsigned left = records; left > 0; --left)
            if (!record()) return overwrite();
        return at_ == message_.size() || overwrite();
    }

private:
    bool overwrite() {
        blank(message_.subspan(std::min(at_, message_.size())));
        return false;
    }

    bool skip(std::size_t count) {
        if (message_.size() - at_ < count) return false;
        at_ += count;
        return true;
    }

    // Labels to the end of the name, or to a pointer at an earlier one.
    bool name() {
        while (at_ < message_.size()) {
            const std::size_t length = message_[at_];
            if (length >= 0xc0) return skip(2);
            if (length > 63 || message_.size() - at_ <= length) return false;
            names_->text(message_.subspan(at_ + 1, length), What::dns);
            at_ += 1 + length;
            if (length == 0) return true;
        }
        return false;
    }

    bool record() {
        constexpr std::size_t kFixed = 2 + 2 + 4 + 2;  // type, class, time to live, length
        if (!name() || message_.size() - at_ < kFixed) return false;
        const auto type = path::u16(message_, at_);
        const std::size_t length = path::u16(message_, at_ + 8);
        at_ += kFixed;
        if (message_.size() - at_ < length) return false;
        const auto data = message_.subspan(at_, length);
        const auto end = at_ + length;
        if (type == DnsType::kA && length == 4) {
            names_->ipv4(data);
        } else if (type == DnsType::kAaaa && length == 16) {
            names_->ipv6(data);
        } else if (type == kNs || type == kCname || type == kPtr) {
            if (!name() || at_ != end) return false;
        } else {
            blank(data);
        }
        at_ = end;
        return true;
    }

    MutableBytes message_;
    Pseudonyms* names_;
    std::size_t at_ = 0;
};

}  // namespace

bool redact_dns(MutableBytes message, Pseudonyms& names) { return DnsRedactor(message, names).all(); }

}  // namespace badrdp::capture::redaction
