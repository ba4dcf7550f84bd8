#include "sim/peer/machine.h"

#include <fmt/core.h>

#include <cassert>
#include <utility>

#include "sim/peer/decide.h"
#include "sim/wire/mcs_connect_initial.h"
#include "sim/wire/x224.h"
#include "sim/wire/x224_data.h"

namespace badrdp::peer {

using namespace wire;

namespace {

// What an honest end can say today. The table goes on where this does not.
bool can_compose(Step step) {
    return step == Step::x224_request || step == Step::x224_confirm || step == Step::mcs_connect_initial;
}

}  // namespace

Step Machine::recognise(BytesView message) {
    if (message.empty()) return Step::none;
    if (message[0] == 0x30) return Step::credssp_negotiate;  // DER SEQUENCE: a TSRequest has no TPKT header
    constexpr std::size_t code_at = Tpkt::kSize + 1;
    if (message[0] != 3 || message.size() <= code_at) return Step::none;
    switch (message[code_at] & 0xf0) {
        case X224Head::kRequest: return Step::x224_request;
        case X224Head::kConfirm: return Step::x224_confirm;
        default: return step_of_data(message);
    }
}

Actions Machine::hear(BytesView message) {
    const Rung* rung = next(other(role_));
    const auto step = recognise(message);
    if (!rung || rung->step != step || rung->layer != Rung::Layer::pdu)
        return {
            End{End::Kind::unexpected, fmt::format("expected {}, got {}", rung ? name(rung->step) : "nothing",
                                                   step == Step::none ? "something unknown" : name(step))}};
    if (auto end = read(step, message)) return {std::move(*end)};
    mark(step);
    return my_turn();
}

Actions Machine::tls_passed(Step step) {
    mark(step);
    return my_turn();
}

const Rung* Machine::next(Role sender) const {
    for (const Rung& rung : kSequence)
        if (rung.sender == sender && !passed(rung.step) && rung.when(agreement_)) return &rung;
    return nullptr;
}

Actions Machine::my_turn() {
    Actions out;
    for (;;) {
        const Rung* mine = next(role_);
        const Rung* theirs = next(other(role_));
        const Rung* due = mine && (mine->after == Step::none || passed(mine->after)) ? mine : theirs;
        if (due && due->layer == Rung::Layer::tls) {
            if (!std::exchange(tls_started_, true)) out.emplace_back(StartTls{});
            return out;
        }
        if (due != mine || !mine) break;
        if (!can_compose(mine->step)) {
            out.emplace_back(End{End::Kind::done, fmt::format("the sequence is built up to here, {} is not",
                                                              name(mine->step))});
            return out;
        }
        if (mine->step == Step::mcs_connect_initial && client_.leaves_before_mcs) {
            out.emplace_back(End{End::Kind::done, "changed its mind"});
            return out;
        }
        out.emplace_back(Say{mine->step, compose(mine->step)});
        mark(mine->step);
        if (mine->step == Step::x224_request && !client_.waits_for_confirm) {
            assume();
            mark(Step::x224_confirm);
        }
    }
    if (agreement_.failure)
        out.emplace_back(End{End::Kind::security, failure_text(*agreement_.failure)});
    else if (agreement_.refused)
        out.emplace_back(End{End::Kind::security, "Standard RDP Security is not allowed here"});
    else if (!next(role_) && !next(other(role_)))
        out.emplace_back(End{End::Kind::done, "the sequence went through"});
    return out;
}

Writer Machine::compose(Step step) {
    if (step == Step::x224_request) {
        ConnectionRequest request;
        if (!client_.routing_token.empty())
            request.routing_token = client_.routing_token;
        else if (!client_.cookie.empty())
            request.cookie = client_.cookie;
        if (client_.requests) {
            request.rdp_neg_req = RdpNegReq{.flags = client_.flags, .requested_protocols = *client_.requests};
            if (client_.correlation_info) {
                request.rdp_neg_req->flags |= RdpNegReq::kCorrelationInfoPresent;
                request.rdp_correlation_info = RdpCorrelationInfo{};
                request.rdp_correlation_info->correlation_id.fill(0x42);
            }
        }
        agreement_.requested = client_.requests;
        return to_writer(request);
    }
    if (step == Step::x224_confirm) {
        const auto answer = decide(server_, agreement_.requested);
        ConnectionConfirm confirm;
        confirm.x224.src_ref = 0x1234;  // as 3.3.5.3.2 has it
        if (answer.failure) confirm.negotiation = RdpNegFailure{.failure_code = *answer.failure};
        if (answer.selected)
            confirm.negotiation = RdpNegRsp{.flags = server_.flags, .selected_protocol = *answer.selected};
        agreement_.failure = answer.failure;
        agreement_.refused = answer.refused;
        agreement_.selected = answer.selected;
        agreement_.confirmed = true;
        return to_writer(confirm);
    }
    assert(step == Step::mcs_connect_initial);
    McsConnectInitial initial;
    auto* core = initial.conference.client_data.find<ClientCoreData>();
    core->server_selected_protocol = agreement_.selected.value_or(protocol::rdp);
    return to_packet(initial);
}

std::optional<End> Machine::read(Step step, BytesView message) {
    if (step == Step::x224_confirm) return read_confirm(message);
    if (step == Step::x224_request) {
        Reader in(message);
        const auto request = ConnectionRequest::read(in);
        if (!request) return End{End::Kind::malformed, "x224_request: " + to_string(request.error())};
        if (request->rdp_neg_req) agreement_.requested = request->rdp_neg_req->requested_protocols;
    }
    return std::nullopt;
}

void Machine::assume() {
    agreement_.confirmed = true;
    agreement_.selected = client_.assumes.value_or(protocol::rdp);
}

std::optional<End> Machine::read_confirm(BytesView message) {
    Reader in(message);
    const auto confirm = ConnectionConfirm::read(in);
    if (client_.assumes) {
        assume();
        return std::nullopt;
    }
    if (!confirm) return End{End::Kind::malformed, "x224_confirm: " + to_string(confirm.error())};
    agreement_.confirmed = true;
    if (const auto* failure = std::get_if<RdpNegFailure>(&confirm->negotiation)) {
        agreement_.failure = failure->failure_code;
        return std::nullopt;
    }
    if (const auto* response = std::get_if<RdpNegRsp>(&confirm->negotiation))
        agreement_.selected = response->selected_protocol;

    const auto selected = agreement_.selected.value_or(protocol::rdp);
    const auto requested = client_.requests.value_or(protocol::rdp);
    // 3.2.5.3.2: what was selected must have been asked for. Falling back to Standard RDP Security is a
    // silent downgrade unless that is what we wanted.
    const bool asked_for = selected == protocol::rdp ? requested == protocol::rdp || client_.accepts_rdp
                                                     : (requested & selected) == selected;
    if (!asked_for)
        return End{End::Kind::security,
                   fmt::format("the server selected {}, which was not requested", protocols_text(selected))};
    return std::nullopt;
}

}  // namespace badrdp::peer
