#include "sim/wire/license/license.h"

#include "sim/wire/io/copy.h"

namespace badrdp::wire {

namespace {

constexpr LicenseBlob::Names kErrorInfo{"licenseError.bbErrorInfo.wBlobType",
                                        "licenseError.bbErrorInfo.wBlobLen",
                                        "licenseError.bbErrorInfo.blobData"};
constexpr LicenseBlob::Names kKeyExchangeList{"licenseRequest.KeyExchangeList.wBlobType",
                                              "licenseRequest.KeyExchangeList.wBlobLen",
                                              "licenseRequest.KeyExchangeList.blobData"};
constexpr LicenseBlob::Names kServerCertificate{"licenseRequest.ServerCertificate.wBlobType",
                                                "licenseRequest.ServerCertificate.wBlobLen",
                                                "licenseRequest.ServerCertificate.blobData"};
constexpr LicenseBlob::Names kScope{"licenseRequest.Scope.wBlobType", "licenseRequest.Scope.wBlobLen",
                                    "licenseRequest.Scope.blobData"};
constexpr LicenseBlob::Names kPreMasterSecret{"newLicenseRequest.EncryptedPreMasterSecret.wBlobType",
                                              "newLicenseRequest.EncryptedPreMasterSecret.wBlobLen",
                                              "newLicenseRequest.EncryptedPreMasterSecret.blobData"};
constexpr LicenseBlob::Names kUserName{"newLicenseRequest.ClientUserName.wBlobType",
                                       "newLicenseRequest.ClientUserName.wBlobLen",
                                       "newLicenseRequest.ClientUserName.blobData"};
constexpr LicenseBlob::Names kMachineName{"newLicenseRequest.ClientMachineName.wBlobType",
                                          "newLicenseRequest.ClientMachineName.wBlobLen",
                                          "newLicenseRequest.ClientMachineName.blobData"};

Bytes read_name(Reader& in, std::string_view length_field, std::string_view field) {
    const auto size = in.u32le(length_field);
    if (size == 0) in.fail(length_field, "no room for a null");
    if (size % 2 != 0) in.fail(length_field, "cuts a character in two");
    return copy(in.bytes(field, size));
}

}  // namespace

LicensePreamble LicensePreamble::read(Reader& in) {
    LicensePreamble preamble;
    preamble.b_msg_type = in.u8("licensePreamble.bMsgType");
    preamble.flags = in.u8("licensePreamble.flags");
    const auto size = in.u16le("licensePreamble.wMsgSize");
    if (size != kSize + in.remaining()) in.fail("licensePreamble.wMsgSize", "is not the size of the message");
    return preamble;
}

LicensePreamble LicensePreamble::read(Reader& in, std::uint8_t type) {
    const auto preamble = read(in);
    if (preamble.b_msg_type != type) in.fail("licensePreamble.bMsgType", "another message");
    return preamble;
}

void LicensePreamble::read_end(Reader& in) {
    if (in.remaining() > 0) in.fail("licensePreamble.wMsgSize", "counts more than the parts of the message");
}

LaterLength LicensePreamble::write(Writer& out) const {
    out.u8("licensePreamble.bMsgType", b_msg_type);
    out.u8("licensePreamble.flags", flags);
    return {out, "licensePreamble.wMsgSize"};
}

LicenseBlob LicenseBlob::read(Reader& in, const Names& names) {
    LicenseBlob blob;
    blob.w_blob_type = in.u16le(names.type);
    const auto length = in.u16le(names.length);
    if (length > in.remaining()) in.fail(names.length, "more than there is");
    blob.data = copy(in.bytes(names.data, length));
    return blob;
}

LicenseBlob LicenseBlob::read(Reader& in, const Names& names, std::uint16_t type) {
    auto blob = read(in, names);
    if (!blob.data.empty() && blob.w_blob_type != type)
        in.fail(names.type, "not of the type that belongs here");
    return blob;
}

void LicenseBlob::write(Writer& out, const Names& names) const {
    out.u16le(names.type, w_blob_type);
    out.u16le(names.length, static_cast<std::uint16_t>(data.size()));
    out.raw(names.data, data);
}

Expected<LicenseError> LicenseError::read(Reader& in) {
    LicenseError error;
    error.preamble = LicensePreamble::read(in, LicensePreamble::kErrorAlert);
    error.dw_error_code = in.u32le("licenseError.dwErrorCode");
    error.dw_state_transition = in.u32le("licenseError.dwStateTransition");
    error.bb_error_info = LicenseBlob::read(in, kErrorInfo, LicenseBlob::kError);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return error;
}

void LicenseError::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    out.u32le("licenseError.dwErrorCode", dw_error_code);
    out.u32le("licenseError.dwStateTransition", dw_state_transition);
    bb_error_info.write(out, kErrorInfo);
    size.count_from(begin);
}

