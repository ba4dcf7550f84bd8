// Expectations are the specification's [MS-RDPBCGR 2.2.1.2], Microsoft's troubleshooting pages and the
// threads that the rules name, never what the model happens to say.
#include "sim/host/model.h"

#include <boost/test/unit_test.hpp>

#include "sim/peer/decide.h"

BOOST_AUTO_TEST_SUITE(host_model)

namespace {

using namespace badrdp;
using namespace badrdp::host;
using peer::Protocols;

constexpr auto kTlsAndNla = Protocols::ssl | Protocols::hybrid;

Settings with(auto change, Persona persona = Persona::server_2019) {
    auto settings = defaults_of(persona);
    change(settings);
    return settings;
}

Host honest() {
    Host host;
    host.server.accounts = {{.name = "canary", .password = "known"}};
    return host;
}

// What a client hears that requests this: "selects 1", "fails with 5", "no negotiation data".
std::string answer(const Settings& settings, std::optional<Protocols> requested) {
    const auto said = peer::decide(behave(settings).host.server, requested);
    if (said.selected) return "selects " + std::to_string(std::to_underlying(*said.selected));
    if (said.failure) return "fails with " + std::to_string(std::to_underlying(*said.failure));
    return said.refused ? "is cut off" : "no negotiation data";
}

bool logs(const Settings& settings, unsigned id) {
    return std::ranges::any_of(events_of(settings), [&](const Event& event) { return event.id == id; });
}

template <class Deed>
bool bends_with(const Settings& settings, fault::Step step) {
    return std::ranges::any_of(behave(settings).faults, [&](const fault::Fault& fault) {
        return std::holds_alternative<Deed>(fault.deed) && fault.step == step;
    });
}

constexpr std::array kPersonas{Persona::xp,
                               Persona::server_2003,
                               Persona::server_2008r2,
                               Persona::windows_7,
                               Persona::server_2012r2,
                               Persona::server_2016,
                               Persona::windows_10,
                               Persona::server_2019,
                               Persona::server_2022,
                               Persona::windows_11_24h2,
                               Persona::windows_11_25h2,
                               Persona::server_2025,
                               Persona::xrdp,
                               Persona::gnome_remote_login};

}  // namespace

BOOST_AUTO_TEST_CASE(settings_that_nobody_changed_are_those_of_server_2019) {
    BOOST_TEST((Settings{} == defaults_of(Persona::server_2019)));
}

// gnome-remote-desktop, src/grd-session-rdp.c and src/grd-daemon-system.c: NLA alone, then a redirection with
// a token; whoever brings that logs on by RDSTLS.
BOOST_AUTO_TEST_CASE(the_login_screen_of_gnome_hands_its_client_over) {
    const auto host = behave(defaults_of(Persona::gnome_remote_login), honest()).host;
    BOOST_TEST_REQUIRE(host.connections.size() == 2u);
    const auto &first = host.connections[0].server, &second = host.connections[1].server;
    BOOST_TEST((first.accepts == peer::Protocols::hybrid));
    BOOST_TEST(!first.accepts_rdp);
    BOOST_TEST(first.redirects);
    BOOST_TEST((first.redirection == peer::Redirection::handover));
    BOOST_TEST(!first.wants_token);
    BOOST_TEST((second.accepts == peer::Protocols::rdstls));
    BOOST_TEST(second.wants_token);
    BOOST_TEST(!second.redirects);
    BOOST_TEST(host.server.multitransport == 0u);
}

BOOST_AUTO_TEST_CASE(a_host_that_nobody_changed_is_reached_and_bends_nothing) {
    for (const auto persona : kPersonas) {
        const auto behaviour = behave(defaults_of(persona), honest());
        BOOST_TEST((behaviour.host.listening == Listening::normal));
        BOOST_TEST(behaviour.faults.empty());
        BOOST_TEST((behaviour.firewall == FirewallRule::allowed));
        BOOST_TEST((behaviour.host.server.accounts == honest().server.accounts));
        BOOST_TEST((behaviour.host.certificate == CertificateRecipe{}));
        BOOST_TEST(!behaviour.host.server.failure);
        BOOST_TEST(!behaviour.host.server.select);
    }
}

