#include <fmt/format.h>

#include <algorithm>

#include "capture/finding.h"
#include "harness/diagnose/reading.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::Talk;
using wire::Role;
using wire::Step;

constexpr double kQuietEnough = 10;  // seconds of a capture behind the last word, to call it silence

bool cut_off_when_up(const Reading& reading, const Ending& ended) {
    return ended.by == "server" && ended.how == EndedHow::rst && !reading.talk.client.fin;
}

// The capture says too little to judge: what it lacks.
std::string too_little(const Reading& reading, const Ending& ended) {
    const auto& talk = reading.talk;
    if (reading.one_sided) return "the capture holds one direction only";
    if (talk.missed)
        return fmt::format("the capture lacks packets: frame {} acknowledges bytes that it does not hold",
                           talk.missed.frame);
    if (!talk.whole && talk.facts.deepest == Step::none)
        return "the capture begins in the middle of this conversation";
    if (ended.how == EndedHow::open && reading.capture_went_on < kQuietEnough)
        return "the capture ends while this conversation goes on";
    return {};
}

void judge_healthy(const Reading& reading, const Ending& ended, Diagnosis& out) {
    out.state = HealthState::healthy;
    out.says = ended.how == EndedHow::open ? "The session is up, and goes on as the capture ends."
                                           : "The session is up until the client ends it.";
    if (ended.by != "server" || ended.how == EndedHow::rst || reading.sizes.client_parts != 0) return;
    out.state = HealthState::undetermined;
    out.says = "The session is up, and the host ends it.";
    out.cannot.emplace_back(
        "why the host ends it is inside TLS: a user who logs off, a time limit, an error");
}

void find_causes(const Reading& reading, Diagnosis& out) {
    const Draft draft(out);
    const bool known = face_of_domain(reading, draft) || face_of_opened(reading, draft) ||
                       face_of_opening(reading, draft) || face_of_path(reading, draft) ||
                       face_of_redirection(reading, draft) || face_of_negotiation(reading, draft) ||
                       face_of_tls(reading, draft) || face_of_inside(reading, draft);
    if (!known && out.says.empty())
        out.says =
            fmt::format("The conversation dies behind {}.", wire::row(reading.talk.facts.deepest).what);
    if (out.alike < 2) out.alike = 0;
}

// A name may have an address of one family, and an empty answer for the other.
bool has_an_address(const capture::Survey& survey, const capture::NameAsked& asked) {
    return std::ranges::any_of(survey.names, [&](const capture::NameAsked& other) {
        return other.client == asked.client && other.name == asked.name && !other.addresses.empty();
    });
}

}  // namespace

std::string_view name(HealthState state) {
    switch (state) {
        case HealthState::healthy: return "healthy";
        case HealthState::failed: return "failed";
        case HealthState::undetermined: return "undetermined";
    }
    return "undetermined";
}

std::string_view name(Certainty certainty) {
    switch (certainty) {
        case Certainty::certain: return "certain";
        case Certainty::likely: return "likely";
        case Certainty::possible: return "possible";
    }
    return "possible";
}

std::string_view name(EndedHow how) {
    switch (how) {
        case EndedHow::open: return "open";
        case EndedHow::fin: return "fin";
        case EndedHow::rst: return "rst";
        case EndedHow::alert: return "alert";
        case EndedHow::silence: return "silence";
        case EndedHow::icmp: return "icmp";
    }
    return "open";
}

Diagnosis diagnose(const Talk& talk, const capture::Survey& survey) {
    const Reading reading(talk, survey);
    Diagnosis out;
    out.step = talk.facts.deepest;
    out.ended = reading.ending();
    const Draft draft(out);
    if (reading.up && !cut_off_when_up(reading, out.ended)) {
        judge_healthy(reading, out.ended, out);
        if (talk.facts.opened.any) judge_opened_session(reading, draft);
        face_of_datagrams(reading, draft);
        face_of_slow_domain(reading, draft);
    } else if (const auto why = too_little(reading, out.ended); !why.empty()) {
        out.says = "It cannot be told how this conversation went.";
        out.cannot.push_back(why);
    } else if (auto says = sent_on(reading); !says.empty()) {
        out.state = HealthState::healthy;
        out.says = std::move(says);
    } else {
        out.state = HealthState::failed;
        find_causes(reading, out);
    }
    if (talk.let_go)
        out.cannot.push_back(
            fmt::format("what came behind frame {}: there were more conversations at once than are followed",
                        talk.let_go.frame));
    if (!out.causes.empty()) add_checks(out, capture::to_text(talk.server.at));
    return out;
}

std::vector<NameDiagnosis> diagnose_names(const capture::Survey& survey) {
    std::vector<NameDiagnosis> out;
    // Whoever speaks TCP to somebody may have looked up any name for it.
    if (survey.conversations > 0 || survey.others > 0) return out;
    for (const auto& asked : survey.names) {
        const bool silent = !asked.answered && asked.times > 1;
        const bool refused = asked.answered && asked.addresses.empty();
        if ((!silent && !refused) || has_an_address(survey, asked)) continue;
        Diagnosis found;
        found.state = HealthState::failed;
        found.ended = {"server", silent ? EndedHow::silence : EndedHow::open,
                       silent ? asked.asked.frame : asked.answered.frame};
        found.says = fmt::format("The name {} leads nowhere, and no packet goes to a host.", asked.name);
        Draft draft(found);
        auto& name = draft.suspect("C20", Certainty::likely,
                                   {silent             ? "path/name-server-silent"
                                    : asked.rcode == 3 ? "path/name-unknown"
                                                       : "path/name-server-fails"});
        name.evidence = {{asked.asked.frame, fmt::format("the question for {}", asked.name)},
                         silent
                             ? Evidence{asked.asked_last.frame,
                                        fmt::format("asked {} times, and never answered", asked.times)}
                             : Evidence{asked.answered.frame,
                                        fmt::format("the answer: code {}, without an address", asked.rcode)}};
        name.rules_out = {{"C13", asked.asked.frame, "no SYN was ever sent"}};
        add_checks(found, asked.name);
        out.push_back({&asked, std::move(found)});
    }
    return out;
}

}  // namespace badrdp::harness::diagnosis
