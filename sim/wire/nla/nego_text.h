// What a TSRequest and the token in it are, in a line for a person: NTLM, or SPNEGO with the mechanisms that
// are offered, preferred, selected and rejected [RFC 4178; MS-SPNG; MS-CSSP 2.2.1].
#pragma once

#include <string>

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

// "MS-KRB5", "NTLMSSP", "1.2.840.1": of an object identifier, as its DER content.
std::string mechanism_text(BytesView oid);

// "NTLM NEGOTIATE", or "SPNEGO offers MS-KRB5, KRB5 and NTLMSSP, and begins with MS-KRB5".
std::string nego_token_text(BytesView token);

// "version 6, NTLM CHALLENGE"; empty for what is no TSRequest.
std::string ts_request_text(BytesView message);

}  // namespace badrdp::wire
