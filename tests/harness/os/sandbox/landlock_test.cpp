// Hostile programs of an ordinary user to whom no namespace is given, each at one of Landlock's walls; and
// the same programs where there is none.
#include "harness/os/sandbox/landlock.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/os/sandbox/ordinary_user.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/os/sandbox/without_walls.h"

BOOST_AUTO_TEST_SUITE(harness_client_landlock)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace asio = boost::asio;
namespace bdata = boost::unit_test::data;
namespace utf = boost::unit_test;
namespace fs = std::filesystem;

template <int wanted>
boost::test_tools::assertion_result landlock(utf::test_unit_id) {
    boost::test_tools::assertion_result may(landlock_version() >= wanted);
    may.message() << "Landlock of version " << landlock_version() << " here, and it takes " << wanted;
    return may;
}

std::string outcome_of(SandboxOrder order) {
    const auto end = play(std::move(order));
    return end ? end->output : "never ended";
}

// What `told` gives where the mode without namespaces has no files of its own.
std::string without_namespaces(const std::function<std::string()>& told) {
    return as_ordinary_user([&] {
        const ForcedRung forced(SandboxMode::process_group);
        return has_walls(SandboxMode::process_group) ? std::string("has namespaces") : told();
    });
}

// Of the same user: what hides it is no file's mode.
struct OtherCase {
    TempFolder folder;
    std::string file = folder.write("client.log", "another client's\n").string();
    std::string attack() const {
        return "cat " + file + " 2>&- || echo hidden; (: >>" + file + ") 2>&- || echo kept; ls " +
               folder.path().string() + " 2>&- || echo closed; mv " + file +
               " stolen 2>&- || echo stays; rm " + file + " 2>&- || echo remains";
    }
};

constexpr const char* kLooksForWord = "cat /proc/*/environ 2>&- | tr '\\0' '\\n' | grep -c ^word=of-another";

std::string dials(unsigned port) {
    return "(exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(port) + ") 2>&- && echo through || echo refused; ";
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_file_of_another_case_is_read_written_listed_moved_or_removed,
                     *utf::precondition(landlock<kLandlockFiles>)) {
    const auto told = without_namespaces([] {
        const OtherCase other;
        const TempFolder home;
        return outcome_of(shell(home, other.attack())) + (fs::exists(other.file) ? "whole" : "gone");
    });
    BOOST_TEST(told == "hidden\nkept\nclosed\nstays\nremains\nwhole");
    const auto through = without_namespaces([] {
        const OtherCase other;
        const TempFolder home;
        return said_without_walls(other.attack(), home.path());
    });
    BOOST_TEST(through == "another client's\nclient.log\nremains\n");  // it has been moved away
}

BOOST_AUTO_TEST_CASE(no_users_home_and_no_data_of_this_machine_is_seen,
                     *utf::precondition(landlock<kLandlockFiles>)) {
    constexpr const char* script =
        "for d in / /home /var /var/log /srv /media /run /sys /tmp /dev/shm; do ls $d >/dev/null 2>&1 && "
        "echo $d; "
        "done; "
        "for f in /tmp /var/tmp /dev/shm; do (: >$f/badrdp-$$) 2>&- && { rm $f/badrdp-$$; echo into $f; }; "
        "done; "
        "echo seen";
    const auto told = without_namespaces([] {
        const TempFolder home;
        return outcome_of(shell(home, script));
    });
    BOOST_TEST(told == "seen\n");
    const auto through = without_namespaces([] {
        const TempFolder home;
        return said_without_walls(script, home.path());
    });
    BOOST_TEST(through.starts_with("/\n"));
    BOOST_TEST(through.contains("into /tmp\n"));
}

BOOST_AUTO_TEST_CASE(its_home_its_output_and_this_machines_programs_are_there,
                     *utf::precondition(landlock<2>)) {
    const auto told = without_namespaces([] {
        const TempFolder home, shown;
        auto order =
            shell(home, "mkdir -p a b && : >a/f && mv a/f b && ls b; grep -c ^root: /etc/passwd; cat " +
                            (shown / "text").string() + "; (: >>" + (shown / "text").string() +
                            ") 2>&- || echo kept; echo out >/dev/null; echo again >>/dev/stdout");
        order.shows = {shown.write("text", "shown\n")};
        return outcome_of(std::move(order));
    });
    BOOST_TEST(told == "f\n1\nshown\nkept\nagain\n");
}

BOOST_AUTO_TEST_CASE(what_other_processes_hold_is_not_read, *utf::precondition(landlock<kLandlockFiles>)) {
    const auto told = without_namespaces([] {
        const Neighbour neighbour("word=of-another");
        const TempFolder home;
        return outcome_of(shell(home, kLooksForWord)) + said_without_walls(kLooksForWord, home.path());
    });
    BOOST_TEST(told == "0\n1\n");
}

BOOST_AUTO_TEST_CASE(a_signal_reaches_none_but_its_own_processes,
                     *utf::precondition(landlock<kLandlockSignals>)) {
    const auto told = without_namespaces([] {
        Neighbour neighbour("word=of-another");
        const TempFolder home;
        const auto script = "cat /dev/zero >/dev/null & kill -KILL $! && echo own; kill -KILL " +
                            neighbour.pid() + " 2>&- || echo refused";
        auto out = outcome_of(shell(home, script));
        if (neighbour.lives()) out += "lives, ";
        said_without_walls(script, home.path());
        return out + (eventually([&] { return !neighbour.lives(); }) ? "and then dies" : "and still lives");
    });
    BOOST_TEST(told == "own\nrefused\nlives, and then dies");
}

BOOST_TEST_DECORATOR(*utf::precondition(landlock<kLandlockPorts>))
BOOST_DATA_TEST_CASE(no_port_but_the_one_that_it_is_given_is_dialled, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    asio::io_context loop;
    const asio::ip::tcp::endpoint anywhere(asio::ip::make_address("127.0.0.1"), 0);
    const asio::ip::tcp::acceptor host(loop, anywhere), other(loop, anywhere);
    const TempFolder home;
    auto order = shell(home, dials(host.local_endpoint().port()) + dials(other.local_endpoint().port()) +
                                 "mkdir -p a b && : >a/f && mv a/f b/f && echo moved");
    order.command.front() = "/bin/bash";
    BOOST_TEST(outcome_of(order) == "through\nthrough\nmoved\n");
    order.tcp_port = host.local_endpoint().port();
    BOOST_TEST(outcome_of(order) == "through\nrefused\nmoved\n");
}

BOOST_AUTO_TEST_SUITE_END()
