#include "sim/peer/data_layer.h"

#include <boost/test/unit_test.hpp>

#include "sim/peer/choices.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/security_header.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::data_layer_hostile_tests {

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;

BOOST_FIXTURE_TEST_SUITE(peer_data_layer_hostile, test::LegacyProvider)

// Encrypted, as the flags say, and too short for a signature, for any data, or for a block.
BOOST_AUTO_TEST_CASE(short_encrypted_data_are_malformed_and_never_a_step) {
    for (const auto method : {EncryptionMethod::rc4_40, EncryptionMethod::rc4_56, EncryptionMethod::rc4_128,
                              EncryptionMethod::fips})
        for (const auto role : {Role::server, Role::client})
            for (const unsigned flags : {0x0008u, 0x0808u, 0x0048u, 0x0088u, 0x0288u})
                for (std::size_t size = 0; size < 24; ++size) {
                    DataLayer data(role);
                    data.encrypt_with(
                        auth::RdpSecurity(method,
                                          role == Role::server ? auth::Sender::server : auth::Sender::client,
                                          {}, {}),
                        method, EncryptionLevel::high);
                    wire::Writer body;
                    body.u16le("securityHeader.flags", static_cast<std::uint16_t>(flags));
                    body.raw("rest", Bytes(size, 0x10));
                    if (size < 2) body.bytes.resize(size);
                    const auto opened =
                        data.open(wire::send_data_packet(wire::other(role), 1007, 1003, body).bytes);
                    BOOST_TEST_CONTEXT(std::to_underlying(method)
                                       << ", " << name(role) << ", " << flags << ", " << size) {
                        BOOST_TEST((!opened || opened->step == Step::none));
                        if (!opened) BOOST_TEST(opened.error().field.starts_with("securityHeader."));
                    }
                }
}

// Cut anywhere, a packet is nothing that anybody would take for a step.
BOOST_AUTO_TEST_CASE(a_packet_that_is_cut_is_no_step) {
    DataLayer data(Role::server);
    wire::Writer body;
    wire::SecurityHeader{.flags = wire::kSecInfoPkt}.write(body);
    const auto whole = wire::send_data_packet(Role::client, 1007, 1003, body).bytes;
    BOOST_TEST((data.open(whole)->step == Step::client_info));
    for (std::size_t keep = 0; keep < whole.size(); ++keep) {
        const auto opened =
            data.open(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(keep)));
        BOOST_TEST((!opened || opened->step == Step::none), keep);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::data_layer_hostile_tests
