#include "capture/redact/stream.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "capture/redact/certificate.h"
#include "capture/redact/handshake.h"
#include "capture/redact/http.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"
#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/negotiation.h"
#include "sim/wire/x224/preconnection.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::capture::redaction {
namespace {

using wire::BytesView;

constexpr std::size_t kFirstLine = 64;  // as much as a diagnosis quotes of a protocol that it does not know
constexpr std::size_t kMostWaiting = 128u << 10;
constexpr std::size_t kX224Data = 3;  // length, code, end of TSDU
constexpr std::size_t kMcsHead = 8;   // choice, initiator, channel, priority, length
constexpr std::size_t kX224Head = 7;

bool begins(BytesView bytes, std::string_view word) {
    return bytes.size() >= word.size() && std::equal(word.begin(), word.end(), bytes.begin());
}

bool looks_like_tls(BytesView bytes) {
    return wire::classify(bytes, wire::Framing::tpkt) == wire::Looks::tls;
}

// In TLS 1.3 a second hello may follow a change of ciphers that means nothing [RFC 8446 D.4].
bool is_whole_hello(BytesView fragment) {
    constexpr std::size_t kLeast = wire::HandshakeHeader::kSize + 2 + 32;
    if (fragment.size() < kLeast || (fragment[0] != wire::handshake_type::client_hello &&
                                     fragment[0] != wire::handshake_type::server_hello))
        return false;
    const auto length = std::size_t{fragment[1]} << 16 | std::size_t{fragment[2]} << 8 | fragment[3];
    return length + wire::HandshakeHeader::kSize == fragment.size();
}

// A cookie or a routing token [MS-RDPBCGR 2.2.1.1, 3.2.5.3.1].
void redact_cookie(MutableBytes line, Pseudonyms& names) {
    std::size_t known = 0;
    for (const std::string_view word : {"Cookie: mstshash=", "Cookie: msts="})
        if (begins(line, word)) known = word.size();
    names.text(line.subspan(known), What::cookie);
}

// How much of this begins with lines of text: a token, a cookie, or one behind the other. A negotiation
// begins with a byte that no text has.
std::size_t redact_lines(MutableBytes rest, Pseudonyms& names) {
    std::size_t at = 0;
    for (int lines = 0; lines < 2 && at < rest.size() && rest[at] != wire::RdpNegReq::kType; ++lines) {
        const auto text = std::string_view(reinterpret_cast<const char*>(rest.data()), rest.size());
        const auto end = text.find("\r\n", at);
        if (end == text.npos && rest[at] < ' ') break;
        redact_cookie(rest.subspan(at, std::min(end, rest.size()) - at), names);
        at = end == text.npos ? rest.size() : end + 2;
    }
    return at;
}

}  // namespace

