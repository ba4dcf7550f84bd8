#include "harness/live/proxy/relay.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "harness/live/proxy/passing.h"
#include "sim/wire/names/name_fields.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace piece = fault::piece;
using asio::ip::tcp;
using boost::system::error_code;
using fault::Piece;
using link::Clock;
using link::SocketEvent;
using wire::Bytes;
using wire::BytesView;
using wire::Role;
using wire::Step;

Passing::Passing(RelayOrder order)
    : client_(std::move(order.client), Role::client, *this),
      server_(std::move(order.server), Role::server, *this),
      plan_(std::move(order.plan)),
      injector_(plan_->faults, order.connection,
                [this](std::uint8_t level, std::uint8_t code) { return say_alert(level, code); }),
      connection_(order.connection),
      holds_(std::move(order.holds)),
      holds_any_(std::move(order.holds_any)),
      witness_(std::move(order.witness)),
      tell_(std::move(order.tell)),
      over_(std::move(order.over)),
      muted_(client_.socket.get_executor()) {
    error_code gone;  // then its first read says so
    peer_port_ = client_.socket.remote_endpoint(gone).port();
    for (auto* end : {&client_, &server_}) end->socket.set_option(tcp::no_delay(true), gone);
    if (!plan_->path.empty()) path_.emplace(plan_->path, order.connection, Clock::now());
}

void Passing::start() {
    witness(SocketEvent::What::opened, Role::client);
    read(client_);
    read(server_);
}

void Passing::finish() {
    if (std::exchange(finished_, true)) return;
    error_code ignored;  // closing is all that is left to do
    for (auto* end : {&client_, &server_}) {
        end->outlet.cancel();
        end->socket.close(ignored);
        if (end->splice) end->splice->stop();
    }
    muted_.cancel();
    over_();
}

std::optional<link::HeldMessage> Passing::held() const {
    for (const auto* end : {&client_, &server_}) {
        if (!end->held) continue;
        auto named = with_names(*end->held, end->unheard.front());
        return link::HeldMessage{.connection = connection_,
                                 .step = *end->held,
                                 .bytes = std::move(named.bytes),
                                 .fields = std::move(named.fields)};
    }
    return std::nullopt;
}

std::size_t Passing::go_on(std::span<const fault::Fault> faults, const NegotiationEdit* edit) {
    for (auto* from : {&client_, &server_}) {
        if (!from->held) continue;
        const auto step = *std::exchange(from->held, std::nullopt);
        if (!client_.muted && !server_.muted) muted_.cancel();
        if (client_.held || server_.held) wait_for_an_end();
        auto passage = std::move(from->unheard.front());
        from->unheard.pop_front();
        auto named = with_names(step, passage);
        fault::FaultInjector editor(faults, 1);
        editor.inject_into_pdu(step, named);
        auto changes = editor.take_bites().size();
        passage.bytes = std::move(named.bytes);
        if (edit && change(passage, step, *edit)) ++changes;
        tell_("info", step, fmt::format("{} goes on", name(step)));
        forward(*from, std::move(passage));
        if (!finished_) drain(*from);
        return changes;
    }
    return 0;
}

void Passing::read(End& from) {
    if (may_be_spliced(from) && splice(from)) return;
    from.socket.async_read_some(asio::buffer(from.in),
                                [self = shared_from_this(), &from](error_code error, std::size_t size) {
                                    if (self->finished_) return;
                                    if (error) return self->ended(from, error);
                                    self->pass(from, BytesView(from.in).first(size));
                                    if (self->finished_) return;
                                    from.held_up = self->has_to_wait(from);
                                    if (!from.held_up) self->read(from);
                                });
}

// Nothing more is looked for, and nobody looks on.
bool Passing::may_be_spliced(End& from) {
    const auto& to = other(from);
    return !steps_ && !opened_ && !path_ && !witness_ && !to.muted && !to.shut && !to.gone;
}

// Whether what this end says next has to wait: for somebody who looks, for the other end's TLS, or until what
// is on its way has gone.
bool Passing::has_to_wait(End& from) {
    const auto& outlet = other(from).outlet;
    return from.held || !from.unheard.empty() || outlet.full() || (may_be_spliced(from) && !outlet.idle());
}

// False: no pipe is to be had, and the bytes pass through here as before.
bool Passing::splice(End& from) {
    auto pipe = pipe_if_any();
    if (!pipe) return false;
    from.splice = std::make_shared<Splice>(
        from.socket, other(from).socket, std::move(*pipe),
        [self = shared_from_this()](Splice::Socket& of, error_code error) {
            if (!self->finished_)
                self->ended(&of == &self->client_.socket ? self->client_ : self->server_, error);
        });
    from.splice->start();
    return true;
}

void Passing::pass(End& from, BytesView bytes) {
    if (&from == &client_) witness(SocketEvent::What::data, Role::client, bytes);
    auto& to = other(from);
    if (to.gone) return reset_both();
    if (to.muted || to.shut) return;
    if (opened_) return pass_opened(from, bytes);
    if (!steps_) {
        put(to, piece::Write{Bytes(bytes.begin(), bytes.end())});
        return to.outlet.pump();
    }
    for (auto& passage : steps_->feed(from.role, bytes, wants_whole(from.role)))
        from.unheard.push_back(std::move(passage));
    if (steps_->over()) steps_.reset();
    drain(from);
}

