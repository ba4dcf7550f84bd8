// Security Exchange: the client random, encrypted for the server [MS-RDPBCGR 2.2.1.10.1], without the
// security header that stands before it.
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct SecurityExchange {
    static constexpr std::size_t kPadding = 8;  // zeros behind the number, which `length` counts

    Bytes encrypted_client_random{};  // little-endian, its padding included

    static Expected<SecurityExchange> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const SecurityExchange&, const SecurityExchange&) = default;
};

// With the padding that has to follow a number of the size of the server's modulus.
SecurityExchange security_exchange(BytesView encrypted_client_random);

}  // namespace badrdp::wire
