#include "harness/data/scenario/load.h"

#include <algorithm>

#include "tests/harness/data/scenario/tree.h"

BOOST_AUTO_TEST_SUITE(scenario_load)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;

namespace {

Scenario only(const Loaded& loaded) {
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    return loaded.scenarios[0];
}

constexpr std::string_view kPlain = R"(
schema = 1
title = "t"
why = "w"
[[demand]]
outcome = "refused"
why = "w"
)";

constexpr std::string_view kFull = R"(
schema      = 1
title       = "a title"
why         = "a reason"
spec        = "a section"
symptom     = ["one", "two"]
tags        = ["middlebox", "of-ours-2"]
approximate = "about"
patience    = "30s"
visits      = 2
by_name     = true
seed        = 7

[host]
name      = "box"
accepts   = ["rdp", "tls", "nla", "rdstls", "nla_ex", "rdsaad"]
select    = "nla"
flags     = 0x1f

[host.credssp]
version = 3
pub_key_auth = "flipped"
claims = 2
error_at_authenticate = "STATUS_ACCOUNT_LOCKED_OUT"
garbage_token = "credentials"
clock_skew = "5m"
[host.session]
licensing = "skipped"
multitransport = 3
reactivations = 2
parting = "error_info"
error_info = 7
[[host.account]]
state = "locked"
[[host.account]]
name = "bob"
domain = "DOM"
same_password = false
[host.tls]
versions       = ["1.0", "1.2"]
ciphers        = "AES128-SHA"
ciphersuites   = "TLS_AES_128_GCM_SHA256"
security_level = 0

[host.certificate]
key                = "rsa"
bits               = 1024
digest             = "sha1"
common_name        = "cn"
subject_alt_name   = false
not_before         = "-2d"
not_after          = "2h"
extended_key_usage = ["clientAuth", "serverAuth"]
issuer             = "expired_ca"
spoiled            = "wrong_key"
pad_to             = "16KiB"

[[demand]]
options     = ["strict", "tofu"]
outcome     = ["refused", "disconnected"]
reaches     = "client_hello"
never       = ["mcs_connect_initial"]
within      = "10s"
says        = ["certificate", "tls"]
connections = 4
why         = "because"
)";

}  // namespace

BOOST_AUTO_TEST_CASE(every_key_ends_where_it_belongs) {
    const Tree tree;
    const auto file = tree.write("tls/full.toml", kFull);
    const auto s = only(load_scenario(file, tree.root));

    Scenario wanted;
    wanted.name = "tls/full";
    wanted.title = "a title";
    wanted.why = "a reason";
    wanted.spec = "a section";
    wanted.symptom = {"one", "two"};
    wanted.tags = {"middlebox", "of-ours-2"};
    wanted.approximate = "about";
    wanted.patience = 30s;
    wanted.visits = 2;
    wanted.by_name = true;
    wanted.seed = 7;
    wanted.file = file;
    wanted.host.name = "box";
    auto& server = wanted.host.server;
    server.accepts = wire::Protocols{0x1f};
    server.accepts_rdp = true;
    server.select = wire::Protocols::hybrid;
    server.flags = 0x1f;
    server.credssp_version = 3;
    server.credssp = {.pub_key_auth = auth::PubKeyAuth::flipped,
                      .claims = 2,
                      .error_at_authenticate = auth::ntstatus::account_locked_out,
                      .garbage_token = auth::Round::credentials,
                      .clock_skew = 300s};
    server.accounts = {
        {.name = "badrdp", .domain = "", .password = "canary-7f3a", .state = auth::AccountState::locked},
        {.name = "bob", .domain = "DOM", .password = auth::Secret(kAnotherPassword)}};
    server.licensing = peer::Licensing::skipped;
    server.multitransport = 3;
    server.reactivations = 2;
    server.parting = {.how = peer::Parting::How::error_info, .error_info = 7, .delay = 500ms};
    wanted.host.tls = {.min_version = 0x0301,
                       .max_version = 0x0303,
                       .ciphers = "AES128-SHA",
                       .ciphersuites = "TLS_AES_128_GCM_SHA256",
                       .security_level = 0};
    wanted.host.certificate = {.key = host::KeyKind::rsa,
                               .bits = 1024,
                               .digest = "sha1",
                               .common_name = "cn",
                               .subject_alt_name = false,
                               .alternative_name = {},
                               .not_before = -48h,
                               .not_after = 2h,
                               .extended_key_usage = {"clientAuth", "serverAuth"},
                               .issuer = host::Issuer::expired_ca,
                               .spoiled = host::Spoiled::wrong_key,
                               .pad_to = 16384};
    Demand demand{.options = "strict",
                  .outcome = {Outcome::refused, Outcome::disconnected},
                  .reaches = wire::Step::client_hello,
                  .never = {wire::Step::mcs_connect_initial},
                  .connection = {},
                  .within = 10s,
                  .says = {Reason::certificate, Reason::tls},
                  .connections = 4,
                  .offers = {},
                  .prefers = {},
                  .why = "because",
                  .file = "tls/full.toml",
                  .line = 58};
    wanted.demands = {demand, demand};
    wanted.demands[1].options = "tofu";
    BOOST_TEST((s == wanted));
    BOOST_TEST(s.phase() == "tls");
}

