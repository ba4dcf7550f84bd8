#include "sim/wire/share/capability_set.h"

#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/demand_active.h"
#include "tests/sim/wire/codec_checks.h"

namespace badrdp::capability_tests {

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

struct Bad {
    const char* name;
    std::size_t at;
    const char* bytes;
    const char* error;
};

template <class Set>
const Set* find_set(const std::vector<CapabilitySet>& sets) {
    for (const auto& set : sets)
        if (const auto* found = std::get_if<Set>(&set)) return found;
    return nullptr;
}

std::vector<int> types_of(const CapabilityList& list) {
    std::vector<int> types;
    for (const auto& set : list.sets) types.push_back(type_of(set));
    return types;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_demand_active)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto pdu = read_all<DemandActive>(golden("share-demand-active-spec"));
    BOOST_TEST(pdu.share.pdu_source == 1002);
    BOOST_TEST(pdu.share_id == 0x000103eau);
    BOOST_TEST(pdu.capabilities.source_descriptor == from_hex("52445000"));
    BOOST_TEST(pdu.session_id.value() == 0u);
    const auto& sets = pdu.capabilities.sets;
    BOOST_TEST(types_of(pdu.capabilities) == (std::vector{9, 1, 20, 22, 14, 2, 3, 10, 18, 8, 13, 23, 24}));
    BOOST_TEST(find_set<ShareCapabilitySet>(sets)->node_id == 0x03ea);
    BOOST_TEST(find_set<GeneralCapabilitySet>(sets)->extra_flags == 0x041d);
    BOOST_TEST(find_set<GeneralCapabilitySet>(sets)->suppress_output_support == 1);
    BOOST_TEST(find_set<BitmapCapabilitySet>(sets)->desktop_width == 1280);
    BOOST_TEST(find_set<BitmapCapabilitySet>(sets)->desktop_height == 1024);
    BOOST_TEST(find_set<OrderCapabilitySet>(sets)->order_flags == 0x0022);
    BOOST_TEST(find_set<PointerCapabilitySet>(sets)->pointer_cache_size == 25);
    BOOST_TEST(find_set<InputCapabilitySet>(sets)->input_flags == 0x0035);
    // RDP 5.1 sends these two shorter than the specification has them today.
    BOOST_TEST(!find_set<VirtualChannelCapabilitySet>(sets));
    BOOST_TEST((sets.at(2) == CapabilitySet(OtherCapabilitySet{20, from_hex("02000000")})));
    BOOST_TEST((sets.at(4) == CapabilitySet(OtherCapabilitySet{14, {}})));
}

BOOST_AUTO_TEST_CASE(writes_back_the_worked_example) {
    const auto bytes = golden("share-demand-active-spec");
    check_mirrors<DemandActive>(bytes);
    check_every_cut<DemandActive>(bytes);
}

BOOST_AUTO_TEST_CASE(a_session_id_may_be_missing) {
    auto bytes = golden("share-demand-active-spec");
    bytes.resize(bytes.size() - 4);
    check_mirrors<DemandActive>(with(bytes, 0, "6301"));
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const Bad cases[] = {
        {"total too long", 0, "6801", "shareControlHeader.totalLength: is not the size of the PDU (byte 0)"},
        {"total of nothing", 0, "0000",
         "shareControlHeader.totalLength: is not the size of the PDU (byte 0)"},
        {"a Confirm Active", 2, "1300", "shareControlHeader.pduType: another PDU (byte 2)"},
        {"source beyond", 10, "ffff", "demandActive.lengthSourceDescriptor: more than there is (byte 10)"},
        {"combined beyond", 12, "ffff",
         "demandActive.lengthCombinedCapabilities: more than there is (byte 12)"},
        {"combined of 3", 12, "0300",
         "demandActive.lengthCombinedCapabilities: shorter than its own header (byte 12)"},
        {"combined one short", 12, "5001", "capabilitySet.lengthCapability: more than there is (byte 346)"},
        {"no set counted", 18, "0000", "demandActive.numberCapabilities: fewer than there are (byte 18)"},
        {"one set more", 18, "0e00", "demandActive.numberCapabilities: more than there are (byte 18)"},
        {"65535 sets", 18, "ffff", "demandActive.numberCapabilities: more than there are (byte 18)"},
        {"a set of length 0", 32, "0000",
         "generalCapabilitySet.lengthCapability: shorter than its own header (byte 32)"},
        {"a set of length 3", 32, "0300",
         "generalCapabilitySet.lengthCapability: shorter than its own header (byte 32)"},
        {"a set of 65535", 32, "ffff", "generalCapabilitySet.lengthCapability: more than there is (byte 32)"},
    };
    for (const auto& [name, at, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<DemandActive>(with(golden("share-demand-active-spec"), at, bytes)) == error);
        }
}

