// A connection whose TLS ends in the proxy.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/live/proxy/passing.h"

namespace badrdp::harness {

namespace piece = fault::piece;
using wire::Bytes;
using wire::BytesView;
using wire::Role;
using wire::Step;

// From here on TLS ends here.
void Passing::open(const Bytes& hello) {
    opened_.emplace(*plan_->terminated, connection_, steps_ ? steps_->facts() : capture::Connection{});
    const auto rest = steps_ ? steps_->take_waiting(Role::client) : Bytes{};
    steps_.reset();
    opened_->feed(Role::client, hello);
    auto behind = std::exchange(client_.unheard, {});
    for (const auto& passage : behind) opened_->feed(Role::client, passage.bytes);
    opened_->feed(Role::client, rest);
    after_opened(client_);
}

void Passing::pass_opened(End& from, BytesView bytes) {
    opened_->feed(from.role, bytes);
    after_opened(from);
}

void Passing::after_opened(End& from) {
    if (const auto shown = opened_->take_choice())
        tell_("tls", Step::none, "TLS is opened here: the client is shown " + *shown);
    say_for_tls();
    if (finished_) return;
    take_inside(from);
    for (auto* end : {&client_, &server_})
        if (!finished_) drain(*end);
}

void Passing::take_inside(End& from) {
    auto inside = opened_->take_inside(from.role, is_watched(from.role));
    for (auto& note : inside.notes) tell_("info", Step::none, fmt::format("{} {}", name(from.role), note));
    for (auto& passage : inside.passages) {
        if (std::ranges::find(passage.steps, Step::credssp_authenticate) != passage.steps.end())
            tell_("info", Step::credssp_authenticate,
                  "NLA binds its proof to the certificate that the client was shown, which is not the "
                  "server's: "
                  "the server will refuse it");
        from.unheard.push_back(std::move(passage));
    }
}

// TLS that is over on one side is over on the other, behind what was said before: unless that can never go
// on.
void Passing::leave_behind(End& from) {
    auto& to = other(from);
    if (finished_ || from.left || (!from.unheard.empty() && !opened_->of(to.role).failed())) return;
    auto& tls = opened_->of(from.role);
    const auto& why = tls.failed();
    if (!why && !tls.peer_closed()) return;
    from.left = true;
    if (why) tell_("tls", Step::none, fmt::format("TLS with the {} failed: {}", name(from.role), *why));
    leave(to);
}

void Passing::say_for_tls() {
    for (auto* to : {&client_, &server_}) {
        auto out = opened_->take_output(to->role);
        if (out.bytes.empty() || finished_ || to->muted || to->shut) continue;
        std::vector<Step> steps;
        if (out.step != Step::none) steps.push_back(out.step);
        for (const auto step : steps)
            tell_("step", step, fmt::format("{} {}, said here", name(wire::sender(step)), name(step)));
        if (out.step != Step::none) out.bytes = bent(out.step, {.bytes = std::move(out.bytes)});
        send(*to, steps, std::move(out.bytes));
    }
}

Bytes Passing::seal(End& to, const Bytes& inside) {
    auto& tls = opened_->of(to.role);
    sealed_before_ = tls.records_said();
    tls.write(inside);
    return tls.take_output();
}

std::optional<fault::SaidAlert> Passing::say_alert(std::uint8_t level, std::uint8_t description) {
    if (!opened_ || !opened_->of(speaks_to_).finished()) return fault::alert_in_clear(level, description);
    auto& tls = opened_->of(speaks_to_);
    auto record = tls.alert(level, description, tls.records_said() - sealed_before_);
    if (!record) return std::nullopt;
    return fault::SaidAlert{.record = std::move(*record), .last = true};
}

// Says close_notify, and FIN behind it.
void Passing::leave(End& to) {
    if (to.shut || to.muted) return;
    auto& tls = opened_->of(to.role);
    if (tls.finished()) {
        tls.close_notify();
        send(to, {}, tls.take_output());
    }
    if (!finished_) put(to, piece::Fin{});
    if (!finished_) to.outlet.pump();
}

}  // namespace badrdp::harness
