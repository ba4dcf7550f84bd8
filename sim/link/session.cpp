#include "sim/link/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/link/describe.h"

namespace badrdp::link {

using namespace wire;
using fault::Piece;
namespace piece = fault::piece;

namespace {

peer::Machine machine_for(const SessionOrder& order) {
    return std::visit([&](const auto& choices) { return peer::Machine(choices, order.environment); },
                      order.choices);
}

Ending::Kind ending_for(peer::End::Kind kind) {
    using In = peer::End::Kind;
    using Out = Ending::Kind;
    switch (kind) {
        case In::done: return Out::done;
        case In::security: return Out::security;
        case In::credentials: return Out::credentials;
        case In::server: return Out::server;
        case In::malformed:
        case In::unexpected: break;
    }
    return Out::protocol;
}

// Of what was said and not yet taken away. No fault makes so many of one message, and no honest end asks
// for so much without reading it.
constexpr std::size_t kMostPieces = 32 * 1024;

bool is_nla_token(Step step) { return step == Step::credssp_negotiate || step == Step::credssp_authenticate; }

}  // namespace

Session::Session(SessionOrder order, std::function<void(const Note&)> note)
    : order_(std::move(order)),
      note_(std::move(note)),
      patience_(order_.patience),
      machine_(machine_for(order_)),
      injector_(order_.faults, order_.connection, [this](std::uint8_t level, std::uint8_t description) {
          return say_alert(level, description);
      }) {}

bool Session::closes_behind_alert() const {
    const auto* server = std::get_if<wire::Shared<peer::ServerChoices>>(&order_.choices);
    return server != nullptr && (*server)->closes_behind_alert;
}

// Inside TLS every alert is the last word: TLS 1.3 has no other [RFC 8446 6.1, 6.2], and an older warning
// would be a record that OpenSSL has not counted.
std::optional<fault::SaidAlert> Session::say_alert(std::uint8_t level, std::uint8_t description) {
    if (!tls_is_up()) {
        auto said = fault::alert_in_clear(level, description);
        said.last |= closes_behind_alert();
        return said;
    }
    auto record = tls_->alert(level, description, unsaid_records_);
    if (!record) return std::nullopt;
    return fault::SaidAlert{.record = std::move(*record)};
}

void Session::connected(TimePoint now) {
    patience_.begin(now);
    tell(NoteKind::step, Role::server, Step::tcp_accept, {}, now);
    if (machine_.role() == Role::server) {
        auto pieces = injector_.inject_into_stream(Step::tcp_accept, {});
        tell_bites(Step::tcp_accept, now);
        if (!pieces.empty() && !std::holds_alternative<piece::Pause>(pieces.back())) stop_hearing();
        pieces_.add(std::move(pieces));
    } else {
        react(Step::tcp_accept, now);
    }
    if (!deaf()) perform(machine_.start(), now);
}

void Session::receive(BytesView bytes, TimePoint now) {
    if (deaf()) return;
    if (pieces_.size() > kMostPieces)
        return end({Ending::Kind::protocol, "the other end talks on and does not listen"}, now);
    patience_.heard(now);
    if (!held_.empty()) return keep(bytes, now);
    if (in_tls())
        feed_tls(bytes, now);
    else
        hear_clear(bytes, now);
}

void Session::fin(TimePoint now) {
    if (gone() || hearing_ == Hearing::closed) return;
    let_go();
    tell(NoteKind::end, other(machine_.role()), Step::none,
         line_ == Line::shut ? "closed its direction too" : "closed the connection", now);
    if (!ending_ && !deaf()) end({Ending::Kind::closed, "the other end closed the connection"}, now);
    settle({Ending::Kind::closed, "the other end closed the connection"});
    hearing_ = Hearing::closed;
    if (paused_until_ == kForEver) {
        paused_until_.reset();
        pieces_.clear();
    }
    pieces_.add(piece::Close{});
}

void Session::reset(const std::string& why, TimePoint now) {
    if (gone()) return;
    line_ = Line::gone;
    stop_hearing();
    let_go();
    tell(NoteKind::end, other(machine_.role()), Step::none, why, now);
    settle({Ending::Kind::reset, why});
    pieces_.clear();
}

void Session::tick(TimePoint now) {
    if (later_at_ && held_.empty() && now >= *later_at_) {
        later_at_.reset();
        perform(std::exchange(later_, {}), now);
    }
    if (!gone() && hello_due_ && now >= *hello_due_) {
        hello_due_.reset();
        if (shield_ == Shield::first_record)
            return end({Ending::Kind::timeout, "no ClientHello came in time"}, now);
    }
    if (gone() || now < patience_.ends()) return;
    let_go();
    tell(NoteKind::end, machine_.role(), Step::none, patience_.why(now), now);
    end({Ending::Kind::timeout, "the other end did not answer in time"}, now);
    line_ = Line::gone;
    paused_until_.reset();
    pieces_.clear();
    pieces_.add(piece::Close{});
}

void Session::stop_hearing() { hearing_ = std::max(hearing_, Hearing::deaf); }

std::optional<Piece> Session::next(TimePoint now) {
    if (paused_until_ && now < *paused_until_) return std::nullopt;
    paused_until_.reset();
    if (pieces_.empty()) return std::nullopt;
    auto piece = pieces_.take();
    if (const auto* pause = std::get_if<piece::Pause>(&piece)) {
        paused_until_ = now + pause->length;
        patience_.paused(now, *paused_until_);
        if (hello_due_) *hello_due_ += pause->length;
        return std::nullopt;
    }
    if (std::holds_alternative<piece::Mute>(piece)) {
        paused_until_ = kForEver;
        patience_.muted(now);
        return std::nullopt;
    }
    if (std::holds_alternative<piece::Fin>(piece)) {
        line_ = std::max(line_, Line::shut);
    } else if (line_ != Line::open || !std::holds_alternative<piece::Write>(piece)) {
        line_ = Line::gone;
        stop_hearing();
    }
    return piece;
}

std::optional<TimePoint> Session::wake() const {
    if (gone()) return std::nullopt;
    auto first = paused_until_ ? std::min(*paused_until_, patience_.ends()) : patience_.ends();
    if (later_at_ && held_.empty() && !deaf()) first = std::min(first, *later_at_);
    if (hello_due_) first = std::min(first, *hello_due_);
    return first;
}

void Session::react(Step step, TimePoint now) {
    auto reaction = injector_.arrive(step);
    tell_bites(step, now);
    pieces_.add(std::move(reaction.pieces));
    if (!reaction.answer) stop_hearing();
    if (!deaf()) say_more(step, fault::Moment::after, now);
}

void Session::perform(peer::Actions actions, TimePoint now) {
    if (!held_.empty()) {  // it comes behind what waits
        std::ranges::move(actions, std::back_inserter(held_));
        return;
    }
    for (std::size_t i = 0; i < actions.size(); ++i) {
        if (deaf()) return;
        auto& action = actions[i];
        if (holds(actions, i, now)) return;
        if (auto* say_it = std::get_if<peer::Say>(&action)) {
            say(std::move(*say_it), now);
        } else if (std::holds_alternative<peer::StartTls>(action)) {
            start_tls(now);
        } else if (const auto* reached = std::get_if<peer::Reached>(&action)) {
            // Nobody else reaches it if a fault has kept back what would have brought him there.
            tell(NoteKind::step, machine_.role(), reached->step, {}, now, 0, withheld_);
            patience_.active(now);
            send(reached->step, {}, now);
        } else if (const auto* rest = std::get_if<peer::Rest>(&action)) {
            later_.assign(std::make_move_iterator(actions.begin() + static_cast<std::ptrdiff_t>(i) + 1),
                          std::make_move_iterator(actions.end()));
            later_at_ = now + rest->length;
            return;
        } else if (auto* licensed = std::get_if<peer::Licensed>(&action)) {
            license_ = std::move(licensed->license);
        } else {
            auto& why = std::get<peer::End>(action);
            const auto kind = ending_for(why.kind);
            if (kind == Ending::Kind::protocol)
                tell(NoteKind::malformed, other(machine_.role()), Step::none, why.why, now);
            end({kind, std::move(why.why), std::move(why.redirection)}, now);
        }
    }
}

void Session::say(peer::Say what, TimePoint now) {
    const auto step = what.step;
    say_more(step, fault::Moment::before, now);
    say_one(std::move(what), now);
    say_more(step, fault::Moment::after, now);
}

// Sealed as all that this end says, and in the order in which it goes out: the cipher moves on.
void Session::say_more(Step step, fault::Moment moment, TimePoint now) {
    for (const auto& more : injector_.more(step, moment)) {
        const auto message = fault::message(more.message);
        auto wrapped = message ? machine_.wrapped(message->step, message->body, message->security_flags,
                                                  message->on_message_channel)
                               : std::nullopt;
        if (!wrapped) continue;
        injector_.has_said(more);
        say_one(std::move(*wrapped), now);
    }
}

void Session::say_one(peer::Say what, TimePoint now) {
    const auto step = what.step;
    auto text = describe(step, what.out.bytes);
    injector_.inject_into_pdu(step, what.out);
    machine_.seal(what);
    const bool left_out = what.out.bytes.empty();
    auto bytes = std::move(what.out.bytes);
    if (tls_is_up()) {
        const auto before = tls_->records_said();
        tls_->write(bytes);
        unsaid_records_ = tls_->records_said() - before;
        bytes = tls_->take_output();
    }
    const auto size = bytes.size();
    auto pieces = injector_.inject_into_stream(step, std::move(bytes));
    unsaid_records_ = 0;
    withheld_ = (left_out || size > 0) && std::ranges::none_of(pieces, [](const Piece& p) {
                    return std::holds_alternative<piece::Write>(p);
                });
    tell(NoteKind::step, machine_.role(), step, std::move(text), now, 0, withheld_);
    hand_out(step, std::move(pieces), size, now);
}

void Session::send(Step step, Bytes bytes, TimePoint now) {
    const auto size = bytes.size();
    hand_out(step, injector_.inject_into_stream(step, std::move(bytes)), size, now);
}

void Session::hand_out(Step step, std::vector<Piece> pieces, std::size_t size, TimePoint now) {
    tell_bites(step, now);
    queued_bytes_ += size;
    pieces_.add(std::move(pieces));
}

void Session::settle(Ending ending) {
    if (ending_) return;
    ending_ = std::move(ending);
    ending_->license = license_;
}

void Session::end(Ending ending, TimePoint now) {
    if (ending_) return;
    settle(std::move(ending));
    tell(NoteKind::info, machine_.role(), Step::none, "ends the conversation: " + ending_->why, now);
    stop_hearing();
    // A host that has taken its leave just goes: behind a close_notify rdesktop 1.9 would wait for ever.
    const bool just_goes = ending_->kind == Ending::Kind::done && machine_.role() == Role::server;
    if (tls_is_up() && !just_goes) {
        tls_->close_notify();
        pieces_.add(piece::Write{tls_->take_output()});
    }
    pieces_.add(piece::Fin{});
}

void Session::tell(NoteKind kind, Role from, Step step, std::string text, TimePoint now, std::size_t fault,
                   bool withheld) {
    if (kind == NoteKind::step) patience_.stepped(now);
    note_(Note{.at = now,
               .connection = order_.connection,
               .kind = kind,
               .from = from,
               .step = step,
               .text = std::move(text),
               .peer_port = order_.peer_port,
               .offset = queued_bytes_,
               .fault = fault,
               .withheld = withheld});
}

void Session::tell_message(const peer::Opened& opened, TimePoint now) {
    const auto step = opened.step;
    const BytesView message = opened.bytes;
    patience_.stepped(now);
    note_(Note{
        .at = now,
        .connection = order_.connection,
        .kind = NoteKind::step,
        .from = other(machine_.role()),
        .step = step,
        .text = describe(step, message),
        .peer_port = order_.peer_port,
        .offset = queued_bytes_,
        .offers = step == Step::credssp_negotiate ? mechanisms_offered(message) : std::vector<Mechanism>{},
        .left = opened.left,
        .proves_by = is_nla_token(step) ? mechanism_proved(message) : std::nullopt});
}

void Session::tell_bites(Step step, TimePoint now) {
    for (const auto index : injector_.take_bites())
        tell(NoteKind::bite, machine_.role(), step, order_.faults[index].text, now, index);
}

void Session::hear_clear(BytesView bytes, TimePoint now) {
    framer_.feed(bytes);
    while (auto packet = framer_.next(machine_.framing())) {
        hear(std::move(*packet), now);
        if (deaf() || !held_.empty()) return;
        if (in_tls() && !tls_is_up()) return feed_tls(framer_.take_rest(), now);
    }
    if (!framer_.malformed()) return;
    const auto lost = *framer_.malformed();
    framer_ = {};  // it has lost its place
    complain(lost, now);
}

void Session::complain(Malformed malformed, TimePoint now) { perform(machine_.hear_garbage(malformed), now); }

void Session::hear(Bytes message, TimePoint now) {
    auto opened = machine_.open(std::move(message));
    if (!opened) return complain(opened.error(), now);
    for (std::optional pdu(std::move(*opened)); pdu; pdu = machine_.behind(std::move(*pdu))) {
        if (pdu->step != Step::none) {
            tell_message(*pdu, now);
            react(pdu->step, now);
            if (deaf()) return;
            if (injector_.takes(pdu->step)) continue;
        }
        perform(machine_.hear(*pdu), now);
        if (deaf()) return;
    }
}

}  // namespace badrdp::link
