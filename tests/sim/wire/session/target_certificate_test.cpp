#include "sim/wire/session/target_certificate.h"

#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_target_certificate)

using namespace badrdp::wire;
using namespace badrdp::test;

// As MS-RDPBCGR 2.2.13.1.2 lays it out; there is no worked example.
const Bytes kTwo = from_hex("11000000 01000000 02000000 aabb  20000000 01000000 03000000 308201");

BOOST_AUTO_TEST_CASE(finds_the_certificate_among_the_elements) {
    check_mirrors<TargetCertificateContainer>(kTwo);
    const auto container = read_all<TargetCertificateContainer>(kTwo);
    BOOST_TEST(container.elements.size() == 2u);
    BOOST_TEST(container.certificate().value() == from_hex("308201"));
    BOOST_TEST(!read_all<TargetCertificateContainer>(Bytes{}).certificate());
}

BOOST_AUTO_TEST_CASE(names_what_is_cut) {
    for (std::size_t keep = 1; keep < kTwo.size(); ++keep) {
        Reader in(BytesView(kTwo).first(keep));
        BOOST_TEST_CONTEXT(keep) {
            BOOST_TEST(TargetCertificateContainer::read(in).has_value() == (keep == 14));
        }
    }
    BOOST_TEST(error_of<TargetCertificateContainer>(with(kTwo, 22, "04000000")) ==
               "targetCertificate.elementSize: more than there is (byte 22)");
    BOOST_TEST(error_of<TargetCertificateContainer>(with(kTwo, 8, "ffffffff")) ==
               "targetCertificate.elementSize: more than there is (byte 8)");
}

// The test vectors of RFC 4648 10.
BOOST_AUTO_TEST_CASE(speaks_base64_in_utf16) {
    const struct {
        std::string_view plain;
        std::string_view coded;
    } vectors[] = {{"", ""},
                   {"f", "Zg=="},
                   {"fo", "Zm8="},
                   {"foo", "Zm9v"},
                   {"foob", "Zm9vYg=="},
                   {"fooba", "Zm9vYmE="},
                   {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        Bytes wide;
        for (const char c : coded) wide.insert(wide.end(), {static_cast<std::uint8_t>(c), 0});
        const Bytes bytes(plain.begin(), plain.end());
        wide.insert(wide.end(), {0, 0});
        BOOST_TEST(base64_text(bytes) == wide);
    }
}

// FreeRDP and Windows break its lines.
BOOST_AUTO_TEST_CASE(finds_the_certificate_in_base64) {
    BOOST_TEST(certificate_in(base64_text(kTwo)).value() == from_hex("308201"));
    auto broken = base64_text(kTwo);
    broken.insert(broken.begin() + 8, {'\r', 0, '\n', 0});
    BOOST_TEST(certificate_in(broken).value() == from_hex("308201"));
    for (const auto wrong : {"2d00", "4100 41ff", "4100"}) {
        auto text = base64_text(kTwo);
        text.resize(text.size() - 2);
        const auto more = from_hex(wrong);
        text.insert(text.end(), more.begin(), more.end());
        BOOST_TEST(!certificate_in(text), wrong);
    }
    BOOST_TEST(!certificate_in({}));
}

BOOST_AUTO_TEST_SUITE_END()
