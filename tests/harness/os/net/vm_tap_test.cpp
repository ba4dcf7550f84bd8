#include "harness/os/net/vm_tap.h"

#include <net/if.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "harness/os/net/namespaces.h"
#include "tests/harness/os/net/available.h"

namespace badrdp::vm_tap_tests {

using namespace badrdp::harness;
using boost::unit_test::precondition;
using test::namespaces;

BOOST_AUTO_TEST_SUITE(os_vm_tap, *precondition(namespaces))

constexpr int kNobodyElse = -1;

// What a badrdp leaves that is killed: the tap stays, and nobody holds its lock.
void leave_a_tap(const std::string& name) {
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        try {
            const auto* left = new VmTap(name, kNobodyElse);
            ::_exit(left->made() ? 0 : 1);
        } catch (const std::exception&) {
            ::_exit(2);
        }
    }
    int how = -1;
    ::waitpid(child, &how, 0);
    BOOST_REQUIRE(how == 0);
}

BOOST_AUTO_TEST_CASE(the_tap_of_a_living_one_stays_and_that_of_a_dead_one_goes) {
    const NetNamespace there;
    const Inside inside(there);
    const VmTap living("living8", kNobodyElse);
    leave_a_tap("dead8");
    BOOST_TEST(::if_nametoindex("dead8") != 0);
    BOOST_TEST(sweep_taps() == std::vector<std::string>{"dead8"}, boost::test_tools::per_element());
    BOOST_TEST(::if_nametoindex("dead8") == 0);
    BOOST_TEST(::if_nametoindex("living8") != 0);
    BOOST_TEST(sweep_taps().empty());
}

BOOST_AUTO_TEST_CASE(an_interface_that_goes_while_they_are_swept_is_in_nobodys_way) {
    const NetNamespace there;
    const Inside inside(there);
    std::atomic<bool> over = false;
    std::jthread others([&] {
        const Inside also(there);
        for (int i = 0; i < 30; ++i) {
            try {
                const VmTap passing("passing8", kNobodyElse);
            } catch (const std::exception&) {  // it was being swept
            }
        }
        over = true;
    });
    while (!over) BOOST_REQUIRE_NO_THROW(sweep_taps());
}

BOOST_AUTO_TEST_CASE(an_interface_of_somebody_elses_is_taken_and_never_swept) {
    const NetNamespace there;
    const Inside inside(there);
    const VmTap taken("lo", kNobodyElse);
    BOOST_TEST(!taken.made());
    BOOST_TEST(sweep_taps().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::vm_tap_tests
