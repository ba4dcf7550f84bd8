// What must hold of a machine whatever the other end says: who watches it knows the sequence from the
// specification [MS-RDPBCGR 1.3.1.1] and not from the table that the machine reads.
#pragma once

#include <array>
#include <set>
#include <string>

#include "sim/peer/machine.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "tests/fuzz/machine_mode.h"
#include "tests/fuzz/oracle.h"

namespace badrdp::fuzz {

using wire::Role;
using wire::Step;

class MachineWitness {
public:
    MachineWitness(Role role, const MachineMode& mode) : role_(role), mode_(mode) {}

    void tls_is_up() { tls_up_ = true; }

    // Of RDS AAD Auth, what a message that the machine takes for this step shows [MS-RDPBCGR 5.4.5.4.1].
    void reads(Step step, wire::BytesView message) {
        wire::Reader in(message);
        if (step == Step::aad_request) {
            const auto request = wire::AadRequest::read(in);
            const auto assertion = request ? wire::AadAssertion::read(request->rdp_assertion) : std::nullopt;
            shows_our_nonce_ = assertion && !nonce_.empty() && assertion->payload.contains(nonce_);
        }
        if (step == Step::aad_result) {
            const auto result = wire::AadResult::read(in);
            let_in_ = result && result->authentication_result == 0;
        }
    }

    // Of what a machine wants done, when it was told `heard` bytes that it takes for this step.
    Complaint about(Step step, std::size_t heard, const peer::Actions& actions,
                    const peer::Agreement& agreed) {
        constexpr std::size_t kMostActions = 64, kMostBytes = 8 * 1024;
        if (ended_ && !actions.empty()) return "speaks after its end";
        const bool ends = !actions.empty() && std::holds_alternative<peer::End>(actions.back());
        if (!ends || active_in(actions)) hear(step);
        std::size_t said = 0;
        bool rests = false;
        for (std::size_t i = 0; i < actions.size(); ++i) {
            const auto& action = actions[i];
            rests = rests || std::holds_alternative<peer::Rest>(action);
            if (std::holds_alternative<peer::End>(action)) {
                if (i + 1 < actions.size()) return "does more after its end";
                ended_ = ended_ || !rests;
            }
            if (std::holds_alternative<peer::Reached>(action))
                if (auto complaint = about_reached(agreed)) return complaint;
            if (const auto* say = std::get_if<peer::Say>(&action)) {
                said += say->out.bytes.size();
                if (auto complaint = about_said(*say, agreed)) return complaint;
            }
        }
        if (active_in(actions)) return std::nullopt;  // what it paints has its own bound
        if (actions.size() > kMostActions) return "wants more done than one message can ask for";
        if (said > kMostBytes + 4 * heard) return "says more than it can mean";
        return std::nullopt;
    }

private:
    static bool active_in(const peer::Actions& actions) {
        return std::ranges::any_of(actions,
                                   [](const auto& a) { return std::holds_alternative<peer::Reached>(a); });
    }

    void hear(Step step) {
        if (step == Step::deactivate_all) start_over();
        if (step != Step::none) heard_.insert(step);
        if (step == Step::channel_join_confirm) ++joins_confirmed_;
    }

    void start_over() {
        for (const auto again :
             {Step::demand_active, Step::confirm_active, Step::synchronize, Step::cooperate,
              Step::request_control, Step::font_list, Step::server_synchronize, Step::server_cooperate,
              Step::granted_control, Step::font_map})
            heard_.erase(again);
    }

    Complaint lacks(std::initializer_list<Step> steps, std::string_view what) const {
        for (const auto step : steps)
            if (!heard_.contains(step)) return std::string(what) + " without " + std::string(name(step));
        return std::nullopt;
    }