// [MS-RDPBCGR 2.2.1.2.2]: 1 SSL_REQUIRED_BY_SERVER, 2 SSL_NOT_ALLOWED_BY_SERVER, 5 HYBRID_REQUIRED_BY_SERVER.
BOOST_AUTO_TEST_CASE(the_security_layer_decides_what_is_selected) {
    struct Row {
        SecurityLayer layer;
        bool nla;
        Protocols requested;
        std::string_view answer;
    };
    const std::array rows{
        Row{SecurityLayer::rdp, false, Protocols::rdp, "selects 0"},
        Row{SecurityLayer::rdp, false, Protocols::ssl, "fails with 2"},
        Row{SecurityLayer::rdp, false, kTlsAndNla, "fails with 2"},
        Row{SecurityLayer::negotiate, false, Protocols::rdp, "selects 0"},
        Row{SecurityLayer::negotiate, false, Protocols::ssl, "selects 1"},
        Row{SecurityLayer::negotiate, false, kTlsAndNla, "selects 2"},
        Row{SecurityLayer::negotiate, true, Protocols::rdp, "fails with 5"},
        Row{SecurityLayer::negotiate, true, Protocols::ssl, "fails with 5"},
        Row{SecurityLayer::negotiate, true, kTlsAndNla, "selects 2"},
        Row{SecurityLayer::tls, false, Protocols::rdp, "fails with 1"},
        Row{SecurityLayer::tls, false, Protocols::ssl, "selects 1"},
        Row{SecurityLayer::tls, false, kTlsAndNla, "selects 2"},
        Row{SecurityLayer::tls, true, Protocols::rdp, "fails with 5"},
        Row{SecurityLayer::tls, true, Protocols::ssl, "fails with 5"},
        Row{SecurityLayer::tls, true, kTlsAndNla, "selects 2"},
        Row{SecurityLayer::tls, true, kTlsAndNla | Protocols::hybrid_ex, "selects 8"},
    };
    for (const auto& row : rows) {
        const auto settings = with([&](Settings& s) {
            s.security_layer = row.layer;
            s.UserAuthentication = row.nla;
        });
        BOOST_TEST_CONTEXT("SecurityLayer " << static_cast<int>(row.layer) << ", NLA " << row.nla
                                            << ", asked for " << std::to_underlying(row.requested))
        BOOST_TEST(answer(settings, row.requested) == row.answer);
    }
}

// [MS-RDPBCGR 2.2.1.2, 3.2.5.3.2]; a Server 2003 behind a bastion answered failure 2: tp4a/teleport#280.
BOOST_AUTO_TEST_CASE(old_hosts_know_standard_rdp_security_alone) {
    BOOST_TEST(answer(defaults_of(Persona::xp), kTlsAndNla) == "no negotiation data");
    BOOST_TEST(answer(defaults_of(Persona::xp), std::nullopt) == "no negotiation data");
    BOOST_TEST(answer(defaults_of(Persona::server_2003), kTlsAndNla) == "fails with 2");
    BOOST_TEST(answer(defaults_of(Persona::server_2003), Protocols::rdp) == "selects 0");
}

