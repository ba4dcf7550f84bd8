#include "tests/harness/data/scenario/bad.h"

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
     "tcp/x.toml:5:1: a [[demand]] must demand something: outcome, reaches, never, within, says or "
     "connections"},
    {"without_a_reason", "[[demand]]\noutcome = \"refused\"", "tcp/x.toml:5:1: [[demand]] needs 'why'"},
    {"a_bound_of_nothing", "[[demand]]\nwithin = \"0s\"\nwhy = \"w\"",
     "tcp/x.toml:6:10: 'within' must be longer than nothing"},
    {"a_bound_that_cannot_fail", "patience = \"10s\"\n[[demand]]\nwithin = \"11s\"\nwhy = \"w\"",
     "tcp/x.toml:6:1: within = \"11s\" cannot fail: our patience ends after 10s"},
    {"the_same_twice", "[[demand]]\noutcome = [\"refused\", \"refused\"]\nwhy = \"w\"",
     "tcp/x.toml:6:23: 'outcome' says \"refused\" twice"},
    {"reaches_what_it_must_never",
     "[[demand]]\nreaches = \"client_hello\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches client_hello who must never get to client_hello"},
    {"reaches_beyond_what_it_must_never",
     "[[demand]]\nreaches = \"mcs_connect_initial\"\nnever = \"x224_confirm\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches mcs_connect_initial who must never get to x224_confirm"},
    {"credssp_without_tls", "[[demand]]\nreaches = \"credssp_pubkey\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches credssp_pubkey who must never get to client_hello"},
    {"two_that_no_client_can_meet",
     "[[demand]]\nreaches = \"active\"\nwhy = \"w\"\n[[demand]]\nnever = \"demand_active\"\nwhy = \"w\"",
     "tcp/x.toml:8:1: nobody reaches active who must never get to demand_active"},
    {"two_outcomes_that_exclude_each_other",
     "[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n[[demand]]\noutcome = [\"active\", \"hung\"]\nwhy = "
     "\"w\"",
     "tcp/x.toml:8:1: no outcome can meet this demand and the one of tcp/x.toml:5"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario_read_demand)

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_demand, bdata::make(kDemands), bad) {
    check(bad, "tcp/x.toml", kHead, "");
}

BOOST_AUTO_TEST_SUITE_END()