    Complaint about_protection(const peer::Agreement& agreed, std::string_view what) const {
        if (mode_.needs_nla && !agreed.credssp()) return std::string(what) + " without NLA";
        if (agreed.tls() && !tls_up_) return std::string(what) + " without TLS";
        if (agreed.rdstls())
            return role_ == Role::server ? lacks({Step::rdstls_request}, what)
                                         : lacks({Step::rdstls_capabilities, Step::rdstls_response}, what);
        if (agreed.rdsaad()) return about_assertion(what);
        if (!agreed.credssp()) return std::nullopt;
        if (!mode_.knows_password) return std::string(what) + " without proof";
        if (role_ == Role::server)
            return lacks({Step::credssp_negotiate, Step::credssp_authenticate, Step::credssp_credentials},
                         what);
        if (agreed.hybrid_ex())
            if (auto complaint = lacks({Step::early_user_auth}, what)) return complaint;
        return lacks({Step::credssp_challenge, Step::credssp_pubkey}, what);
    }

    Complaint about_assertion(std::string_view what) const {
        const bool server = role_ == Role::server;
        auto complaint =
            server ? lacks({Step::aad_request}, what) : lacks({Step::aad_nonce, Step::aad_result}, what);
        if (complaint) return complaint;
        if (server && !shows_our_nonce_) return std::string(what) + " for an assertion without its nonce";
        if (!server && !let_in_) return std::string(what) + " though it was refused";
        return std::nullopt;
    }

    Complaint about_reached(const peer::Agreement& agreed) {
        if (auto complaint = about_protection(agreed, "is active")) return complaint;
        Complaint complaint;
        if (role_ == Role::server) {
            complaint = lacks({Step::x224_request, Step::mcs_connect_initial, Step::erect_domain,
                               Step::attach_user_request, Step::client_info, Step::confirm_active,
                               Step::synchronize, Step::cooperate, Step::request_control, Step::font_list},
                              "is active");
            if (!complaint && agreed.encrypted()) complaint = lacks({Step::security_exchange}, "is active");
        } else {
            complaint = lacks({Step::x224_confirm, Step::mcs_connect_response, Step::attach_user_confirm,
                               Step::license, Step::demand_active, Step::server_synchronize,
                               Step::server_cooperate, Step::granted_control, Step::font_map},
                              "is active");
        }
        start_over();  // whoever is active again has heard it all again
        return complaint;
    }

    Complaint about_said(const peer::Say& say, const peer::Agreement& agreed) {
        if (say.out.bytes.empty()) return "says nothing, and calls it " + std::string(name(say.step));
        if (say.step == Step::aad_nonce) {
            wire::Reader in(say.out.bytes);
            const auto nonce = wire::AadNonce::read(in);
            nonce_ = nonce ? nonce->ts_nonce : std::string();
        }
        if (say.step == Step::channel_join_request) ++joins_asked_;
        if (say.step == Step::client_info && joins_asked_ != joins_confirmed_)
            return "goes on without its channels";
        if (!is_depth(say.step)) return std::nullopt;
        if (say.step == Step::credssp_credentials && !mode_.knows_password) return "delegates without proof";
        if (say.step == Step::credssp_pubkey && !mode_.knows_password) return about_refusal(say);
        // A refusal at the last step stands where its answer would, and is a TSRequest.
        if (say.step == Step::early_user_auth && say.out.bytes[0] == 0x30) return about_refusal(say);
        const bool x224 = say.step == Step::x224_request || say.step == Step::x224_confirm;
        if (say.step == Step::early_user_auth || say.step >= Step::mcs_connect_initial ||
            (x224 && agreed.direct))
            return about_protection(agreed, "says " + std::string(name(say.step)));
        return std::nullopt;
    }

    Complaint about_refusal(const peer::Say& say) const {
        wire::Reader in(say.out.bytes);
        const auto request = wire::TsRequest::read(in);
        const bool garbage = mode_.server.credssp.garbage_token.has_value();
        if (request && request->error_code) return std::nullopt;
        return garbage && request && !request->pub_key_auth ? Complaint{} : "proves itself to a stranger";
    }

    Role role_;
    const MachineMode& mode_;
    std::set<Step> heard_;
    std::size_t joins_asked_ = 0, joins_confirmed_ = 0;
    std::string nonce_{};  // that a server has given
    bool shows_our_nonce_ = false, let_in_ = false;
    bool tls_up_ = false;
    bool ended_ = false;
};

}  // namespace badrdp::fuzz