bool Passing::wants_whole(Role role) const {
    return plan_->terminated || !plan_->edits.empty() || is_watched(role);
}

// Whether anybody would do anything to a message of this end, wherever it passes.
bool Passing::is_watched(Role role) const {
    if (holds_any_ && holds_any_()) return true;
    return std::ranges::any_of(plan_->faults, [&](const fault::Fault& fault) {
        return wire::sender(fault.step) == role && bends(fault, connection_);
    });
}

void Passing::drain(End& from) {
    while (!from.unheard.empty() && !from.held && !finished_) {
        const auto& next = from.unheard.front();
        if (next.sealed && opened_ && !opened_->of(other(from).role).finished()) {
            if (other(from).ended) from.unheard.clear();  // it will never be
            break;
        }
        for (const auto step : next.steps)
            tell_("step", step,
                  fmt::format("{} {}{}", name(from.role), name(step), next.by_size ? " (by its size)" : ""));
        if (hold(from)) return;
        auto passage = std::move(from.unheard.front());
        from.unheard.pop_front();
        forward(from, std::move(passage));
    }
    if (opened_) leave_behind(from);
    if (!finished_) has_room(other(from).outlet);
}

bool Passing::hold(End& from) {
    if (!holds_) return false;
    const auto& steps = from.unheard.front().steps;
    const auto step = std::ranges::find_if(steps, holds_);
    if (step == steps.end()) return false;
    from.held = *step;
    tell_("info", *step, fmt::format("{} is held", name(*step)));
    wait_for_an_end();
    return true;
}

bool Passing::change(Passage& passage, Step step, const NegotiationEdit& edit) {
    auto out = edited(edit, step, passage.bytes);
    if (!out) {
        if (out.error() == NotEdited::too_long)
            tell_("info", step,
                  fmt::format("did not: {}: {} would be longer than X.224 can say", edit.text, name(step)));
        return false;
    }
    passage.bytes = std::move(out->bytes);
    tell_("bite", step, fmt::format("did: {}", edit.text));
    return true;
}

// With names for the fields, where it travels in clear, or TLS is opened.
wire::Writer Passing::with_names(Step step, const Passage& passage) {
    if (!passage.by_size) return wire::name_fields(step, passage.bytes);
    wire::Writer out;
    out.bytes = passage.bytes;
    return out;
}

// What the faults make of a message that is there in full.
Bytes Passing::bent(Step step, Passage passage) {
    if (plan_->faults.empty()) return std::move(passage.bytes);
    auto named = with_names(step, passage);
    injector_.inject_into_pdu(step, named);
    return std::move(named.bytes);
}

// A message of this end, by way of the faults.
void Passing::forward(End& from, Passage passage) {
    if (plan_->terminated && !opened_ &&
        std::ranges::find(passage.steps, Step::client_hello) != passage.steps.end())
        return open(passage.bytes);
    auto& to = other(from);
    for (const auto step : passage.steps) {
        for (const auto& edit : plan_->edits)
            if (edit.connection == 0 || edit.connection == connection_) change(passage, step, edit);
        passage.bytes = bent(step, passage);
    }
    if (passage.sealed && opened_ && !passage.bytes.empty()) passage.bytes = seal(to, passage.bytes);
    send(to, passage.steps, std::move(passage.bytes));
}

void Passing::send(End& to, const std::vector<Step>& steps, Bytes bytes) {
    speaks_to_ = to.role;
    std::vector<Piece> pieces;
    if (!bytes.empty()) pieces.emplace_back(piece::Write{std::move(bytes)});
    for (const auto step : steps) {
        if (pieces.size() != 1 || !std::holds_alternative<piece::Write>(pieces[0])) continue;  // bent already
        pieces = injector_.inject_into_stream(step, std::move(std::get<piece::Write>(pieces[0]).bytes));
    }
    for (const auto index : injector_.take_bites())
        tell_("bite", plan_->faults[index].step, "did: " + plan_->faults[index].text);
    for (auto& one : pieces) put(to, std::move(one));
    if (path_)
        for (const auto step : steps) came_to(path_->reached(step, Clock::now()));
    if (!finished_) to.outlet.pump();
}

void Passing::put(End& to, Piece what) {
    if (to.muted || to.shut || to.gone) return;
    const auto* write = std::get_if<piece::Write>(&what);
    if (!path_ || !write || finished_) return to.outlet.put(std::move(what));
    const auto fate = path_->pass(other(to).role, write->bytes, Clock::now());
    if (fate.lost) {
        tell_("bite", Step::none, fmt::format("did: {}", fate.why));
        to.outlet.put(piece::Mute{}, fate.due);
    } else if (fate.reset) {
        came_to(fate);
    } else {
        to.outlet.put(std::move(what), fate.due);
    }
}

std::shared_ptr<Relay> make_relay(RelayOrder order) { return std::make_shared<Passing>(std::move(order)); }

}  // namespace badrdp::harness
