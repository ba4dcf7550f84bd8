// What seals the messages of CredSSP once a mechanism has proved who is there: GSS_Wrap and GSS_Unwrap
// [RFC 2743 2.3], whichever mechanism it was.
#pragma once

#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::auth {

class Seal {
public:
    virtual ~Seal() = default;
    Seal() = default;
    Seal(const Seal&) = default;
    Seal(Seal&&) = default;
    Seal& operator=(const Seal&) = default;
    Seal& operator=(Seal&&) = default;

    virtual wire::Bytes wrap(wire::BytesView plain) = 0;
    virtual std::optional<wire::Bytes> unwrap(wire::BytesView sealed) = 0;  // nothing unless it verifies
    virtual std::size_t overhead() const = 0;  // how much longer a sealed message is than its text
};

}  // namespace badrdp::auth
