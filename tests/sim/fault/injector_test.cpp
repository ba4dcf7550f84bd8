#include "sim/fault/injector.h"

#include <boost/test/unit_test.hpp>
#include <optional>

BOOST_AUTO_TEST_SUITE(fault_bend)

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

std::vector<Fault> faults(std::initializer_list<Fault> all) { return all; }

wire::Writer confirm() {
    wire::Writer out;
    out.u8("tpkt.version", 3);
    out.u8("tpkt.reserved", 0);
    out.u16be("tpkt.length", 11);
    return out;
}

constexpr auto kStep = Step::x224_confirm;

}  // namespace

struct PduCase {
    std::string_view name;
    Fault fault;
    Bytes becomes;
    bool bites;
};
std::ostream& operator<<(std::ostream& os, const PduCase& c) { return os << c.name; }

const std::vector<PduCase> kPdu{
    {"a field is set in its own byte order", at(kStep, SetField{"tpkt.length", 0x0203}), {3, 0, 2, 3}, true},
    {"one less is said than is there", at(kStep, SetField{"tpkt.length", ~0ull, true}), {3, 0, 0, 10}, true},
    {"a sum stays within its field", at(kStep, SetField{"tpkt.length", 0xfff8, true}), {3, 0, 0, 3}, true},
    {"a field that is not there is missed", at(kStep, SetField{"tpkt.colour", 1}), {3, 0, 0, 11}, false},
    {"nor has it one byte less", at(kStep, SetField{"tpkt.colour", 1, true}), {3, 0, 0, 11}, false},
    {"another step is left alone", at(Step::x224_request, SetField{"tpkt.length", 1}), {3, 0, 0, 11}, false},
    {"the end is cut off", at(kStep, Truncate{3}), {3, 0, 0}, true},
    {"what is short enough is not cut", at(kStep, Truncate{4}), {3, 0, 0, 11}, false},
    {"bytes follow", at(kStep, Append{fault::hex_payload({9, 9})}), {3, 0, 0, 11, 9, 9}, true},
    {"it is said twice", at(kStep, Repeat{2}), {3, 0, 0, 11, 3, 0, 0, 11}, true},
    {"something else is said",
     at(kStep, Replace{fault::hex_payload({'S', 'S', 'H'})}),
     {'S', 'S', 'H'},
     true},
    {"nothing at all is said", at(kStep, Omit{}), {}, true},
    {"a message more leaves this one alone", at(kStep, Say{Step::heartbeat}), {3, 0, 0, 11}, false},
    {"a stream fault leaves the PDU alone", at(kStep, Reset{}), {3, 0, 0, 11}, false},
};

