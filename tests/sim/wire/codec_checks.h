// What the tests of bodies ask besides mirror.h: a body is read to its end, comes back, and is missed when
// cut.
#pragma once

#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

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
wire::Bytes bytes_of(const Pdu& pdu) {
    wire::Writer out;
    pdu.write(out);
    return out.bytes;
}

// And what was written is read as the same.
template <class Pdu>
void check_mirrors(const wire::Bytes& bytes) {
    const auto pdu = check_part<Pdu>(bytes);
    BOOST_TEST((read_all<Pdu>(bytes_of(pdu)) == pdu));
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
