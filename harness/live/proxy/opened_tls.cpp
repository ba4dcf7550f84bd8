#include "harness/live/proxy/opened_tls.h"

#include <utility>

namespace badrdp::harness {

using wire::Role;
using wire::Step;

OpenedTls::OpenedTls(const link::TlsContext& shown, const link::TlsContext& asks,
                     std::string_view server_name, const capture::Connection& facts)
    : client_(shown), server_(asks, server_name), facts_(facts) {
    server_.start();
}

OpenedTls::Output OpenedTls::take_output(Role to) {
    Output out{.bytes = of(to).take_output()};
    if (out.bytes.empty()) return out;
    if (to == Role::client) {
        if (!std::exchange(flight_said_, true)) out.step = Step::server_flight;
    } else if (!std::exchange(hello_said_, true)) {
        out.step = Step::client_hello;
    } else if (server_.finished() && !std::exchange(finished_said_, true)) {
        out.step = Step::tls_finished;
    }
    return out;
}

OpenedTls::Inside OpenedTls::take_inside(Role from) {
    Inside out{.bytes = of(from).take_plaintext()};
    if (out.bytes.empty()) return out;
    capture::Findings found;
    inside_.feed(from, out.bytes, facts_, found);
    for (auto& finding : found) {
        if (finding.step != Step::none)
            out.steps.push_back(finding.step);
        else
            out.notes.push_back(finding.what + (finding.detail.empty() ? "" : ": " + finding.detail));
    }
    return out;
}

}  // namespace badrdp::harness
