#include "sim/fault/injector.h"

#include <boost/test/unit_test.hpp>
#include <optional>

using namespace badrdp;
using namespace badrdp::fault;
using namespace std::chrono_literals;
using wire::Bytes;
using wire::Step;

namespace {

// "w3" a write of 3 bytes, "p20" a pause of 20 ms, "fin", "close", "rst", "mute".
std::string in_words(const std::vector<Piece>& pieces) {
    std::string out;
    for (const auto& piece : pieces) {
        if (!out.empty()) out += ' ';
        if (const auto* write = std::get_if<piece::Write>(&piece))
            out += "w" + std::to_string(write->bytes.size());
        if (const auto* pause = std::get_if<piece::Pause>(&piece))
            out += "p" + std::to_string(pause->length.count());
        if (std::holds_alternative<piece::Fin>(piece)) out += "fin";
        if (std::holds_alternative<piece::Close>(piece)) out += "close";
        if (std::holds_alternative<piece::Rst>(piece)) out += "rst";
        if (std::holds_alternative<piece::Mute>(piece)) out += "mute";
    }
    return out;
}

Bytes joined(const std::vector<Piece>& pieces) {
    Bytes out;
    for (const auto& piece : pieces)
        if (const auto* write = std::get_if<piece::Write>(&piece))
            out.insert(out.end(), write->bytes.begin(), write->bytes.end());
    return out;
}

std::vector<Fault> faults(std::initializer_list<Deed> deeds) {
    std::vector<Fault> out;
    for (const auto& deed : deeds) out.push_back({deed, 0, ""});
    return out;
}

wire::Writer confirm() {
    wire::Writer out;
    out.u8("tpkt.version", 3);
    out.u8("tpkt.reserved", 0);
    out.u16be("tpkt.length", 11);
    return out;
}

constexpr auto kStep = Step::x224_confirm;

}  // namespace

BOOST_AUTO_TEST_SUITE(fault_bend)

struct PduCase {
    std::string_view name;
    Deed deed;
    Bytes becomes;
    bool bites;
};
std::ostream& operator<<(std::ostream& os, const PduCase& c) { return os << c.name; }

const std::vector<PduCase> kPdu{
    {"a field is set in its own byte order", SetField{kStep, "tpkt.length", 0x0203}, {3, 0, 2, 3}, true},
    {"one less is said than is there", SetField{kStep, "tpkt.length", ~0ull, true}, {3, 0, 0, 10}, true},
    {"a sum stays within its field", SetField{kStep, "tpkt.length", 0xfff8, true}, {3, 0, 0, 3}, true},
    {"a field that is not there is missed", SetField{kStep, "tpkt.colour", 1}, {3, 0, 0, 11}, false},
    {"nor has it one byte less", SetField{kStep, "tpkt.colour", 1, true}, {3, 0, 0, 11}, false},
    {"another step is left alone", SetField{Step::x224_request, "tpkt.length", 1}, {3, 0, 0, 11}, false},
    {"the end is cut off", Truncate{kStep, 3}, {3, 0, 0}, true},
    {"what is short enough is not cut", Truncate{kStep, 4}, {3, 0, 0, 11}, false},
    {"bytes follow", Append{kStep, {9, 9}}, {3, 0, 0, 11, 9, 9}, true},
    {"it is said twice", Repeat{kStep, 2}, {3, 0, 0, 11, 3, 0, 0, 11}, true},
    {"something else is said", Replace{kStep, {'S', 'S', 'H'}}, {'S', 'S', 'H'}, true},
    {"a stream fault leaves the PDU alone", Reset{kStep}, {3, 0, 0, 11}, false},
};

