// What both ends of CredSSP do with the reply of their conversation to a TSRequest.
#pragma once

#include <fmt/format.h>

#include <utility>

#include "sim/auth/account.h"
#include "sim/auth/ntstatus.h"
#include "sim/peer/reading.h"

namespace badrdp::peer {

// A reply that goes on is left for the step that says it. One that refuses, or found the TSRequest malformed,
// is said now where it says anything, and ends the connection: by the account if the other end told of a
// refusal, and otherwise by `untold`. Null: there was none.
template <class Reply>
void end_by_reply(Reply* reply, End::Kind untold, Actions& out) {
    if (!reply) {
        out.emplace_back(End{End::Kind::unexpected, "a TSRequest, and CredSSP is over"});
        return;
    }
    const auto* wrong = std::get_if<wire::Malformed>(&reply->result);
    const auto* refused = std::get_if<auth::Refused>(&reply->result);
    if (!wrong && !refused) return;
    if (reply->send) out.emplace_back(Say{reply->said, std::move(*reply->send), {}});
    if (wrong)
        out.emplace_back(malformed(reply->heard, *wrong));
    else
        out.emplace_back(End{refused->told ? End::Kind::credentials : untold,
                             fmt::format("{}: {}", auth::status_text(refused->status), refused->why)});
}

}  // namespace badrdp::peer
