// Names for the bytes of a TLS flight that somebody else wrote, so that a fault can aim at them.
#pragma once

#include "sim/wire/io/writer.h"

namespace badrdp::wire {

// The flight with every tlsRecord.*, and every handshake.* that travels in clear, where it lies. Bytes that
// are no TLS have no names.
Writer name_tls_flight(Bytes flight);

}  // namespace badrdp::wire
