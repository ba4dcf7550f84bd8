// The oracles of tests/fuzz, without a fuzzer: content with the codecs of the share, and with no planted bug.
#include <boost/test/unit_test.hpp>

#include "sim/wire/license/license_exchange.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/demand_active.h"
#include "sim/wire/share/finalization.h"
#include "tests/fuzz/oracle.h"
#include "tests/fuzz/planted_share.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(fuzz_oracle_share)

using namespace badrdp;
using namespace badrdp::fuzz;
using test::from_hex;
using test::golden;
using test::golden_names;

namespace {

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

// As each seed comes, cut to every length, and with every bit of its first bytes turned.
template <class Pdu>
void check_content(std::string_view prefix) {
    for (const auto& name : golden_names(prefix)) {
        auto bytes = golden(name);
        const auto short_enough = std::min<std::size_t>(bytes.size(), 120);
        for (std::size_t keep = 0; keep <= short_enough; ++keep)
            if (const auto complaint = about_codec<Pdu>(BytesView(bytes).first(keep)))
                BOOST_ERROR(name << " cut to " << keep << ": " << *complaint);
        for (std::size_t bit = 0; bit < 8 * short_enough; ++bit) {
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            if (const auto complaint = about_codec<Pdu>(bytes))
                BOOST_ERROR(name << ", bit " << bit << ": " << *complaint);
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
    }
}

// A Client Info of ANSI texts, whose user name is "a", a null and "b".
const Bytes kNullInName = from_hex("00000000 00000000 0000 0300 0000 0000 0000 00 61006200 00 00 00");

}  // namespace

BOOST_AUTO_TEST_CASE(is_content_with_the_codecs) {
    check_content<wire::ClientInfo>("client-info-");
    check_content<wire::LicenseError>("license-error-");
    check_content<wire::ServerLicenseRequest>("license-request-");
    check_content<wire::ClientNewLicenseRequest>("license-new-request-");
    check_content<wire::ServerPlatformChallenge>("license-challenge-spec");
    check_content<wire::DemandActive>("share-demand-active-");
    check_content<wire::ConfirmActive>("share-confirm-active-");
    check_content<wire::Control>("share-cooperate-");
    check_content<wire::PersistentKeyList>("share-persistent-key-list-");
    check_content<wire::SaveSessionInfo>("share-save-session-info-");
    check_content<wire::ServerRedirection>("redirection-");
    check_content<wire::AutoDetectRequest>("auto-detect-request-");
    check_content<wire::AutoDetectResponse>("auto-detect-response-");
}

BOOST_AUTO_TEST_CASE(notices_a_text_that_is_cut) {
    BOOST_TEST(text(about_codec<wire::ClientInfo>(kNullInName)) == "content");
    BOOST_TEST(text(about_codec<planted::CutsText>(kNullInName)) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_blob_of_another_type) {
    BOOST_TEST(text(about_codec<planted::RetypesBlob>(golden("license-error-xrdp"))) ==
               "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_sets_that_are_dropped) {
    BOOST_TEST(text(about_codec<planted::DropsSets>(golden("share-confirm-active-spec"))) ==
               "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_blame_beyond_the_end) {
    BOOST_TEST(text(about_codec<planted::BlamesBeyond>({})) ==
               "blames a byte that is not there: setErrorInfo.errorInfo: wrong (byte 9999)");
}

BOOST_AUTO_TEST_CASE(notices_a_decoder_that_fails_open) {
    BOOST_TEST(text(about_codec<planted::AnswersAnything>(from_hex("ff"))) ==
               "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_length_that_is_counted_anew) {
    auto bytes = golden("share-save-session-info-extended-spec");
    bytes[22] = 0x60;  // logonInfoExtended.Length, as FreeRDP counts: with the pad
    bytes[23] = 0x02;
    BOOST_TEST(text(about_codec<wire::SaveSessionInfo>(bytes)) == "content");
    BOOST_TEST(text(about_codec<planted::RecountsLength>(bytes)) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_another_name) {
    BOOST_TEST(text(about_codec<planted::MisnamesLength>(golden("redirection-standard-spec"))) ==
               "read and write name different fields");
}

BOOST_AUTO_TEST_SUITE_END()
