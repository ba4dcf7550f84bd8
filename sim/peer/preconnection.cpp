#include "sim/peer/preconnection.h"

#include <algorithm>
#include <cctype>

#include "sim/wire/io/utf16.h"

namespace badrdp::peer {

bool names_machine(const wire::Preconnection& pdu) {
    if (!pdu.pcb) return pdu.id == kMachineId;
    const auto text = wire::utf8_of(*pdu.pcb);
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    return std::ranges::equal(text.substr(0, text.find_first_of(std::string_view("\0;", 2))), kMachine, same);
}

}  // namespace badrdp::peer
