// What the tests of every codec ask of it.
#pragma once

#include <boost/test/unit_test.hpp>

#include "tests/fuzz/oracle.h"
#include "tests/sim/wire/mirror.h"

namespace badrdp::test {

template <class Pdu>
Pdu read_pdu(wire::BytesView bytes) {
    wire::Reader in(bytes);
    auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    return *pdu;
}

template <class Pdu>
wire::Bytes written(const Pdu& pdu) {
    wire::Writer out;
    pdu.write(out);
    return out.bytes;
}

// Accepted, and written back with the same bytes and the same names in the same places.
template <class Pdu>
void check_codec(wire::BytesView bytes) {
    BOOST_TEST(error_of<Pdu>(bytes) == "none");
    BOOST_TEST(fuzz::about_codec<Pdu>(bytes).value_or("no complaint") == "no complaint");
}

// Nothing that is cut short passes for the whole, and the blame lies inside.
template <class Pdu>
void check_cut_short(wire::BytesView whole) {
    for (std::size_t keep = 0; keep < whole.size(); ++keep) {
        BOOST_TEST_CONTEXT("cut to " << keep) {
            BOOST_TEST(error_of<Pdu>(whole.first(keep)) != "none");
            BOOST_TEST(fuzz::about_codec<Pdu>(whole.first(keep)).value_or("no complaint") == "no complaint");
        }
    }
}

}  // namespace badrdp::test
