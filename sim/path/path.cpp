#include "sim/path/path.h"

#include <algorithm>
#include <array>

#include "sim/path/act.h"

namespace badrdp::path {

using wire::BytesView;
using wire::Role;
using wire::Step;

struct Path::State {
    State(std::span<const Impairment> impairments, std::uint64_t seed)
        : bites(impairments.size()), flows(impairments.size()) {
        acting.reserve(impairments.size());
        for (std::size_t i = 0; i < impairments.size(); ++i) acting.emplace_back(impairments[i], seed, i);
        follows_flows =
            std::ranges::any_of(acting, [](const Acting& a) { return a.able() && a.needs_flows(); });
    }

    // One frame that meets impairments.
    struct Passage {
        Fate fate;
        Flow* flow = nullptr;
        std::vector<Copy> carried;
        std::vector<std::size_t> resets;
    };

    Time& last_to(Role role) { return last[static_cast<std::size_t>(role)]; }

    void advance(Time to) {
        now = std::max(now, to);
        flows.advance(now);
    }

    // Nothing can act before the next step, and nobody needs to know what passes until then.
    bool sleeps() const {
        return !follows_flows && last[0] <= now && last[1] <= now &&
               std::ranges::none_of(acting, [&](const Acting& a) { return a.awake(now); });
    }

    bool meets(Acting& impairment, const Headers& seen, Role from) const {
        if (!impairment.able() || !impairment.meets(seen, from)) return false;
        if (impairment.impairment().after == Step::none) impairment.begin(now);
        return impairment.active(now);
    }

    void bite(std::size_t index, Fate& fate) {
        if (std::ranges::find(fate.bites, index) != fate.bites.end()) return;
        fate.bites.push_back(index);
        ++bites[index];
    }

    void walk(Copy copy, std::size_t index, Passage& passage);
    void carry(const Copy& copy, Passage& passage);
    bool reset(std::size_t index, Flow& flow, Fate& fate);

