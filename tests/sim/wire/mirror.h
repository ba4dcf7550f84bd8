// What every test of a codec asks: bytes come back as they were, under the same names; wrong ones are blamed.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sim/wire/x224/data_packet.h"

namespace badrdp::test {

template <class Pdu>
std::string blame(const wire::Expected<Pdu>& pdu) {
    return pdu ? "none" : to_string(pdu.error());
}

template <class Pdu>
std::string error_of(wire::BytesView bytes) {
    wire::Reader in(bytes);
    return blame(Pdu::read(in));
}

template <class Pdu>
std::string packet_error_of(wire::BytesView packet) {
    return blame(wire::read_packet<Pdu>(packet));
}

// Of a whole packet; gives what was read.
template <class Pdu>
Pdu check_packet(const wire::Bytes& packet) {
    wire::Reader in(packet);
    const auto pdu = wire::read_packet<Pdu>(in);
    BOOST_REQUIRE_MESSAGE(pdu, blame(pdu));
    const auto out = to_packet(*pdu);
    BOOST_TEST(out.bytes == packet, boost::test_tools::per_element());
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
    return *pdu;
}

// Of a part of one, which ends where these bytes end.
template <class Pdu>
Pdu check_part(const wire::Bytes& bytes) {
    wire::Reader in(bytes);
    const auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, blame(pdu));
    BOOST_TEST(in.remaining() == 0u);
    wire::Writer out;
    pdu->write(out);
    BOOST_TEST(out.bytes == bytes, boost::test_tools::per_element());
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
    return *pdu;
}

// No prefix of a whole packet may pass for one, whether or not its TPKT header tells the truth.
template <class Pdu>
void check_truncations(const wire::Bytes& whole) {
    for (std::size_t keep = 0; keep < whole.size(); ++keep) {
        BOOST_TEST_CONTEXT("cut to " << keep) {
            wire::Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(keep));
            BOOST_TEST(packet_error_of<Pdu>(cut) != "none");
            if (keep < wire::Tpkt::kSize) continue;
            cut[2] = static_cast<std::uint8_t>(keep >> 8);
            cut[3] = static_cast<std::uint8_t>(keep);
            BOOST_TEST(packet_error_of<Pdu>(cut) != "none");
        }
    }
}

}  // namespace badrdp::test
