#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/load.h"
#include "harness/data/scenario/print.h"
#include "tests/harness/data/scenario/tree.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(scenario_print)

using namespace badrdp;
using namespace badrdp::harness;
namespace fs = std::filesystem;

namespace {

const fs::path kRoot = fs::path(badrdp::test::kProject) / "scenarios";

Loaded load_text(const Tree& tree, const std::string& text) {
    return load_scenario(tree.write("case.toml", text), kRoot);
}

// Where things were written is another place, and must be the only difference.
Scenario without_places(Scenario scenario) {
    scenario.file.clear();
    for (auto& demand : scenario.demands) {
        demand.file.clear();
        demand.line = 0;
    }
    return scenario;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_whole_catalogue_comes_back_from_its_own_toml) {
    const Tree tree;
    for (const auto& scenario : load_scenarios(kRoot).scenarios) {
        const auto again = load_text(tree, to_toml(scenario));
        for (const auto& complaint : again.complaints)
            BOOST_ERROR(scenario.id() << ": " << to_string(complaint));
        BOOST_REQUIRE_EQUAL(again.scenarios.size(), 1u);
        BOOST_TEST((without_places(again.scenarios[0]) == without_places(scenario)),
                   scenario.id() << ":\n"
                                 << to_toml(scenario) << "came back as:\n"
                                 << to_toml(again.scenarios[0]));
    }
}

namespace {

Demand demand_of_every_key() {
    Demand demand;
    demand.options = "gateway";
    demand.unrequested = wire::Protocols{64};
    demand.outcome = {Outcome::refused, Outcome::timed_out};
    demand.reaches = wire::Step::x224_confirm;
    demand.never = {wire::Step::active};
    demand.within = std::chrono::milliseconds(1);
    demand.says = {Reason::tls, Reason::server};
    demand.connections = 0;
    demand.offers = {wire::Mechanism::negoex, wire::Mechanism::ntlmssp};
    demand.prefers = {wire::Mechanism::krb5_u2u};
    demand.why = "because";
    return demand;
}

}  // namespace

// What no scenario of the catalogue happens to set, or sets to what is the default anyway.
BOOST_AUTO_TEST_CASE(every_field_that_can_be_set_comes_back) {
    Scenario s;
    s.name = "mine/everything";
    s.variant = "a=1,b=two";
    s.title = "Quotes \" backslashes \\ tabs \t and ü";
    s.why = "first line\nsecond line";
    s.spec = "spec";
    s.symptom = {"one", "two"};
    s.tags = {"slow", "of-ours-2"};
    s.approximate = "about";
    s.seed = 4'000'000'000;
    s.visits = 3;
    s.by_name = s.trusted = true;
    s.mtu = 1280;
    s.patience = std::chrono::milliseconds(1500);
    s.played = Played{"xfreerdp", "2.11.7", "lenient", 18446744073709551615u, "loopback"};
    s.host.name = "other";
    auto& server = s.host.server;
    server.accepts = wire::Protocols{0x1f};
    server.accepts_rdp = true;
    server.select = wire::Protocols{0x42};
    server.flags = 0xff;
    server.accounts = {{.name = "bob",
                        .domain = "D",
                        .password = auth::Secret(kAnotherPassword),
                        .state = auth::AccountState::expired}};
    server.credssp_version = 2;
    server.credssp = {.pub_key_auth = auth::PubKeyAuth::echoed,
                      .ignores_nonce = true,
                      .binds_as_version_4 = true,
                      .claims = 9,
                      .error_at_negotiate = 0xc0001234,
                      .error_at_authenticate = auth::ntstatus::logon_failure,
                      .error_at_credentials = 1,
                      .says_error_code = false,
                      .garbage_token = auth::Round::negotiate,
                      .clock_skew = std::chrono::seconds(90),
                      .timestamp = false,
                      .target_info = false,
                      .target_info_ends = false,
                      .long_pair = true};
    server.early_user_auth = 5;
    server.encryption_method = peer::EncryptionMethod::fips;
    server.encryption_level = peer::EncryptionLevel::fips;
    server.wrong_mac = wire::Step::demand_active;
    server.skips_channel_join = server.auto_detects = true;
    server.multitransport = 3;
    server.licensing = peer::Licensing::new_license;
    server.licensing_error = 2;
    server.reactivations = 1;
    server.saves_session_info = true;
    server.session_info = peer::SessionInfo::logon_2;
    server.says_when_active = wire::Step::server_redirection;
    server.redirects = true;
    server.redirection = peer::Redirection::handover;
    server.redirection_token = peer::RoutingToken::unknown;
    server.names_other_certificate = true;
    server.rdstls_result = 5;
    server.wants_token = true;
    server.parting = {.how = peer::Parting::How::close,
                      .after = wire::Step::client_info,
                      .error_info = 1,
                      .delay = std::chrono::milliseconds(1)};
    s.host.tls = {.min_version = 0x0301,
                  .max_version = 0x0302,
                  .ciphers = "AES128-SHA",
                  .ciphersuites = "TLS_AES_128_GCM_SHA256",
                  .security_level = 0};
    s.host.certificate = {.key = host::KeyKind::rsa,
                          .bits = 1024,
                          .digest = "sha512",
                          .common_name = "cn",
                          .subject_alt_name = false,
                          .alternative_name = {},
                          .not_before = std::chrono::hours(1),
                          .not_after = std::chrono::seconds(3601),
                          .extended_key_usage = {},
                          .issuer = host::Issuer::missing_intermediate,
                          .spoiled = host::Spoiled::wrong_key,
                          .pad_to = 5};
    s.faults = {
        {wire::Step::x224_confirm, fault::Replace{fault::hex_payload({0, 1, 0xff})}, 2,
         "replace x224_confirm with hex:0001ff connections 2"},
        {wire::Step::license, fault::SetField{"tpkt.length", ~0ull, true}, 0,
         "set license.tpkt.length by -1"},
        {wire::Step::client_hello, fault::Alert{1, 200}, 0, "alert client_hello description 200 level 1"},
        {wire::Step::server_flight, fault::Silence{fault::Moment::after}, 0,
         "silence server_flight when after"}};
    s.demands = {demand_of_every_key()};

    const Tree tree;
    const auto again = load_text(tree, to_toml(s));
    for (const auto& complaint : again.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_REQUIRE_EQUAL(again.scenarios.size(), 1u);
    BOOST_TEST((without_places(again.scenarios[0]) == s), to_toml(s) << to_toml(again.scenarios[0]));
}

// A domain in front of the name is how most people write theirs, and its backslash is TOML's own sign.
BOOST_AUTO_TEST_CASE(names_of_accounts_come_back_whatever_is_in_them) {
    for (const std::string name : {"DOM\\bob", "DOM\\u0041lice", "the \"boss\"", "two\nlines"}) {
        Scenario s;
        s.name = s.title = s.why = "t";
        s.host.server.accounts = {{.name = name, .domain = name, .password = canary_account().password}};
        auto& demand = s.demands.emplace_back();
        demand.outcome = {Outcome::refused};
        demand.why = "w";
        const Tree tree;
        const auto again = load_text(tree, to_toml(s));
        for (const auto& complaint : again.complaints) BOOST_ERROR(to_string(complaint));
        BOOST_REQUIRE_EQUAL(again.scenarios.size(), 1u);
        BOOST_TEST((again.scenarios[0].host.server.accounts == s.host.server.accounts), to_toml(s));
    }
}

BOOST_AUTO_TEST_CASE(names_of_hosts_and_failures_are_written_as_words) {
    Scenario s;
    s.host.server.failure = wire::FailureCode::hybrid_required;
    s.host.server.accepts = wire::Protocols{0x03};
    const auto text = to_toml(s);
    BOOST_TEST(text.find("failure = \"HYBRID_REQUIRED_BY_SERVER\"\n") != std::string::npos, text);
    BOOST_TEST(text.find("accepts = [\"tls\", \"nla\"]\n") != std::string::npos, text);
}

// A key that no sentence was written for is told as it stands in a file.
BOOST_AUTO_TEST_CASE(a_person_is_told_of_every_key_that_is_not_the_usual) {
    Scenario s;
    s.host.tls.min_version = 0x0301;
    s.host.tls.ciphers = "ALL";
    s.host.tls.security_level = 0;
    auto& certificate = s.host.certificate;
    certificate.key = host::KeyKind::ec;
    certificate.bits = 1024;  // says nothing of an EC key
    certificate.not_before = -std::chrono::hours(48);
    certificate.alternative_name = "other.example";
    certificate.extended_key_usage = {};
    certificate.spoiled = host::Spoiled::wrong_key;
    auto& demand = s.demands.emplace_back();
    demand.outcome = {Outcome::refused, Outcome::timed_out};
    demand.connection = 2;
    demand.brings = {Brought::token, Brought::cookie};
    demand.never = {wire::Step::active, wire::Step::license};
    demand.unrequested = wire::Protocols{8};
    demand.connections = 3;
    demand.offers = {wire::Mechanism::ntlmssp, wire::Mechanism::krb5};
    demand.prefers = {wire::Mechanism::krb5, wire::Mechanism::ms_krb5};
    const auto text = describe(s);
    for (const std::string_view line :
         {"  speaks TLS 1.0 to 1.3\n  ciphers ALL\n  tls.security_level = 0\n",
          "  its key is ec\n  its certificate's subjectAltName: other.example\n  certificate.not_before = "
          "\"-2d\"\n  its certificate says nothing about its "
          "use\n  its certificate is spoiled: wrong_key\n",
          "  lenient: having requested no nla_ex (8); ends refused or timed_out; on its connection 2; brings "
          "token or cookie; never "
          "active nor license; at most 3 "
          "TCP "
          "connections; offers NTLMSSP and KRB5; prefers KRB5 or MS-KRB5\n"})
        BOOST_TEST(text.find(line) != std::string::npos, line << "is not in\n" << text);
}

BOOST_AUTO_TEST_CASE(a_person_is_told_what_the_host_does_and_what_is_demanded) {
    const auto loaded = load_scenario(kRoot / "certificate/expired.toml", kRoot);
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    const auto text = describe(loaded.scenarios[0]);
    for (const std::string_view line :
         {"certificate/expired\n", "The host's certificate has expired\n", "  accepts tls\n",
          "  its certificate expired 1d ago\n",
          "  strict: ends refused; never credssp_negotiate nor mcs_connect_initial; within 10s; names the "
          "cause: certificate\n"})
        BOOST_TEST(text.find(line) != std::string::npos, line << "is not in\n" << text);
}

BOOST_AUTO_TEST_SUITE_END()