// The clones' refusal came with updates for 24H2 and later; TLS 1.3 with Windows 11 and Server 2022 [<55>].
BOOST_AUTO_TEST_CASE(each_persona_is_of_its_age) {
    BOOST_TEST(defaults_of(Persona::server_2019).highest_tls == 0x0303);
    BOOST_TEST(defaults_of(Persona::server_2022).highest_tls == 0x0304);
    BOOST_TEST(!defaults_of(Persona::windows_7).UserAuthentication);
    BOOST_TEST(defaults_of(Persona::server_2012r2).UserAuthentication);
    const auto clone = [](Settings& s) { s.account = AccountRight::duplicate_sid; };
    BOOST_TEST(!behave(with(clone)).host.server.credssp.error_at_authenticate);
    BOOST_TEST(
        behave(with(clone, Persona::windows_11_25h2)).host.server.credssp.error_at_authenticate.has_value());
    BOOST_TEST(logs(with(clone, Persona::windows_11_25h2), 6167));
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_read_has_five_faces) {
    using enum KeyFailure;
    const auto how = [](KeyFailure face) {
        return with([&](Settings& s) {
            s.machine_keys = MachineKeys::access_denied;
            s.key_failure = face;
        });
    };
    BOOST_TEST(bends_with<fault::Reset>(how(reset), fault::Step::server_flight));
    BOOST_TEST(bends_with<fault::Close>(how(close), fault::Step::server_flight));
    BOOST_TEST(bends_with<fault::Alert>(how(alert), fault::Step::server_flight));
    BOOST_TEST(answer(how(neg_failure), kTlsAndNla) == "fails with 3");  // SSL_CERT_NOT_ON_SERVER
    BOOST_TEST(answer(how(downgrade), kTlsAndNla) == "selects 0");       // neutrinolabs/xrdp#2496
    for (const auto face : {reset, close, alert, neg_failure, downgrade}) {
        BOOST_TEST(logs(how(face), 36870));
        BOOST_TEST(logs(how(face), 1057));
    }
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_gone_fails_like_a_key) {
    for (const auto which : {ListenerCertificate::corrupt, ListenerCertificate::missing,
                             ListenerCertificate::stale_thumbprint}) {
        const auto settings = with([&](Settings& s) { s.certificate = which; });
        BOOST_TEST(bends_with<fault::Reset>(settings, fault::Step::server_flight));
        BOOST_TEST(!events_of(settings).empty());
    }
}

// Nothing in the protocol makes an expired certificate fail by itself.
BOOST_AUTO_TEST_CASE(an_expired_certificate_is_shown_and_nothing_else) {
    const auto settings = with([](Settings& s) { s.certificate = ListenerCertificate::expired; });
    const auto behaviour = behave(settings, honest());
    BOOST_TEST(behaviour.faults.empty());
    BOOST_TEST((behaviour.host.certificate.not_after < std::chrono::seconds(0)));
    BOOST_TEST(logs(settings, 1058));
    BOOST_TEST((behaviour.host.server == behave(defaults_of(Persona::server_2019), honest()).host.server));
}

// "SecurityLayer = 0" gets round every certificate: that is why articles recommend it.
BOOST_AUTO_TEST_CASE(standard_rdp_security_needs_no_certificate) {
    const auto settings = with([](Settings& s) {
        s.machine_keys = MachineKeys::corrupt;
        s.security_layer = SecurityLayer::rdp;
    });
    BOOST_TEST(behave(settings).faults.empty());
    BOOST_TEST(answer(settings, Protocols::rdp) == "selects 0");
    BOOST_TEST(events_of(settings).empty());
}

BOOST_AUTO_TEST_CASE(turning_nla_off_leaves_a_broken_key_broken) {
    const auto settings = with([](Settings& s) {
        s.machine_keys = MachineKeys::access_denied;
        s.UserAuthentication = false;
    });
    BOOST_TEST(bends_with<fault::Reset>(settings, fault::Step::server_flight));
}

BOOST_AUTO_TEST_CASE(who_is_not_there_does_not_listen) {
    const auto listens = [](auto change, Persona persona = Persona::server_2019) {
        return behave(with(change, persona)).host.listening;
    };
    BOOST_TEST((listens([](Settings& s) { s.fDenyTSConnections = true; }) == Listening::closed));
    BOOST_TEST((listens([](Settings& s) { s.TermService = ServiceState::stopped; }) == Listening::closed));
    BOOST_TEST((listens([](Settings& s) { s.TermService = ServiceState::disabled; }) == Listening::closed));
    BOOST_TEST((listens([](Settings& s) { s.PortNumber = 3390; }) == Listening::closed));
    BOOST_TEST(
        (listens([](Settings& s) { s.TermService = ServiceState::stuck_accepting; }) == Listening::mute));
    // With a full queue Windows answers RST, and Linux drops the SYN.
    const auto full = [](Settings& s) { s.TermService = ServiceState::stuck_queue_full; };
    BOOST_TEST((listens(full) == Listening::closed));
    BOOST_TEST((listens(full, Persona::xrdp) == Listening::backlog_full));
    // A stuck service does not open a port that is closed.
    BOOST_TEST((listens([](Settings& s) {
                    s.fDenyTSConnections = true;
                    s.TermService = ServiceState::stuck_accepting;
                }) == Listening::closed));
}

