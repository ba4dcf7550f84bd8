// The descriptions of TLS alerts, as IANA keeps them [RFC 8446 6, RFC 5246 7.2, and before it RFC 4346 and
// 2246].
#pragma once

#include <array>

#include "sim/wire/io/named.h"

namespace badrdp::wire {

inline constexpr std::array kAlerts{Named{0, "close_notify"},
                                    Named{10, "unexpected_message"},
                                    Named{20, "bad_record_mac"},
                                    Named{21, "decryption_failed"},
                                    Named{22, "record_overflow"},
                                    Named{30, "decompression_failure"},
                                    Named{40, "handshake_failure"},
                                    Named{41, "no_certificate"},
                                    Named{42, "bad_certificate"},
                                    Named{43, "unsupported_certificate"},
                                    Named{44, "certificate_revoked"},
                                    Named{45, "certificate_expired"},
                                    Named{46, "certificate_unknown"},
                                    Named{47, "illegal_parameter"},
                                    Named{48, "unknown_ca"},
                                    Named{49, "access_denied"},
                                    Named{50, "decode_error"},
                                    Named{51, "decrypt_error"},
                                    Named{60, "export_restriction"},
                                    Named{70, "protocol_version"},
                                    Named{71, "insufficient_security"},
                                    Named{80, "internal_error"},
                                    Named{86, "inappropriate_fallback"},
                                    Named{90, "user_canceled"},
                                    Named{100, "no_renegotiation"},
                                    Named{109, "missing_extension"},
                                    Named{110, "unsupported_extension"},
                                    Named{111, "certificate_unobtainable"},
                                    Named{112, "unrecognized_name"},
                                    Named{113, "bad_certificate_status_response"},
                                    Named{114, "bad_certificate_hash_value"},
                                    Named{115, "unknown_psk_identity"},
                                    Named{116, "certificate_required"},
                                    Named{120, "no_application_protocol"},
                                    Named{121, "ech_required"}};

}  // namespace badrdp::wire
