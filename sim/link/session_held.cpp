// Messages of the host's that wait until somebody has looked at them.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/link/session.h"

namespace badrdp::link {

using namespace wire;

namespace {

// Of what comes meanwhile: an honest client waits for the message, and says little.
constexpr std::size_t kMostUnheard = 256 * 1024;

}  // namespace

bool Session::holds(peer::Actions& actions, std::size_t at, TimePoint now) {
    const auto* what = std::get_if<peer::Say>(&actions[at]);
    if (!what || !order_.holds || !order_.holds(what->step)) return false;
    const auto step = what->step;
    held_.assign(std::make_move_iterator(actions.begin() + static_cast<std::ptrdiff_t>(at)),
                 std::make_move_iterator(actions.end()));
    patience_.muted(now);
    tell(NoteKind::info, machine_.role(), step, fmt::format("{} is held", name(step)), now);
    return true;
}

void Session::let_go() {
    held_.clear();
    unheard_.clear();
}

const peer::Say* Session::held() const {
    return held_.empty() ? nullptr : std::get_if<peer::Say>(&held_.front());
}

std::size_t Session::go_on(std::span<const fault::Fault> edits, TimePoint now) {
    if (held_.empty()) return 0;
    auto actions = std::exchange(held_, {});
    auto what = std::move(std::get<peer::Say>(actions.front()));
    actions.erase(actions.begin());
    fault::FaultInjector editor(edits, 1);
    editor.inject_into_pdu(what.step, what.out);
    const auto bites = editor.take_bites().size();
    tell(NoteKind::info, machine_.role(), what.step, fmt::format("{} goes on", name(what.step)), now);
    patience_.resume(now);
    say(std::move(what), now);
    perform(std::move(actions), now);
    hear_rest(now);
    return bites;
}

// What came in the same bytes as the message that was answered late, and then what came meanwhile.
void Session::hear_rest(TimePoint now) {
    if (deaf() || !held_.empty()) return;
    if (!in_tls() || tls_is_up())
        hear_clear({}, now);
    else if (const auto rest = framer_.take_rest(); !rest.empty())
        feed_tls(rest, now);
    if (auto bytes = std::exchange(unheard_, {}); !bytes.empty()) receive(bytes, now);
}

void Session::keep(BytesView bytes, TimePoint now) {
    if (unheard_.size() + bytes.size() > kMostUnheard) {
        let_go();
        return end({Ending::Kind::protocol, "the other end talks on while a message is held"}, now);
    }
    unheard_.insert(unheard_.end(), bytes.begin(), bytes.end());
}

}  // namespace badrdp::link
