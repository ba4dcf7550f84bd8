// The part of a session that stands between the machine and TLS.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "sim/link/session.h"
#include "sim/wire/tls/tls_flight.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::link {

using namespace wire;
namespace piece = fault::piece;

namespace {

// Of a record whose header is there; of one that TLS will not take, what is there.
std::size_t size_of_record(BytesView bytes) {
    Reader in(bytes.first(TlsRecordHeader::kSize));
    const auto header = TlsRecordHeader::read(in);
    return TlsRecordHeader::kSize + (header ? header->length : 0);
}

}  // namespace

void Session::start_tls(TimePoint now) {
    tls_ = std::make_unique<Tls>(*order_.tls, order_.server_name);
    tls_->start();
    shield_ = Shield::first_record;
    if (const auto* host = std::get_if<peer::ServerChoices>(&order_.choices)) {
        // It counts from when its Confirm is out, which a fault may hold up.
        if (host->hello_within.count() > 0 && paused_until_ != kForEver)
            hello_due_ = std::max(now, paused_until_.value_or(now)) + host->hello_within;
        return;
    }
    tell(NoteKind::step, Role::client, Step::client_hello, {}, now);
    auto hello = name_tls_flight(tls_->take_output());
    injector_.inject_into_pdu(Step::client_hello, hello);
    send(Step::client_hello, std::move(hello.bytes), now);
    perform(machine_.tls_passed(Step::client_hello), now);
}

// The other end's first record is held until it is whole, so that a fault at that step acts before TLS has
// answered it. True: it is, and stands in first_record_ with what came behind it.
bool Session::hold_first_record(BytesView bytes) {
    first_record_.insert(first_record_.end(), bytes.begin(), bytes.end());
    if (first_record_.empty()) return false;
    const auto type = first_record_[0];
    if (type != tls_type::handshake && type != tls_type::alert)
        return true;  // whatever it is, TLS will say so
    if (first_record_.size() < TlsRecordHeader::kSize) return false;
    return first_record_.size() >= size_of_record(first_record_);
}

void Session::feed_tls(BytesView bytes, TimePoint now) {
    if (shield_ != Shield::first_record) {
        tls_->feed(bytes);
        return after_tls_input(now);
    }
    if (!hold_first_record(bytes)) return;
    if (first_record_[0] == tls_type::alert) return feed_alert(now);
    shield_ = Shield::handshake;
    const auto step = machine_.role() == Role::server ? Step::client_hello : Step::server_flight;
    if (first_record_[0] == tls_type::handshake) {
        tell(NoteKind::step, other(machine_.role()), step, {}, now);
        react(step, now);
        if (deaf()) return;
        perform(machine_.tls_passed(step), now);
    }
    tls_->feed(first_record_);
    first_record_ = {};
    after_tls_input(now);
}

// A warning stands in front of the step, and is not the step. TLS counts them, and has enough some time.
void Session::feed_alert(TimePoint now) {
    const auto held = std::exchange(first_record_, {});
    const auto alert = BytesView(held).first(std::min(held.size(), size_of_record(held)));
    tls_->feed(alert);
    after_tls_input(now);
    if (!deaf() && alert.size() < held.size()) feed_tls(BytesView(held).subspan(alert.size()), now);
}

void Session::after_tls_input(TimePoint now) {
    if (const auto& why = tls_->failed()) {
        tell(NoteKind::tls, machine_.role(), Step::none, *why, now);
        send(Step::none, tls_->take_output(), now);
        return end({tls_is_up() ? Ending::Kind::reset : Ending::Kind::tls, *why}, now);
    }
    const bool now_up = tls_->finished() && !tls_is_up();
    if (now_up && machine_.role() == Role::server) {
        tell(NoteKind::step, Role::client, Step::tls_finished, describe_tls(), now);
        react(Step::tls_finished, now);
        if (deaf()) return;
    }
    if (auto output = tls_->take_output(); !output.empty()) {
        auto step = Step::none;
        if (machine_.role() == Role::server && shield_ == Shield::handshake) step = Step::server_flight;
        if (machine_.role() == Role::client && now_up) step = Step::tls_finished;
        if (step == Step::server_flight) shield_ = Shield::flight_said;
        if (step != Step::none) tell(NoteKind::step, machine_.role(), step, {}, now);
        auto flight = name_tls_flight(std::move(output));
        if (step != Step::none) injector_.inject_into_pdu(step, flight);
        send(step, std::move(flight.bytes), now);
        if (step == Step::server_flight) perform(machine_.tls_passed(step), now);
    }
    if (now_up) enter_tls(now);
    leave_behind_alert(now);
    if (!tls_is_up() || deaf()) return;
    if (auto plaintext = tls_->take_plaintext(); !plaintext.empty()) hear_clear(plaintext, now);
    if (tls_->peer_closed() && !deaf()) end({Ending::Kind::closed, "the other end said close_notify"}, now);
}

void Session::leave_behind_alert(TimePoint now) {
    if (deaf() || !closes_behind_alert()) return;
    for (const auto& alert : tls_->alerts())
        if (alert.from == Role::client)
            return end({Ending::Kind::closed, to_string(alert) + " received"}, now);
}

void Session::enter_tls(TimePoint now) {
    shield_ = Shield::up;
    if (machine_.role() == Role::client) {
        tell(NoteKind::tls, Role::client, Step::none, describe_tls(), now);
        if (const auto refusal = order_.approve ? order_.approve(*tls_) : std::nullopt)
            return end({Ending::Kind::certificate, *refusal}, now);
    }
    perform(machine_.tls_passed(Step::tls_finished, tls_->public_key_info()), now);
}

std::string Session::describe_tls() const {
    return fmt::format("{}, {}", tls_->version_text(), tls_->cipher());
}

}  // namespace badrdp::link
