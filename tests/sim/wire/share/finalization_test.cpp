#include "sim/wire/share/finalization.h"

#include "sim/wire/session/channel_pdu.h"
#include "sim/wire/share/auto_reconnect_status.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/share/shutdown.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_finalization)

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_CASE(worked_examples_come_back) {
    check_mirrors<Synchronize>(golden("share-synchronize-client-spec"));
    check_mirrors<Synchronize>(golden("share-synchronize-server-spec"));
    check_mirrors<Control>(golden("share-cooperate-client-spec"));
    check_mirrors<Control>(golden("share-cooperate-server-spec"));
    check_mirrors<Control>(golden("share-request-control-spec"));
    check_mirrors<Control>(golden("share-granted-control-spec"));
    check_mirrors<PersistentKeyList>(golden("share-persistent-key-list-spec"));
    check_mirrors<FontList>(golden("share-font-list-spec"));
    check_mirrors<FontMap>(golden("share-font-map-spec"));
    check_mirrors<ShutdownRequest>(golden("share-shutdown-request-spec"));
    check_mirrors<ShutdownDenied>(golden("share-shutdown-denied-spec"));
    check_every_cut<Synchronize>(golden("share-synchronize-client-spec"));
    check_every_cut<Control>(golden("share-granted-control-spec"));
    check_every_cut<PersistentKeyList>(golden("share-persistent-key-list-spec"));
    check_every_cut<FontMap>(golden("share-font-map-spec"));
}

BOOST_AUTO_TEST_CASE(an_honest_client_writes_what_the_examples_have) {
    const ShareData share{.control = {.pdu_source = 1007}, .share_id = 0x000103ea};
    BOOST_TEST(bytes_of(Synchronize{.share = share}) == golden("share-synchronize-client-spec"));
    BOOST_TEST(bytes_of(Control{.share = share}) == golden("share-cooperate-client-spec"));
    BOOST_TEST(bytes_of(Control{.share = share, .action = Control::kRequestControl}) ==
               golden("share-request-control-spec"));
    FontList fonts{.share = share};
    fonts.share.uncompressed_length = 0xda3b;  // uninitialized, says the specification
    BOOST_TEST(bytes_of(fonts) == golden("share-font-list-spec"));
}

BOOST_AUTO_TEST_CASE(reads_who_has_control) {
    const auto granted = read_all<Control>(golden("share-granted-control-spec"));
    BOOST_TEST(granted.action == Control::kGrantedControl);
    BOOST_TEST(granted.grant_id == 1007);
    BOOST_TEST(granted.control_id == 0x03eau);
    BOOST_TEST(granted.share.uncompressed_length.value() == 26);  // Windows servers count the whole PDU
    BOOST_TEST(!read_all<Control>(golden("share-cooperate-client-spec")).share.uncompressed_length);
    const auto map = read_all<FontMap>(golden("share-font-map-spec"));
    BOOST_TEST(map.map_flags == 3);
    BOOST_TEST(map.entry_size == 4);
}

BOOST_AUTO_TEST_CASE(reads_the_worked_keys) {
    const auto list = read_all<PersistentKeyList>(golden("share-persistent-key-list-spec"));
    BOOST_TEST((list.num_entries == std::array<std::uint16_t, 5>{0, 0, 0x19, 0, 0}));
    BOOST_TEST((list.total_entries == std::array<std::uint16_t, 5>{0, 0, 0x19, 0, 0}));
    BOOST_TEST(list.b_bit_mask == 3);
    BOOST_REQUIRE(list.entries.size() == 25u);
    BOOST_TEST(list.entries[0].key1 == 0x16511ea3u);
    BOOST_TEST(list.entries[0].key2 == 0x78222948u);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const struct {
        const char* name;
        std::size_t at;
        const char* bytes;
        const char* error;
    } cases[] = {
        {"total too long", 0, "f300", "shareControlHeader.totalLength: is not the size of the PDU (byte 0)"},
        {"a Demand Active", 2, "1100", "shareControlHeader.pduType: another PDU (byte 2)"},
        {"a Font List", 14, "27", "shareDataHeader.pduType2: another PDU (byte 14)"},
        {"compressed", 15, "21",
         "shareDataHeader.compressedType: compressed, which nobody has offered (byte 15)"},
        {"one key more", 22, "1a00", "persistentKeyList.Key1: missing (byte 242)"},
        {"one key less", 22, "1800",
         "shareControlHeader.totalLength: counts more than the parts of the PDU (byte 0)"},
        {"five caches full", 18, "ffffffffffffffffffff",
         "persistentKeyList.numEntriesCache4: more than 169 in all (byte 26)"},
    };
    for (const auto& [name, at, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            const auto whole = with(golden("share-persistent-key-list-spec"), at, bytes);
            BOOST_TEST(error_of<PersistentKeyList>(whole) == error);
        }
}

// MS-RDPBCGR 2.2.6.1.
BOOST_AUTO_TEST_CASE(reads_what_a_virtual_channel_carries) {
    check_part<ChannelPdu>(from_hex("04000000 03000000 01020304"));
    check_part<ChannelPdu>(from_hex("00000000 13000000"));
    BOOST_TEST(error_of<ChannelPdu>(from_hex("05000000 03000000 01020304")) ==
               "channelPduHeader.length: is not the size of the data (byte 0)");
    BOOST_TEST(error_of<ChannelPdu>(from_hex("04000000 01000000 01020304")) ==
               "channelPduHeader.flags: not the whole of it in one chunk (byte 4)");
}

// MS-RDPBCGR 2.2.5.1.1, 2.2.4.1.1 and 2.2.3.1.1: there is no worked example of these three.
BOOST_AUTO_TEST_CASE(reads_how_a_session_ends) {
    const auto error = from_hex("1600 1700 ea03 ea030100 00 01 0800 2f 00 0000 07000000");
    check_mirrors<SetErrorInfo>(error);
    BOOST_TEST(bytes_of(SetErrorInfo{.error_info = 7}) == error);
    check_mirrors<AutoReconnectStatus>(from_hex("1600 1700 ea03 ea030100 00 01 1600 32 00 0000 00000000"));
    check_mirrors<DeactivateAll>(from_hex("0d00 1600 ea03 ea030100 0100 00"));
    check_mirrors<DeactivateAll>(from_hex("0600 1600 ea03"));
    BOOST_TEST(bytes_of(DeactivateAll{}) == from_hex("0d00 1600 ea03 ea030100 0100 00"));
    BOOST_TEST(error_of<DeactivateAll>(from_hex("0d00 1600 ea03 ea030100 0200 00")) ==
               "deactivateAll.lengthSourceDescriptor: more than there is (byte 10)");
}

BOOST_AUTO_TEST_SUITE_END()
