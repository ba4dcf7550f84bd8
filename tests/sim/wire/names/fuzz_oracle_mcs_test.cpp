// The oracle of codecs, without a fuzzer, over MCS and GCC: content with ours, and with no planted bug.
#include <boost/test/unit_test.hpp>

#include "tests/fuzz/in_packet.h"
#include "tests/fuzz/oracle.h"
#include "tests/fuzz/planted_mcs.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(fuzz_oracle_mcs)

using namespace badrdp;
using namespace badrdp::fuzz;
using test::golden;
using test::golden_names;

namespace {

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

template <class Pdu>
std::string complaint_about(BytesView bytes) {
    return text(about_codec<InPacket<Pdu>>(bytes));
}

// With every bit of each seed's first bytes turned, which are those of all its layers; what follows the
// headers is asked too, without lengths that enclose it.
template <class Pdu>
void check_content(std::string_view prefix) {
    for (const auto& name : golden_names(prefix)) {
        auto bytes = golden(name);
        for (std::size_t bit = 0; bit < 8 * std::min<std::size_t>(bytes.size(), 140); ++bit) {
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            for (const auto& complaint :
                 {about_codec<InPacket<Pdu>>(bytes), about_codec<Pdu>(BytesView(bytes).subspan(7))})
                if (complaint) BOOST_ERROR(name << ", bit " << bit << ": " << *complaint);
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_content_with_the_codecs) {
    check_content<wire::McsConnectInitial>("mcs-connect-initial-spec");
    check_content<wire::McsConnectResponse>("mcs-connect-response-spec");
    check_content<wire::ErectDomainRequest>("mcs-erect-domain-");
    check_content<wire::AttachUserRequest>("mcs-attach-user-request-");
    check_content<wire::AttachUserConfirm>("mcs-attach-user-confirm-");
    check_content<wire::ChannelJoinRequest>("mcs-channel-join-request-");
    check_content<wire::ChannelJoinConfirm>("mcs-channel-join-confirm-");
    check_content<wire::DisconnectProviderUltimatum>("mcs-disconnect-");
    check_content<wire::SendData>("mcs-send-data-");
}

BOOST_AUTO_TEST_CASE(notices_a_block_that_is_lost) {
    auto bytes = golden("mcs-connect-initial-spec");
    BOOST_TEST(complaint_about<planted::LosesUnknownBlocks>(bytes) == "content");
    bytes[bytes.size() - 44] = 0x33;  // the type of the channel list
    BOOST_TEST(complaint_about<planted::LosesUnknownBlocks>(bytes) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_length_that_is_not_kept) {
    auto bytes = golden("mcs-connect-response-spec");
    BOOST_TEST(complaint_about<planted::ForgetsOuterLength>(bytes) == "content");
    bytes[57] = 0x2b;
    BOOST_TEST(complaint_about<planted::ForgetsOuterLength>(bytes) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_response_that_fails_open) {
    auto bytes = golden("mcs-connect-response-spec");
    bytes[69] ^= 1;  // a byte of the key
    BOOST_TEST(text(about_codec<planted::AgreesToAnything>(BytesView(bytes).subspan(7))) ==
               "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_result_that_is_cut_in_half) {
    auto bytes = golden("mcs-attach-user-confirm-spec");
    bytes[7] |= 1;
    BOOST_TEST(complaint_about<planted::HalvesResult>(bytes) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_channel_under_the_name_of_another) {
    BOOST_TEST(complaint_about<planted::MixesChannels>(golden("mcs-channel-join-confirm-spec")) ==
               "read and write name different fields");
}

BOOST_AUTO_TEST_SUITE_END()