    std::vector<Acting> acting;
    std::vector<std::size_t> bites;
    Flows flows;
    bool follows_flows = false;
    Time now{0};
    // When the last frame to each end arrives: the one queue in which all times end, so that no impairment
    // that begins or ends lets a frame overtake another.
    std::array<Time, 2> last{};
};

// From this impairment to the end of the list.
void Path::State::walk(Copy copy, std::size_t index, Passage& passage) {
    for (; index < acting.size(); ++index) {
        auto& impairment = acting[index];
        if (!meets(impairment, *copy.seen, copy.from)) continue;
        auto* mark = passage.flow ? &passage.flow->marks[index] : nullptr;
        auto done = impairment.act(copy, mark, now);
        if (done.bit) bite(index, passage.fate);
        if (done.reset) passage.resets.push_back(index);
        if (!done.answer.empty())
            passage.fate.deliveries.push_back(
                {copy.at, copy.from, std::move(done.answer), "forged: " + impairment.text()});
        if (done.dropped) return say(passage.fate.comment, copy.comment);
        if (done.doubled) {
            walk(copy, index + 1, passage);
            copy.comment.pop_back();  // "duplicated" is said of the first, "duplicate" of the other
        }
    }
    passage.carried.push_back(std::move(copy));
}

// To its receiver.
void Path::State::carry(const Copy& copy, Passage& passage) {
    const auto to = other(copy.from);
    auto comment = copy.comment;
    auto at = copy.at;
    if (copy.seen->kind == Kind::ip) {
        if (last_to(to) > at) say(comment, "behind others for " + to_text(last_to(to) - at));
        at = last_to(to) = std::max(at, last_to(to));
    }
    at = later(at, copy.held);
    if (passage.fate.comment.empty()) passage.fate.comment = comment;
    if (passage.flow && copy.changed.empty()) flows.deliver(*passage.flow, to, *copy.seen->tcp, at);
    auto bytes = copy.changed.empty() ? wire::Bytes(copy.frame.begin(), copy.frame.end()) : copy.changed;
    passage.fate.deliveries.push_back({at, to, std::move(bytes), std::move(comment)});
}

// A RST comes behind all that is on its way to its receiver, whose next number it then is.
bool Path::State::reset(std::size_t index, Flow& flow, Fate& fate) {
    auto& mark = flow.marks[index];
    if (mark.done || !flow.live()) return false;
    const auto& deed = std::get<Reset>(acting[index].impairment().deed);
    for (const auto role : {Role::client, Role::server}) {
        if (deed.toward == (role == Role::client ? Toward::server : Toward::client)) continue;
        const auto at = std::max(now, last_to(role));
        auto rst = flows.rst(flow, role, at);
        if (!rst) continue;
        last_to(role) = at;
        mark.done = true;
        fate.deliveries.push_back({at, role, std::move(*rst), "forged: RST, " + acting[index].text()});
    }
    if (mark.done) bite(index, fate);
    return mark.done;
}

Path::Path(std::span<const Impairment> impairments, std::uint64_t seed)
    : state_(std::make_unique<State>(impairments, seed)) {}
Path::~Path() = default;
Path::Path(Path&&) noexcept = default;
Path& Path::operator=(Path&&) noexcept = default;

Fate Path::reached(Step step, Time now) {
    auto& s = *state_;
    s.advance(now);
    Fate fate{.untouched = false};
    if (step == Step::none) return fate;
    for (std::size_t i = 0; i < s.acting.size(); ++i) {
        auto& acting = s.acting[i];
        const auto& impairment = acting.impairment();
        if (impairment.after != step) continue;
        acting.begin(s.now);
        const auto* deed = std::get_if<Reset>(&impairment.deed);
        if (!deed || !deed->bytes.empty() || !acting.active(s.now)) continue;
        s.flows.each([&](Flow& flow) {
            const auto port = impairment.port;
            if (port == 0 || flow.client.port == port || flow.server.port == port) s.reset(i, flow, fate);
        });
    }
    return fate;
}

Fate Path::pass(Role from, BytesView frame, Time now) {
    auto& s = *state_;
    s.advance(now);
    if (s.sleeps()) return {};
    const auto seen = read_headers(frame);
    State::Passage passage;
    if (s.follows_flows && seen.kind == Kind::ip && seen.tcp)
        passage.flow = &s.flows.sent(from, *seen.tcp, frame, s.now);

    const auto to = other(from);
    const auto first = std::ranges::find_if(s.acting, [&](Acting& a) { return s.meets(a, seen, from); });
    if (first == s.acting.end() && (seen.kind != Kind::ip || s.last_to(to) <= s.now)) {
        if (passage.flow) s.flows.deliver(*passage.flow, to, *seen.tcp, s.now);
        return {};
    }

    const auto index = static_cast<std::size_t>(first - s.acting.begin());
    s.walk({.from = from, .seen = &seen, .frame = frame, .at = s.now}, index, passage);
    auto& fate = passage.fate;
    const bool as_it_was = fate.bites.empty() && passage.resets.empty() && s.last_to(to) <= s.now;
    if (as_it_was) {
        if (passage.flow) s.flows.deliver(*passage.flow, to, *seen.tcp, s.now);
        return {};
    }
    fate.untouched = false;
    for (const auto& copy : passage.carried) s.carry(copy, passage);
    for (const auto i : passage.resets)
        if (s.reset(i, *passage.flow, fate)) say(fate.comment, "a forged RST follows");
    if (fate.comment.empty()) return {};  // what was to be reset had ended already
    return std::move(fate);
}

bool Path::clear() const {
    const auto& s = *state_;
    if (s.last[0] > s.now || s.last[1] > s.now) return false;
    return std::ranges::all_of(s.acting, [&](const Acting& a) { return !a.able() || a.over(s.now); });
}

const std::vector<std::size_t>& Path::bites() const { return state_->bites; }

}  // namespace badrdp::path
