// What the tests of networks of our own share: whether this machine lets them make any.
#pragma once

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "harness/os/net/namespaces.h"

namespace badrdp::harness::test {

// For boost::unit_test::precondition: the reason of the skip is what a user would read.
inline boost::test_tools::assertion_result namespaces(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result may(why_no_namespaces().empty());
    may.message() << why_no_namespaces();
    return may;
}

inline boost::test_tools::assertion_result ipv6(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result has(::access("/proc/net/if_inet6", F_OK) == 0);
    has.message() << "this kernel has no IPv6";
    return has;
}

}  // namespace badrdp::harness::test
