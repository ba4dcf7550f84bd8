#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_read_fault)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;

namespace {

const std::vector<Bad> kFault{
    {"no_verb", "[[fault]]\nstep = \"x224_confirm\"",
     "tcp/x.toml:5:1: a [[fault]] needs a verb: set, truncate, append, repeat, replace, omit, say, split, "
     "drip, "
     "delay, swallow, alert, reset, close, half_close, silence"},
    {"misspelt_verb", "[[fault]]\nrest = \"x224_confirm\"",
     "tcp/x.toml:6:1: unknown key 'rest' (did you mean 'reset'?)"},
    {"two_verbs", "[[fault]]\nreset = \"x224_confirm\"\nclose = \"x224_confirm\"",
     "tcp/x.toml:5:1: a [[fault]] has one verb, this one has 'reset' and 'close'"},
    {"unknown_step", "[[fault]]\nreset = \"server_hello\"", "tcp/x.toml:6:9: unknown step 'server_hello'"},
    {"no_step", "[[fault]]\nreset = \"none\"",
     "tcp/x.toml:6:9: 'none' is no step at which anything could happen"},
    {"a_syn", "[[fault]]\nreset = \"tcp_connect\"",
     "tcp/x.toml:6:9: a SYN is answered by the kernel, which no fault can bend; see host.listening"},
    {"bends_what_the_client_says", "[[fault]]\ntruncate = \"client_hello\"\nkeep = 5",
     "tcp/x.toml:6:12: 'truncate' bends what the host says, and client_hello is the client's"},
    {"bends_the_client_s_stream", "[[fault]]\nswallow = \"x224_request\"\nafter = 5",
     "tcp/x.toml:6:11: 'swallow' bends what the host says, and x224_request is the client's"},
    {"bends_where_nothing_is_said", "[[fault]]\nappend = \"tcp_accept\"\nwith = \"ssh\"",
     "tcp/x.toml:6:10: 'append' has nothing to bend at tcp_accept, where no byte is said"},
    {"after_what_the_client_says", "[[fault]]\nreset = \"x224_request\"\nwhen = \"after\"",
     "tcp/x.toml:7:8: 'when' is for a step of the host's; x224_request is the client's, and the fault acts "
     "when it "
     "has arrived"},
    {"unknown_moment", "[[fault]]\nreset = \"x224_confirm\"\nwhen = \"before\"",
     "tcp/x.toml:7:8: unknown moment 'before'; it is one of instead, after"},
    {"stray_argument", "[[fault]]\nreset = \"x224_confirm\"\ntimes = 2",
     "tcp/x.toml:7:9: 'times' does not go with 'reset'"},
    {"unknown_argument", "[[fault]]\nreset = \"x224_confirm\"\nconections = 2",
     "tcp/x.toml:7:1: unknown key 'conections' (did you mean 'connections'?)"},
    {"set_without_to", "[[fault]]\nset = \"x224_confirm.tpkt.length\"",
     "tcp/x.toml:5:1: [[fault]] needs 'to'"},
    {"set_without_field", "[[fault]]\nset = \"x224_confirm\"\nto = 1",
     "tcp/x.toml:6:7: 'set' names a step and a field of it: \"x224_confirm.tpkt.length\""},
    {"set_of_an_unknown_field", "[[fault]]\nset = \"x224_confirm.tpkt.lenght\"\nto = 1",
     "tcp/x.toml:6:7: x224_confirm has no field 'tpkt.lenght' (did you mean 'tpkt.length'?)"},
    {"set_by_nothing", "[[fault]]\nset = \"x224_confirm.tpkt.length\"\nby = 0",
     "tcp/x.toml:7:6: 'by' must be between -4294967295 and 4294967295, and not 0, not 0"},
    {"set_to_and_by", "[[fault]]\nset = \"x224_confirm.tpkt.length\"\nto = 1\nby = 1",
     "tcp/x.toml:7:6: 'set' has either 'to' or 'by'"},
    {"set_of_an_unknown_step", "[[fault]]\nset = \"x224_confirmed.tpkt.length\"\nto = 1",
     "tcp/x.toml:6:7: unknown step 'x224_confirmed' (did you mean 'x224_confirm'?)"},
    {"set_to_a_negative_number", "[[fault]]\nset = \"x224_confirm.tpkt.length\"\nto = -1",
     "tcp/x.toml:7:6: 'to' must be between 0 and 4294967295, not -1"},
    {"truncate_without_keep", "[[fault]]\ntruncate = \"x224_confirm\"",
     "tcp/x.toml:5:1: [[fault]] needs 'keep'"},
    {"repeat_once", "[[fault]]\nrepeat = \"x224_confirm\"\ntimes = 1",
     "tcp/x.toml:7:9: 'times' must be between 2 and 1000, not 1"},
    {"append_nothing", "[[fault]]\nappend = \"x224_confirm\"", "tcp/x.toml:5:1: [[fault]] needs 'with'"},
    {"append_unknown_bytes", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"htttp\"",
     "tcp/x.toml:7:8: unknown bytes 'htttp' (did you mean 'http'?); write http, ssh, smtp, garbage:64 or "
     "hex:0300"},
    {"half_a_byte", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"hex:030\"",
     "tcp/x.toml:7:8: \"hex:\" needs an even number of digits, and this has 3"},
    {"half_a_byte_among_blanks", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"hex:03 0\"",
     "tcp/x.toml:7:8: \"hex:\" needs an even number of digits, and this has 3"},
    {"no_hexadecimal", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"hex:03 0x\"",
     "tcp/x.toml:7:8: \"0x\" is not hexadecimal"},
    {"no_digits", "[[fault]]\nreplace = \"x224_confirm\"\nwith = \"hex:\"",
     "tcp/x.toml:7:8: \"hex:\" has no digits; a message of which nothing is left is `omit`"},
    {"no_garbage", "[[fault]]\nappend = \"x224_confirm\"\nwith = \"garbage:0\"",
     "tcp/x.toml:7:8: \"garbage:\" needs a number of bytes from 1 to 1048576"},
    {"split_before_everything", "[[fault]]\nsplit = \"x224_confirm\"\nat = 0",
     "tcp/x.toml:7:6: 'at' must be at least 1, not 0"},
    {"split_with_a_pause_in_the_past", "[[fault]]\nsplit = \"x224_confirm\"\nat = 1\npause = \"-1s\"",
     "tcp/x.toml:8:9: 'pause' must be longer than 0"},
    {"drip_without_every", "[[fault]]\ndrip = \"x224_confirm\"", "tcp/x.toml:5:1: [[fault]] needs 'every'"},
    {"delay_into_the_past", "[[fault]]\ndelay = \"x224_confirm\"\nby = \"-3s\"",
     "tcp/x.toml:7:6: 'by' must be longer than 0"},
    {"swallow_without_after", "[[fault]]\nswallow = \"server_flight\"",
     "tcp/x.toml:5:1: [[fault]] needs 'after'"},
    {"alert_where_none_can_be", "[[fault]]\nalert = \"x224_request\"\ndescription = 40",
     "tcp/x.toml:6:9: an alert goes out at x224_confirm or later, not at x224_request"},
    {"alert_without_description", "[[fault]]\nalert = \"client_hello\"",
     "tcp/x.toml:5:1: [[fault]] needs 'description'"},
    {"unknown_alert", "[[fault]]\nalert = \"client_hello\"\ndescription = \"handshake_failed\"",
     "tcp/x.toml:7:15: unknown TLS alert 'handshake_failed' (did you mean 'handshake_failure'?)"},
    {"nobody_to_bend", "[host]\nlistening = \"closed\"\n[[fault]]\nreset = \"x224_confirm\"",
     "tcp/x.toml:7:1: nobody listens, so no fault can act: host.listening is not \"normal\"\n"
     "tcp/x.toml:9:1: no client reaches x224_confirm here: this host never comes to tcp_accept"},
    {"several_at_once", "[[fault]]\nreset = \"x224_confrim\"\nwhen = 1",
     "tcp/x.toml:6:9: unknown step 'x224_confrim' (did you mean 'x224_confirm'?)\n"
     "tcp/x.toml:7:8: 'when' must be a string, not an integer"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_fault, bdata::make(kFault), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_CASE(every_verb_becomes_its_deed) {
    const Tree tree;
    const auto loaded = load_scenario(tree.write("tls/x.toml", std::string(kHead) + std::string(kDemand) + R"(
[[fault]]
set = "x224_confirm.tpkt.length"
to = 3
[[fault]]
set = "x224_confirm.tpkt.length"
by = -1
[[fault]]
truncate = "x224_confirm"
keep = 7
[[fault]]
append = "x224_confirm"
with = "hex:0300ff"
[[fault]]
repeat = "x224_confirm"
[[fault]]
replace = "x224_confirm"
with = "ssh"
[[fault]]
split = "x224_confirm"
at = 4
pause = "200ms"
[[fault]]
drip = "server_flight"
every = "5ms"
[[fault]]
delay = "client_hello"
by = "3s"
[[fault]]
swallow = "server_flight"
after = "1KiB"
[[fault]]
alert = "client_hello"
description = "handshake_failure"
[[fault]]
alert = "server_flight"
description = 200
level = 1
[[fault]]
alert = "credssp_authenticate"
description = "access_denied"
[[fault]]
reset = "tcp_accept"
[[fault]]
close = "x224_confirm"
when = "after"
[[fault]]
half_close = "tls_finished"
[[fault]]
silence = "server_flight"
when = "instead"
connections = 1
)"),
                                      tree.root);
    BOOST_TEST(complaints(tree, loaded) == "");
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    const auto& s = loaded.scenarios[0];
    using enum wire::Step;
    using fault::Moment;
    constexpr std::string_view banner = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
    const std::vector<fault::Fault> wanted{
        {x224_confirm, fault::SetField{"tpkt.length", 3}, 0, "set x224_confirm.tpkt.length to 3"},
        {x224_confirm, fault::SetField{"tpkt.length", ~0ull, true}, 0, "set x224_confirm.tpkt.length by -1"},
        {x224_confirm, fault::Truncate{7}, 0, "truncate x224_confirm keep 7"},
        {x224_confirm, fault::Append{fault::hex_payload({3, 0, 255})}, 0,
         "append x224_confirm with hex:0300ff"},
        {x224_confirm, fault::Repeat{2}, 0, "repeat x224_confirm times 2"},
        {x224_confirm, fault::Replace{fault::Payload{"ssh", {banner.begin(), banner.end()}}}, 0,
         "replace x224_confirm with ssh"},
        {x224_confirm, fault::Split{4, 200ms}, 0, "split x224_confirm at 4 pause 200ms"},
        {server_flight, fault::Drip{1, 5ms}, 0, "drip server_flight bytes 1 every 5ms"},
        {client_hello, fault::Delay{3s}, 0, "delay client_hello by 3s"},
        {server_flight, fault::Swallow{1024}, 0, "swallow server_flight after 1024"},
        {client_hello, fault::Alert{2, 40}, 0, "alert client_hello description handshake_failure"},
        {server_flight, fault::Alert{1, 200}, 0, "alert server_flight description 200 level 1"},
        {credssp_authenticate, fault::Alert{2, 49}, 0,
         "alert credssp_authenticate description access_denied"},
        {tcp_accept, fault::Reset{Moment::instead}, 0, "reset tcp_accept"},
        {x224_confirm, fault::Close{Moment::after}, 0, "close x224_confirm when after"},
        {tls_finished, fault::HalfClose{Moment::instead}, 0, "half_close tls_finished"},
        {server_flight, fault::Silence{Moment::instead}, 1, "silence server_flight connections 1"},
    };
    BOOST_REQUIRE_EQUAL(s.faults.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        BOOST_TEST((s.faults[i] == wanted[i]), s.faults[i].text << " is not " << wanted[i].text);
}

BOOST_AUTO_TEST_SUITE_END()
