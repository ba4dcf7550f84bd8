#include "sim/wire/io/base64.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::wire {
namespace {

BOOST_AUTO_TEST_SUITE(wire_base64)

// RFC 4648 section 10.
BOOST_AUTO_TEST_CASE(writes_the_test_vectors) {
    const std::pair<std::string_view, std::string_view> vectors[]{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors)
        BOOST_TEST(to_base64(Bytes(plain.begin(), plain.end())) == text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::wire
