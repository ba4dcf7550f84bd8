#include "harness/live/proxy/steps_on_the_way.h"

#include <algorithm>
#include <utility>

#include "sim/path/ip.h"
#include "sim/wire/tls/sealed_size.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"
#include "sim/wire/x224/classify.h"

namespace badrdp::harness {

using wire::BytesView;
using wire::Role;
using wire::Step;
using wire::TlsRecordHeader;

namespace {

constexpr std::size_t kWatched = 1u << 20;  // bytes of a connection in which steps are looked for
constexpr std::uint16_t kTls13OnTheWay = 0x0304;

bool begins_a_record(BytesView bytes) {
    return classify(bytes, wire::Framing::tpkt) == wire::Looks::tls && (bytes.size() < 2 || bytes[1] == 3);
}

void pass_on(wire::Bytes& to, BytesView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

// What is said in front of a step belongs to it, and what comes behind a ServerHello to its flight: inside
// TLS each message is its own.
void join_passages(std::vector<Passage>& out, Passage next) {
    if (!out.empty()) {
        auto& last = out.back();
        const bool flight = std::ranges::find(last.steps, Step::server_flight) != last.steps.end();
        const bool before = last.steps.empty() && !next.by_size;
        const bool behind = next.steps.empty() && (flight || last.steps.empty());
        if (last.sealed == next.sealed && (before || behind)) {
            pass_on(last.bytes, next.bytes);
            if (last.steps.empty()) last.steps = std::move(next.steps);
            return;
        }
    }
    out.push_back(std::move(next));
}

}  // namespace

std::vector<Passage> StepsOnTheWay::feed(Role from, BytesView bytes, bool whole) {
    auto& sender = side(from);
    watched_ += bytes.size();
    pass_on(sender.begun, bytes);
    std::vector<Passage> out;
    std::size_t at = 0;
    const BytesView all(sender.begun);
    for (auto size = next_message(sender, all); size > 0; size = next_message(sender, all.subspan(at))) {
        Passage passage{.bytes = {}, .sealed = client_.finished};
        passage.steps = steps_of(from, all.subspan(at, size), passage.by_size);
        pass_on(passage.bytes, all.subspan(at + sender.passed, size - sender.passed));
        sender.passed = 0;
        at += size;
        join_passages(out, std::move(passage));
    }
    sender.begun.erase(sender.begun.begin(), sender.begun.begin() + static_cast<std::ptrdiff_t>(at));
    const bool lost = sender.mode == Mode::opaque;
    if ((lost || !whole || told_out()) && waits(sender)) {
        Passage rest{.bytes = {}, .sealed = client_.finished};
        pass_on(rest.bytes, BytesView(sender.begun).subspan(sender.passed));
        sender.passed = sender.begun.size();
        join_passages(out, std::move(rest));
    }
    if (lost) {
        sender.begun = {};
        sender.passed = 0;
    }
    return out;
}

wire::Bytes StepsOnTheWay::take_waiting(Role from) {
    auto& sender = side(from);
    const auto left = BytesView(sender.begun).subspan(sender.passed);
    wire::Bytes out(left.begin(), left.end());
    sender.begun = {};
    sender.passed = 0;
    return out;
}

bool StepsOnTheWay::told_out() const {
    return watched_ > kWatched || (client_.mode == Mode::opaque && server_.mode == Mode::opaque) ||
           (inside_ && inside_->over());
}

bool StepsOnTheWay::over() const { return told_out() && !waits(client_) && !waits(server_); }

// How long the message at the front is; 0: it is not there in full, or what comes is no message any more.
std::size_t StepsOnTheWay::next_message(Side& sender, BytesView bytes) const {
    if (bytes.empty() || sender.mode == Mode::opaque) return 0;
    if (sender.mode == Mode::tpkt && begins_a_record(bytes)) sender.mode = Mode::tls;
    const bool record = sender.mode == Mode::tls;
    if (record ? !begins_a_record(bytes) : bytes[0] != wire::Tpkt{}.version) {
        sender.mode = Mode::opaque;
        return 0;
    }
    const auto head = record ? TlsRecordHeader::kSize : wire::Tpkt::kSize;
    if (bytes.size() < head) return 0;
    const std::size_t size = record ? head + path::u16(bytes, 3) : path::u16(bytes, 2);
    const auto most = record ? head + TlsRecordHeader::kMaxLength : wire::Framer::kMaxUnparsed;
    if (size < head || size > most) {
        sender.mode = Mode::opaque;
        return 0;
    }
    return size <= bytes.size() ? size : 0;
}

std::vector<Step> StepsOnTheWay::steps_of(Role from, BytesView message, bool& by_size) {
    return side(from).mode == Mode::tls ? steps_of_record(from, message, by_size)
                                        : steps_of_packet(from, message);
}

std::vector<Step> StepsOnTheWay::steps_of_packet(Role from, BytesView packet) {
    capture::Findings found;
    in_clear_.feed(from, packet, facts_, found);
    std::vector<Step> out;
    for (const auto& finding : found)
        if (finding.step != Step::none) out.push_back(finding.step);
    return out;
}

std::vector<Step> StepsOnTheWay::steps_of_record(Role from, BytesView record, bool& by_size) {
    const auto fragment = record.subspan(TlsRecordHeader::kSize);
    switch (record[0]) {
        case wire::tls_type::change_cipher_spec:
            // In TLS 1.3 it means nothing [RFC 8446 D.4].
            side(from).ciphered = version_ != 0 && version_ != kTls13OnTheWay;
            return {};
        case wire::tls_type::handshake: return steps_of_handshake(from, fragment);
        case wire::tls_type::application_data: return steps_of_data(from, fragment.size(), by_size);
        default: return {};
    }
}

// In TLS 1.2 and older the first handshake record behind a ChangeCipherSpec is the Finished [RFC 5246 7.4.9].
std::vector<Step> StepsOnTheWay::steps_of_handshake(Role from, BytesView fragment) {
    auto& sender = side(from);
    if (sender.ciphered) return from == Role::client && !sender.finished ? finished() : std::vector<Step>{};
    if (sender.hello || fragment.empty()) return {};
    if (from == Role::client && fragment[0] == wire::handshake_type::client_hello) {
        sender.hello = true;
        return {Step::client_hello};
    }
    if (from != Role::server || fragment[0] != wire::handshake_type::server_hello || !client_.hello)
        return {};
    constexpr auto kHead = wire::HandshakeHeader::kSize;
    if (fragment.size() < kHead) return {};
    const std::size_t length = path::u32(fragment, 0) & 0xffffff;
    if (fragment.size() - kHead < length) return {};
    wire::Reader in(fragment.subspan(kHead, length));
    const auto hello = wire::ServerHello::read(in);
    if (!hello || hello->is_hello_retry_request()) return {};
    sender.hello = true;
    version_ = hello->version();
    cipher_ = hello->cipher_suite;
    return {Step::server_flight};
}

std::vector<Step> StepsOnTheWay::finished() {
    client_.finished = true;
    const bool tls13 = version_ == kTls13OnTheWay;
    inside_.emplace(facts_.selected_protocol.value_or(wire::Protocols::rdp), tls13);
    return {Step::tls_finished};
}

std::vector<Step> StepsOnTheWay::steps_of_data(Role from, std::size_t sealed, bool& by_size) {
    const bool tls13 = version_ == kTls13OnTheWay;
    if (tls13 && wire::is_sealed_alert(sealed, cipher_)) return {};
    if (!client_.finished) {
        const bool is_it = tls13 && from == Role::client && wire::may_be_sealed_finished(sealed, cipher_);
        return is_it ? finished() : std::vector<Step>{};
    }
    if (!inside_ || inside_->over()) return {};
    by_size = true;
    const auto size = size_inside(version_, cipher_, sealed);
    if (!size) {
        inside_.emplace(wire::Protocols::rdp, false);  // of which nothing is told
        return {};
    }
    return inside_->on_record(from, *size);
}

}  // namespace badrdp::harness