BOOST_AUTO_TEST_CASE(bends_a_pdu_and_reports_whether_it_bit) {
    for (const auto& c : kPdu) {
        BOOST_TEST_CONTEXT(c) {
            const auto list = faults({c.deed});
            FaultInjector injector(list, 1);
            auto out = confirm();
            injector.inject_into_pdu(kStep, out);
            BOOST_TEST(out.bytes == c.becomes, boost::test_tools::per_element());
            BOOST_TEST(injector.take_bites().size() == (c.bites ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_field_behind_a_cut_is_missed) {
    const auto list = faults({Truncate{kStep, 3}, SetField{kStep, "tpkt.length", 9}});
    FaultInjector injector(list, 1);
    auto out = confirm();
    injector.inject_into_pdu(kStep, out);
    BOOST_TEST(out.bytes == (Bytes{3, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(injector.take_bites() == std::vector<std::size_t>{0}, boost::test_tools::per_element());
}

struct StreamCase {
    std::string_view name;
    Deed deed;
    std::string becomes;  // of ten bytes
    bool bites;
};
std::ostream& operator<<(std::ostream& os, const StreamCase& c) { return os << c.name; }

const std::vector<StreamCase> kStream{
    {"split in two", Split{kStep, 4, 20ms}, "w4 p20 w6", true},
    {"no split behind the end", Split{kStep, 10, 20ms}, "w10", false},
    {"dripping", Drip{kStep, 4, 5ms}, "w4 p5 w4 p5 w2", true},
    {"nothing to drip in one piece", Drip{kStep, 10, 5ms}, "w10", false},
    {"late", Delay{kStep, 30ms}, "p30 w10", true},
    {"the rest is swallowed, and all that follows", Swallow{kStep, 7}, "w7 mute", true},
    {"all of it is swallowed", Swallow{kStep, 0}, "w0 mute", true},
    {"nothing to swallow", Swallow{kStep, 10}, "w10", false},
    {"an alert, and closed", Alert{kStep, 2, 40}, "w7 close", true},
    {"reset instead", Reset{kStep, Moment::instead}, "rst", true},
    {"reset behind it", Reset{kStep, Moment::after}, "w10 rst", true},
    {"closed instead", Close{kStep, Moment::instead}, "close", true},
    {"half-closed behind it", HalfClose{kStep, Moment::after}, "w10 fin", true},
    {"silent from here on", Silence{kStep, Moment::instead}, "mute", true},
    {"silent behind it", Silence{kStep, Moment::after}, "w10 mute", true},
    {"a PDU fault has done its work before", Append{kStep, {1}}, "w10", false},
};

BOOST_AUTO_TEST_CASE(bends_a_stream_and_reports_whether_it_bit) {
    const Bytes ten{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (const auto& c : kStream) {
        BOOST_TEST_CONTEXT(c) {
            const auto list = faults({c.deed});
            FaultInjector injector(list, 1);
            const auto pieces = injector.inject_into_stream(kStep, ten);
            BOOST_TEST(in_words(pieces) == c.becomes);
            BOOST_TEST(injector.take_bites().size() == (c.bites ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(faults_act_in_the_order_of_the_list) {
    const auto list = faults({Split{kStep, 4, 20ms}, Drip{kStep, 3, 5ms}, Reset{kStep, Moment::after}});
    FaultInjector injector(list, 1);
    const Bytes ten{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto pieces = injector.inject_into_stream(kStep, ten);
    BOOST_TEST(in_words(pieces) == "w3 p5 w1 p20 w3 p5 w3 rst");
    BOOST_TEST(joined(pieces) == ten, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cuts_never_lose_or_double_a_byte) {
    Bytes bytes(57);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t at = 0; at <= bytes.size(); ++at)
        for (std::size_t drip = 1; drip <= bytes.size(); drip += 7) {
            const auto list = faults({Drip{kStep, drip, 1ms}, Split{kStep, at, 1ms}, Delay{kStep, 1ms}});
            FaultInjector injector(list, 1);
            BOOST_TEST_REQUIRE(joined(injector.inject_into_stream(kStep, bytes)) == bytes,
                               boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(only_the_first_connections_are_bent_when_told_so) {
    const std::vector<Fault> list{{Reset{kStep}, 2, "reset"}};
    for (unsigned connection = 1; connection <= 3; ++connection) {
        FaultInjector injector(list, connection);
        const bool bent = in_words(injector.inject_into_stream(kStep, {1})) == "rst";
        BOOST_TEST(bent == (connection <= 2));
    }
}

BOOST_AUTO_TEST_CASE(an_arrival_forbids_the_answer_unless_it_is_only_late) {
    struct Row {
        Deed deed;
        std::string pieces;
        bool answer;
        bool bites;
    };
    const std::vector<Row> rows{{Reset{Step::client_hello}, "rst", false, true},
                                {Silence{Step::client_hello}, "mute", false, true},
                                {Alert{Step::client_hello, 2, 80}, "w7 close", false, true},
                                {Delay{Step::client_hello, 9ms}, "p9", true, true},
                                {Split{Step::client_hello, 1, 9ms}, "", true, false},
                                {Truncate{Step::client_hello, 1}, "", true, false}};
    for (const auto& row : rows) {
        const auto list = faults({row.deed});
        FaultInjector injector(list, 1);
        const auto reaction = injector.arrive(Step::client_hello);
        BOOST_TEST(in_words(reaction.pieces) == row.pieces);
        BOOST_TEST(reaction.answer == row.answer);
        BOOST_TEST(injector.take_bites().empty() == !row.bites);
    }
}

BOOST_AUTO_TEST_CASE(an_alert_is_a_record_in_clear) {
    // RFC 5246 6.2.1 and 7.2: type 21, version 3.3, length 2, level, description.
    BOOST_TEST(alert_record(2, 40) == (Bytes{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