// Keys of which one host cannot read all that the other reads.
BOOST_AUTO_TEST_CASE(so_do_those_of_a_host_that_refuses_and_of_one_that_parts) {
    const Tree tree;
    const auto refuses = only(load_scenario(tree.write("tls/refuses.toml", std::string(kPlain) + R"(
[host]
accepts = ["rdp"]
[host.rdp]
encryption = "40"
level = "low"
wrong_mac = "license"
[host.session]
licensing = "refused"
licensing_error = 2
)"),
                                            tree.root));
    BOOST_TEST(refuses.host.server.accepts_rdp);
    BOOST_TEST((refuses.host.server.encryption_method == peer::EncryptionMethod::rc4_40));
    BOOST_TEST((refuses.host.server.encryption_level == peer::EncryptionLevel::low));
    BOOST_TEST((refuses.host.server.wrong_mac == wire::Step::license));
    BOOST_TEST((refuses.host.server.licensing == peer::Licensing::refused));
    BOOST_TEST(refuses.host.server.licensing_error == 2u);

    const auto parts = only(load_scenario(tree.write("tls/parts.toml", std::string(kPlain) + R"(
[host.session]
parting = "error_info"
parts_after = "client_info"
error_info = 7
parting_delay = "2s"
)"),
                                          tree.root));
    const peer::Parting wanted{.how = peer::Parting::How::error_info,
                               .after = wire::Step::client_info,
                               .error_info = 7,
                               .delay = 2s};
    BOOST_TEST((parts.host.server.parting == wanted));
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_an_honest_host) {
    const Tree tree;
    const auto s = only(load_scenario(tree.write("tcp/x.toml", kPlain), tree.root));
    BOOST_TEST((s.host == honest_host()));
    BOOST_TEST(s.host.server.accounts.size() == 1u);
    BOOST_TEST((s.host.server.parting.how == peer::Parting::How::ultimatum));
    BOOST_TEST(s.faults.empty());
    BOOST_TEST(s.demands.at(0).options == "lenient");
    BOOST_TEST(s.demands.at(0).line == 5u);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_has_expired_was_valid_for_half_a_year) {
    const Tree tree;
    const auto s = only(load_scenario(
        tree.write("tls/x.toml", std::string(kPlain) + "[host.certificate]\nnot_after = \"-1d\"\n"),
        tree.root));
    BOOST_TEST((s.host.certificate.not_after == -24h));
    BOOST_TEST((s.host.certificate.not_before == -183 * 24h));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_next_year_ends_half_a_year_later) {
    const Tree tree;
    const auto s = only(load_scenario(
        tree.write("tls/x.toml", std::string(kPlain) + "[host.certificate]\nnot_before = \"365d\"\n"),
        tree.root));
    BOOST_TEST((s.host.certificate.not_before == 365 * 24h));
    BOOST_TEST((s.host.certificate.not_after == (365 + 182) * 24h));
}

BOOST_AUTO_TEST_CASE(a_certificate_without_usages_says_so_with_an_empty_list) {
    const Tree tree;
    const auto s = only(load_scenario(
        tree.write("tls/x.toml", std::string(kPlain) + "[host.certificate]\nextended_key_usage = []\n"),
        tree.root));
    BOOST_TEST(s.host.certificate.extended_key_usage.empty());
}

