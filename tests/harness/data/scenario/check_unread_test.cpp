#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_check_unread)

namespace bdata = boost::unit_test::data;

namespace {

const std::vector<Bad> kUnread{
    {"parts_of_a_redirection_that_is_not_said", "[host.session]\nredirection = \"everything\"",
     "tcp/x.toml:6:1: nobody reads 'redirection': it goes with redirects = true or says_when_active = "
     "\"server_redirection\""},
    {"parts_of_a_redirection_after_another_word",
     "[host.session]\nsays_when_active = \"heartbeat\"\nredirection = \"everything\"",
     "tcp/x.toml:7:1: nobody reads 'redirection': it goes with redirects = true or says_when_active = "
     "\"server_redirection\""},
    {"a_token_of_no_redirection", "[host.session]\nredirection_token = \"none\"",
     "tcp/x.toml:6:1: nobody reads 'redirection_token': it goes with redirects = true or says_when_active = "
     "\"server_redirection\""},
    {"a_certificate_that_no_handover_names",
     "[host.session]\nredirects = true\nredirection = \"credentials\"\nnames_other_certificate = true",
     "tcp/x.toml:8:1: nobody reads 'names_other_certificate': it goes with redirection = \"handover\""},
    {"a_result_of_no_rdstls", "[host.session]\nrdstls_result = 5",
     "tcp/x.toml:6:1: nobody reads 'rdstls_result': it goes with \"rdstls\" among 'accepts'"},
    {"a_session_behind_a_redirection", "[host.session]\nredirects = true\nreactivations = 1",
     "tcp/x.toml:7:1: nobody reads 'reactivations': this session is never active"},
    {"a_redirection_behind_a_refused_licence", "[host.session]\nlicensing = \"refused\"\nredirects = true",
     "tcp/x.toml:7:1: nobody reads 'redirects': this host is done before"},
    {"when_to_part_and_not_how", "[host.session]\nparts_after = \"client_info\"",
     "tcp/x.toml:6:1: nobody reads 'parts_after': it says when a host takes its leave, and 'parting' how"},
    {"a_code_that_nobody_is_told", "[host.session]\nparting = \"ultimatum\"\nerror_info = 5",
     "tcp/x.toml:7:1: nobody reads 'error_info': it goes with parting = \"error_info\""},
    {"a_pause_before_staying", "[host.session]\nparting = \"stays\"\nparting_delay = \"1s\"",
     "tcp/x.toml:7:1: nobody reads 'parting_delay': this host never takes its leave"},
    {"why_a_licence_is_not_refused", "[host.session]\nlicensing_error = 2",
     "tcp/x.toml:6:1: nobody reads 'licensing_error': it goes with licensing = \"refused\", "
     "\"new_license\", \"challenge_refused\" or \"presented_refused\""},
    {"who_has_not_logged_on", "[host.session]\nsession_info = \"errors\"",
     "tcp/x.toml:6:1: nobody reads 'session_info': it goes with saves_session_info = true"},
    {"licensing_after_it_has_parted",
     "[host.session]\nparting = \"ultimatum\"\nparts_after = \"client_info\"\nlicensing = \"skipped\"",
     "tcp/x.toml:8:1: nobody reads 'licensing': the host parts before the licence"},
    {"again_what_never_was", "[host.session]\nlicensing = \"refused\"\nreactivations = 1",
     "tcp/x.toml:7:1: nobody reads 'reactivations': this session is never active"},
    {"credssp_of_a_host_without", "[host.credssp]\nversion = 2",
     "tcp/x.toml:5:7: nobody reads 'credssp': this host never speaks CredSSP; 'accepts' needs \"nla\""},
    {"a_verdict_that_only_nla_ex_gives", "[host]\naccepts = [\"nla\"]\n[host.credssp]\nearly_user_auth = 5",
     "tcp/x.toml:8:1: nobody reads 'early_user_auth': it goes with \"nla_ex\" among 'accepts'"},
    {"standard_security_of_a_host_without", "[host.rdp]\nencryption = \"40\"",
     "tcp/x.toml:5:7: nobody reads 'rdp': this host never speaks Standard RDP Security"},
    {"a_certificate_of_a_host_without_tls", "[host]\naccepts = [\"rdp\"]\n[host.certificate]\nbits = 4096",
     "tcp/x.toml:7:7: nobody reads 'certificate': this host never speaks TLS"},
    {"a_hello_of_a_host_without_tls", "[host]\naccepts = [\"rdp\"]\nhello_within = \"3s\"",
     "tcp/x.toml:7:1: nobody reads 'hello_within': this host never speaks TLS"},
    {"flags_of_a_refusal", "[host]\nfailure = 5\nflags = 1",
     "tcp/x.toml:7:1: nobody reads 'flags': a refusal of the negotiation has no flags, and a closed port no "
     "answer"},
    {"unread_in_every_variant",
     "[host.session]\nsays_when_active = \"{say}\"\nredirection = \"nothing\"\n[vary]\nsay = [\"heartbeat\", "
     "\"channel_data\"]",
     "tcp/x.toml:7:1: nobody reads 'redirection': it goes with redirects = true or says_when_active = "
     "\"server_redirection\""},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_key_that_nobody_reads_is_refused, bdata::make(kUnread), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_CASE(a_key_that_one_variant_reads_is_taken) {
    const Tree tree;
    const auto loaded = badrdp::harness::load_scenario(
        tree.write("tcp/x.toml",
                   fmt::format("{}[host.session]\nsays_when_active = \"{{say}}\"\nredirection = "
                               "\"nothing\"\n[vary]\nsay = [\"heartbeat\", "
                               "\"server_redirection\"]\n{}",
                               kHead, kDemand)),
        tree.root);
    BOOST_TEST(complaints(tree, loaded) == "");
    BOOST_TEST(loaded.scenarios.size() == 2u);
}

// A remedy may open the door that settings keep shut; what is wrong behind it is met then.
BOOST_AUTO_TEST_CASE(what_lies_behind_settings_that_can_be_mended_is_taken) {
    const Tree tree;
    const auto loaded = badrdp::harness::load_scenario(
        tree.write("tcp/x.toml", fmt::format("{}[host.settings]\nTermService = \"stuck_accepting\"\n"
                                             "[host.certificate]\npad_to = \"4KiB\"\n"
                                             "[[demand]]\nwithin = \"15s\"\nwhy = \"w\"\n",
                                             kHead)),
        tree.root);
    BOOST_TEST(complaints(tree, loaded) == "");
}

BOOST_AUTO_TEST_SUITE_END()
