// The oracles of tests/fuzz about authentication, without a fuzzer: content with it, and with no planted bug.
#include <boost/test/unit_test.hpp>

#include "tests/fuzz/oracle_auth.h"
#include "tests/fuzz/planted_auth.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::fuzz_oracle_tests {

using namespace badrdp;
using namespace badrdp::fuzz;
using test::golden;
using test::golden_names;

namespace {

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

// As each seed comes, cut to many lengths, and with many of its bits turned.
template <class Oracle>
void check_content(std::string_view prefix, std::size_t stride, Oracle oracle) {
    for (const auto& name : golden_names(prefix)) {
        auto bytes = golden(name);
        for (std::size_t keep = 0; keep <= bytes.size(); keep += stride)
            if (const auto complaint = oracle(BytesView(bytes).first(keep)))
                BOOST_ERROR(name << " cut to " << keep << ": " << *complaint);
        for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += stride) {
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            if (const auto complaint = oracle(bytes))
                BOOST_ERROR(name << ", bit " << bit << ": " << *complaint);
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fuzz_oracle_auth, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(is_content_with_the_codecs) {
    check_content("ts-request-", 1, about_codec<wire::TsRequest>);
    check_content("ts-credentials-", 1, about_codec<wire::TsCredentials>);
    check_content("spnego-init", 1, about_codec<wire::NegTokenInit>);
    check_content("spnego-resp", 1, about_codec<wire::NegTokenResp>);
    check_content("ntlm-negotiate", 1, about_codec<wire::NtlmNegotiate>);
    check_content("ntlm-challenge", 1, about_codec<wire::NtlmChallenge>);
    check_content("ntlm-authenticate", 1, about_codec<wire::NtlmAuthenticate>);
}

BOOST_AUTO_TEST_CASE(is_content_with_both_ends) {
    for (const std::size_t before : {0u, 1u, 2u})
        check_content("ts-", 41,
                      [&](BytesView input) { return about_server<auth::CredSspServer>(input, before); });
    for (const std::size_t before : {0u, 1u})
        check_content("ts-", 41,
                      [&](BytesView input) { return about_client<auth::CredSspClient>(input, before); });
}

BOOST_AUTO_TEST_CASE(finds_every_planted_bug) {
    BOOST_TEST(text(about_codec<planted::ForgetsNonce>(golden("ts-request-xfreerdp-negotiate"))) ==
               "encode(decode(bytes)) is not bytes");
    BOOST_TEST(text(about_codec<planted::ForgetsMic>(golden("spnego-resp-ntlm"))) ==
               "encode(decode(bytes)) is not bytes");
    auto outside = golden("ntlm-challenge-spec");
    outside[44] = outside[45] = 0xff;
    using Trusting = planted::TrustsOffsets;
    BOOST_TEST(text(about_parts<Trusting>(outside, {&Trusting::target_info})) ==
               "accepts a part that lies outside");
    BOOST_TEST(text(about_parts<wire::NtlmChallenge>(outside, {&wire::NtlmChallenge::target_info})) ==
               "content");
    BOOST_TEST(text(about_server<planted::FailsOpenServer>(golden("ts-request-xfreerdp-authenticate"), 1)) ==
               "goes on without proof");
    BOOST_TEST(text(about_client<planted::IgnoresErrors>(golden("ts-request-error"), 0)) ==
               "does not stop at an errorCode");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::fuzz_oracle_tests