BOOST_AUTO_TEST_CASE(another_service_on_the_port_answers_in_its_own_tongue) {
    const auto user = [](PortUser who) { return with([=](Settings& s) { s.port_user = who; }); };
    BOOST_TEST(bends_with<fault::Replace>(user(PortUser::http), fault::Step::x224_confirm));
    BOOST_TEST(bends_with<fault::Close>(user(PortUser::http), fault::Step::x224_confirm));
    BOOST_TEST(bends_with<fault::Replace>(user(PortUser::ssh), fault::Step::x224_confirm));
    BOOST_TEST((behave(user(PortUser::nobody)).host.listening == Listening::closed));
}

// What a report calls http or ssh is what a scenario's own `with = "http"` sends.
BOOST_AUTO_TEST_CASE(the_text_of_a_fault_says_which_bytes_are_sent) {
    for (const auto& [who, word] : {std::pair{PortUser::http, "http"}, std::pair{PortUser::ssh, "ssh"}}) {
        const auto faults = behave(with([&](Settings& s) { s.port_user = who; })).faults;
        BOOST_REQUIRE(!faults.empty());
        BOOST_TEST(faults[0].text == std::string("replace x224_confirm with ") + word);
        BOOST_TEST((std::get<fault::Replace>(faults[0].deed).with == fault::banner(word)));
    }
}

BOOST_AUTO_TEST_CASE(a_restart_costs_the_connection_that_it_meets) {
    const auto faults = behave(with([](Settings& s) { s.TermService = ServiceState::restarting; })).faults;
    BOOST_REQUIRE(faults.size() == 1u);
    BOOST_TEST(faults[0].connections == 1u);
}

BOOST_AUTO_TEST_CASE(a_cipher_policy_leaves_nothing_in_common_or_tls_1_3) {
    const auto ciphers = [](CipherPolicy policy, Persona persona) {
        return behave(with([=](Settings& s) { s.ciphers = policy; }, persona)).host.tls;
    };
    BOOST_TEST(!ciphers(CipherPolicy::only_old, Persona::server_2022).ciphers.empty());
    BOOST_TEST(ciphers(CipherPolicy::only_old, Persona::server_2022).max_version == 0x0303);
    BOOST_TEST(ciphers(CipherPolicy::only_tls13, Persona::server_2022).min_version == 0x0304);
    BOOST_TEST(
        !ciphers(CipherPolicy::only_tls13, Persona::server_2019).ciphers.empty());  // it has no TLS 1.3
    BOOST_TEST(logs(with([](Settings& s) { s.ciphers = CipherPolicy::only_old; }), 36888));
}

// No version left is a credential that cannot be made: Schannel 36871.
BOOST_AUTO_TEST_CASE(without_a_version_of_tls_there_is_no_credential) {
    const auto settings = with([](Settings& s) { s.lowest_tls = 0x0304; });  // and the highest is 1.2
    BOOST_TEST(bends_with<fault::Reset>(settings, fault::Step::server_flight));
    BOOST_TEST(logs(settings, 36871));
}

// [MS-CSSP <10>, <12>, <25>]
BOOST_AUTO_TEST_CASE(credssp_is_as_old_as_its_update) {
    const auto version = [](Persona persona) {
        return behave(with([](Settings& s) { s.AllowEncryptionOracle = EncryptionOracle::not_updated; },
                           persona))
            .host.server.credssp_version;
    };
    BOOST_TEST(version(Persona::windows_7) == 2u);
    BOOST_TEST(version(Persona::server_2019) < 5u);
    BOOST_TEST(behave(defaults_of(Persona::server_2019)).host.server.credssp_version == 6u);
    BOOST_TEST(!behave(defaults_of(Persona::windows_7)).host.server.credssp.says_error_code);
    // "Force Updated Clients" shuts out a client without the update, and nobody else (Microsoft's table).
    for (const auto oracle :
         {EncryptionOracle::force_updated, EncryptionOracle::mitigated, EncryptionOracle::vulnerable})
        for (const bool updated : {true, false}) {
            const auto settings = with([&](Settings& s) {
                s.AllowEncryptionOracle = oracle;
                s.client_updated = updated;
            });
            BOOST_TEST(behave(settings).host.server.credssp.error_at_negotiate.has_value() ==
                       (oracle == EncryptionOracle::force_updated && !updated));
        }
}

