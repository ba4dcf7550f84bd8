#include "harness/os/realm/kdc.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "harness/os/files.h"
#include "harness/os/net/namespaces.h"
#include "harness/os/private_folder.h"
#include "tests/harness/os/net/available.h"

BOOST_AUTO_TEST_SUITE(os_kdc)

namespace utf = boost::unit_test;
using namespace badrdp::harness;

namespace {

boost::test_tools::assertion_result a_kdc(utf::test_unit_id) {
    boost::test_tools::assertion_result has(why_no_kdc().empty());
    has.message() << why_no_kdc();
    return has;
}

RealmOrder order(const PrivateFolder& folder) {
    return {.folder = folder.path() / "realm",
            .log = folder.path() / "kdc.log",
            .realm = "EXAMPLE.TEST",
            .address = {127, 0, 0, 1},
            .users = {{.name = "alice", .password = "\"quo\"ted\\ word"},
                      {.name = "gone", .password = "x", .expired = true}},
            .service = "TERMSRV/rdp-host.test"};
}

bool connects() {
    const Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(88);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(serves_while_it_lives_and_leaves_its_log_alone,
                     *utf::precondition(test::namespaces) * utf::precondition(a_kdc)) {
    const PrivateFolder folder;
    const NetNamespace there;
    const Inside inside(there);
    {
        Kdc kdc(order(folder));
        BOOST_TEST(connects());
        // MIT's file of keys begins with its version [keytab file format, 0x0502].
        BOOST_TEST(file_text(kdc.keytab()).substr(0, 2) == "\x05\x02");
        const auto said = kdc.end();
        BOOST_TEST(!connects());
        BOOST_TEST(
            std::ranges::any_of(said, [](const auto& line) { return line.contains("shutting down"); }));
    }
    BOOST_TEST(!std::filesystem::exists(folder.path() / "realm"));
    BOOST_TEST(std::filesystem::exists(folder.path() / "kdc.log"));
}

BOOST_AUTO_TEST_CASE(who_has_logged_on_before_has_a_ticket,
                     *utf::precondition(test::namespaces) * utf::precondition(a_kdc)) {
    const PrivateFolder folder;
    const NetNamespace there;
    const Inside inside(there);
    auto wanted = order(folder);
    wanted.ticket_for = "alice";
    wanted.ticket = folder.path() / "ticket";
    {
        Kdc kdc(wanted);
        // MIT's file of tickets begins with its version [credential cache file format, 0x0504].
        BOOST_TEST(file_text(kdc.ticket()).substr(0, 2) == "\x05\x04");
        // That was before the case.
        const auto said = kdc.end();
        BOOST_TEST(std::ranges::none_of(said, [](const auto& line) { return line.contains("alice"); }));
        BOOST_TEST(file_text(wanted.log).contains("alice@EXAMPLE.TEST"));
    }
    BOOST_TEST(!std::filesystem::exists(wanted.ticket));
}

BOOST_AUTO_TEST_CASE(says_why_it_could_not_be_made, *utf::precondition(a_kdc)) {
    const PrivateFolder folder;
    auto wrong = order(folder);
    wrong.service = "TERMSRV/rdp-host.test@NOT/A/REALM@";
    BOOST_CHECK_EXCEPTION(Kdc{wrong}, std::runtime_error, [](const std::runtime_error& trouble) {
        return std::string_view(trouble.what()).contains("kadmin.local made no realm");
    });
    BOOST_TEST(!std::filesystem::exists(folder.path() / "realm"));
}

BOOST_AUTO_TEST_SUITE_END()
