#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/print.h"
#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_read_path)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;
using path::Impairment;
using wire::Step;

namespace {

const std::vector<Bad> kPath{
    {"no_verb", "[[path]]\nport = 3389",
     "tcp/x.toml:5:1: a [[path]] needs a verb: mtu, drop, reject, reset, delay, rate, lose, reorder, "
     "duplicate, "
     "corrupt, forget"},
    {"misspelt_verb", "[[path]]\ndorp = \"syn\"",
     "tcp/x.toml:6:1: unknown key 'dorp' (did you mean 'drop'?)"},
    {"two_verbs", "[[path]]\ndrop = \"syn\"\nmtu = 1000",
     "tcp/x.toml:5:1: a [[path]] has one verb, this one has 'mtu' and 'drop'"},
    {"mtu_too_small", "[[path]]\nmtu = 67", "tcp/x.toml:6:7: 'mtu' must be between 68 and 65535, not 67"},
    {"unknown_icmp", "[[path]]\nmtu = 1000\nicmp = \"corect\"",
     "tcp/x.toml:7:8: unknown answer 'corect' (did you mean 'correct'?)"},
    {"unknown_traffic", "[[path]]\ndrop = \"synn\"",
     "tcp/x.toml:6:8: unknown traffic 'synn' (did you mean 'syn'?)"},
    {"reject_without_answer", "[[path]]\nreject = \"syn\"", "tcp/x.toml:5:1: [[path]] needs 'with'"},
    {"reset_at_no_time", "[[path]]\nreset = \"client\"",
     "tcp/x.toml:5:1: a 'reset' needs to know when: 'after' a step, or when certain 'bytes' pass"},
    {"reset_of_unknown_bytes", "[[path]]\nreset = \"client\"\nbytes = \"htttp\"",
     "tcp/x.toml:7:9: unknown bytes 'htttp' (did you mean 'http'?); write http, ssh, smtp, garbage:64 or "
     "hex:0300"},
    {"after_nothing", "[[path]]\ndrop = \"all\"\nafter = \"none\"",
     "tcp/x.toml:7:9: 'none' is not a step; leave out 'after' for an impairment that acts from the first "
     "frame"},
    {"after_unknown", "[[path]]\ndrop = \"all\"\nafter = \"client_helo\"",
     "tcp/x.toml:7:9: unknown step 'client_helo' (did you mean 'client_hello'?)"},
    {"no_share", "[[path]]\nlose = \"0.1\"",
     "tcp/x.toml:6:8: 'lose' must be a share between \"0.0001%\" and \"100%\", not \"0.1\""},
    {"share_of_nothing", "[[path]]\nlose = \"0%\"",
     "tcp/x.toml:6:8: 'lose' must be a share between \"0.0001%\" and \"100%\", not \"0%\""},
    {"share_of_more_than_all", "[[path]]\ncorrupt = \"101%\"",
     "tcp/x.toml:6:11: 'corrupt' must be a share between \"0.0001%\" and \"100%\", not \"101%\""},
    {"rate_without_unit", "[[path]]\nrate = \"256\"",
     "tcp/x.toml:6:8: 'rate' must be like \"256kbit\" or \"10Mbit\", not \"256\""},
    {"delay_of_nothing", "[[path]]\ndelay = \"0s\"", "tcp/x.toml:6:9: 'delay' must be longer than 0"},
    {"reorder_without_by", "[[path]]\nreorder = \"5%\"", "tcp/x.toml:5:1: [[path]] needs 'by'"},
    {"stray_argument", "[[path]]\ndrop = \"syn\"\nburst = 3",
     "tcp/x.toml:7:9: 'burst' does not go with 'drop'"},
    {"port_zero", "[[path]]\ndrop = \"syn\"\nport = 0",
     "tcp/x.toml:7:8: 'port' must be between 1 and 65535, not 0"},
};

struct Good {
    std::string_view toml;
    Impairment impairment;
    std::string_view text;
};

const std::vector<Good>& good() {
    using namespace badrdp::path;
    static const std::vector<Good> all{
        {"mtu = 1000", {.deed = Mtu{1000, Icmp::none}}, "mtu 1000"},
        {"mtu = 1000\nicmp = \"lying\"\ndirection = \"to_client\"",
         {.deed = Mtu{1000, Icmp::lying}, .direction = Direction::to_client},
         "mtu 1000 icmp lying direction to_client"},
        {"drop = \"all\"\nafter = \"tls_finished\"\nlasts = \"5s\"",
         {.deed = Drop{Traffic::all}, .after = Step::tls_finished, .lasts = 5s},
         "drop all after tls_finished lasts 5s"},
        {"reject = \"syn\"\nwith = \"prohibited\"\nport = 3389",
         {.deed = Reject{Traffic::syn, Refusal::prohibited}, .port = 3389},
         "reject syn with prohibited port 3389"},
        {"reset = \"client\"\nafter = \"client_hello\"",
         {.deed = path::Reset{Toward::client, {}}, .after = Step::client_hello},
         "reset client after client_hello"},
        {"reset = \"both\"\nbytes = \"hex:160301\"",
         {.deed = path::Reset{Toward::both, {0x16, 0x03, 0x01}}},
         "reset both bytes hex:160301"},
        {"delay = \"40ms\"\njitter = \"5ms\"", {.deed = path::Delay{40ms, 5ms}}, "delay 40ms jitter 5ms"},
        {"rate = \"256kbit\"\nqueue = \"16KiB\"", {.deed = Rate{256'000, 16384}}, "rate 256kbit queue 16384"},
        {"lose = \"2.5%\"\nburst = 4", {.deed = Lose{0.025, 4}}, "lose 2.5% burst 4"},
        {"lose = 3", {.deed = Lose{0.03, 1}}, "lose 3%"},
        {"lose = \"7%\"", {.deed = Lose{0.07, 1}}, "lose 7%"},
        {"reorder = \"10%\"\nby = \"20ms\"", {.deed = Reorder{0.1, 20ms}}, "reorder 10% by 20ms"},
        {"duplicate = \"100%\"", {.deed = Duplicate{1}}, "duplicate 100%"},
        {"corrupt = \"0.0001%\"", {.deed = Corrupt{1e-6}}, "corrupt 0.0001%"},
        {"forget = \"3s\"", {.deed = Forget{3s}}, "forget 3s"},
    };
    return all;
}

std::ostream& operator<<(std::ostream& out, const Good& g) { return out << g.toml; }

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_an_impairment, bdata::make(kPath), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_DATA_TEST_CASE(each_impairment_is_read_and_written_back, bdata::make(good()), example) {
    const Tree tree;
    const auto loaded = load_scenario(
        tree.write("tcp/x.toml", fmt::format("{}[[path]]\n{}\n{}", kHead, example.toml, kDemand)), tree.root);
    BOOST_REQUIRE_MESSAGE(loaded.complaints.empty(), complaints(tree, loaded));
    const auto& found = loaded.scenarios.at(0).path;
    auto wanted = example.impairment;
    wanted.text = example.text;
    BOOST_TEST(found.at(0).text == example.text);
    BOOST_TEST((found == std::vector{wanted}));

    const auto again = load_scenario(tree.write("tcp/y.toml", to_toml(loaded.scenarios.at(0))), tree.root);
    BOOST_TEST(complaints(tree, again) == "");
    BOOST_TEST((again.scenarios.at(0).path == found));
}

BOOST_AUTO_TEST_CASE(a_healthy_scenario_has_nothing_in_its_way) {
    check({"healthy", "[[path]]\nmtu = 1000\n", "healthy/x.toml:5:1: a healthy scenario has no impairments"},
          "healthy/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_SUITE_END()
