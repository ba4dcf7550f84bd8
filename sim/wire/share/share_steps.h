// Which step of the connection the user data of an MCS Send Data is, once it can be read; none if such a
// sender could not be at it.
#pragma once

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Of a body whose security header has been taken off, as under Standard RDP Security every PDU has one: its
// flags say what the body is, or that it is a PDU of a share. Of several such PDUs, the first counts
// (cut_share_pdus).
Step step_of_body(std::uint16_t security_flags, BytesView body, Role sender);

// Of a PDU of a share alone.
Step step_of_share_pdu(BytesView pdu, Role sender);

// Of user data as TLS carries it on the I/O and the message channel, told by its looks: only Client Info,
// licensing and the PDUs of the message channel have a security header then, and a PDU of a share has none.
// The first two words tell them apart: a length that there is and the type of a PDU, or flags and nothing
// (xrdp writes a length there).
Step step_of_user_data(BytesView user_data, Role sender);

}  // namespace badrdp::wire
