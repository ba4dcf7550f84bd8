// Two honest ends in memory, from the Connection Request to the active session and out of it again.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_sequence)

using namespace badrdp;
using namespace badrdp::link;
using peer::ClientChoices;
using peer::Licensing;
using peer::Parting;
using peer::Redirection;
using peer::ServerChoices;
using peer::SessionInfo;
using test::Pair;
using wire::Step;
namespace bdata = boost::unit_test::data;
using peer::EncryptionLevel;
using peer::EncryptionMethod;
using peer::Protocols;

namespace {

const auth::Account kAlice{.name = "alice", .domain = {}, .password = "secret"};

struct Mode {
    const char* name;
    ServerChoices server;
    ClientChoices client;
};
std::ostream& operator<<(std::ostream& out, const Mode& mode) { return out << mode.name; }

Mode tls() { return {"tls", {}, {.requests = Protocols::ssl}}; }

Mode rdp(const char* name, EncryptionMethod method, EncryptionLevel level) {
    Mode mode{name, {.accepts = {}, .accepts_rdp = true}, {.requests = Protocols::rdp}};
    mode.server.encryption_method = method;
    mode.server.encryption_level = level;
    return mode;
}

Mode nla(const char* name, std::uint32_t server_version = 6, std::uint32_t client_version = 6) {
    Mode mode{name, {.accepts = Protocols::hybrid}, {}};
    mode.server.accounts = {kAlice};
    mode.server.credssp_version = server_version;
    mode.client.account = kAlice;
    mode.client.credssp_version = client_version;
    return mode;
}

Mode nla_ex() {
    auto mode = nla("nla_ex");
    mode.server.accepts = Protocols::hybrid_ex;
    mode.client.requests = Protocols::ssl | Protocols::hybrid | Protocols::hybrid_ex;
    return mode;
}

Mode with(const char* name, auto change) {
    auto mode = tls();
    mode.name = name;
    change(mode);
    return mode;
}

std::vector<Mode> modes() {
    std::vector<Mode> all{tls(),
                          rdp("no encryption", EncryptionMethod::none, EncryptionLevel::none),
                          rdp("rc4 40", EncryptionMethod::rc4_40, EncryptionLevel::client_compatible),
                          rdp("rc4 56", EncryptionMethod::rc4_56, EncryptionLevel::client_compatible),
                          rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::client_compatible),
                          rdp("low", EncryptionMethod::rc4_128, EncryptionLevel::low),
                          rdp("high", EncryptionMethod::rc4_128, EncryptionLevel::high),
                          rdp("fips", EncryptionMethod::fips, EncryptionLevel::fips),
                          nla("nla"),
                          nla_ex()};
    for (const std::uint32_t version : {2U, 3U, 4U, 5U}) {
        all.push_back(nla("nla, an older server", version, 6));
        all.push_back(nla("nla, an older client", 6, version));
    }
    all.push_back(with("xp", [](Mode& m) {
        m.server.accepts = {};
        m.server.accepts_rdp = true;
        m.server.negotiates = false;
        m.client.requests = std::nullopt;
    }));
    all.push_back(with("channels", [](Mode& m) { m.client.channels = {"rdpdr", "cliprdr", "rdpsnd"}; }));
    all.push_back(with("no joins", [](Mode& m) { m.server.skips_channel_join = true; }));
    all.push_back(with("auto-detect", [](Mode& m) { m.server.auto_detects = true; }));
    all.push_back(with("multitransport", [](Mode& m) { m.server.multitransport = 3; }));
    all.push_back(with("session info", [](Mode& m) {
        m.server.saves_session_info = true;
        m.client.stays = std::chrono::seconds(1);
    }));
    for (const auto info :
         {SessionInfo::errors, SessionInfo::logon, SessionInfo::logon_2, SessionInfo::plain})
        all.push_back(with("another session info", [&](Mode& m) {
            m.server.saves_session_info = true;
            m.server.session_info = info;
            m.client.stays = std::chrono::seconds(1);
        }));
    for (const auto step : {Step::auto_reconnect_status, Step::heartbeat, Step::channel_data})
        all.push_back(with(name(step).data(), [&](Mode& m) {
            m.server.says_when_active = step;
            m.client.channels = {"cliprdr"};
            m.client.stays = std::chrono::seconds(1);
        }));
    all.push_back(with("reactivation", [](Mode& m) {
        m.server.reactivations = 2;
        m.client.stays = std::chrono::seconds(1);
    }));
    return all;
}

}  // namespace

