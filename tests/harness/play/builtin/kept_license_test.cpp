#include "harness/play/builtin/kept_license.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "sim/peer/license_client.h"
#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(builtin_kept_license)

using namespace badrdp;
using namespace badrdp::harness;

BOOST_AUTO_TEST_CASE(a_licence_is_there_on_the_next_visit) {
    const test::TempFolder home;
    const auto file = home / "store/license";
    KeptLicense none(file);
    BOOST_TEST(none.kept().empty());
    const wire::Bytes longest(peer::kLongestLicense, 7);
    none.keep(longest);
    BOOST_TEST((KeptLicense(file).kept() == longest));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_longer_than_any_licence_is_named) {
    const test::TempFolder home;
    const auto file = home / "license";
    std::ofstream(file) << std::string(peer::kLongestLicense + 1, 'x');
    BOOST_CHECK_EXCEPTION(KeptLicense{file}, std::runtime_error, [&](const std::runtime_error& e) {
        return std::string(e.what()).starts_with(file.string() + ": longer than any licence");
    });
}

BOOST_AUTO_TEST_SUITE_END()