Expected<ServerLicenseRequest> ServerLicenseRequest::read(Reader& in) {
    ServerLicenseRequest request;
    request.preamble = LicensePreamble::read(in, LicensePreamble::kLicenseRequest);
    read_value(in, "licenseRequest.ServerRandom", request.server_random);
    request.dw_version = in.u32le("licenseRequest.dwVersion");
    request.company_name = read_name(in, "licenseRequest.cbCompanyName", "licenseRequest.pbCompanyName");
    request.product_id = read_name(in, "licenseRequest.cbProductId", "licenseRequest.pbProductId");
    request.key_exchange_list = LicenseBlob::read(in, kKeyExchangeList, LicenseBlob::kKeyExchangeAlg);
    request.server_certificate = LicenseBlob::read(in, kServerCertificate, LicenseBlob::kCertificate);
    const auto scopes = in.u32le("licenseRequest.ScopeCount");
    if (scopes > kMostScopes) in.fail("licenseRequest.ScopeCount", "more scopes than anybody has");
    for (std::size_t i = 0; i < scopes && !in.malformed(); ++i)
        request.scope_list.push_back(LicenseBlob::read(in, kScope, LicenseBlob::kScope));
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void ServerLicenseRequest::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    out.raw("licenseRequest.ServerRandom", server_random);
    out.u32le("licenseRequest.dwVersion", dw_version);
    out.u32le("licenseRequest.cbCompanyName", static_cast<std::uint32_t>(company_name.size()));
    out.raw("licenseRequest.pbCompanyName", company_name);
    out.u32le("licenseRequest.cbProductId", static_cast<std::uint32_t>(product_id.size()));
    out.raw("licenseRequest.pbProductId", product_id);
    key_exchange_list.write(out, kKeyExchangeList);
    server_certificate.write(out, kServerCertificate);
    out.u32le("licenseRequest.ScopeCount", static_cast<std::uint32_t>(scope_list.size()));
    for (const auto& scope : scope_list) scope.write(out, kScope);
    size.count_from(begin);
}

Expected<ClientNewLicenseRequest> ClientNewLicenseRequest::read(Reader& in) {
    ClientNewLicenseRequest request;
    request.preamble = LicensePreamble::read(in, LicensePreamble::kNewLicenseRequest);
    request.preferred_key_exchange_alg = in.u32le("newLicenseRequest.PreferredKeyExchangeAlg");
    request.platform_id = in.u32le("newLicenseRequest.PlatformId");
    read_value(in, "newLicenseRequest.ClientRandom", request.client_random);
    request.encrypted_pre_master_secret = LicenseBlob::read(in, kPreMasterSecret, LicenseBlob::kRandom);
    request.client_user_name = LicenseBlob::read(in, kUserName, LicenseBlob::kClientUserName);
    request.client_machine_name = LicenseBlob::read(in, kMachineName, LicenseBlob::kClientMachineName);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void ClientNewLicenseRequest::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    out.u32le("newLicenseRequest.PreferredKeyExchangeAlg", preferred_key_exchange_alg);
    out.u32le("newLicenseRequest.PlatformId", platform_id);
    out.raw("newLicenseRequest.ClientRandom", client_random);
    encrypted_pre_master_secret.write(out, kPreMasterSecret);
    client_user_name.write(out, kUserName);
    client_machine_name.write(out, kMachineName);
    size.count_from(begin);
}

}  // namespace badrdp::wire
