#include "sim/wire/license/license.h"

#include "sim/wire/io/utf16.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_license)

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_CASE(valid_client_is_what_an_error_says_by_itself) {
    const auto bytes = golden("license-error-spec");
    BOOST_TEST(bytes_of(LicenseError{}) == bytes);
    BOOST_TEST((read_all<LicenseError>(bytes) == LicenseError{}));
    check_mirrors<LicenseError>(bytes);
    check_every_cut<LicenseError>(bytes);
}

BOOST_AUTO_TEST_CASE(reads_the_worked_request) {
    const auto bytes = golden("license-request-spec");
    const auto request = read_all<ServerLicenseRequest>(bytes);
    BOOST_TEST(request.preamble.flags == 3);
    BOOST_TEST(request.server_random.front() == 0x84);
    BOOST_TEST(request.dw_version == 0x00060000u);
    BOOST_TEST(utf8_of(request.company_name) == std::string("Microsoft Corporation\0", 22));
    BOOST_TEST(utf8_of(request.product_id) == std::string("A02\0", 4));
    BOOST_TEST(request.key_exchange_list.data == from_hex("01000000"));
    BOOST_TEST(request.server_certificate.data.size() == 0x812u);
    BOOST_TEST(request.scope_list.size() == 1u);
    BOOST_TEST(std::string(request.scope_list.at(0).data.begin(), request.scope_list.at(0).data.end()) ==
               std::string("microsoft.com\0", 14));
    check_mirrors<ServerLicenseRequest>(bytes);
    check_every_cut<ServerLicenseRequest>(bytes);
}

BOOST_AUTO_TEST_CASE(reads_the_worked_request_for_a_new_license) {
    const auto bytes = golden("license-new-request-spec");
    const auto request = read_all<ClientNewLicenseRequest>(bytes);
    BOOST_TEST(request.preamble.flags == 0x83);
    BOOST_TEST(request.preferred_key_exchange_alg == 1u);
    BOOST_TEST(request.platform_id == 0x04010000u);
    BOOST_TEST(request.encrypted_pre_master_secret.data.size() == 0x108u);
    BOOST_TEST(request.client_user_name.w_blob_type == LicenseBlob::kClientUserName);
    check_mirrors<ClientNewLicenseRequest>(bytes);
    check_every_cut<ClientNewLicenseRequest>(bytes);
}

BOOST_AUTO_TEST_CASE(nobody_looks_at_the_type_of_an_empty_blob) {
    // What xrdp 0.9 sends: version 2, and a blob of a type of its own.
    check_mirrors<LicenseError>(from_hex("ff021000 07000000 02000000 28140000"));
}

struct Bad {
    const char* name;
    std::size_t at;
    const char* bytes;
    const char* error;
};

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const Bad errors[] = {
        {"a request", 0, "01", "licensePreamble.bMsgType: another message (byte 0)"},
        {"too long", 2, "1100", "licensePreamble.wMsgSize: is not the size of the message (byte 2)"},
        {"too short", 2, "0000", "licensePreamble.wMsgSize: is not the size of the message (byte 2)"},
        {"blob beyond", 14, "0100", "licenseError.bbErrorInfo.wBlobLen: more than there is (byte 14)"},
        {"blob far beyond", 14, "ffff", "licenseError.bbErrorInfo.wBlobLen: more than there is (byte 14)"},
    };
    for (const auto& [name, at, bytes, error] : errors) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<LicenseError>(with(golden("license-error-spec"), at, bytes)) == error);
        }
    const Bad requests[] = {
        {"company beyond", 40, "feffffff", "licenseRequest.pbCompanyName: missing (byte 44)"},
        {"company of nothing", 40, "00000000", "licenseRequest.cbCompanyName: no room for a null (byte 40)"},
        {"half a character", 40, "2b000000",
         "licenseRequest.cbCompanyName: cuts a character in two (byte 40)"},
        {"a random for a key list", 100, "0200",
         "licenseRequest.KeyExchangeList.wBlobType: not of the type that belongs here (byte 100)"},
        {"certificate beyond", 110, "ffff",
         "licenseRequest.ServerCertificate.wBlobLen: more than there is (byte 110)"},
        {"no scope counted", 2178, "00000000",
         "licensePreamble.wMsgSize: counts more than the parts of the message (byte 2)"},
        {"scopes that are not there", 2178, "02000000",
         "licenseRequest.Scope.wBlobType: missing (byte 2200)"},
        {"scopes without end", 2178, "ffffffff",
         "licenseRequest.ScopeCount: more scopes than anybody has (byte 2178)"},
    };
    for (const auto& [name, at, bytes, error] : requests) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<ServerLicenseRequest>(with(golden("license-request-spec"), at, bytes)) ==
                       error);
        }
}

BOOST_AUTO_TEST_SUITE_END()