BOOST_AUTO_TEST_CASE(vary_makes_one_scenario_of_each_combination) {
    const Tree tree;
    const auto loaded = load_scenario(tree.write("tls/x.toml", std::string(kPlain) + R"(
[host]
failure = "{code}"
[[fault]]
reset = "{step}"
[vary]
code = [2, "HYBRID_REQUIRED_BY_SERVER"]
step = ["client_hello", "tls_finished"]
)"),
                                      tree.root);
    BOOST_TEST(loaded.complaints.empty());
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 4u);
    BOOST_TEST(loaded.scenarios[0].id() == "tls/x[code=2,step=client_hello]");
    BOOST_TEST(loaded.scenarios[1].id() == "tls/x[code=2,step=tls_finished]");
    BOOST_TEST(loaded.scenarios[2].id() == "tls/x[code=HYBRID_REQUIRED_BY_SERVER,step=client_hello]");
    BOOST_TEST((loaded.scenarios[3].host.server.failure == wire::FailureCode::hybrid_required));
    BOOST_TEST(loaded.scenarios[3].faults.at(0).text == "reset tls_finished");
}

BOOST_AUTO_TEST_CASE(a_file_outside_the_tree_is_named_by_its_stem) {
    const Tree tree, elsewhere;
    const auto s = only(load_scenario(elsewhere.write("mine/case-7.toml", kPlain), tree.root));
    BOOST_TEST(s.id() == "case-7");
    BOOST_TEST(s.demands.at(0).file == (elsewhere.root / "mine/case-7.toml").string());
}

BOOST_AUTO_TEST_CASE(a_name_does_not_depend_on_how_the_folder_is_written) {
    const Tree tree;
    tree.write("tls/x.toml", kPlain);
    BOOST_TEST(only(load_scenario(tree.root / "tls/../tls/x.toml", tree.root / "./")).name == "tls/x");
    BOOST_TEST(only(load_scenarios(tree.root / "tls/..")).name == "tls/x");
}

BOOST_AUTO_TEST_CASE(adapters_codes_and_other_files_are_no_scenarios) {
    const Tree tree;
    tree.write("clients/xfreerdp/adapter.toml", "not = \"a scenario\"");
    tree.write("codes/mstsc.toml", "not = \"a scenario\"");
    tree.write("tls/README.md", "# no scenario");
    tree.write("tls/clients/x.toml", kPlain);
    BOOST_TEST(only(load_scenarios(tree.root)).name == "tls/clients/x");
}

constexpr std::string_view kEverywhere = R"(
schema = 1
[[demand]]
connections = 5
why = "for all"
[[demand]]
options = "strict"
never = "client_info"
why = "for some"
)";

BOOST_AUTO_TEST_CASE(the_demands_of_everywhere_come_after_its_own) {
    const Tree tree;
    tree.write("everywhere.toml", kEverywhere);
    const auto file = tree.write("tls/x.toml", std::string(kPlain) + R"(
[[demand]]
options = ["strict", "lenient"]
within = "10s"
why = "w"
)");
    const auto s = only(load_scenario(file, tree.root));
    std::vector<std::string> seen;
    for (const auto& d : s.demands) seen.push_back(d.options + " " + d.file + ":" + std::to_string(d.line));
    const std::vector<std::string> wanted{"lenient tls/x.toml:5",     "strict tls/x.toml:9",
                                          "lenient tls/x.toml:9",     "lenient everywhere.toml:3",
                                          "strict everywhere.toml:3", "strict everywhere.toml:6"};
    BOOST_TEST(seen == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_says_who_it_is_and_brings_all_its_demands) {
    const Tree tree, run;
    tree.write("everywhere.toml", kEverywhere);
    const auto ours = run.write("case.toml", std::string(kPlain) + R"(
[case]
scenario = "negotiation/failure[code=5]"
client = "xfreerdp"
version = "2.11.7"
options = "lenient"
seed = "18446744073709551615"
net = "loopback"
)");
    const auto s = only(load_scenario(ours, tree.root));
    BOOST_TEST(s.id() == "negotiation/failure[code=5]");
    BOOST_TEST(s.phase() == "negotiation");
    BOOST_TEST(s.demands.size() == 1u);
    BOOST_TEST((s.played == Played{"xfreerdp", "2.11.7", "lenient", 18446744073709551615u, "loopback"}));
}

BOOST_AUTO_TEST_SUITE_END()
