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
    if (const auto* server = std::get_if<peer::ServerChoices>(&order.choices)) return peer::Machine(*server);
    return peer::Machine(std::get<peer::ClientChoices>(order.choices));
}

// A connection that a fault has silenced is kept for as long as anybody may reasonably look at it.
constexpr std::chrono::minutes kMutedPatience{10};

}  // namespace

Session::Session(SessionOrder order, std::function<void(const Note&)> note)
    : order_(std::move(order)),
      note_(std::move(note)),
      machine_(machine_for(order_)),
      bender_(order_.faults, order_.connection) {}

void Session::connected(TimePoint now) {
    deadline_ = now + order_.patience;
    tell(NoteKind::step, Role::server, Step::tcp_accept, {}, now);
    if (machine_.role() == Role::server) {
        auto pieces = bender_.bend_stream(Step::tcp_accept, {});
        tell_bites(Step::tcp_accept, now);
        if (!pieces.empty()) deaf_ = !std::holds_alternative<piece::Pause>(pieces.back());
        std::ranges::move(pieces, std::back_inserter(pieces_));
    } else {
        react(Step::tcp_accept, now);
    }
    if (!deaf_) perform(machine_.start(), now);
}

void Session::receive(BytesView bytes, TimePoint now) {
    if (deaf_) return;
    deadline_ = now + order_.patience;
    if (tls_)
        feed_tls(bytes, now);
    else
        hear_clear(bytes, now);
}

void Session::fin(TimePoint now) {
    if (gone_ || peer_fin_) return;
    peer_fin_ = true;
    tell(NoteKind::end, other(machine_.role()), Step::none,
         shut_ ? "closed its direction too" : "closed the connection", now);
    if (!ending_ && !deaf_) end({Ending::Kind::closed, "the other end closed the connection"}, now);
    if (!ending_) ending_ = Ending{Ending::Kind::closed, "the other end closed the connection"};
    deaf_ = true;
    if (std::exchange(muted_, false)) pieces_.clear();
    pieces_.emplace_back(piece::Close{});
}

void Session::reset(const std::string& why, TimePoint now) {
    if (gone_) return;
    gone_ = true;
    deaf_ = true;
    tell(NoteKind::end, other(machine_.role()), Step::none, why, now);
    if (!ending_) ending_ = Ending{Ending::Kind::reset, why};
    pieces_.clear();
}

void Session::tick(TimePoint now) {
    if (gone_ || now < deadline_) return;
    tell(NoteKind::end, machine_.role(), Step::none,
         fmt::format("nothing came for {} s", order_.patience.count() / 1000), now);
    end({Ending::Kind::timeout, "the other end did not answer in time"}, now);
    gone_ = true;
    muted_ = false;
    paused_until_.reset();
    pieces_ = {piece::Close{}};
}

std::optional<Piece> Session::next(TimePoint now) {
    if (paused_until_ && now < *paused_until_) return std::nullopt;
    paused_until_.reset();
    while (!pieces_.empty() && !muted_) {
        Piece piece = std::move(pieces_.front());
        pieces_.pop_front();
        if (const auto* pause = std::get_if<piece::Pause>(&piece)) {
            paused_until_ = now + pause->length;
            deadline_ = std::max(deadline_, *paused_until_ + order_.patience);
            return std::nullopt;
        }
        if (std::holds_alternative<piece::Mute>(piece)) {
            muted_ = true;
            deadline_ = now + kMutedPatience;
            break;
        }
        if (!std::holds_alternative<piece::Write>(piece)) shut_ = true;
        if (shut_ && !std::holds_alternative<piece::Fin>(piece)) gone_ = true, deaf_ = true;
        return piece;
    }
    return std::nullopt;
}

std::optional<TimePoint> Session::wake() const {
    if (gone_) return std::nullopt;
    return paused_until_ ? std::min(*paused_until_, deadline_) : deadline_;
}

