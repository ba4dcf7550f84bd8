#include "sim/wire/rdstls/rdstls.h"

#include <array>

#include "sim/wire/io/named.h"

namespace badrdp::wire {

namespace {

constexpr std::array kRdstlsResults{Named{0x000, "RDSTLS_RESULT_SUCCESS"},
                                    Named{0x005, "RDSTLS_RESULT_ACCESS_DENIED"},
                                    Named{0x52e, "RDSTLS_RESULT_LOGON_FAILURE"},
                                    Named{0x530, "RDSTLS_RESULT_INVALID_LOGON_HOURS"},
                                    Named{0x532, "RDSTLS_RESULT_PASSWORD_EXPIRED"},
                                    Named{0x533, "RDSTLS_RESULT_ACCOUNT_DISABLED"},
                                    Named{0x773, "RDSTLS_RESULT_PASSWORD_MUST_CHANGE"},
                                    Named{0x775, "RDSTLS_RESULT_ACCOUNT_LOCKED_OUT"}};

// Version and DataType of a PDU of this type.
struct RdstlsHead {
    std::uint16_t version = 0;
    std::uint16_t data_type = 0;
};

RdstlsHead read_rdstls_head(Reader& in, std::uint16_t type) {
    RdstlsHead head;
    head.version = in.u16le("rdstls.Version");
    if (in.u16le("rdstls.PduType") != type) in.fail("rdstls.PduType", "not of this PDU");
    head.data_type = in.u16le("rdstls.DataType");
    return head;
}

void write_rdstls_head(Writer& out, std::uint16_t version, std::uint16_t type, std::uint16_t data_type) {
    out.u16le("rdstls.Version", version);
    out.u16le("rdstls.PduType", type);
    out.u16le("rdstls.DataType", data_type);
}

// One counted part of a request.
struct RdstlsPart {
    std::string_view length;
    std::string_view data;
    Bytes RdstlsPassword::*member;
};
constexpr std::array kRdstlsParts{
    RdstlsPart{"rdstls.RedirectionGuidLength", "rdstls.RedirectionGuid", &RdstlsPassword::redirection_guid},
    RdstlsPart{"rdstls.UserNameLength", "rdstls.UserName", &RdstlsPassword::user_name},
    RdstlsPart{"rdstls.DomainLength", "rdstls.Domain", &RdstlsPassword::domain},
    RdstlsPart{"rdstls.PasswordLength", "rdstls.Password", &RdstlsPassword::password}};

Bytes read_rdstls_part(Reader& in, std::string_view length_field, std::string_view field) {
    const std::size_t length = in.u16le(length_field);
    if (length > in.remaining()) in.fail(length_field, "more than there is");
    const auto bytes = in.bytes(field, length);
    return {bytes.begin(), bytes.end()};
}

void write_rdstls_part(Writer& out, std::string_view length_field, std::string_view field,
                       const Bytes& data) {
    out.u16le(length_field, static_cast<std::uint16_t>(data.size()));
    out.raw(field, data);
}

constexpr std::size_t kRdstlsHead = 2 + 2 + 2;

std::uint16_t rdstls_number(BytesView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

// Where a request with counted parts ends, of which the first begins at `at`.
std::optional<std::size_t> end_of_rdstls_parts(BytesView waiting, std::size_t at, std::size_t parts) {
    for (std::size_t i = 0; i < parts; ++i) {
        if (waiting.size() < at + 2) return std::nullopt;
        at += std::size_t{2} + rdstls_number(waiting, at);
    }
    return at;
}

}  // namespace

Expected<RdstlsCapabilities> RdstlsCapabilities::read(Reader& in) {
    RdstlsCapabilities pdu;
    const auto head = read_rdstls_head(in, kType);
    pdu.version = head.version;
    pdu.data_type = head.data_type;
    pdu.supported_versions = in.u16le("rdstls.SupportedVersions");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void RdstlsCapabilities::write(Writer& out) const {
    write_rdstls_head(out, version, kType, data_type);
    out.u16le("rdstls.SupportedVersions", supported_versions);
}

Expected<RdstlsRequest> RdstlsRequest::read(Reader& in) {
    RdstlsRequest pdu;
    const auto head = read_rdstls_head(in, kType);
    pdu.version = head.version;
    if (head.data_type == RdstlsPassword::kDataType) {
        RdstlsPassword with;
        for (const auto& part : kRdstlsParts)
            with.*part.member = read_rdstls_part(in, part.length, part.data);
        pdu.credentials = std::move(with);
    } else if (head.data_type == RdstlsCookie::kDataType) {
        RdstlsCookie with;
        with.session_id = in.u32le("rdstls.SessionID");
        with.cookie = read_rdstls_part(in, "rdstls.AutoReconnectCookieLength", "rdstls.AutoReconnectCookie");
        pdu.credentials = std::move(with);
    } else {
        in.fail("rdstls.DataType", "no credentials that are known");
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void RdstlsRequest::write(Writer& out) const {
    if (const auto* with = std::get_if<RdstlsPassword>(&credentials)) {
        write_rdstls_head(out, version, kType, RdstlsPassword::kDataType);
        for (const auto& part : kRdstlsParts)
            write_rdstls_part(out, part.length, part.data, with->*part.member);
        return;
    }
    const auto& with = std::get<RdstlsCookie>(credentials);
    write_rdstls_head(out, version, kType, RdstlsCookie::kDataType);
    out.u32le("rdstls.SessionID", with.session_id);
    write_rdstls_part(out, "rdstls.AutoReconnectCookieLength", "rdstls.AutoReconnectCookie", with.cookie);
}

Expected<RdstlsResponse> RdstlsResponse::read(Reader& in) {
    RdstlsResponse pdu;
    const auto head = read_rdstls_head(in, kType);
    pdu.version = head.version;
    pdu.data_type = head.data_type;
    pdu.result_code = in.u32le("rdstls.ResultCode");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void RdstlsResponse::write(Writer& out) const {
    write_rdstls_head(out, version, kType, data_type);
    out.u32le("rdstls.ResultCode", result_code);
}

Expected<std::optional<std::size_t>> rdstls_length(BytesView waiting) {
    if (waiting.size() < 4) return std::nullopt;
    const auto type = rdstls_number(waiting, 2);
    if (type == RdstlsCapabilities::kType) return RdstlsCapabilities::kSize;
    if (type == RdstlsResponse::kType) return RdstlsResponse::kSize;
    if (type != RdstlsRequest::kType) return std::unexpected(Malformed{"rdstls.PduType", "unknown", 2});
    if (waiting.size() < kRdstlsHead) return std::nullopt;
    const auto data_type = rdstls_number(waiting, 4);
    if (data_type == RdstlsPassword::kDataType)
        return end_of_rdstls_parts(waiting, kRdstlsHead, kRdstlsParts.size());
    if (data_type == RdstlsCookie::kDataType) return end_of_rdstls_parts(waiting, kRdstlsHead + 4, 1);
    return std::unexpected(Malformed{"rdstls.DataType", "no credentials that are known", 4});
}

Step rdstls_step(BytesView message) {
    if (message.size() < 4) return Step::none;
    switch (rdstls_number(message, 2)) {
        case RdstlsCapabilities::kType: return Step::rdstls_capabilities;
        case RdstlsRequest::kType: return Step::rdstls_request;
        case RdstlsResponse::kType: return Step::rdstls_response;
        default: return Step::none;
    }
}

std::string rdstls_result_text(std::uint32_t result_code) { return text_in(kRdstlsResults, result_code); }

}  // namespace badrdp::wire
