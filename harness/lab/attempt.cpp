#include "harness/lab/attempt.h"

#include <algorithm>

#include "capture/pcapng.h"
#include "capture/survey/survey.h"
#include "harness/os/about.h"
#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "harness/os/text.h"
#include "harness/play/evidence.h"
#include "harness/play/net/wire.h"
#include "harness/play/simulated_case.h"

namespace badrdp::harness::lab {
namespace {

// What the client met; a comment would say what was done to a packet.
std::string capture_of(std::vector<capture::Packet> packets) {
    std::erase_if(packets, [](const capture::Packet& packet) { return packet.interface != capture::kMet; });
    for (auto& packet : packets) packet.comment.clear();
    const PrivateFolder folder;
    const auto file = folder.path() / "capture.pcapng";
    const std::vector<capture::Interface> met{{.name = "eth0"}};
    capture::write_pcapng(file, {.application = std::string(kApplication), .comment = {}}, met, packets, {});
    return file_text(file);
}

capture::Input in_memory(const std::string& bytes) {
    return capture::Input([rest = std::string_view(bytes)](std::span<std::uint8_t> into) mutable
                          -> std::expected<std::size_t, std::string> {
        const auto some = std::min(into.size(), rest.size());
        std::ranges::copy(rest.substr(0, some), into.begin());
        rest.remove_prefix(some);
        return some;
    });
}

}  // namespace

Attempt attempt(const Adapter& client, const Scenario& scenario, const std::string& options,
                std::uint64_t seed) {
    if (const auto why = why_not_simulated(scenario, client, options); !why.empty())
        throw std::runtime_error(scenario.id() + ": " + why);
    auto visit =
        SimulatedClient(client, options, scenario.by_name).visit(scenario, {.seed = seed, .narrates = false});
    const auto facts = facts_from(scenario, client, visit.evidence);
    Attempt out{.works = got_in(facts), .capture = capture_of(std::move(visit.packets))};
    if (out.works) out.seen = security_seen(scenario, facts);
    constexpr std::string_view kFront = "badrdp connect: ";
    out.said = printable(visit.evidence.process.output);
    if (out.said.starts_with(kFront)) out.said.erase(0, kFront.size());
    if (out.works) out.said = "connected: the desktop is there";
    if (out.said.empty()) out.said = "nothing happens: the client waits and waits";
    return out;
}

Attempt attempt_that_never_began(ClientStops stops) {
    return {.said = stops == ClientStops::at_the_prompt
                        ? "An authentication error has occurred (Code: 0x80080005)."
                        : "(nothing: the window of the session does not open)",
            .capture = capture_of({})};
}

Findings findings_in(const Attempt& attempt) {
    Findings out;
    capture::CaptureFile file(in_memory(attempt.capture));
    capture::Surveyor surveyor;
    while (const auto frame = file.next()) {
        surveyor.take(*frame);
        out.frames = frame->number;
    }
    const auto survey = surveyor.finish();
    std::vector<capture::Event> events;
    for (const auto& talk : survey.talks) std::ranges::copy(talk.events, std::back_inserter(events));
    out.ladder = ladder_of(events);
    // Who is sent on connects again: the last conversation is the one that failed.
    if (!survey.talks.empty()) out.diagnosis = diagnosis::diagnose(survey.talks.back(), survey);
    return out;
}

std::set<std::uint64_t> proving_frames(const Findings& findings, std::string_view cause) {
    std::set<std::uint64_t> out;
    for (const auto& suspect : findings.diagnosis.causes) {
        if (suspect.cause != cause) continue;
        for (const auto& evidence : suspect.evidence) out.insert(evidence.frame);
        for (const auto& other : suspect.rules_out) out.insert(other.frame);
    }
    out.insert(findings.diagnosis.ended.frame);
    out.erase(0);  // about the capture as a whole
    return out;
}

}  // namespace badrdp::harness::lab
