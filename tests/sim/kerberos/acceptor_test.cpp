#include "sim/kerberos/acceptor.h"

#include <krb5/krb5.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(kerberos_acceptor)

using namespace badrdp;
using badrdp::test::from_hex;

namespace {

// A keytab of one entry, in MIT's form 0x0502: TERMSRV/rdp-host.test@TEST, kvno 1, AES-256 with a key of
// zeros.
std::filesystem::path keytab() {
    const auto file =
        std::filesystem::temp_directory_path() / ("badrdp-keytab-" + std::to_string(::getpid()));
    wire::Bytes entry = from_hex(
        "00 02 00 04 54 45 53 54 00 07 54 45 52 4d 53 52 56 00 0d"
        "72 64 70 2d 68 6f 73 74 2e 74 65 73 74 00 00 00 01 00 00 00 00 01 00 12 00 20");
    entry.resize(entry.size() + 32);
    auto bytes = from_hex("05 02 00 00 00");
    bytes.push_back(static_cast<std::uint8_t>(entry.size()));
    bytes.insert(bytes.end(), entry.begin(), entry.end());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file;
}

std::string why_not(const std::filesystem::path& keys) {
    const auto accepted = kerberos::acceptor(keys)->accept(wire::Bytes(20, 0x60));
    return accepted ? "" : accepted.error().why;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_machine_whose_settings_are_broken_takes_tickets_all_the_same) {
    const auto broken =
        std::filesystem::temp_directory_path() / ("badrdp-krb5-conf-" + std::to_string(::getpid()));
    std::ofstream(broken) << "[libdefaults]\n    no relation\n";
    ::setenv("KRB5_CONFIG", broken.c_str(), 1);
    BOOST_TEST(!why_not("/nonexistent/keytab").contains("keytab"));  // it does not come as far
    kerberos::leave_settings_of_machine_alone();
    BOOST_TEST(why_not("/nonexistent/keytab").contains("keytab"));
    std::filesystem::remove(broken);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_ap_req) {
    const auto keys = keytab();
    for (const auto& token :
         {wire::Bytes{}, wire::Bytes(64, 0x60), from_hex("60 0d 06 09 2a 86 48 86 f7 12 01 02 02 01 00"),
          from_hex("60 0b 06 09 2a 86 48 86 f7 12 01 02 02")}) {
        const auto acceptor = kerberos::acceptor(keys);
        const auto accepted = acceptor->accept(token);
        BOOST_REQUIRE(!accepted.has_value());
        BOOST_TEST(!accepted.error().why.empty());
    }
    std::filesystem::remove(keys);
}

BOOST_AUTO_TEST_CASE(without_keys_there_is_nothing_to_accept) {
    const auto acceptor = kerberos::acceptor("/nonexistent/keytab");
    const auto accepted = acceptor->accept(wire::Bytes(20, 0x60));
    BOOST_REQUIRE(!accepted.has_value());
    BOOST_TEST(accepted.error().why.contains("keytab"));
}

BOOST_AUTO_TEST_CASE(nothing_is_sealed_signed_or_opened_before_a_ticket) {
    const auto acceptor = kerberos::acceptor("/nonexistent/keytab");
    const wire::Bytes text(40, 0x41);
    BOOST_TEST(acceptor->wrap(text).empty());
    BOOST_TEST(acceptor->sign(text).empty());
    BOOST_TEST(!acceptor->unwrap(text).has_value());
    BOOST_TEST(!acceptor->verify(text, text));
    acceptor->accept(text);
    BOOST_TEST(!acceptor->verify(text, text));
    BOOST_TEST(acceptor->accept(text).error().why == "a second AP-REQ");
}

// MS-ERREF 2.1.1.
BOOST_AUTO_TEST_CASE(says_what_windows_says) {
    BOOST_TEST(kerberos::status_of(static_cast<std::uint32_t>(KRB5KRB_AP_ERR_SKEW)) == 0x80090324);
    BOOST_TEST(kerberos::status_of(static_cast<std::uint32_t>(KRB5KRB_AP_ERR_BAD_INTEGRITY)) == 0x80090322);
    BOOST_TEST(kerberos::status_of(static_cast<std::uint32_t>(KRB5_KT_KVNONOTFOUND)) == 0x80090322);
    BOOST_TEST(kerberos::status_of(0) == 0xc000006d);
}

BOOST_AUTO_TEST_SUITE_END()
