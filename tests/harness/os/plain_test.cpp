#include "harness/os/plain.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <system_error>

BOOST_AUTO_TEST_SUITE(os_plain)

namespace asio = boost::asio;
namespace fs = std::filesystem;
using badrdp::harness::plain;

namespace {

// What a person reads of whatever `act` throws.
template <class Act>
std::string said_of(Act act) {
    try {
        act();
    } catch (const std::exception& trouble) {
        return plain(trouble);
    }
    return "nothing was thrown";
}

}  // namespace

// Boost.Asio itself throws it, with a source file and a function behind the message.
BOOST_AUTO_TEST_CASE(a_refusal_of_asio_names_no_source_file) {
    asio::io_context loop;
    asio::ip::tcp::acceptor first(loop, {asio::ip::make_address("127.0.0.1"), 0});
    const auto said = said_of([&] {
        asio::ip::tcp::acceptor second(loop);
        second.open(asio::ip::tcp::v4());
        second.bind(first.local_endpoint());
    });
    BOOST_TEST(said == "bind: Address already in use");
}

BOOST_AUTO_TEST_CASE(a_file_system_error_names_the_file_and_the_reason) {
    BOOST_TEST(said_of([] { fs::directory_iterator("/no/such/folder"); }) ==
               "/no/such/folder: No such file or directory");
    BOOST_TEST(said_of([] { fs::rename("/no/such/file", "/no/such/other"); }) ==
               "/no/such/file and /no/such/other: No such file or directory");
}

BOOST_AUTO_TEST_CASE(an_exception_of_ours_stays_as_it_is) {
    const std::system_error ours(std::make_error_code(std::errc::permission_denied), "cannot open x");
    BOOST_TEST(plain(ours) == "cannot open x: Permission denied");
    BOOST_TEST(plain(std::runtime_error("there is no Xvfb")) == "there is no Xvfb");
}

BOOST_AUTO_TEST_SUITE_END()
