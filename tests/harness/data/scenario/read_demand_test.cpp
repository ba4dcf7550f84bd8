#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_read_demand)

namespace bdata = boost::unit_test::data;

namespace {

const std::vector<Bad> kDemands{
    {"unknown_key", "[[demand]]\noutcom = \"refused\"\nreaches = \"x224_confirm\"\nwhy = \"w\"",
     "tcp/x.toml:6:1: unknown key 'outcom' (did you mean 'outcome'?)"},
    {"unknown_outcome", "[[demand]]\noutcome = \"refusd\"\nwhy = \"w\"",
     "tcp/x.toml:6:11: unknown outcome 'refusd' (did you mean 'refused'?)"},
    {"unknown_reason", "[[demand]]\nsays = [\"tls\", \"netwrok\"]\nwhy = \"w\"",
     "tcp/x.toml:6:16: unknown reason 'netwrok' (did you mean 'network'?)"},
    {"unknown_step", "[[demand]]\nnever = \"mcs_connect\"\nwhy = \"w\"",
     "tcp/x.toml:6:9: unknown step 'mcs_connect' (did you mean 'mcs_connect_initial'?)"},
    {"nothing_is_no_step", "[[demand]]\nreaches = \"none\"\nwhy = \"w\"",
     "tcp/x.toml:6:11: unknown step 'none'"},
    {"unknown_options", "[[demand]]\noptions = \"strikt\"\noutcome = \"refused\"\nwhy = \"w\"",
     "tcp/x.toml:6:11: unknown option set 'strikt' (did you mean 'strict'?)"},
    {"demands_nothing", "[[demand]]\noptions = \"strict\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a [[demand]] must demand something: outcome, reaches, never, brings, within, "
     "says, connections, offers, prefers, proves_by or leaves"},
    {"unknown_mechanism", "[host]\naccepts = [\"nla\"]\n[[demand]]\noffers = \"NTLM\"\nwhy = \"w\"",
     "tcp/x.toml:8:10: unknown mechanism 'NTLM' (did you mean 'NTLMSSP'?)"},
    {"mechanisms_of_a_host_without_nla", "[[demand]]\nprefers = [\"KRB5\", \"MS-KRB5\"]\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody offers a mechanism here: this host never speaks CredSSP"},
    {"mechanisms_of_one_connection",
     "[host]\naccepts = [\"nla\"]\n[[demand]]\nconnection = 1\nreaches = \"client_hello\"\noffers = "
     "\"KRB5\"\nwhy = \"w\"",
     "tcp/x.toml:8:14: 'offers' is about the client, and not about one connection"},
    {"brings_without_a_connection", "[[demand]]\nbrings = \"token\"\nwhy = \"w\"",
     "tcp/x.toml:6:10: 'brings' is about one connection: say which with 'connection'"},
    {"reaches_what_a_redirection_leads_away_from",
     "[host.session]\nredirects = true\n[[demand]]\nreaches = \"active\"\nwhy = \"w\"",
     "tcp/x.toml:7:1: no client reaches active here: this host never comes to demand_active"},
    {"unrequested_by_nobody", "[[demand]]\nunrequested = \"rdp\"\noutcome = \"refused\"\nwhy = \"w\"",
     "tcp/x.toml:6:15: 'unrequested' must name a protocol that a request can lack"},
    {"unrequested_alone", "[[demand]]\nunrequested = \"nla_ex\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a [[demand]] must demand something: outcome, reaches, never, brings, within, "
     "says, connections, offers, prefers, proves_by or leaves"},
    {"without_a_reason", "[[demand]]\noutcome = \"refused\"", "tcp/x.toml:5:1: [[demand]] needs 'why'"},
    {"a_bound_of_nothing", "[[demand]]\nwithin = \"0s\"\nwhy = \"w\"",
     "tcp/x.toml:6:10: 'within' must be longer than 0"},
    {"a_bound_that_cannot_fail", "patience = \"10s\"\n[[demand]]\nwithin = \"11s\"\nwhy = \"w\"",
     "tcp/x.toml:6:1: within = \"11s\" cannot fail: our patience ends after 10s"},
    {"a_bound_beyond_any_adapters_patience", "[[demand]]\nwithin = \"61s\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: within = \"61s\" cannot fail: a client is ended before, when the patience of its "
     "adapter "
     "ends; say 'patience', too"},
    {"the_same_twice", "[[demand]]\noutcome = [\"refused\", \"refused\"]\nwhy = \"w\"",
     "tcp/x.toml:6:23: 'outcome' says \"refused\" twice"},
    {"reaches_what_it_must_never",
     "[[demand]]\nreaches = \"client_hello\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to client_hello cannot reach client_hello"},
    {"reaches_beyond_what_it_must_never",
     "[[demand]]\nreaches = \"mcs_connect_initial\"\nnever = \"x224_confirm\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to x224_confirm cannot reach mcs_connect_initial"},
    {"credssp_without_tls", "[[demand]]\nreaches = \"credssp_pubkey\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to client_hello cannot reach credssp_pubkey"},
    {"the_last_of_nla_without_tls",
     "[[demand]]\nreaches = \"early_user_auth\"\nnever = \"server_flight\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to server_flight cannot reach early_user_auth"},
    {"an_answer_without_its_question",
     "[[demand]]\nreaches = \"license_response\"\nnever = \"license\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to license cannot reach license_response"},
    {"two_that_no_client_can_meet",
     "[[demand]]\nreaches = \"active\"\nwhy = \"w\"\n[[demand]]\nnever = \"demand_active\"\nwhy = \"w\"",
     "tcp/x.toml:8:1: a client that must never get to demand_active cannot reach active"},
    {"an_outcome_that_no_client_may_have", "[[demand]]\noutcome = \"hung\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: no demand can be hung: every client must end by itself. What a client was seen to "
     "do instead belongs in its baseline"},
    {"outcomes_that_no_client_may_have",
     "[[demand]]\noutcome = [\"crashed\", \"looped\", \"bloated\"]\nwhy = \"w\"",
     "tcp/x.toml:5:1: no demand can be crashed: every client must end by itself. What a client was seen "
     "to do instead belongs in its baseline"},
    {"is_active_and_never_gets_there", "[[demand]]\noutcome = \"active\"\nnever = \"font_list\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a client that must never get to font_list cannot reach active"},
    {"reaches_what_is_no_depth", "[[demand]]\nreaches = \"heartbeat\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: no client can be said to reach heartbeat: it may pass at any time, and the deepest "
     "step is active"},
    {"reaches_beyond_a_refusal", "[host]\nfailure = 5\n[[demand]]\nreaches = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:7:1: no client reaches client_hello here: this host never comes to client_hello"},
    {"is_active_where_the_host_has_parted",
     "[host.session]\nparting = \"ultimatum\"\nparts_after = \"client_info\"\n[[demand]]\noutcome = "
     "\"active\"\nwhy = \"w\"",
     "tcp/x.toml:8:1: no client reaches active here: this host never comes to demand_active"},
    {"two_outcomes_that_exclude_each_other",
     "[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n[[demand]]\noutcome = [\"active\", \"hung\"]\nwhy = "
     "\"w\"",
     "tcp/x.toml:8:1: no outcome can meet this demand and the one of tcp/x.toml:5"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_demand, bdata::make(kDemands), bad) {
    check(bad, "tcp/x.toml", kHead, "");
}

// What the specification lets a connection leave out may be forbidden to one that gets further: a host that
// says STATUS_VALID_CLIENT asks for no licence [MS-RDPBCGR 1.3.1.1], TLS stands for nothing under Standard
// RDP Security, and so on. Neither side waits for all that the other says in finalization [1.3.1.1].
BOOST_AUTO_TEST_CASE(a_demand_that_can_be_met_is_taken) {
    struct Row {
        std::string_view never, reaches;
    };
    for (const auto& [never, reaches] :
         {Row{"license_response", "demand_active"}, Row{"auto_detect_response", "license"},
          Row{"multitransport_response", "active"}, Row{"credssp_negotiate", "mcs_connect_initial"},
          Row{"client_hello", "active"}, Row{"channel_join_request", "client_info"},
          Row{"persistent_key_list", "font_list"}, Row{"synchronize", "server_synchronize"},
          Row{"active", "font_map"}, Row{"set_error_info", "active"}}) {
        const Tree tree;
        const auto loaded = badrdp::harness::load_scenario(
            tree.write("tcp/x.toml",
                       fmt::format("{}[[demand]]\nnever = \"{}\"\nreaches = \"{}\"\nwhy = \"w\"", kHead,
                                   never, reaches)),
            tree.root);
        BOOST_TEST(complaints(tree, loaded) == "", never << " before " << reaches);
    }
}

BOOST_AUTO_TEST_CASE(a_demand_that_cannot_be_met_is_not) {
    struct Row {
        std::string_view never, reaches;
    };
    for (const auto& [never, reaches] :
         {Row{"license", "demand_active"}, Row{"client_info", "license"},
          Row{"tls_finished", "credssp_challenge"}, Row{"server_flight", "early_user_auth"},
          Row{"confirm_active", "server_synchronize"}, Row{"tcp_accept", "x224_request"},
          Row{"font_map", "active"}, Row{"cooperate", "granted_control"}}) {
        const Tree tree;
        const auto loaded = badrdp::harness::load_scenario(
            tree.write("tcp/x.toml",
                       fmt::format("{}[[demand]]\nnever = \"{}\"\nreaches = \"{}\"\nwhy = \"w\"", kHead,
                                   never, reaches)),
            tree.root);
        BOOST_TEST(complaints(tree, loaded) ==
                   fmt::format("tcp/x.toml:5:1: a client that must never get to {} cannot reach {}", never,
                               reaches));
    }
}

// A host that says STATUS_VALID_CLIENT asks nothing, and what is optional need not be answered
// [MS-RDPBCGR 1.3.1.1, 3.2.5.3.12].
BOOST_DATA_TEST_CASE(takes_demands_that_hold,
                     bdata::make({"license_response", "auto_detect", "auto_detect_response", "multitransport",
                                  "multitransport_response", "persistent_key_list", "client_hello",
                                  "security_exchange"}),
                     step) {
    const Tree tree;
    const auto path = tree.write(
        "tcp/x.toml",
        fmt::format("{}[[demand]]\nreaches = \"font_map\"\nnever = \"{}\"\nwhy = \"w\"", kHead, step));
    const auto loaded = badrdp::harness::load_scenario(path, tree.root);
    BOOST_TEST(complaints(tree, loaded) == "");
}

BOOST_AUTO_TEST_CASE(a_host_that_skips_the_licence_lets_its_clients_skip_it) {
    const Tree tree;
    const auto path = tree.write("tcp/x.toml", fmt::format("{}[host.session]\nlicensing = \"skipped\"\n"
                                                           "[[demand]]\nreaches = \"demand_active\"\n"
                                                           "never = \"license\"\nwhy = \"w\"",
                                                           kHead));
    BOOST_TEST(complaints(tree, badrdp::harness::load_scenario(path, tree.root)) == "");
}

// Whoever waits for no Font Map that was left out may be active, and none is seen.
BOOST_AUTO_TEST_CASE(what_a_fault_omits_may_be_forbidden) {
    const Tree tree;
    const auto loaded = badrdp::harness::load_scenario(
        tree.write("tcp/x.toml", fmt::format("{}[[fault]]\nomit = \"font_map\"\n[[demand]]\nnever = "
                                             "\"font_map\"\nreaches = \"active\"\nwhy = \"w\"",
                                             kHead)),
        tree.root);
    BOOST_TEST(complaints(tree, loaded) == "");
}

BOOST_AUTO_TEST_SUITE_END()
