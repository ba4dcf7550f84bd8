#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/link/tls.h"

namespace badrdp::link {

namespace {

// RFC 8446 section 6, and before it RFC 5246, 4346 and 2246.
constexpr std::array kAlerts{
    std::pair{0, "close_notify"},
    std::pair{10, "unexpected_message"},
    std::pair{20, "bad_record_mac"},
    std::pair{21, "decryption_failed"},
    std::pair{22, "record_overflow"},
    std::pair{30, "decompression_failure"},
    std::pair{40, "handshake_failure"},
    std::pair{41, "no_certificate"},
    std::pair{42, "bad_certificate"},
    std::pair{43, "unsupported_certificate"},
    std::pair{44, "certificate_revoked"},
    std::pair{45, "certificate_expired"},
    std::pair{46, "certificate_unknown"},
    std::pair{47, "illegal_parameter"},
    std::pair{48, "unknown_ca"},
    std::pair{49, "access_denied"},
    std::pair{50, "decode_error"},
    std::pair{51, "decrypt_error"},
    std::pair{60, "export_restriction"},
    std::pair{70, "protocol_version"},
    std::pair{71, "insufficient_security"},
    std::pair{80, "internal_error"},
    std::pair{86, "inappropriate_fallback"},
    std::pair{90, "user_canceled"},
    std::pair{100, "no_renegotiation"},
    std::pair{109, "missing_extension"},
    std::pair{110, "unsupported_extension"},
    std::pair{112, "unrecognized_name"},
    std::pair{113, "bad_certificate_status_response"},
    std::pair{115, "unknown_psk_identity"},
    std::pair{116, "certificate_required"},
    std::pair{120, "no_application_protocol"},
};

}  // namespace

std::string alert_name(std::uint8_t description) {
    const auto* const row =
        std::ranges::find(kAlerts, int{description}, [](const auto& r) { return r.first; });
    return row != kAlerts.end() ? row->second : fmt::format("alert_{}", description);
}

std::string to_string(const Tls::Alert& alert) {
    return fmt::format("{} alert {} ({})", alert.level == 1 ? "warning" : "fatal", alert.description,
                       alert_name(alert.description));
}

}  // namespace badrdp::link