BOOST_DATA_TEST_CASE(honest_ends_become_active, bdata::make(modes()), mode) {
    Pair pair({}, mode.server, mode.client);
    pair.play();
    for (const auto step : {Step::mcs_connect_response, Step::client_info, Step::license, Step::demand_active,
                            Step::confirm_active, Step::font_map, Step::active, Step::update})
        BOOST_TEST(pair.saw(step), name(step));
    BOOST_TEST(pair.saw(Step::tls_finished) == (mode.server.accepts != Protocols{}));
    BOOST_TEST(pair.saw(Step::credssp_credentials) == !mode.server.accounts.empty());
    BOOST_TEST(pair.complaints() == "");
    BOOST_TEST(pair.client().ending()->why == "the session was active");
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
    BOOST_TEST((pair.server().ending()->kind == Ending::Kind::done));
}

BOOST_AUTO_TEST_CASE(what_was_chosen_is_what_passes) {
    const auto mode_named = [](std::string_view wanted) {
        for (auto& mode : modes())
            if (mode.name == wanted) return mode;
        throw std::runtime_error("no such mode");
    };
    const auto passes = [&](std::string_view mode, Step step) {
        const auto chosen = mode_named(mode);
        Pair pair({}, chosen.server, chosen.client);
        pair.play();
        return pair.count(step);
    };
    BOOST_TEST(passes("nla_ex", Step::early_user_auth) == 2u);  // each end notes it
    BOOST_TEST(passes("nla", Step::early_user_auth) == 0u);
    BOOST_TEST(passes("rc4 128", Step::security_exchange) == 2u);
    BOOST_TEST(passes("tls", Step::security_exchange) == 0u);
    BOOST_TEST(passes("tls", Step::channel_join_request) == 2u * 3);  // user, I/O and message channel
    BOOST_TEST(passes("channels", Step::channel_join_request) == 2u * 6);
    BOOST_TEST(passes("no joins", Step::channel_join_request) == 0u);
    BOOST_TEST(passes("auto-detect", Step::auto_detect_response) == 2u);
    BOOST_TEST(passes("multitransport", Step::multitransport_response) == 2u * 2);
    BOOST_TEST(passes("session info", Step::save_session_info) == 2u);
    BOOST_TEST(passes("auto_reconnect_status", Step::auto_reconnect_status) == 2u);
    BOOST_TEST(passes("channel_data", Step::channel_data) == 2u);
    BOOST_TEST(passes("reactivation", Step::demand_active) == 2u * 3);
}

struct Refusal {
    const char* name;
    ServerChoices server;
    Ending::Kind kind;
    std::string why;
    Step never;
};
std::ostream& operator<<(std::ostream& out, const Refusal& refusal) { return out << refusal.name; }

ServerChoices host(auto change) {
    ServerChoices choices;
    change(choices);
    return choices;
}

const std::vector<Refusal> kRefusals{
    {"licence refused", host([](auto& c) { c.licensing = Licensing::refused; }), Ending::Kind::server,
     "licensing: dwErrorCode 0x8", Step::demand_active},
    {"a new licence refused", host([](auto& c) { c.licensing = Licensing::new_license; }),
     Ending::Kind::server, "licensing: dwErrorCode 0x8", Step::demand_active},
    {"licensing skipped", host([](auto& c) { c.licensing = Licensing::skipped; }), Ending::Kind::protocol,
     "expected license, got demand_active", Step::confirm_active},
    {"not authorized", host([](auto& c) {
         c.parting = {.how = Parting::How::error_info, .after = Step::client_info, .error_info = 9};
     }),
     Ending::Kind::server, "errorInfo 0x00000009", Step::license},
    {"gone after the client's info",
     host([](auto& c) { c.parting = {.how = Parting::How::ultimatum, .after = Step::client_info}; }),
     Ending::Kind::server, "the server sent a Disconnect Provider Ultimatum", Step::license},
    {"closed after the client's info",
     host([](auto& c) { c.parting = {.how = Parting::How::close, .after = Step::client_info}; }),
     Ending::Kind::closed, "the other end closed the connection", Step::license},
};

BOOST_DATA_TEST_CASE(a_host_can_refuse_at_any_point, bdata::make(kRefusals), refusal) {
    Pair pair({}, refusal.server, {.requests = Protocols::ssl});
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == refusal.kind));
    BOOST_TEST(pair.client().ending()->why == refusal.why);
    BOOST_TEST(!pair.saw(refusal.never));
}