BOOST_AUTO_TEST_CASE(an_account_stands_as_it_was_set) {
    const auto stands = [](AccountRight right) {
        return behave(with([=](Settings& s) { s.account = right; }), honest()).host.server;
    };
    BOOST_TEST((stands(AccountRight::locked).accounts[0].state == auth::AccountState::locked));
    BOOST_TEST((stands(AccountRight::must_change).accounts[0].state == auth::AccountState::must_change));
    BOOST_TEST(
        (stands(AccountRight::wrong_password).accounts[0].password != honest().server.accounts[0].password));
    const auto refused = stands(AccountRight::no_remote_desktop);
    BOOST_TEST(refused.early_user_auth == 5u);     // [MS-RDPBCGR 2.2.10.2]
    BOOST_TEST(refused.parting.error_info == 9u);  // [MS-RDPBCGR 3.3.5.7.1.1]
    BOOST_TEST((refused.parting.after == peer::Step::client_info));
}

// [MS-RDPBCGR <43>; MS-RDPEUDP <1>]
BOOST_AUTO_TEST_CASE(udp_is_offered_by_those_who_have_it) {
    const auto offers = [](Persona persona, bool tcp_only) {
        return behave(with([=](Settings& s) { s.SelectTransport_tcp_only = tcp_only; }, persona))
            .host.server.multitransport;
    };
    BOOST_TEST(offers(Persona::windows_7, false) == 0u);
    BOOST_TEST(offers(Persona::server_2012r2, false) == 3u);
    BOOST_TEST(offers(Persona::server_2019, false) == 1u);
    BOOST_TEST(offers(Persona::server_2019, true) == 0u);
}

// Off unless somebody turns it on (Microsoft Learn, Remote Credential Guard); who does not offer it, need not
// refuse it.
BOOST_AUTO_TEST_CASE(restricted_admin_is_refused_by_those_who_offer_it_and_have_it_off) {
    const auto refuses = [](Persona persona, bool off) {
        return behave(with([=](Settings& s) { s.DisableRestrictedAdmin = off; }, persona))
            .host.server.refuses_restricted_admin;
    };
    BOOST_TEST(behave(defaults_of(Persona::server_2022)).host.server.refuses_restricted_admin);
    BOOST_TEST(refuses(Persona::server_2019, true));
    BOOST_TEST(!refuses(Persona::server_2019, false));
    for (const auto persona :
         {Persona::windows_7, Persona::server_2003, Persona::xrdp, Persona::gnome_remote_login})
        BOOST_TEST(!refuses(persona, true));
}

BOOST_AUTO_TEST_CASE(the_firewall_is_somebody_elses) {
    const auto settings = with([](Settings& s) { s.firewall = FirewallRule::dropped; });
    BOOST_TEST((behave(settings).firewall == FirewallRule::dropped));
    BOOST_TEST((behave(settings).host == behave(defaults_of(Persona::server_2019)).host));
    BOOST_TEST(logs(settings, 5152));
}

BOOST_AUTO_TEST_CASE(every_event_says_who_says_so) {
    for (const auto right : {AccountRight::locked, AccountRight::duplicate_sid})
        for (const auto certificate : {ListenerCertificate::expired, ListenerCertificate::missing})
            for (const auto state : {ServiceState::stopped, ServiceState::restarting})
                for (const auto& event : events_of(with([&](Settings& s) {
                         s.account = right;
                         s.certificate = certificate;
                         s.TermService = state;
                         s.lowest_tls = 0x0304;
                         s.firewall = FirewallRule::rejected;
                     }))) {
                    BOOST_TEST(event.id != 0u);
                    BOOST_TEST(!event.text.empty());
                    BOOST_TEST(!event.when.empty());
                    BOOST_TEST(!event.basis.empty());
                }
}

BOOST_AUTO_TEST_SUITE_END()