void Kept::add(std::uint64_t offset, BytesView bytes) {
    if (bytes.empty() || bytes_.size() + bytes.size() + pieces_.size() * sizeof(Piece) > kMost) return;
    if (!pieces_.empty() && pieces_.back().offset + pieces_.back().size == offset)
        pieces_.back().size += bytes.size();
    else
        pieces_.push_back({offset, bytes_.size(), bytes.size()});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Kept::sort() { std::ranges::sort(pieces_, {}, &Piece::offset); }

void Kept::lay_over(std::uint64_t offset, MutableBytes bytes) const {
    const auto end = offset + bytes.size();
    auto piece = std::ranges::upper_bound(pieces_, offset, {}, &Piece::offset);
    if (piece != pieces_.begin()) --piece;
    for (; piece != pieces_.end() && piece->offset < end; ++piece) {
        const auto from = std::max(piece->offset, offset);
        const auto to = std::min(piece->offset + piece->size, end);
        if (from >= to) continue;
        const auto source = BytesView(bytes_).subspan(
            piece->at + static_cast<std::size_t>(from - piece->offset), static_cast<std::size_t>(to - from));
        std::ranges::copy(source, bytes.begin() + static_cast<std::ptrdiff_t>(from - offset));
    }
}

void StreamRedactor::feed(std::uint64_t gap, BytesView bytes) {
    if (gap > 0) {
        finish_messages();
        give_up(0, blind_->behind_gaps);
        offset_ += gap;
    }
    if (mode_ == Mode::over) {
        *over_ += bytes.size();
        offset_ += bytes.size();
        return;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(gone_));
    gone_ = 0;
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    while (!waiting().empty() && step()) {
    }
    if (waiting().size() > kMostWaiting) give_up(0, blind_->other_protocols);
}

void StreamRedactor::finish() {
    ended_ = true;
    while (!waiting().empty() && step()) {
    }
    finish_messages();
    give_up(0, blind_->other_protocols);
    kept_.sort();
}

bool StreamRedactor::step() {
    switch (mode_) {
        case Mode::start: return begin();
        case Mode::tpkt: return take_tpkt();
        case Mode::tls: return take_record();
        case Mode::http: return take_http();
        case Mode::over: return false;
    }
    return false;
}

void StreamRedactor::keep(std::size_t count) {
    const auto bytes = waiting().first(std::min(count, waiting().size()));
    kept_.add(offset_, bytes);
    offset_ += bytes.size();
    gone_ += bytes.size();
}

void StreamRedactor::drop(std::size_t count, std::uint64_t& why) {
    why += count;
    offset_ += count;
    gone_ += count;
}

// Nothing behind the next `kept` bytes can be told from what it should not say.
void StreamRedactor::give_up(std::size_t kept, std::uint64_t& why) {
    if (mode_ == Mode::over) return;
    keep(kept);
    drop(waiting().size(), why);
    mode_ = Mode::over;
    over_ = &why;
}

// What the stream is, as its first bytes say.
bool StreamRedactor::begin() {
    const auto first = waiting();
    if (first[0] == wire::Tpkt{}.version) return mode_ = Mode::tpkt, true;
    if (looks_like_tls(first)) return mode_ = Mode::tls, true;
    const auto machine = wire::begins_preconnection(first);
    if (machine == wire::Preconnects::sure) return take_preconnection();
    if (machine == wire::Preconnects::perhaps && !ended_) return false;
    constexpr std::size_t kWord = 8;
    if (first.size() < kWord && !ended_) return false;
    if (looks_like_http(first)) return mode_ = Mode::http, true;
    const std::size_t banner = begins(first, "SSH-2.0-") ? kWord : 0;
    auto line = first.first(std::min(first.size(), kFirstLine));
    const auto end = std::ranges::find_if(line, [](std::uint8_t c) { return c < ' ' || c > '~'; });
    line = line.first(static_cast<std::size_t>(end - line.begin()));
    if (line.size() > banner) names_->text(line.subspan(banner), What::other_text);
    give_up(line.size(), blind_->other_protocols);
    return true;
}

// Its text names a machine; its numbers stay. What comes behind it is a stream of its own.
bool StreamRedactor::take_preconnection() {
    constexpr std::size_t kNumbers = wire::Preconnection::kSize + 2;  // up to cchPCB
    const auto length = wire::preconnection_length(waiting());
    if (!length || !*length) return give_up(wire::Preconnection::kSize, blind_->other_protocols), true;
    if (waiting().size() < **length && !ended_) return false;
    const auto packet = waiting().first(std::min(**length, waiting().size()));
    const auto text = packet.subspan(std::min(kNumbers, packet.size()));
    const auto swap_bytes = [&] {  // names are read big-endian, as certificates have them
        for (std::size_t i = 0; i + 1 < text.size(); i += 2) std::swap(text[i], text[i + 1]);
    };
    swap_bytes();
    names_->text16(text, What::server_name);
    swap_bytes();
    keep(packet.size());
    return true;
}

bool StreamRedactor::take_tpkt() {
    auto bytes = waiting();
    if (bytes[0] != wire::Tpkt{}.version) {
        finish_messages();
        if (wire::classify(bytes, wire::Framing::tpkt) == wire::Looks::tls) return mode_ = Mode::tls, true;
        bytes[0] = (bytes[0] & 3) == 0 ? 'X' : 'Y';  // fast-path, or not
        return give_up(1, blind_->session_in_clear), true;
    }
    if (bytes.size() < wire::Tpkt::kSize && !ended_) return false;
    const std::size_t length =
        bytes.size() < wire::Tpkt::kSize ? bytes.size() : std::size_t{bytes[2]} << 8 | bytes[3];
    if (length < wire::Tpkt::kSize) return give_up(wire::Tpkt::kSize, blind_->other_protocols), true;
    if (bytes.size() < length && !ended_) return false;
    bytes = bytes.first(std::min(length, bytes.size()));
    const auto code = wire::tpdu_code(bytes);
    if (code == wire::X224Head::kRequest || code == wire::X224Head::kConfirm) {
        keep_connection_packet(bytes, code);
        return true;
    }
    // MCS: the head says which PDU it is; settings name the client, and what follows is the session.
    const bool settings =
        bytes.size() > wire::Tpkt::kSize + kX224Data && bytes[wire::Tpkt::kSize + kX224Data] == 0x7f;
    const auto head = wire::Tpkt::kSize + kX224Data + (settings ? 2 : kMcsHead);
    const auto size = bytes.size();
    keep(std::min(head, size));
    drop(size - std::min(head, size), blind_->session_in_clear);
    return true;
}

// Connection Request and Confirm [MS-RDPBCGR 2.2.1.1, 2.2.1.2]: the text in front of the negotiation names
// somebody, and what may follow it is a number of this connection.
void StreamRedactor::keep_connection_packet(MutableBytes packet, std::uint8_t code) {
    const auto head = std::min(packet.size(), wire::Tpkt::kSize + kX224Head);
    const auto rest = packet.subspan(head);
    const auto line = code == wire::X224Head::kRequest ? redact_lines(rest, *names_) : 0;
    const auto known = std::min(line + wire::RdpNegReq::kSize, rest.size());
    constexpr std::size_t kInfoHead = 1 + 1 + 2;  // of the correlation: type, flags, length
    const auto info = std::min(known + kInfoHead, rest.size());
    names_->opaque(rest.subspan(info), What::session_number);
    keep(packet.size());
}

bool StreamRedactor::take_record() {
    constexpr auto kHead = wire::TlsRecordHeader::kSize;
    const auto bytes = waiting();
    if (bytes.size() < kHead && !ended_) return false;
    wire::Reader in(bytes.first(std::min(bytes.size(), kHead)));
    const auto header = wire::TlsRecordHeader::read(in);
    if (!header) {
        finish_messages();
        // No more than shows what is wrong with it.
        const bool wrong_type = header.error().field == "tlsRecord.type";
        const bool wrong_length = header.error().field == "tlsRecord.length";
        return give_up(wrong_type ? 0 : wrong_length ? kHead : 1, blind_->other_protocols), true;
    }
    if (bytes.size() < kHead + header->length && !ended_) return false;
    const auto length = std::min<std::size_t>(header->length, bytes.size() - kHead);
    if (header->type != wire::tls_type::handshake || ciphered_) finish_messages();
    keep(kHead);
    if (header->type == wire::tls_type::handshake &&
        (!ciphered_ || is_whole_hello(waiting().first(length)))) {
        on_handshake_record(length);
    } else if (header->type == wire::tls_type::handshake) {
        keep_encrypted_ ? keep(length) : drop(length, blind_->encrypted_handshake);
    } else if (header->type == wire::tls_type::application_data) {
        is_handshake_in_disguise() ? keep(length) : drop(length, blind_->application_data);
        said_data_ = true;
    } else {
        // Alerts, and the change of ciphers: numbers, encrypted or not.
        constexpr std::size_t kMostOfAlert = 64;
        ciphered_ |= header->type == wire::tls_type::change_cipher_spec;
        keep(std::min(length, kMostOfAlert));
        if (length > kMostOfAlert) drop(length - kMostOfAlert, blind_->encrypted_handshake);
    }
    return true;
}

// TLS 1.3 hides its handshake in records of application data: the client's first is its Finished, and until
// then the host's are handshake [RFC 8446 5.2, 2].
bool StreamRedactor::is_handshake_in_disguise() const {
    return keep_encrypted_ && tls13_ && !(said_hello_ ? other_done_ : said_data_);
}

void StreamRedactor::on_handshake_record(std::size_t length) {
    const auto fragment = waiting().first(length);
    places_.push_back({offset_, length});
    messages_.insert(messages_.end(), fragment.begin(), fragment.end());
    offset_ += length;
    gone_ += length;
    constexpr std::size_t kMostOfMessages = 128u << 10;
    if (messages_.size() <= kMostOfMessages) return;
    finish_messages();
    give_up(0, blind_->other_protocols);
}

// Messages that are whole are kept without what names somebody, of others the header only. They go back to
// where they lay; messages do not end where records do.
void StreamRedactor::finish_messages() {
    constexpr auto kHead = wire::HandshakeHeader::kSize;
    MutableBytes rest(messages_);
    while (rest.size() >= kHead) {
        const std::size_t length = std::size_t{rest[1]} << 16 | std::size_t{rest[2]} << 8 | rest[3];
        auto body = rest.subspan(kHead);
        if (length <= body.size() && rest[0] == wire::handshake_type::server_hello)
            look_at_hello(body.first(length));
        if (length <= body.size())
            redact_handshake(rest[0], body.first(length), *names_);
        else
            blank(body);
        rest = body.subspan(std::min(length, body.size()));
    }
    BytesView all(messages_);
    for (const auto& place : places_) {
        kept_.add(place.offset, all.first(place.size));
        all = all.subspan(place.size);
    }
    messages_.clear();
    places_.clear();
}

void StreamRedactor::look_at_hello(BytesView body) {
    constexpr std::uint16_t kTls13 = 0x0304;
    wire::Reader in(body);
    const auto hello = wire::ServerHello::read(in);
    said_hello_ = true;
    tls13_ = hello && hello->version() == kTls13;
}

bool StreamRedactor::take_http() {
    auto bytes = waiting();
    const auto end = end_of_http_head(bytes);
    if (end == 0 && !ended_) return false;
    const auto head = end == 0 ? bytes.size() : end;
    redact_http_head(bytes.first(head), *names_);
    give_up(head, blind_->other_protocols);
    return true;
}

}  // namespace badrdp::capture::redaction