BOOST_AUTO_TEST_CASE(a_host_takes_its_leave_in_each_documented_way) {
    using How = Parting::How;
    for (const auto how : {How::ultimatum, How::error_info, How::deactivate, How::close}) {
        ServerChoices server;
        server.parting = {.how = how, .error_info = 3, .delay = std::chrono::milliseconds(100)};
        Pair pair({}, server, {.requests = Protocols::ssl, .stays = std::chrono::seconds(60)});
        pair.play();
        BOOST_TEST(pair.saw(Step::active));
        BOOST_TEST(pair.saw(Step::set_error_info) == (how == How::error_info));
        BOOST_TEST(pair.saw(Step::deactivate_all) == (how == How::deactivate));
        BOOST_TEST(pair.saw(Step::disconnect_ultimatum) == (how != How::close));
        BOOST_TEST((pair.now - pair.start < std::chrono::seconds(2)));
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_in_a_session_ends_it) {
    const std::vector<std::pair<Step, const char*>> lengths{
        {Step::update, "tpkt.length"},
        {Step::update, "mcs.userData.length"},
        {Step::update, "shareControlHeader.totalLength"},
        {Step::update, "bitmapData.bitmapLength"},
        {Step::save_session_info, "serverAutoReconnect.cbLen"},
        {Step::server_redirection, "redirection.Length"},
        {Step::channel_data, "mcs.userData.length"}};
    for (const auto& [step, field] : lengths) {
        BOOST_TEST_CONTEXT(name(step) << "." << field) {
            ServerChoices server;
            server.saves_session_info = true;
            server.says_when_active = step;
            Pair pair(
                {{step, fault::SetField{field, ~0ull, true}, 0, "one less"}}, server,
                {.requests = Protocols::ssl, .channels = {"cliprdr"}, .stays = std::chrono::seconds(60)});
            pair.play();
            BOOST_TEST(pair.saw(Step::active));
            BOOST_TEST(pair.bites() > 0u);
            BOOST_TEST((pair.client().ending()->kind == Ending::Kind::protocol));
            BOOST_TEST((pair.now - pair.start < std::chrono::seconds(2)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_new_licence_is_refused_to_whoever_has_asked_for_it) {
    Pair pair({}, {.licensing = Licensing::new_license}, {.requests = Protocols::ssl});
    pair.play();
    BOOST_TEST(pair.count(Step::license_response) == 2u);  // each end notes it
    BOOST_TEST(pair.count(Step::license) == 2u * 2);
    Pair silent({{Step::license_response, fault::Silence{}, 0, "no refusal"}},
                {.licensing = Licensing::new_license}, {.requests = Protocols::ssl});
    silent.play();
    BOOST_TEST(silent.count(Step::license) == 2u);
}

BOOST_AUTO_TEST_CASE(without_the_font_map_nobody_is_active) {
    Pair pair({{Step::font_map, fault::Silence{}, 0, "none"}}, {}, {.requests = Protocols::ssl});
    pair.play(std::chrono::minutes(15));
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::timeout));
    for (const auto& note : pair.notes)
        if (note.step == Step::active) BOOST_TEST(note.withheld);
}

BOOST_AUTO_TEST_CASE(a_method_that_was_not_offered_is_not_taken) {
    for (const std::uint64_t method : {4ull, 32ull, 0xffffffffull}) {
        const auto mode = rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::client_compatible);
        Pair pair({{Step::mcs_connect_response,
                    fault::SetField{"serverSecurityData.encryptionMethod", method}, 0, "another"}},
                  mode.server, mode.client);
        pair.play();
        BOOST_TEST((pair.client().ending()->kind == Ending::Kind::security));
        BOOST_TEST(!pair.saw(Step::security_exchange));
    }
}

BOOST_AUTO_TEST_CASE(a_redirection_is_not_followed) {
    using enum Redirection;
    for (auto mode : {tls(), rdp("no encryption", EncryptionMethod::none, EncryptionLevel::none),
                      rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::client_compatible),
                      rdp("low", EncryptionMethod::rc4_128, EncryptionLevel::low),
                      rdp("fips", EncryptionMethod::fips, EncryptionLevel::fips)})
        for (const auto parts :
             {token, nothing, address, credentials, certificate, cut_certificate, everything, information}) {
            mode.server.says_when_active = Step::server_redirection;
            mode.server.redirection = parts;
            mode.client.stays = std::chrono::seconds(60);
            Pair pair({}, mode.server, mode.client);
            pair.play();
            BOOST_TEST_CONTEXT(mode.name) {
                BOOST_TEST(pair.complaints() == "");
                BOOST_TEST(pair.saw(Step::server_redirection));
                // What is there for information wants nobody to go.
                BOOST_TEST(pair.client().ending()->why == (parts == information
                                                               ? "the session was active"
                                                               : "the server redirects to another one"));
            }
        }
}

// Of each part, in both forms.
BOOST_AUTO_TEST_CASE(each_length_of_a_redirection_is_held_against_the_rest) {
    for (const auto* field :
         {"redirection.Length", "redirection.TargetNetAddressLength", "redirection.LoadBalanceInfoLength",
          "redirection.UserNameLength", "redirection.DomainLength", "redirection.PasswordLength",
          "redirection.TargetFQDNLength", "redirection.TargetNetBiosNameLength", "redirection.TsvUrlLength",
          "redirection.RedirectionGuidLength", "redirection.TargetCertificateLength",
          "redirection.TargetNetAddressesLength", "redirection.addressCount", "redirection.addressLength"})
        for (auto mode :
             {tls(), rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::client_compatible)})
            for (const auto by : {1ull, ~0ull}) {
                // A pad that is a byte shorter leaves nothing undone.
                if (by != 1 && std::string_view(field) == "redirection.Length") continue;
                mode.server.says_when_active = Step::server_redirection;
                mode.server.redirection = Redirection::everything;
                mode.client.stays = std::chrono::seconds(60);
                Pair pair({{Step::server_redirection, fault::SetField{field, by, true}, 0, "off by one"}},
                          mode.server, mode.client);
                pair.play();
                BOOST_TEST(pair.bites() > 0u, field);
                BOOST_TEST((pair.client().ending()->kind == Ending::Kind::protocol), field);
            }
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_refused_before_anything_else_happens) {
    auto mode = nla("nla");
    mode.client.account.password = "guess";
    Pair pair({}, mode.server, mode.client);
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::credentials));
    BOOST_TEST((pair.server().ending()->kind == Ending::Kind::credentials));
    BOOST_TEST(pair.client().ending()->why.starts_with("STATUS_LOGON_FAILURE"));
    BOOST_TEST(!pair.saw(Step::credssp_credentials));
    BOOST_TEST(!pair.saw(Step::mcs_connect_initial));
}

