#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/scenario/load.h"
#include "tests/harness/scenario/tree.h"

using namespace badrdp::harness;
namespace fs = std::filesystem;
namespace bdata = boost::unit_test::data;

namespace {

// As printed, without the path of the tree.
std::string complaints(const Tree& tree, const Loaded& loaded) {
    std::vector<std::string> lines;
    for (const auto& complaint : loaded.complaints) {
        auto line = to_string(complaint);
        if (line.starts_with(tree.root.string())) line.erase(0, tree.root.string().size() + 1);
        lines.push_back(line);
    }
    return fmt::format("{}", fmt::join(lines, "\n"));
}

struct Bad {
    std::string_view name;
    std::string_view text;
    std::string_view complaints;
};
std::ostream& operator<<(std::ostream& os, const Bad& bad) { return os << bad.name; }

void check(const Bad& bad, std::string_view file, std::string_view head, std::string_view tail) {
    const Tree tree;
    const auto path = tree.write(file, fmt::format("{}{}{}", head, bad.text, tail));
    const auto loaded = load_scenario(path, tree.root);
    BOOST_TEST(complaints(tree, loaded) == bad.complaints);
    BOOST_TEST(loaded.scenarios.empty());
}

// Four lines that are in order come first.
constexpr std::string_view kHead = "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n\n";
constexpr std::string_view kDemand = "\n[[demand]]\nreaches = \"x224_confirm\"\nwhy = \"w\"\n";

// clang-format off
const std::vector<Bad> kFiles{
    {"empty", "",
     "x.toml:1:1: the file needs 'schema'\n"
     "x.toml:1:1: the file needs 'title'\n"
     "x.toml:1:1: the file needs 'why'\n"
     "x.toml:1:1: a scenario without a [[demand]] says nothing about any client"},
    {"no_toml", "schema = 1\ntitle = \"t\nwhy = 1\n",
     "x.toml:2:11: Error while parsing string: unescaped control characters other than TAB (U+0009) are explicitly prohibited"},
    {"key_twice", "schema = 1\nschema = 1\n",
     "x.toml:2:10: Error while parsing key-value pair: cannot redefine existing integer 'schema'"},
    {"schema_of_the_future", "schema = 2\ntitle = \"t\"\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:1:10: this program reads schema 1, not 2"},
    {"empty_title", "schema = 1\ntitle = \"\"\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:2:9: 'title' must not be empty"},
    {"title_is_no_text", "schema = 1\ntitle = 7\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:2:9: 'title' must be a string, not an integer"},
    {"demand_is_no_list", "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n[demand]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:4:1: 'demand' must be a list of tables, each written [[demand]]"},
};

const std::vector<Bad> kTop{
    {"unknown_key", "tittle = \"t\"", "tcp/x.toml:5:1: unknown key 'tittle' (did you mean 'title'?)"},
    {"unknown_key_like_no_other", "colour = \"red\"", "tcp/x.toml:5:1: unknown key 'colour'"},
    {"unknown_table", "[hosts]\nname = \"n\"", "tcp/x.toml:5:2: unknown key 'hosts' (did you mean 'host'?)"},
    {"host_is_no_table", "host = \"n\"", "tcp/x.toml:5:8: 'host' must be a table, written [host], not a string"},
    {"patience_is_a_number", "patience = 30", "tcp/x.toml:5:12: 'patience' must be a duration such as \"10s\", not an integer"},
    {"patience_without_unit", "patience = \"30\"",
     "tcp/x.toml:5:12: 'patience' is no duration: \"30\"; write a whole number and ms, s, m, h or d"},
    {"patience_in_the_past", "patience = \"-1s\"", "tcp/x.toml:5:12: 'patience' must be longer than nothing"},
    {"patience_too_long_to_count", "patience = \"99999999999999d\"",
     "tcp/x.toml:5:12: 'patience' is no duration: \"99999999999999d\"; write a whole number and ms, s, m, h or d"},
    {"no_visit", "visits = 0", "tcp/x.toml:5:10: 'visits' must be between 1 and 10, not 0"},
    {"seed_too_large", "seed = 4294967296", "tcp/x.toml:5:8: 'seed' must be between 0 and 4294967295, not 4294967296"},
    {"name_is_no_truth", "by_name = \"yes\"", "tcp/x.toml:5:11: 'by_name' must be true or false, not a string"},
    {"symptom_holds_a_number", "symptom = [\"a\", 2]", "tcp/x.toml:5:17: 'symptom' must be a string, not an integer"},
    {"symptom_is_empty", "symptom = []", "tcp/x.toml:5:11: 'symptom' must not be empty"},
};

const std::vector<Bad> kHost{
    {"unknown_key", "[host]\naccept = [\"tls\"]", "tcp/x.toml:6:1: unknown key 'accept' (did you mean 'accepts'?)"},
    {"unknown_way_to_listen", "[host]\nlistening = \"shut\"",
     "tcp/x.toml:6:13: unknown way to listen 'shut'; it is one of normal, closed, backlog_full, mute"},
    {"unknown_protocol", "[host]\naccepts = [\"tls\", \"nlaa\"]",
     "tcp/x.toml:6:19: unknown protocol 'nlaa' (did you mean 'nla'?)"},
    {"accepts_nothing", "[host]\naccepts = []", "tcp/x.toml:6:11: 'accepts' must not be empty"},
    {"selects_a_word_unknown", "[host]\nselect = \"hybrid\"",
     "tcp/x.toml:6:10: unknown protocol 'hybrid'; it is one of rdp, tls, nla, rdstls, nla_ex, rdsaad"},
    {"selects_a_negative_number", "[host]\nselect = -1", "tcp/x.toml:6:10: 'select' must be between 0 and 4294967295, not -1"},
    {"fails_by_a_name_misspelt", "[host]\nfailure = \"HYBRID_REQUIRED\"",
     "tcp/x.toml:6:11: unknown failure 'HYBRID_REQUIRED' (did you mean 'HYBRID_REQUIRED_BY_SERVER'?)"},
    {"selects_and_fails", "[host]\nselect = \"tls\"\nfailure = 5",
     "tcp/x.toml:7:11: 'failure' and 'select' cannot both be: a Confirm carries one of them"},
    {"selects_without_negotiation", "[host]\naccepts = [\"rdp\"]\nnegotiates = false\nselect = \"tls\"",
     "tcp/x.toml:7:14: a Confirm without negotiation data (negotiates = false) has no room for 'select', "
     "'failure' or 'flags'"},
    {"xp_with_tls", "[host]\nnegotiates = false",
     "tcp/x.toml:6:14: a host that does not negotiate speaks Standard RDP Security: 'accepts' must have \"rdp\""},
    {"too_many_flags", "[host]\nflags = 256", "tcp/x.toml:6:9: 'flags' must be between 0 and 255, not 256"},
    {"one_version", "[host.tls]\nversions = [\"1.2\"]",
     "tcp/x.toml:6:12: 'versions' is a pair, lowest and highest: [\"1.2\", \"1.3\"]"},
    {"unknown_version", "[host.tls]\nversions = [\"1.2\", \"1.4\"]",
     "tcp/x.toml:6:20: unknown TLS version '1.4' (did you mean '1.0'?)"},
    {"versions_backwards", "[host.tls]\nversions = [\"1.3\", \"1.2\"]",
     "tcp/x.toml:6:12: 'versions' has the highest version first"},
    {"old_tls_at_a_level_that_forbids_it", "[host.tls]\nversions = [\"1.0\", \"1.1\"]",
     "tcp/x.toml:6:12: OpenSSL serves TLS 1.0 and 1.1 only with security_level = 0"},
    {"unknown_key_in_tls", "[host.tls]\ncipher = \"NULL\"", "tcp/x.toml:6:1: unknown key 'cipher' (did you mean 'ciphers'?)"},
    {"unknown_kind_of_key", "[host.certificate]\nkey = \"dsa\"", "tcp/x.toml:6:7: unknown kind of key 'dsa' (did you mean 'rsa'?)"},
    {"bits_of_an_ec_key", "[host.certificate]\nkey = \"ec\"\nbits = 2048", "tcp/x.toml:7:8: 'bits' is for RSA keys"},
    {"weak_key_at_a_level_that_forbids_it", "[host.certificate]\nbits = 1024",
     "tcp/x.toml:6:8: OpenSSL serves an RSA key of 1024 bits only with host.tls.security_level = 1 or less"},
    {"unknown_digest", "[host.certificate]\ndigest = \"sha-1\"", "tcp/x.toml:6:10: unknown digest 'sha-1' (did you mean 'sha1'?)"},
    {"digest_of_ed25519", "[host.certificate]\nkey = \"ed25519\"\ndigest = \"sha256\"",
     "tcp/x.toml:7:10: Ed25519 signs without a digest of yours"},
    {"ends_before_it_begins", "[host.certificate]\nnot_before = \"2d\"\nnot_after = \"1d\"",
     "tcp/x.toml:7:13: 'not_after' must be later than 'not_before'"},
    {"a_date", "[host.certificate]\nnot_after = 2020-01-01",
     "tcp/x.toml:6:13: 'not_after' must be a duration such as \"10s\", not a date or time"},
    {"unknown_issuer", "[host.certificate]\nissuer = \"expired-ca\"",
     "tcp/x.toml:6:10: unknown issuer 'expired-ca' (did you mean 'expired_ca'?)"},
    {"unknown_spoiling", "[host.certificate]\nspoiled = \"wrong_keys\"",
     "tcp/x.toml:6:11: unknown way to spoil a certificate 'wrong_keys' (did you mean 'wrong_key'?)"},
    {"no_size", "[host.certificate]\npad_to = \"16kB\"",
     "tcp/x.toml:6:10: 'pad_to' is no size: \"16kB\"; write a whole number, or one with KiB or MiB"},
};

const std::vector<Bad> kFault{
    {"no_verb", "[[fault]]\nstep = \"x224_confirm\"",
     "tcp/x.toml:5:1: a [[fault]] needs a verb: set, truncate, append, repeat, replace, split, drip, delay, "
     "swallow, alert, reset, close, half_close, silence"},
    {"misspelt_verb", "[[fault]]\nrest = \"x224_confirm\"", "tcp/x.toml:6:1: unknown key 'rest' (did you mean 'reset'?)"},
    {"two_verbs", "[[fault]]\nreset = \"x224_confirm\"\nclose = \"x224_confirm\"",
     "tcp/x.toml:5:1: a [[fault]] has one verb, this one has 'reset' and 'close'"},
    {"unknown_step", "[[fault]]\nreset = \"server_hello\"", "tcp/x.toml:6:9: unknown step 'server_hello'"},
    {"no_step", "[[fault]]\nreset = \"none\"", "tcp/x.toml:6:9: 'none' is no step at which anything could happen"},
    {"a_syn", "[[fault]]\nreset = \"tcp_connect\"",
     "tcp/x.toml:6:9: a SYN is answered by the kernel, which no fault can bend; see host.listening"},
    {"bends_what_the_client_says", "[[fault]]\ntruncate = \"client_hello\"\nkeep = 5",
     "tcp/x.toml:6:12: 'truncate' bends what the host says, and client_hello is the client's"},
    {"bends_the_client_s_stream", "[[fault]]\nswallow = \"x224_request\"\nafter = 5",
     "tcp/x.toml:6:11: 'swallow' bends what the host says, and x224_request is the client's"},
    {"bends_where_nothing_is_said", "[[fault]]\nappend = \"tcp_accept\"\nwith = \"ssh\"",
     "tcp/x.toml:6:10: 'append' has nothing to bend at tcp_accept, where no byte is said"},
    {"after_what_the_client_says", "[[fault]]\nreset = \"x224_request\"\nwhen = \"after\"",
     "tcp/x.toml:7:8: 'when' is for what the host says; x224_request is the client's, and the fault acts when it "
     "has arrived"},
    {"unknown_moment", "[[fault]]\nreset = \"x224_confirm\"\nwhen = \"before\"",
     "tcp/x.toml:7:8: unknown moment 'before'; it is one of instead, after"},
    {"stray_argument", "[[fault]]\nreset = \"x224_confirm\"\ntimes = 2", "tcp/x.toml:7:9: 'times' does not go with 'reset'"},
    {"unknown_argument", "[[fault]]\nreset = \"x224_confirm\"\nconections = 2",
     "tcp/x.toml:7:1: unknown key 'conections' (did you mean 'connections'?)"},
    {"set_without_to", "[[fault]]\nset = \"x224_confirm.tpkt.length\"", "tcp/x.toml:5:1: [[fault]] needs 'to'"},
    {"set_without_field", "[[fault]]\nset = \"x224_confirm\"\nto = 1",
     "tcp/x.toml:6:7: 'set' names a step and a field of it: \"x224_confirm.tpkt.length\""},
    {"set_of_an_unknown_field", "[[fault]]\nset = \"x224_confirm.tpkt.lenght\"\nto = 1",
     "tcp/x.toml:6:7: x224_confirm has no field 'tpkt.lenght' (did you mean 'tpkt.length'?)"},
    {"set_where_no_field_has_a_name", "[[fault]]\nset = \"mcs_connect_response.result\"\nto = 14",
     "tcp/x.toml:6:7: nothing of mcs_connect_response can be set by name"},
    {"set_of_an_unknown_step", "[[fault]]\nset = \"x224_confirmed.tpkt.length\"\nto = 1",
     "tcp/x.toml:6:7: unknown step 'x224_confirmed' (did you mean 'x224_confirm'?)"},
    {"set_to_a_negative_number", "[[fault]]\nset = \"x224_confirm.tpkt.length\"\nto = -1",
     "tcp/x.toml:7:6: 'to' must be between 0 and 4294967295, not -1"},
    {"truncate_without_keep", "[[fault]]\ntruncate = \"x224_confirm\"", "tcp/x.toml:5:1: [[fault]] needs 'keep'"},
    {"repeat_once", "[[fault]]\nrepeat = \"x224_confirm\"\ntimes = 1", "tcp/x.toml:7:9: 'times' must be between 2 and 1000, not 1"},
    {"append_nothing", "[[fault]]\nappend = \"x224_confirm\"", "tcp/x.toml:5:1: [[fault]] needs 'with'"},
    {"append_unknown_bytes", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"htttp\"",
     "tcp/x.toml:7:8: unknown bytes 'htttp' (did you mean 'http'?); write http, ssh, smtp, garbage:64 or hex:0300"},
    {"half_a_byte", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"hex:030\"",
     "tcp/x.toml:7:8: \"hex:\" needs an even number of digits"},
    {"no_hexadecimal", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"hex:03 0\"", "tcp/x.toml:7:8: \" 0\" is not hexadecimal"},
    {"no_garbage", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"garbage:0\"",
     "tcp/x.toml:7:8: \"garbage:\" needs a number of bytes from 1 to 1048576"},
    {"split_before_everything", "[[fault]]\nsplit = \"x224_confirm\"\nat = 0",
     "tcp/x.toml:7:6: 'at' must leave something in front of the cut"},
    {"split_with_a_pause_in_the_past", "[[fault]]\nsplit = \"x224_confirm\"\nat = 1\npause = \"-1s\"",
     "tcp/x.toml:8:9: 'pause' must be longer than nothing"},
    {"drip_without_every", "[[fault]]\ndrip = \"x224_confirm\"", "tcp/x.toml:5:1: [[fault]] needs 'every'"},
    {"delay_into_the_past", "[[fault]]\ndelay = \"x224_confirm\"\nby = \"-3s\"", "tcp/x.toml:7:6: 'by' must be longer than nothing"},
    {"swallow_without_after", "[[fault]]\nswallow = \"server_flight\"", "tcp/x.toml:5:1: [[fault]] needs 'after'"},
    {"alert_where_none_can_be", "[[fault]]\nalert = \"x224_request\"\ndescription = 40",
     "tcp/x.toml:6:9: an alert in clear goes out at x224_confirm, client_hello or server_flight, not at x224_request"},
    {"alert_without_description", "[[fault]]\nalert = \"client_hello\"", "tcp/x.toml:5:1: [[fault]] needs 'description'"},
    {"unknown_alert", "[[fault]]\nalert = \"client_hello\"\ndescription = \"handshake_failed\"",
     "tcp/x.toml:7:15: unknown TLS alert 'handshake_failed' (did you mean 'handshake_failure'?)"},
    {"nobody_to_bend", "[host]\nlistening = \"closed\"\n[[fault]]\nreset = \"x224_confirm\"",
     "tcp/x.toml:7:1: nobody is there to bend: host.listening is not \"normal\""},
    {"several_at_once", "[[fault]]\nreset = \"x224_confrim\"\nwhen = 1",
     "tcp/x.toml:6:9: unknown step 'x224_confrim' (did you mean 'x224_confirm'?)\n"
     "tcp/x.toml:7:8: 'when' must be a string, not an integer"},
};

const std::vector<Bad> kDemands{
    {"unknown_key", "[[demand]]\noutcom = \"refused\"\nreaches = \"x224_confirm\"\nwhy = \"w\"",
     "tcp/x.toml:6:1: unknown key 'outcom' (did you mean 'outcome'?)"},
    {"unknown_outcome", "[[demand]]\noutcome = \"refusd\"\nwhy = \"w\"",
     "tcp/x.toml:6:11: unknown outcome 'refusd' (did you mean 'refused'?)"},
    {"unknown_reason", "[[demand]]\nsays = [\"tls\", \"netwrok\"]\nwhy = \"w\"", "tcp/x.toml:6:16: unknown reason 'netwrok' (did you mean 'network'?)"},
    {"unknown_step", "[[demand]]\nnever = \"mcs_connect\"\nwhy = \"w\"",
     "tcp/x.toml:6:9: unknown step 'mcs_connect' (did you mean 'mcs_connect_initial'?)"},
    {"nothing_is_no_step", "[[demand]]\nreaches = \"none\"\nwhy = \"w\"", "tcp/x.toml:6:11: unknown step 'none'"},
    {"unknown_options", "[[demand]]\noptions = \"strikt\"\noutcome = \"refused\"\nwhy = \"w\"",
     "tcp/x.toml:6:11: unknown option set 'strikt' (did you mean 'strict'?)"},
    {"demands_nothing", "[[demand]]\noptions = \"strict\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: a [[demand]] must demand something: outcome, reaches, never, within, says or connections"},
    {"without_a_reason", "[[demand]]\noutcome = \"refused\"", "tcp/x.toml:5:1: [[demand]] needs 'why'"},
    {"a_bound_of_nothing", "[[demand]]\nwithin = \"0s\"\nwhy = \"w\"", "tcp/x.toml:6:10: 'within' must be longer than nothing"},
    {"a_bound_that_cannot_fail", "patience = \"10s\"\n[[demand]]\nwithin = \"11s\"\nwhy = \"w\"",
     "tcp/x.toml:6:1: within = \"11s\" cannot fail: our patience ends after 10s"},
    {"the_same_twice", "[[demand]]\noutcome = [\"refused\", \"refused\"]\nwhy = \"w\"",
     "tcp/x.toml:6:23: 'outcome' says \"refused\" twice"},
    {"reaches_what_it_must_never", "[[demand]]\nreaches = \"client_hello\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches client_hello who must never get to client_hello"},
    {"reaches_beyond_what_it_must_never", "[[demand]]\nreaches = \"mcs_connect_initial\"\nnever = \"x224_confirm\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches mcs_connect_initial who must never get to x224_confirm"},
    {"credssp_without_tls", "[[demand]]\nreaches = \"credssp_pubkey\"\nnever = \"client_hello\"\nwhy = \"w\"",
     "tcp/x.toml:5:1: nobody reaches credssp_pubkey who must never get to client_hello"},
    {"two_that_no_client_can_meet",
     "[[demand]]\nreaches = \"active\"\nwhy = \"w\"\n[[demand]]\nnever = \"demand_active\"\nwhy = \"w\"",
     "tcp/x.toml:8:1: nobody reaches active who must never get to demand_active"},
    {"two_outcomes_that_exclude_each_other",
     "[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n[[demand]]\noutcome = [\"active\", \"hung\"]\nwhy = \"w\"",
     "tcp/x.toml:8:1: no outcome can meet this demand and the one of tcp/x.toml:5"},
};

const std::vector<Bad> kVary{
    {"unknown_placeholder", "[host]\nfailure = \"{cod}\"\nselect = \"{code}\"\n[vary]\ncode = [1]",
     "tcp/x.toml:6:11: '{cod}' is not in [vary] (did you mean '{code}'?)"},
    {"placeholder_without_vary", "[host]\nfailure = \"{code}\"", "tcp/x.toml:6:11: '{code}' is not in [vary]"},
    {"nobody_asks_for_it", "[vary]\ncode = [1]", "tcp/x.toml:6:1: nothing in this file is \"{code}\""},
    {"one_value_is_no_list", "[host]\nfailure = \"{code}\"\n[vary]\ncode = 1",
     "tcp/x.toml:6:11: '{code}' is not in [vary]\n"
     "tcp/x.toml:8:1: nothing in this file is \"{code}\"\n"
     "tcp/x.toml:8:8: 'code' must be a list of values, one for each variant"},
    {"a_value_that_is_no_name", "[host]\nname = \"{n}\"\n[vary]\nn = [\"a\", \"b/c\"]",
     "tcp/x.toml:8:11: a variant's value must be a number, true, false or a word of letters, digits and any of .:_-"},
    {"the_same_value_twice", "[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, 1]", "tcp/x.toml:8:12: 'code' lists 1 twice"},
    {"one_variant_is_wrong", "[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, -2, 3]",
     "tcp/x.toml:6:11: 'failure' must be between 0 and 4294967295, not -2"},
    {"wrong_in_every_variant_is_said_once", "sede = 1\n[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, 2, 3]",
     "tcp/x.toml:5:1: unknown key 'sede' (did you mean 'seed'?)"},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario_complaints)

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_file, bdata::make(kFiles), bad) {
    check(bad, "x.toml", "", "");
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_at_the_top, bdata::make(kTop), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_host, bdata::make(kHost), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_fault, bdata::make(kFault), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_demand, bdata::make(kDemands), bad) {
    check(bad, "tcp/x.toml", kHead, "");
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_with_variants, bdata::make(kVary), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_CASE(a_healthy_scenario_has_no_faults) {
    const Tree tree;
    const auto file =
        tree.write("healthy/x.toml", fmt::format("{}[[fault]]\nreset = \"x224_confirm\"{}", kHead, kDemand));
    BOOST_TEST(complaints(tree, load_scenario(file, tree.root)) ==
               "healthy/x.toml:5:1: a healthy scenario has no faults");
}

BOOST_AUTO_TEST_CASE(a_file_or_a_folder_that_is_not_there_is_named) {
    const Tree tree;
    BOOST_TEST(complaints(tree, load_scenario(tree.root / "x.toml", tree.root)) ==
               "x.toml: there is no such file");
    fs::create_directory(tree.root / "folder");
    BOOST_TEST(complaints(tree, load_scenario(tree.root / "folder", tree.root)) == "folder: is no file");
    BOOST_TEST(complaints(tree, load_scenarios(tree.root / "nowhere")) ==
               "nowhere: there is no such folder of scenarios");
}

BOOST_AUTO_TEST_CASE(a_bad_file_takes_nothing_from_the_good_ones) {
    const Tree tree;
    tree.write("tcp/bad.toml", fmt::format("{}sede = 1\n{}", kHead, kDemand));
    tree.write("tcp/good.toml", fmt::format("{}{}", kHead, kDemand));
    tree.write("everywhere.toml", "schema = 1\n[[demand]]\noutcome = \"dead\"\nwhy = \"w\"\n");
    const auto loaded = load_scenarios(tree.root);
    BOOST_TEST(complaints(tree, loaded) ==
               "everywhere.toml:3:11: unknown outcome 'dead'; it is one of active, authenticated, refused, "
               "disconnected, timed_out, hung, looped, bloated, crashed\n"
               "tcp/bad.toml:5:1: unknown key 'sede' (did you mean 'seed'?)");
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    BOOST_TEST(loaded.scenarios[0].id() == "tcp/good");
}

BOOST_AUTO_TEST_SUITE_END()
