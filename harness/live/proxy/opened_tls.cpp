#include "harness/live/proxy/opened_tls.h"

#include <utility>

namespace badrdp::harness {

using wire::Bytes;
using wire::BytesView;
using wire::Role;
using wire::Step;

namespace {

std::size_t side_of(Role role) { return role == Role::client ? 0 : 1; }

// What is no step goes on together, as the other end has said it.
void add_message(std::vector<Passage>& out, Passage next) {
    if (!out.empty() && out.back().steps.empty() && next.steps.empty())
        out.back().bytes.insert(out.back().bytes.end(), next.bytes.begin(), next.bytes.end());
    else if (!next.bytes.empty())
        out.push_back(std::move(next));
}

}  // namespace

OpenedTls::OpenedTls(const Terminated& plan, unsigned connection, const capture::Connection& facts)
    : plan_(plan),
      connection_(connection),
      client_(plan.shown.back().context),
      server_(plan.asks, plan.server_name),
      facts_(facts) {
    server_.start();
    if (plan.asks_for_name(connection))
        hello_.emplace();
    else
        choose(plan.shown_to(connection, {}));
}

void OpenedTls::choose(const Shown& shown) {
    client_ = link::Tls(shown.context);
    choice_ = shown.text;
}

void OpenedTls::feed(Role from, BytesView bytes) {
    if (from == Role::server || !hello_) return of(from).feed(bytes);
    hello_->insert(hello_->end(), bytes.begin(), bytes.end());
    const auto name = name_asked_for(*hello_);
    if (!name && hello_->size() < kLongestHello) return;
    choose(plan_.shown_to(connection_, name.value_or("")));
    client_.feed(*std::exchange(hello_, std::nullopt));
}

OpenedTls::Output OpenedTls::take_output(Role to) {
    Output out{.bytes = of(to).take_output()};
    if (out.bytes.empty()) return out;
    if (to == Role::client) {
        if (!std::exchange(flight_said_, true)) out.step = Step::server_flight;
    } else if (!std::exchange(hello_said_, true)) {
        out.step = Step::client_hello;
    } else if (server_.finished() && !std::exchange(finished_said_, true)) {
        out.step = Step::tls_finished;
    }
    return out;
}

OpenedTls::Inside OpenedTls::take_inside(Role from, bool whole) {
    Inside out;
    auto& begun = begun_[side_of(from)];
    const auto came = of(from).take_plaintext();
    begun.bytes.insert(begun.bytes.end(), came.begin(), came.end());
    inside_.put(from, came, facts_);
    capture::Findings found;
    std::size_t at = 0;
    const auto pass = [&](std::size_t end) {
        Passage passage{.bytes = {}, .sealed = true};
        for (auto& finding : std::exchange(found, {})) {
            if (finding.step != Step::none)
                passage.steps.push_back(finding.step);
            else
                out.notes.push_back(finding.what + (finding.detail.empty() ? "" : ": " + finding.detail));
        }
        const auto bytes = BytesView(begun.bytes).subspan(at + begun.passed, end - at - begun.passed);
        passage.bytes.assign(bytes.begin(), bytes.end());
        at = end;
        begun.passed = 0;
        add_message(out.passages, std::move(passage));
    };
    while (const auto size = inside_.take(from, facts_, found)) pass(at + size);
    begun.bytes.erase(begun.bytes.begin(), begun.bytes.begin() + static_cast<std::ptrdiff_t>(at));
    at = 0;
    const bool last = inside_.is_lost(from) || of(from).failed() || of(from).peer_closed();
    if (whole && !last) return out;
    const auto waits = begun.bytes.size();
    pass(waits);
    if (last)
        begun.bytes.clear();
    else
        begun.passed = waits;
    return out;
}

Bytes OpenedTls::take_waiting(Role from) {
    auto& begun = begun_[side_of(from)];
    begun.bytes.erase(begun.bytes.begin(), begun.bytes.begin() + static_cast<std::ptrdiff_t>(begun.passed));
    begun.passed = 0;
    return std::exchange(begun.bytes, {});
}

}  // namespace badrdp::harness
