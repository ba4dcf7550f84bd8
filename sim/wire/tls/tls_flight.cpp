#include "sim/wire/tls/tls_flight.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::wire {

namespace {

void append(std::vector<FieldSpan>& to, const Reader& from) {
    to.insert(to.end(), from.fields().begin(), from.fields().end());
}

// Names the headers of the messages that begin in this fragment, the first `ahead` bytes of which belong to
// a message that began in an earlier record. Returns how far the last one reaches into later records.
std::size_t name_messages(BytesView fragment, std::size_t at, std::size_t ahead,
                          std::vector<FieldSpan>& fields) {
    while (ahead < fragment.size()) {
        Reader in(fragment.subspan(ahead), at + ahead);
        const auto header = HandshakeHeader::read(in);
        if (!header) return std::numeric_limits<std::size_t>::max();  // cut within its header: lost
        append(fields, in);
        ahead += HandshakeHeader::kSize + header->length;
    }
    return ahead - fragment.size();
}

}  // namespace

Writer name_tls_flight(Bytes flight) {
    Writer named;
    const BytesView all(flight);
    bool clear = true;  // until ChangeCipherSpec: what is a handshake record after it is encrypted
    std::size_t ahead = 0;
    for (std::size_t at = 0; at < all.size();) {
        Reader in(all.subspan(at), at);
        const auto header = TlsRecordHeader::read(in);
        if (!header) break;
        append(named.fields, in);
        at += TlsRecordHeader::kSize;
        const auto fragment = all.subspan(at, std::min<std::size_t>(header->length, all.size() - at));
        if (header->type == tls_type::change_cipher_spec) clear = false;
        if (header->type == tls_type::handshake && clear)
            ahead = name_messages(fragment, at, ahead, named.fields);
        at += fragment.size();
    }
    named.bytes = std::move(flight);
    return named;
}

}  // namespace badrdp::wire
