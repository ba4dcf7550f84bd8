#include "harness/live/proxy/inside_by_size.h"

#include <algorithm>
#include <array>

#include "capture/open/cipher_suite.h"

namespace badrdp::harness {

using wire::Protocols;
using wire::Role;
using wire::Step;

namespace {

constexpr std::size_t kTag = 16;           // of each AEAD in the table of suites [RFC 5116 5, RFC 8439 2.8]
constexpr std::size_t kExplicitNonce = 8;  // of GCM in TLS 1.2 [RFC 5288 3]
constexpr std::size_t kInnerType = 1;      // of TLS 1.3 [RFC 8446 5.2]
constexpr std::size_t kErectDomain = 12, kAttachUserRequest = 8, kAttachUserConfirm = 11;
constexpr std::size_t kJoinRequest = 12, kJoinConfirm = 15;
// A TSRequest with a NEGOTIATE_MESSAGE of NTLM is smaller, SPNEGO around it or not; Kerberos begins with a
// ticket.
constexpr std::size_t kMostOffer = 250;
constexpr std::size_t kLeastRequest = 40;  // a TSRequest that holds an errorCode and no more is smaller
constexpr std::size_t kMost = 16 * 1024;

struct DueInside {
    Step step;
    std::size_t least;
    std::size_t most;
};
constexpr std::array kDueInside{
    DueInside{Step::credssp_negotiate, kLeastRequest, kMostOffer},
    DueInside{Step::credssp_challenge, kLeastRequest, kMost},
    DueInside{Step::credssp_authenticate, 200, kMost},
    DueInside{Step::credssp_pubkey, kLeastRequest, kMost},
    DueInside{Step::credssp_credentials, kLeastRequest, kMost},
    DueInside{Step::early_user_auth, 4, 4},
    DueInside{Step::mcs_connect_initial, 200, kMost},
    DueInside{Step::mcs_connect_response, 60, kMost},
    DueInside{Step::erect_domain, kErectDomain, kErectDomain},
    DueInside{Step::attach_user_request, kAttachUserRequest, kAttachUserRequest},
    DueInside{Step::attach_user_confirm, kAttachUserConfirm, kAttachUserConfirm},
};

bool has_step(Protocols selected, Step step) {
    if (step == Step::early_user_auth) return selected == Protocols::hybrid_ex;
    return step > Step::early_user_auth || selected != Protocols::ssl;
}

}  // namespace

std::optional<std::size_t> size_inside(std::uint16_t version, std::uint16_t cipher_suite,
                                       std::size_t sealed) {
    const auto* suite = capture::suite_of(version, cipher_suite);
    if (!suite || suite->protection == capture::Protection::cbc) return std::nullopt;
    const bool tls13 = version == 0x0304;
    const auto around = kTag + (tls13                                           ? kInnerType
                                : suite->protection == capture::Protection::gcm ? kExplicitNonce
                                                                                : 0);
    if (sealed < around) return std::nullopt;
    return sealed - around;
}

bool can_be_told_by_size(Step step) {
    return (step >= Step::credssp_negotiate && step <= Step::early_user_auth) ||
           (step >= Step::mcs_connect_initial && step <= Step::channel_join_confirm) ||
           step == Step::client_info;
}

InsideBySize::InsideBySize(Protocols selected, bool tickets)
    : selected_(selected),
      tickets_(tickets),
      over_(selected != Protocols::ssl && selected != Protocols::hybrid && selected != Protocols::hybrid_ex) {
    skip();
}

void InsideBySize::skip() {
    while (next_ < kDueInside.size() && !has_step(selected_, kDueInside[next_].step)) ++next_;
}

std::vector<Step> InsideBySize::end() {
    over_ = true;
    return {};
}

std::vector<Step> InsideBySize::on_record(Role from, std::size_t size) {
    if (over_) return {};
    if (joining_) return join(from, size);
    // The host's first word may be a ticket, and is behind us once the client goes on.
    if (tickets_ && wire::sender(kDueInside[next_].step) == Role::server) {
        if (from == Role::server) return {};
        ++next_;
        skip();
        tickets_ = false;
    }
    if (tickets_ && from == Role::server) return {};
    const auto& due = kDueInside[next_];
    if (wire::sender(due.step) != from) return end();
    const bool both = due.step == Step::erect_domain && size == kErectDomain + kAttachUserRequest;
    if (!both && (size < due.least || size > due.most)) return end();
    next_ += both ? 2 : 1;
    skip();
    joining_ = next_ >= kDueInside.size();
    if (both) return {Step::erect_domain, Step::attach_user_request};
    return {due.step};
}

// Some say all their requests at once; some join nothing [MS-RDPBCGR 2.2.1.3.2, SKIP_CHANNELJOIN].
std::vector<Step> InsideBySize::join(Role from, std::size_t size) {
    if (from == Role::server) return size == kJoinConfirm ? std::vector{Step::channel_join_confirm} : end();
    if (size == kJoinRequest) return {Step::channel_join_request};
    over_ = true;
    if (size > kJoinConfirm) return {Step::client_info};
    return {};
}

}  // namespace badrdp::harness
