// RDP_PRECONNECTION_PDU: what a client says before everything else, so that who listens knows for whom the
// connection is: a machine by the text, a process by the number [MS-RDPEPS 2.2.1]. Numbers are little endian.
#pragma once

#include <optional>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

// Of version 1 without `pcb`, of version 2 with it. Flags and Version are open, as a host ignores them: only
// that version 1 has nothing behind its Id is held against it.
struct Preconnection {
    static constexpr std::size_t kSize = 4     // cbSize
                                         + 4   // Flags
                                         + 4   // Version
                                         + 4;  // Id
    static constexpr std::uint32_t kVersion1 = 0x00000001;
    static constexpr std::uint32_t kVersion2 = 0x00000002;

    std::uint32_t flags = 0;
    std::uint32_t version = kVersion1;
    std::uint32_t id = 0;
    std::optional<Bytes> pcb{};  // wszPCB: UTF-16LE, its null counts; 32,759 characters fill 64 KiB
    Bytes behind{};              // what cbSize promises beyond that, which is no fault

    static Expected<Preconnection> read(Reader& in);  // the whole PDU, which the reader ends with
    void write(Writer& out) const;

    friend bool operator==(const Preconnection&, const Preconnection&) = default;
};

// How long the PDU at the front is; nothing: too few bytes to tell. Malformed when its cbSize is of neither
// version [3.2.5.1], or more than 64 KiB.
Expected<std::optional<std::size_t>> preconnection_length(BytesView waiting);

// Whether these may be the first bytes of a client that begins with this PDU, and not those of TPKT, of TLS
// or of another protocol: `sure` once all twelve bytes that tell are there.
enum class Preconnects : std::uint8_t { no, perhaps, sure };
Preconnects begins_preconnection(BytesView first_bytes);

// "Id 42", or "\"TestVM\"".
std::string preconnection_text(const Preconnection& pdu);

}  // namespace badrdp::wire