BOOST_AUTO_TEST_CASE(a_server_without_proof_is_no_matter_of_the_account) {
    auto mode = nla("nla");
    mode.server.credssp.pub_key_auth = auth::PubKeyAuth::flipped;
    Pair pair({}, mode.server, mode.client);
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::security));
    BOOST_TEST(pair.client().ending()->why.ends_with("pubKeyAuth is not of the server's key"));
    BOOST_TEST(!pair.saw(Step::credssp_credentials));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_rdp_security_must_be_signed) {
    const fault::Fault spoiled{Step::mcs_connect_response,
                               fault::SetField{"serverCertificate.SignatureBlob", 1}, 0, "it"};
    Pair pair({spoiled}, {.accepts = {}, .accepts_rdp = true}, {.requests = Protocols::rdp});
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::security));
    BOOST_TEST(!pair.saw(Step::security_exchange));
}

BOOST_AUTO_TEST_CASE(hybrid_ex_can_deny_after_credssp) {
    auto mode = nla_ex();
    mode.server.early_user_auth = 5;
    Pair pair({}, mode.server, mode.client);
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::credentials));
    BOOST_TEST(!pair.saw(Step::mcs_connect_initial));
}

// Whatever step a fault aims at, in whichever mode: it bites, nobody gets past it, and both ends come to an
// end.
BOOST_AUTO_TEST_CASE(every_step_can_be_broken) {
    for (const auto& mode :
         {tls(), rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::high), nla_ex()}) {
        Pair honest({}, mode.server, mode.client);
        honest.play();
        for (const auto& row : wire::kSteps) {
            if (!honest.saw(row.step) || row.step == Step::active) continue;
            const std::vector<fault::Fault> deeds{at(row.step, fault::Reset{}), at(row.step, fault::Close{}),
                                                  at(row.step, fault::Silence{})};
            for (const auto& deed : deeds) {
                BOOST_TEST_CONTEXT(mode.name << " at " << row.name << ", deed " << deed.deed.index()) {
                    Pair pair({deed}, mode.server, mode.client);
                    pair.play(std::chrono::minutes(15));
                    BOOST_TEST(pair.bites() > 0u);
                    BOOST_TEST(pair.client().ending().has_value());
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
