// Real clients' captures, opened with their keys, against what tshark opens with the same keys.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "capture/survey/survey.h"
#include "tests/capture/frames.h"
#include "tests/capture/tshark.h"

using namespace badrdp;
using namespace badrdp::capture;
using boost::unit_test::precondition;

namespace {

using Words = std::multiset<std::string>;  // "12 alert 0"

std::filesystem::path keys_file(const std::string& name) {
    return test::golden_capture(name).replace_extension(".keys");
}

Words told_by_us(const std::string& name, std::uint16_t port, bool with_keys) {
    KeyLog keys;
    if (with_keys) {
        std::ifstream in(keys_file(name));
        keys.add(std::string(std::istreambuf_iterator<char>(in), {}));
    }
    Surveyor surveyor({port}, &keys);
    std::uint64_t number = 0;
    const auto packets = test::read_capture(test::golden_capture(name));
    for (const auto& packet : packets)
        surveyor.take(
            {.number = ++number, .at = packet.at, .wire_length = packet.wire_length, .bytes = packet.bytes});
    Words out;
    for (const auto& talk : surveyor.finish().talks)
        for (const auto& event : talk.events) {
            const auto frame = std::to_string(event.packet + 1);
            if (event.step == wire::Step::mcs_connect_initial) out.insert(frame + " connect initial");
            if (event.what.starts_with("alert")) out.insert(frame + " " + event.what);
        }
    return out;
}

Words told_by_tshark(const std::string& name, std::uint16_t port) {
    const auto at = std::to_string(port);
    Words out;
    for (const auto& row :
         test::tshark(test::golden_capture(name),
                      "-d tcp.port==" + at + ",tls -d tls.port==" + at +
                          ",tpkt -o tls.desegment_ssl_application_data:FALSE -o tls.keylog_file:" +
                          keys_file(name).string(),
                      {"frame.number", "t125.connect_initial_element", "tls.alert_message.level",
                       "tls.alert_message.desc"})) {
        if (!row[1].empty()) out.insert(row[0] + " connect initial");
        if (!row[3].empty())
            out.insert(row[0] + " alert " + (row[2] == "2" ? "fatal " : "warning ") + row[3]);
    }
    return out;
}

BOOST_AUTO_TEST_SUITE(capture_golden_opened, *precondition(test::has_tshark))

BOOST_AUTO_TEST_CASE(opens_what_tshark_opens) {
    std::size_t by_keys_alone = 0;
    for (const auto& name : test::golden_captures()) {
        if (!std::filesystem::exists(keys_file(name))) continue;
        BOOST_TEST_CONTEXT(name) {
            const auto packets = test::read_capture(test::golden_capture(name));
            const auto port = read_frame(packets.at(0).bytes).value().value().destination.port;
            const auto theirs = told_by_tshark(name, port);
            BOOST_TEST(!theirs.empty());
            BOOST_TEST(told_by_us(name, port, true) == theirs, boost::test_tools::per_element());
            if (told_by_us(name, port, false) != theirs) ++by_keys_alone;  // not those that died in clear
        }
    }
    BOOST_TEST(by_keys_alone >= 5u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
