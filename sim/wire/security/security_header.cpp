#include "sim/wire/security/security_header.h"

namespace badrdp::wire {

Expected<FipsSecurityHeader> FipsSecurityHeader::read(Reader& in) {
    FipsSecurityHeader header;
    read_fields(in, header);
    if (header.length != kLength) in.fail("securityHeader.length", "not 16");
    if (header.padlen > 7) in.fail("securityHeader.padlen", "a whole block of padding");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return header;
}

Writer with_basic_header(std::uint16_t flags, const Writer& body) {
    return with_header(SecurityHeader{.flags = flags}, body);
}

}  // namespace badrdp::wire
