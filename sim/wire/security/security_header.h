// The security headers that user data of MCS Send Data may begin with [MS-RDPBCGR 2.2.8.1.1.2]. Which one it
// is, if any, is agreed between the ends; the bodies of the PDUs do not know.
#pragma once

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// TS_SECURITY_HEADER::flags [2.2.8.1.1.2.1].
inline constexpr std::uint16_t kSecExchangePkt = 0x0001;
inline constexpr std::uint16_t kSecTransportReq = 0x0002;
inline constexpr std::uint16_t kSecTransportRsp = 0x0004;
inline constexpr std::uint16_t kSecEncrypt = 0x0008;
inline constexpr std::uint16_t kSecResetSeqno = 0x0010;
inline constexpr std::uint16_t kSecIgnoreSeqno = 0x0020;
inline constexpr std::uint16_t kSecInfoPkt = 0x0040;
inline constexpr std::uint16_t kSecLicensePkt = 0x0080;
inline constexpr std::uint16_t kSecLicenseEncrypt = 0x0200;  // _CS from a server, _SC from a client
inline constexpr std::uint16_t kSecRedirectionPkt = 0x0400;
inline constexpr std::uint16_t kSecSecureChecksum = 0x0800;
inline constexpr std::uint16_t kSecAutodetectReq = 0x1000;
inline constexpr std::uint16_t kSecAutodetectRsp = 0x2000;
inline constexpr std::uint16_t kSecHeartbeat = 0x4000;
inline constexpr std::uint16_t kSecFlagshiValid = 0x8000;

// TS_SECURITY_HEADER, "basic" [2.2.8.1.1.2.1]. What flagsHi holds nobody reads, and Windows leaves junk
// there.
struct SecurityHeader {
    std::uint16_t flags = 0;
    std::uint16_t flags_hi = 0;

    static constexpr std::tuple kFields{Field{"securityHeader.flags", &SecurityHeader::flags},
                                        Field{"securityHeader.flagsHi", &SecurityHeader::flags_hi}};
    static Expected<SecurityHeader> read(Reader& in) { return read_fixed<SecurityHeader>(in); }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const SecurityHeader&, const SecurityHeader&) = default;
};

// TS_SECURITY_HEADER1, "non-FIPS" [2.2.8.1.1.2.2].
struct SignedSecurityHeader {
    std::uint16_t flags = kSecEncrypt;
    std::uint16_t flags_hi = 0;
    std::array<std::uint8_t, 8> data_signature{};

    static constexpr std::tuple kFields{
        Field{"securityHeader.flags", &SignedSecurityHeader::flags},
        Field{"securityHeader.flagsHi", &SignedSecurityHeader::flags_hi},
        Field{"securityHeader.dataSignature", &SignedSecurityHeader::data_signature}};
    static Expected<SignedSecurityHeader> read(Reader& in) { return read_fixed<SignedSecurityHeader>(in); }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const SignedSecurityHeader&, const SignedSecurityHeader&) = default;
};

// TS_SECURITY_HEADER2, "FIPS" [2.2.8.1.1.2.3].
struct FipsSecurityHeader {
    static constexpr std::uint16_t kLength = 0x10;

    std::uint16_t flags = kSecEncrypt;
    std::uint16_t flags_hi = 0;
    std::uint16_t length = kLength;
    std::uint8_t version = 1;
    std::uint8_t padlen = 0;  // bytes that were added to fill the last block of 3DES
    std::array<std::uint8_t, 8> data_signature{};

    static constexpr std::tuple kFields{
        Field{"securityHeader.flags", &FipsSecurityHeader::flags},
        Field{"securityHeader.flagsHi", &FipsSecurityHeader::flags_hi},
        Field{"securityHeader.length", &FipsSecurityHeader::length},
        Field{"securityHeader.version", &FipsSecurityHeader::version},
        Field{"securityHeader.padlen", &FipsSecurityHeader::padlen},
        Field{"securityHeader.dataSignature", &FipsSecurityHeader::data_signature}};
    static Expected<FipsSecurityHeader> read(Reader& in);
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const FipsSecurityHeader&, const FipsSecurityHeader&) = default;
};

// User data: any of these headers, then a body with its names.
template <class Header>
Writer with_header(const Header& header, const Writer& body) {
    Writer out;
    header.write(out);
    out.append(body);
    return out;
}

// User data that is not encrypted and yet says what it is.
Writer with_basic_header(std::uint16_t flags, const Writer& body);

}  // namespace badrdp::wire
