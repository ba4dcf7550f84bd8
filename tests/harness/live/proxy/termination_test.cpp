#include "harness/live/proxy/termination.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/os/usage_error.h"
#include "sim/link/mint.h"

BOOST_AUTO_TEST_SUITE(live_termination)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;
using wire::Bytes;
using wire::BytesView;

namespace {

// As OpenSSL says it.
Bytes hello_for(const std::string& name) {
    link::TlsClient asks;
    asks.verify = false;
    link::Tls tls(link::TlsContext(asks), name);
    tls.start();
    return tls.take_output();
}

Terminated three() {
    const auto shown = [](ShownTo to, const char* text, unsigned generation) {
        const auto minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now(), generation);
        return Shown{.to = std::move(to), .context = link::TlsContext(host::Tls{}, minted), .text = text};
    };
    link::TlsClient asks;
    asks.verify = false;
    return {.shown = {shown({.connection = 2}, "the second", 0),
                      shown({.name = "rdp1.example"}, "by name", 0), shown({}, "for all", 0)},
            .asks = link::TlsContext(asks)};
}

struct Wish {
    const char* text;
    CertificateWish read;
};
std::ostream& operator<<(std::ostream& out, const Wish& row) { return out << row.text; }
const std::vector<Wish> kWishes{
    {"", {}},
    {"-", {}},
    {"certificate/expired", {.scenario = "certificate/expired"}},
    {"certificate/expired connection=2", {.scenario = "certificate/expired", .to = {.connection = 2}}},
    {"certificate/expired sni=RDP1.example",
     {.scenario = "certificate/expired", .to = {.name = "rdp1.example"}}},
    {"sni=a connection=3", {.to = {.connection = 3, .name = "a"}}},
    {"- sni=", {.to = {.name = ""}}},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_wish_says_whose_certificate_is_for_whom, bdata::make(kWishes), row) {
    BOOST_TEST((certificate_wishes({row.text}) == std::vector{row.read}));
}

BOOST_AUTO_TEST_CASE(what_is_no_wish_is_refused) {
    for (const auto* bad : {"a b", "a connection=0", "a connection=x", "a connection=2x", "a name=b"})
        BOOST_CHECK_THROW(certificate_wishes({bad}), UsageError);
    BOOST_CHECK_THROW(certificate_wishes({"a", "b"}), UsageError);
}

BOOST_AUTO_TEST_CASE(who_is_meant_alone_comes_before_all) {
    const auto wishes = certificate_wishes({"a", "b sni=x", "c connection=2"});
    BOOST_REQUIRE(wishes.size() == 3u);
    BOOST_TEST(wishes[0].scenario == "b");
    BOOST_TEST(wishes[1].scenario == "c");
    BOOST_TEST(wishes[2].scenario == "a");
}

BOOST_AUTO_TEST_CASE(the_first_that_fits_is_shown) {
    const auto terminated = three();
    const auto shown = [&](unsigned connection, std::string_view name) {
        return terminated.shown_to(connection, name).text;
    };
    BOOST_TEST(shown(1, "") == "for all");
    BOOST_TEST(shown(1, "other.example") == "for all");
    BOOST_TEST(shown(1, "Rdp1.Example") == "by name");
    BOOST_TEST(shown(2, "rdp1.example") == "the second");
    BOOST_TEST(terminated.asks_for_name(1));
    BOOST_TEST(!terminated.asks_for_name(2));
    BOOST_TEST(terminated.text() == "the second on connection 2; by name for rdp1.example; for all");
}

// However it is cut, and in as many records as one likes [RFC 8446 5.1].
BOOST_AUTO_TEST_CASE(the_name_is_known_as_soon_as_the_hello_is_there) {
    const auto hello = hello_for("rdp1.example");
    for (std::size_t size = 0; size < hello.size(); ++size)
        BOOST_REQUIRE(!name_asked_for(BytesView(hello).first(size)));
    BOOST_TEST(name_asked_for(hello).value() == "rdp1.example");
    constexpr std::size_t kHead = 5, kFirst = 20;
    Bytes two{hello[0], hello[1], hello[2], 0, kFirst};
    const auto body = BytesView(hello).subspan(kHead);
    two.insert(two.end(), body.begin(), body.begin() + kFirst);
    const auto left = body.size() - kFirst;
    for (const auto byte :
         {std::size_t{hello[0]}, std::size_t{hello[1]}, std::size_t{hello[2]}, left >> 8, left & 0xff})
        two.push_back(static_cast<std::uint8_t>(byte));
    BOOST_TEST(!name_asked_for(two));
    two.insert(two.end(), body.begin() + kFirst, body.end());
    BOOST_TEST(name_asked_for(two).value() == "rdp1.example");
    BOOST_TEST(name_asked_for(hello_for("")).value() == "");
    // What is no ClientHello asks for none.
    BOOST_TEST(name_asked_for(Bytes{0x16, 3, 1, 0, 4, 2, 0, 0, 0}).value() == "");
    BOOST_TEST(name_asked_for(Bytes{0x15, 3, 1, 0, 2, 2, 40}).value() == "");
    BOOST_TEST(name_asked_for(Bytes{'G', 'E', 'T', ' ', '/', ' '}).value() == "");
}

BOOST_AUTO_TEST_SUITE_END()
