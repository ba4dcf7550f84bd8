// A PDU as its writer leaves it: bytes, and where each field lies.
#pragma once

#include "sim/wire/io/writer.h"

namespace badrdp::wire {

Writer written(const auto& pdu) {
    Writer out;
    pdu.write(out);
    return out;
}

}  // namespace badrdp::wire
