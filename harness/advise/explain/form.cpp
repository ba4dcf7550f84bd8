#include "harness/advise/explain/form.h"

#include <fmt/format.h>

namespace badrdp::harness {
namespace {

// The last byte of mstsc's codes tells the part of it that speaks: inferred from the table of OnDisconnected.
std::string_view part_of_mstsc(std::uint32_t number) {
    switch (number & 0xff) {
        case 0x04: return "the network";
        case 0x06: return "RDP's own security";
        case 0x07: return "TLS and NLA";
        case 0x08: return "names, licences and timers";
        default: return "";
    }
}

}  // namespace

std::optional<std::string> form_of(std::uint32_t number, std::string_view written) {
    const auto high = number >> 16;
    const auto low = number & 0xffff;
    if (high == 1)
        return fmt::format("its form is FreeRDP's for a Set Error Info of the host: errinfo:0x{:X}", low);
    if (high == 2) return fmt::format("its form is that of FreeRDP's connect errors: freerdp:0x{:X}", low);
    if (high == 0x8007)
        return fmt::format(
            "its form is an HRESULT around Windows' error {}: `net helpmsg {}` says it on a Windows", low,
            low);
    if (high == 0x8009)
        return "its form is an HRESULT of Windows' security (SEC_E, CRYPT_E): MS-ERREF 2.1.1 lists them";
    if (high >= 0x8000 && high < 0x9000) return "its form is an HRESULT: MS-ERREF 2.1.1 lists the usual ones";
    if (high >= 0xc000) return "its form is an NTSTATUS of Windows: MS-ERREF 2.3.1 lists them";
    const bool hex = written.contains("0x") || written.contains("0X");
    if (const auto part = part_of_mstsc(number); hex && high == 0 && low > 0xff && !part.empty())
        return fmt::format(
            "its last byte is that of codes of mstsc, or of Microsoft's other clients, from their part for "
            "{}",
            part);
    return std::nullopt;
}

}  // namespace badrdp::harness
