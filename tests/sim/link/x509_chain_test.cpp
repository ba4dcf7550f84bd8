// Standard RDP Security with a chain of X.509 instead of the proprietary certificate.
#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_x509_chain)

using namespace badrdp;
using namespace badrdp::link;
using peer::Protocols;
using test::Pair;
using wire::Step;

namespace {

peer::ServerChoices host() { return {.accepts = {}, .accepts_rdp = true, .x509_chain = true}; }

// How it ends for a client where one number of the certificate is another.
Ending::Kind end_with(std::string field, std::uint64_t to) {
    Pair pair({{Step::mcs_connect_response, fault::SetField{std::move(field), to}, 0, "it"}}, host(),
              {.requests = Protocols::rdp});
    pair.play();
    BOOST_TEST(pair.bites() == 1u);
    BOOST_TEST(!pair.saw(Step::security_exchange));
    return pair.client().ending()->kind;
}

}  // namespace

// The secret is encrypted with the key of its last certificate [MS-RDPBCGR 5.3.3.2], which is the host's.
BOOST_AUTO_TEST_CASE(its_last_key_is_the_hosts) {
    for (const auto method : {peer::EncryptionMethod::rc4_128, peer::EncryptionMethod::fips}) {
        auto choices = host();
        choices.encryption_method = method;
        Pair pair({}, choices, {.requests = Protocols::rdp});
        pair.play();
        BOOST_TEST(pair.complaints() == "");
        BOOST_TEST(pair.saw(Step::security_exchange));
        BOOST_TEST(pair.saw(Step::active));
    }
}

BOOST_AUTO_TEST_CASE(a_chain_that_is_none_ends_it) {
    for (const auto* field : {"serverCertificate.NumCertBlobs", "serverCertificate.cbCert"})
        BOOST_TEST((end_with(field, 0xffffffff) == Ending::Kind::protocol), field);
    BOOST_TEST((end_with("serverCertificate.NumCertBlobs", 0) == Ending::Kind::protocol));
}

// The first of the two is not the host's; without a second one, its key is taken, and nothing can be read.
BOOST_AUTO_TEST_CASE(another_key_leads_nowhere) {
    Pair pair({{Step::mcs_connect_response, fault::SetField{"serverCertificate.NumCertBlobs", 1}, 0, "it"}},
              host(), {.requests = Protocols::rdp});
    pair.play();
    BOOST_TEST(pair.saw(Step::security_exchange));
    BOOST_TEST(!pair.saw(Step::active));
}

BOOST_AUTO_TEST_SUITE_END()