BOOST_AUTO_TEST_CASE(bends_a_pdu_and_reports_whether_it_bit) {
    for (const auto& c : kPdu) {
        BOOST_TEST_CONTEXT(c) {
            const auto list = faults({c.fault});
            FaultInjector injector(list, 1);
            auto out = confirm();
            injector.inject_into_pdu(kStep, out);
            BOOST_TEST(out.bytes == c.becomes, boost::test_tools::per_element());
            BOOST_TEST(injector.take_bites().size() == (c.bites ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_field_behind_a_cut_is_missed) {
    const auto list = faults({at(kStep, Truncate{3}), at(kStep, SetField{"tpkt.length", 9})});
    FaultInjector injector(list, 1);
    auto out = confirm();
    injector.inject_into_pdu(kStep, out);
    BOOST_TEST(out.bytes == (Bytes{3, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(injector.take_bites() == std::vector<std::size_t>{0}, boost::test_tools::per_element());
}

struct StreamCase {
    std::string_view name;
    Fault fault;
    std::string becomes;  // of ten bytes
    bool bites;
};
std::ostream& operator<<(std::ostream& os, const StreamCase& c) { return os << c.name; }

const std::vector<StreamCase> kStream{
    {"split in two", at(kStep, Split{4, 20ms}), "w4 p20 w6", true},
    {"no split behind the end", at(kStep, Split{10, 20ms}), "w10", false},
    {"dripping", at(kStep, Drip{4, 5ms}), "w4 p5 w4 p5 w2", true},
    {"nothing to drip in one piece", at(kStep, Drip{10, 5ms}), "w10", false},
    {"late", at(kStep, Delay{30ms}), "p30 w10", true},
    {"the rest is swallowed, and all that follows", at(kStep, Swallow{7}), "w7 mute", true},
    {"all of it is swallowed", at(kStep, Swallow{0}), "w0 mute", true},
    {"nothing to swallow", at(kStep, Swallow{10}), "w10", false},
    {"an alert, and closed", at(kStep, Alert{2, 40}), "w7 close", true},
    {"reset instead", at(kStep, Reset{Moment::instead}), "rst", true},
    {"reset behind it", at(kStep, Reset{Moment::after}), "w10 rst", true},
    {"closed instead", at(kStep, Close{Moment::instead}), "close", true},
    {"half-closed behind it", at(kStep, HalfClose{Moment::after}), "w10 fin", true},
    {"silent from here on", at(kStep, Silence{Moment::instead}), "mute", true},
    {"silent behind it", at(kStep, Silence{Moment::after}), "w10 mute", true},
    {"a PDU fault has done its work before", at(kStep, Append{fault::hex_payload({1})}), "w10", false},
};

BOOST_AUTO_TEST_CASE(bends_a_stream_and_reports_whether_it_bit) {
    const Bytes ten{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (const auto& c : kStream) {
        BOOST_TEST_CONTEXT(c) {
            const auto list = faults({c.fault});
            FaultInjector injector(list, 1);
            const auto pieces = injector.inject_into_stream(kStep, ten);
            BOOST_TEST(in_words(pieces) == c.becomes);
            BOOST_TEST(injector.take_bites().size() == (c.bites ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(faults_act_in_the_order_of_the_list) {
    const auto list =
        faults({at(kStep, Split{4, 20ms}), at(kStep, Drip{3, 5ms}), at(kStep, Reset{Moment::after})});
    FaultInjector injector(list, 1);
    const Bytes ten{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto pieces = injector.inject_into_stream(kStep, ten);
    BOOST_TEST(in_words(pieces) == "w3 p5 w1 p20 w3 p5 w3 rst");
    BOOST_TEST(joined(pieces) == ten, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cuts_never_lose_or_double_a_byte) {
    Bytes bytes(57);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
        for (std::size_t drip = 1; drip <= bytes.size(); drip += 7) {
            const auto list =
                faults({at(kStep, Drip{drip, 1ms}), at(kStep, Split{cut, 1ms}), at(kStep, Delay{1ms})});
            FaultInjector injector(list, 1);
            BOOST_TEST_REQUIRE(joined(injector.inject_into_stream(kStep, bytes)) == bytes,
                               boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(only_the_first_connections_are_bent_when_told_so) {
    const std::vector<Fault> list{{kStep, Reset{}, 2, "reset"}};
    for (unsigned connection = 1; connection <= 3; ++connection) {
        FaultInjector injector(list, connection);
        const bool bent = in_words(injector.inject_into_stream(kStep, {1})) == "rst";
        BOOST_TEST(bent == (connection <= 2));
    }
}

BOOST_AUTO_TEST_CASE(a_fault_may_begin_with_a_later_connection) {
    const Fault second{.step = Step::client_info, .deed = Silence{}, .connections = 1, .first = 2};
    const Fault later{.step = Step::client_info, .deed = Silence{}, .first = 2};
    BOOST_TEST(!bends(second, 1));
    BOOST_TEST(bends(second, 2));
    BOOST_TEST(!bends(second, 3));
    BOOST_TEST(!bends(later, 1));
    BOOST_TEST(bends(later, 3));
    FaultInjector injector(std::span(&second, 1), 1, {});
    BOOST_TEST(injector.arrive(Step::client_info).answer);
    FaultInjector again(std::span(&second, 1), 2, {});
    BOOST_TEST(!again.arrive(Step::client_info).answer);
}

BOOST_AUTO_TEST_CASE(an_arrival_forbids_the_answer_unless_it_is_only_late) {
    struct Row {
        Fault fault;
        std::string pieces;
        bool answer;
        bool bites;
    };
    const std::vector<Row> rows{{at(Step::client_hello, Reset{}), "rst", false, true},
                                {at(Step::client_hello, Silence{}), "mute", false, true},
                                {at(Step::client_hello, Alert{2, 80}), "w7 close", false, true},
                                {at(Step::client_hello, Alert{1, 0}), "w7 close", false, true},
                                {at(Step::client_hello, Alert{1, 90}), "w7", true, true},
                                {at(Step::client_hello, Delay{9ms}), "p9", true, true},
                                {at(Step::client_hello, Split{1, 9ms}), "", true, false},
                                {at(Step::client_hello, Truncate{1}), "", true, false}};
    for (const auto& row : rows) {
        const auto list = faults({row.fault});
        FaultInjector injector(list, 1);
        const auto reaction = injector.arrive(Step::client_hello);
        BOOST_TEST(in_words(reaction.pieces) == row.pieces);
        BOOST_TEST(reaction.answer == row.answer);
        BOOST_TEST(injector.take_bites().empty() == !row.bites);
    }
}

BOOST_AUTO_TEST_CASE(an_alert_is_a_record_in_clear) {
    // RFC 5246 6.2.1 and 7.2: type 21, version 3.3, length 2, level, description.
    BOOST_TEST(alert_in_clear(2, 40).record == (Bytes{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
