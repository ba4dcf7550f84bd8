// What real programs have said inside a share, read and written back.
#include "sim/wire/license/license.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/bitmap_update.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/fast_path.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/demand_active.h"
#include "sim/wire/share/finalization.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_share_golden)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

template <class Pdu>
void check_all(std::string_view prefix) {
    for (const auto& name : golden_names(prefix)) BOOST_TEST_CONTEXT(name) {
            check_mirrors<Pdu>(golden(name));
        }
}

}  // namespace

BOOST_AUTO_TEST_CASE(comes_back_byte_for_byte) {
    check_all<ClientInfo>("client-info-");
    check_all<ServerLicenseRequest>("license-request-");
    check_all<ClientNewLicenseRequest>("license-new-request-");
    check_all<LicenseError>("license-error-");
    check_all<DemandActive>("share-demand-active-");
    check_all<ConfirmActive>("share-confirm-active-");
    check_all<FontList>("share-font-list-");
    check_all<FontMap>("share-font-map-");
    check_all<BitmapUpdate>("share-bitmap-update-");
    check_all<AutoDetectRequest>("auto-detect-request-");
    check_all<AutoDetectResponse>("auto-detect-response-");
}

BOOST_AUTO_TEST_CASE(fast_path_comes_back_byte_for_byte) {
    for (const auto& [name, sender] :
         {std::pair{"fast-path-output-xrdp", Role::server}, {"fast-path-input-xfreerdp", Role::client}}) {
        const auto bytes = golden(name);
        Reader in(bytes);
        const auto pdu = FastPath::read(in, {.sender = sender});
        BOOST_REQUIRE(pdu);
        Writer out;
        pdu->write(out);
        BOOST_TEST(out.bytes == bytes);
    }
}

// The values that tshark 4.0.17 shows for the same bytes.
BOOST_AUTO_TEST_CASE(reads_what_a_client_says_of_its_user) {
    const auto info = read_all<ClientInfo>(golden("client-info-xfreerdp"));
    BOOST_TEST(info.flags == 0x000b47fbu);
    BOOST_TEST(info.text(info.user_name) == "alice");
    BOOST_TEST(info.text(info.password) == "secret");
    BOOST_TEST(info.domain.empty());
    BOOST_TEST(info.text(info.extra_info.value().client_address) == std::string("127.0.0.1\0", 10));
    BOOST_TEST(info.extra_info->performance_flags.value() == 0x180u);
    BOOST_TEST(!info.extra_info->auto_reconnect.value().cookie);
}

BOOST_AUTO_TEST_CASE(reads_what_both_ends_can_do) {
    const auto demand = read_all<DemandActive>(golden("share-demand-active-xrdp"));
    BOOST_TEST(demand.share.pdu_source == 1008);
    BOOST_TEST(demand.capabilities.sets.size() == 13u);
    const auto confirm = read_all<ConfirmActive>(golden("share-confirm-active-xfreerdp"));
    BOOST_TEST(confirm.share_id == 0x000103eau);
    BOOST_TEST(confirm.originator_id == 1002);
    BOOST_TEST(confirm.capabilities.source_descriptor == from_hex("46524545524450 00"));
    BOOST_TEST(confirm.capabilities.sets.size() == 19u);
}

BOOST_AUTO_TEST_SUITE_END()
