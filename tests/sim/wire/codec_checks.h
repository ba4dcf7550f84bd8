// What every test of a codec asks: that bytes come back as they were, with the same names at the same
// places, and which field is blamed for others.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sim/wire/reader.h"
#include "sim/wire/writer.h"
#include "tests/golden.h"

namespace badrdp::test {

template <class Pdu>
Pdu read_all(wire::BytesView bytes) {
    wire::Reader in(bytes);
    auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    BOOST_TEST(in.remaining() == 0u);
    return *pdu;
}

template <class Pdu>
std::string error_of(wire::BytesView bytes) {
    wire::Reader in(bytes);
    const auto pdu = Pdu::read(in);
    return pdu ? "none" : to_string(pdu.error());
}

template <class Pdu>
wire::Bytes bytes_of(const Pdu& pdu) {
    wire::Writer out;
    pdu.write(out);
    return out.bytes;
}

template <class Pdu>
void check_mirrors(const wire::Bytes& bytes) {
    wire::Reader in(bytes);
    const auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    wire::Writer out;
    pdu->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
    wire::Reader again(out.bytes);
    BOOST_TEST((Pdu::read(again) == pdu));
}

// However much of the bytes is missing, somebody is blamed, and for a byte that is there or is the next.
template <class Pdu>
void check_every_cut(const wire::Bytes& bytes) {
    for (std::size_t keep = 0; keep < bytes.size(); ++keep) {
        wire::Reader in(wire::BytesView(bytes).first(keep));
        const auto pdu = Pdu::read(in);
        BOOST_TEST_CONTEXT("cut after " << keep) {
            BOOST_REQUIRE(!pdu);
            BOOST_TEST(pdu.error().at <= keep);
        }
    }
}

// The bytes with others in the place of some.
inline wire::Bytes with(wire::Bytes bytes, std::size_t at, std::string_view hex) {
    const auto patch = from_hex(hex);
    std::ranges::copy(patch, bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return bytes;
}

}  // namespace badrdp::test