BOOST_AUTO_TEST_CASE(what_follows_is_blamed_on_the_total) {
    const auto bytes = joined({golden("share-demand-active-spec"), from_hex("00")});
    BOOST_TEST(error_of<DemandActive>(with(bytes, 0, "6801")) ==
               "shareControlHeader.totalLength: counts more than the parts of the PDU (byte 0)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_confirm_active)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto pdu = read_all<ConfirmActive>(golden("share-confirm-active-spec"));
    BOOST_TEST(pdu.share.pdu_source == 1007);
    BOOST_TEST(pdu.capabilities.source_descriptor == from_hex("4d5354534300"));
    const auto& sets = pdu.capabilities.sets;
    BOOST_TEST(types_of(pdu.capabilities) ==
               (std::vector{1, 2, 3, 19, 10, 7, 5, 8, 9, 13, 12, 14, 16, 15, 17, 20, 21, 22}));
    BOOST_TEST(find_set<InputCapabilitySet>(sets)->keyboard_layout == 0x0409u);
    BOOST_TEST(find_set<InputCapabilitySet>(sets)->keyboard_function_key == 12u);
    BOOST_TEST(find_set<BitmapCacheRev2CapabilitySet>(sets)->num_cell_caches == 3);
    BOOST_TEST(find_set<ControlCapabilitySet>(sets)->control_interest == 2);
    BOOST_TEST(find_set<GlyphCacheCapabilitySet>(sets)->glyph_support_level == 3);
    BOOST_TEST(find_set<OffscreenCapabilitySet>(sets)->offscreen_cache_size == 7680);
    BOOST_TEST(find_set<BrushCapabilitySet>(sets)->brush_support_level == 1u);
    BOOST_TEST(find_set<SoundCapabilitySet>(sets)->sound_flags == 1);
    BOOST_TEST(find_set<FontCapabilitySet>(sets)->font_support_flags == 1);
}

BOOST_AUTO_TEST_CASE(writes_back_the_worked_example) {
    const auto bytes = golden("share-confirm-active-spec");
    check_mirrors<ConfirmActive>(bytes);
    check_every_cut<ConfirmActive>(bytes);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const Bad cases[] = {
        {"an answer to nobody", 10, "eb03", "confirmActive.originatorID: not the server's channel (byte 10)"},
        {"source beyond", 12, "ffff", "confirmActive.lengthSourceDescriptor: more than there is (byte 12)"},
        {"65535 sets", 22, "ffff", "confirmActive.numberCapabilities: more than there are (byte 22)"},
        {"a set of length 3", 52, "0300",
         "bitmapCapabilitySet.lengthCapability: shorter than its own header (byte 52)"},
        {"the last set one too long", 454, "2900",
         "capabilitySet.lengthCapability: more than there is (byte 454)"},
    };
    for (const auto& [name, at, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<ConfirmActive>(with(golden("share-confirm-active-spec"), at, bytes)) ==
                       error);
        }
}

BOOST_AUTO_TEST_CASE(every_kind_of_set_has_the_size_of_the_specification) {
    ConfirmActive pdu;
    auto& sets = pdu.capabilities.sets;
    sets = {
        GeneralCapabilitySet{},         BitmapCapabilitySet{},         OrderCapabilitySet{},
        BitmapCacheCapabilitySet{},     ControlCapabilitySet{},        WindowActivationCapabilitySet{},
        PointerCapabilitySet{},         ShareCapabilitySet{},          SoundCapabilitySet{},
        InputCapabilitySet{},           FontCapabilitySet{},           BrushCapabilitySet{},
        GlyphCacheCapabilitySet{},      OffscreenCapabilitySet{},      BitmapCacheHostSupportCapabilitySet{},
        BitmapCacheRev2CapabilitySet{}, VirtualChannelCapabilitySet{}, MultifragmentUpdateCapabilitySet{},
        LargePointerCapabilitySet{},    SurfaceCommandsCapabilitySet{}};
    // [2.2.7.1.1 to 2.2.7.2.9], header included.
    const std::vector<std::size_t> sizes{24, 28, 88, 40, 12, 12, 10, 8, 8, 88,
                                         8,  8,  52, 12, 8,  40, 12, 8, 6, 12};
    Writer out;
    pdu.write(out);
    std::vector<std::size_t> seen;
    for (const auto& span : out.fields)
        if (span.name.ends_with(".lengthCapability"))
            seen.push_back(out.bytes[span.at] + std::size_t{256} * out.bytes[span.at + 1]);
    BOOST_TEST(seen == sizes);
    BOOST_TEST((read_all<ConfirmActive>(out.bytes) == pdu));
    check_mirrors<ConfirmActive>(out.bytes);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_share_control)

BOOST_AUTO_TEST_CASE(user_data_is_cut_where_its_pdus_say) {
    const auto one = golden("share-confirm-active-spec");
    const auto two = golden("share-demand-active-spec");
    const auto flow = from_hex("0080 0000 0000 0000");
    const auto all = joined({one, flow, two});
    const auto pdus = cut_share_pdus(all);
    BOOST_REQUIRE(pdus.size() == 3u);
    BOOST_TEST(std::ranges::equal(pdus[0], one));
    BOOST_TEST(std::ranges::equal(pdus[1], flow));
    BOOST_TEST(std::ranges::equal(pdus[2], two));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_comes_last_and_whole) {
    BOOST_TEST(cut_share_pdus({}).empty());
    for (const auto* hex : {"00", "0000", "0500 1700 ea03", "ffff 1700 ea03", "0080"}) {
        const auto bytes = from_hex(hex);
        BOOST_REQUIRE(cut_share_pdus(bytes).size() == 1u);
        BOOST_TEST(cut_share_pdus(bytes)[0].size() == bytes.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::capability_tests
