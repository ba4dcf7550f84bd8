#include "sim/wire/security/security_exchange.h"

namespace badrdp::wire {

Expected<SecurityExchange> SecurityExchange::read(Reader& in) {
    const auto length = in.u32le("securityExchange.length");
    if (length != in.remaining()) in.fail("securityExchange.length", "is not the size of the rest");
    if (length <= kPadding) in.fail("securityExchange.length", "leaves nothing but padding");
    const auto bytes = in.rest("securityExchange.encryptedClientRandom");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return SecurityExchange{Bytes(bytes.begin(), bytes.end())};
}

void SecurityExchange::write(Writer& out) const {
    out.u32le("securityExchange.length", static_cast<std::uint32_t>(encrypted_client_random.size()));
    out.raw("securityExchange.encryptedClientRandom", encrypted_client_random);
}

SecurityExchange security_exchange(BytesView encrypted_client_random) {
    SecurityExchange made{Bytes(encrypted_client_random.begin(), encrypted_client_random.end())};
    made.encrypted_client_random.resize(made.encrypted_client_random.size() + SecurityExchange::kPadding);
    return made;
}

}  // namespace badrdp::wire
