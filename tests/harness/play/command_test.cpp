#include "harness/play/command.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(run_command)

namespace fs = std::filesystem;

// A client that lives in its home finds nothing below a relative one.
BOOST_AUTO_TEST_CASE(a_home_in_a_relative_folder_is_given_whole) {
    Client client;
    client.adapter.options["lenient"].command = {"{program}", "{host}:{port}", "{address}", "{home}"};
    const auto order = command_for(client, "lenient", RunContext{}, {}, "out/run/case",
                                   {.host = "localhost", .address = "127.0.0.1", .port = 3389});
    const auto home = fs::current_path() / "out/run/case/home";
    BOOST_TEST(order.command.at(1) == "localhost:3389");
    BOOST_TEST(order.command.at(2) == "127.0.0.1");
    BOOST_TEST(order.command.back() == home.string());
    BOOST_TEST(order.directory == home);
    for (const auto& [name, value] : order.environment)
        if (name == "HOME" || name == "TMPDIR") BOOST_TEST(value == home.string());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