void Session::react(Step step, TimePoint now) {
    auto reaction = bender_.arrive(step);
    tell_bites(step, now);
    std::ranges::move(reaction.pieces, std::back_inserter(pieces_));
    if (!reaction.answer) deaf_ = true;
}

void Session::perform(peer::Actions actions, TimePoint now) {
    for (auto& action : actions) {
        if (deaf_) return;
        if (auto* say_it = std::get_if<peer::Say>(&action)) {
            say(say_it->step, std::move(say_it->out), now);
        } else if (std::holds_alternative<peer::StartTls>(action)) {
            start_tls(now);
        } else {
            using In = peer::End::Kind;
            auto& why = std::get<peer::End>(action);
            const auto kind = why.kind == In::done       ? Ending::Kind::done
                              : why.kind == In::security ? Ending::Kind::security
                                                         : Ending::Kind::protocol;
            if (kind == Ending::Kind::protocol)
                tell(NoteKind::malformed, other(machine_.role()), Step::none, why.why, now);
            end({kind, std::move(why.why)}, now);
        }
    }
}

void Session::say(Step step, Writer out, TimePoint now) {
    tell(NoteKind::step, machine_.role(), step, describe(step, out.bytes), now);
    bender_.bend_pdu(step, out);
    if (!tls_up_) return send(step, std::move(out.bytes), now);
    tls_->write(out.bytes);
    send(step, tls_->take_output(), now);
}

void Session::send(Step step, Bytes bytes, TimePoint now) {
    const auto size = bytes.size();
    auto pieces = bender_.bend_stream(step, std::move(bytes));
    tell_bites(step, now);
    queued_bytes_ += size;
    std::ranges::move(pieces, std::back_inserter(pieces_));
}

void Session::end(Ending ending, TimePoint now) {
    if (ending_) return;
    ending_ = std::move(ending);
    tell(NoteKind::info, machine_.role(), Step::none, "ends the conversation: " + ending_->why, now);
    deaf_ = true;
    // The sequence is only built up to here, which is no client's fault: the host just goes. (It says no
    // close_notify first, because rdesktop 1.9 then waits for ever.)
    const bool just_goes = ending_->kind == Ending::Kind::done && machine_.role() == Role::server;
    if (tls_up_ && !just_goes) {
        tls_->close_notify();
        pieces_.emplace_back(piece::Write{tls_->take_output()});
    }
    pieces_.emplace_back(piece::Fin{});
}

void Session::tell(NoteKind kind, Role from, Step step, std::string text, TimePoint now, std::size_t fault) {
    note_(Note{.at = now,
               .connection = order_.connection,
               .kind = kind,
               .from = from,
               .step = step,
               .text = std::move(text),
               .peer_port = order_.peer_port,
               .offset = queued_bytes_,
               .fault = fault});
}

void Session::tell_bites(Step step, TimePoint now) {
    for (const auto index : bender_.take_bites())
        tell(NoteKind::bite, machine_.role(), step, order_.faults[index].text, now, index);
}

void Session::hear_clear(BytesView bytes, TimePoint now) {
    framer_.feed(bytes);
    while (auto packet = framer_.next()) {
        hear(*packet, now);
        if (deaf_) return;
        if (tls_ && !tls_up_) return feed_tls(framer_.take_rest(), now);
    }
    if (!framer_.malformed()) return;
    const auto rest = framer_.take_rest();
    if (!rest.empty() && rest.front() == 0x30) return hear(rest, now);  // a TSRequest brings no TPKT header
    const auto why = to_string(*framer_.malformed());
    tell(NoteKind::malformed, other(machine_.role()), Step::none, why, now);
    end({Ending::Kind::protocol, why}, now);
}

void Session::hear(BytesView message, TimePoint now) {
    const auto step = peer::Machine::recognise(message);
    if (step != Step::none) {
        tell(NoteKind::step, other(machine_.role()), step, describe(step, message), now);
        react(step, now);
        if (deaf_) return;
    }
    perform(machine_.hear(message), now);
}

}  // namespace badrdp::link
