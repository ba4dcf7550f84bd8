#include "harness/play/builtin/target.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/os/usage_error.h"

BOOST_AUTO_TEST_SUITE(builtin_target)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

struct Place {
    std::string text;
    std::string host;
    std::uint16_t port;
};
std::ostream& operator<<(std::ostream& out, const Place& place) { return out << place.text; }

const std::vector<Place> kPlaces{{"127.0.0.1:3390", "127.0.0.1", 3390},
                                 {"host", "host", 3389},
                                 {"host.example:1", "host.example", 1},
                                 {"[::1]:65535", "::1", 65535},
                                 {"[::1]", "::1", 3389},
                                 {"2001:db8::7", "2001:db8::7", 3389},
                                 {"[::1:3389]", "::1:3389", 3389},
                                 {"2001:db8::3389", "2001:db8::3389", 3389}};

struct Wrong {
    std::string text;
    std::string why;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.text; }

constexpr const char* kNoPort = " is no port: HOST:PORT wants a number from 1 to 65535";
const std::vector<Wrong> kWrong{
    {"host:0", std::string("'0'") + kNoPort},
    {"host:65536", std::string("'65536'") + kNoPort},
    {"host:", std::string("''") + kNoPort},
    {"host:33x", std::string("'33x'") + kNoPort},
    {"", "'' names no host: give HOST or HOST:PORT"},
    {"office.rdp",
     "'office.rdp' is a Remote Desktop file, which is not read here: give HOST "
     "or HOST:PORT, as its line `full address:s:` says"},
    {"rdp://host.example:3390",
     "'rdp://host.example:3390' is a URL, which is not read here: give "
     "'host.example:3390'"},
    {"rdp://host/?x=1", "'rdp://host/?x=1' is a URL, which is not read here: give 'host'"},
    {":3389", "':3389' names no host: give HOST or HOST:PORT"},
    {"[]:3389", "'[]:3389' names no host: give HOST or HOST:PORT"},
    {"::1:3389",
     "'::1:3389' can be read in two ways: give '[::1]:3389', or '[::1:3389]' for the address alone"},
    {"::1:13410", "'::1:13410' is no address: an IPv6 address with a port is '[::1]:13410'"},
    {"2001:db8::7:33890",
     "'2001:db8::7:33890' is no address: an IPv6 address with a port is '[2001:db8::7]:33890'"},
    {"host:3389:1", "'host:3389:1' is no host: give HOST, HOST:PORT or [IPV6]:PORT"},
    {"[::1", "'[::1' lacks the closing bracket: give [IPV6] or [IPV6]:PORT"}};

struct Who {
    std::string text;
    std::string name;
    std::string password;
    std::string domain;
};
std::ostream& operator<<(std::ostream& out, const Who& who) { return out << who.text; }

const std::vector<Who> kAccounts{{"alice", "alice", "", ""},
                                 {"alice:secret", "alice", "secret", ""},
                                 {"alice@EXAMPLE", "alice", "", "EXAMPLE"},
                                 {"alice:secret@EXAMPLE", "alice", "secret", "EXAMPLE"},
                                 {"alice:p@ss@EXAMPLE", "alice", "p@ss", "EXAMPLE"},
                                 {"alice:a:b", "alice", "a:b", ""}};

std::string complaint(const std::string& text) {
    try {
        parse_host_port(text);
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_DATA_TEST_CASE(reads_a_host_and_its_port, bdata::make(kPlaces), place) {
    const auto seen = parse_host_port(place.text);
    BOOST_TEST(seen.host == place.host);
    BOOST_TEST(seen.port == place.port);
}

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_one, bdata::make(kWrong), wrong) {
    BOOST_TEST(complaint(wrong.text) == wrong.why);
}

BOOST_AUTO_TEST_CASE(a_place_to_listen_at_may_be_any_free_one) {
    BOOST_TEST(parse_listening("127.0.0.1:0").port == 0);
    BOOST_TEST(parse_listening("[::1]:0").host == "::1");
    BOOST_TEST(parse_listening("127.0.0.1").port == 3389);
    BOOST_CHECK_EXCEPTION(parse_listening("127.0.0.1:65536"), UsageError, [](const UsageError& why) {
        return std::string(why.what()).contains("from 0 to 65535");
    });
}

// What is printed for a person to type is read back as it was meant.
BOOST_DATA_TEST_CASE(writes_what_it_reads, bdata::make(kPlaces), place) {
    const auto seen = parse_host_port(host_port_text(place.host, place.port));
    BOOST_TEST(seen.host == place.host);
    BOOST_TEST(seen.port == place.port);
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_stands_in_brackets) {
    BOOST_TEST(host_port_text("::1", 3389) == "[::1]:3389");
    BOOST_TEST(host_port_text("127.0.0.1", 3389) == "127.0.0.1:3389");
}

BOOST_DATA_TEST_CASE(reads_an_account, bdata::make(kAccounts), who) {
    const auto seen = parse_account(who.text);
    BOOST_TEST(seen.name == who.name);
    BOOST_TEST(std::string(seen.password.reveal()) == who.password);
    BOOST_TEST(seen.domain == who.domain);
}

BOOST_AUTO_TEST_SUITE_END()
