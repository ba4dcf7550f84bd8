#include "harness/play/own_deeds.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/judge/words.h"

namespace badrdp::harness {

bool closed_by_killing(const capture::Connection& connection, const Evidence& evidence) {
    const auto& process = evidence.process;
    if (process.limit == Limit::none || connection.ended_by != wire::Role::client) return false;
    const auto since = evidence.lead + (connection.ended - evidence.packets.connections.front().began);
    return since >= process.struck;
}

link::Transcript told_as_ours(const Evidence& evidence) {
    auto out = evidence.peer;
    const auto ours = [&](const link::Note& note) {
        return std::ranges::any_of(evidence.packets.connections, [&](const capture::Connection& one) {
            return one.client_port == note.peer_port && closed_by_killing(one, evidence);
        });
    };
    for (auto& note : out)
        if (note.kind == link::NoteKind::end && note.from == wire::Role::client && ours(note))
            note.text += fmt::format(", since badrdp had ended it ({})",
                                     why_we_ended_it(evidence.process.limit, evidence.process.took));
    return out;
}

}  // namespace badrdp::harness
