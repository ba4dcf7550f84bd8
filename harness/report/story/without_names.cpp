#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "harness/report/story/story.h"

namespace badrdp::harness {
namespace {

// Whose details hold nothing but protocols, versions and ciphers.
bool harmless(const Rung& rung) {
    return rung.step == wire::Step::x224_confirm || rung.step == wire::Step::server_flight;
}

// What a scenario or badrdp itself says stays; the host's notes repeat what clients say.
void forget_names(Ladder& ladder) {
    std::erase_if(ladder.rungs, [](const Rung& rung) { return rung.kind == RungKind::host; });
    for (auto& rung : ladder.rungs) {
        const bool said = rung.kind == RungKind::inside || (rung.kind == RungKind::packet && !harmless(rung));
        if (said) rung.detail.clear();
    }
}

// "vague (\"no route to HOST\")": the word alone; "demand /home/USER/mine.toml:3": the file alone.
void forget_words(Finding& finding, const Facts& facts) {
    if (finding.field == "says" || finding.field == "reason") finding.seen = name(facts.reason);
    const auto path = finding.source.find(" /");
    if (path != std::string::npos) finding.source.erase(path + 1, finding.source.rfind('/') - path);
}

}  // namespace

Story without_names(Story story) {
    auto result = std::make_shared<CaseResult>(*story.result);
    result->facts.said.clear();
    for (auto& finding : result->judgement.findings) forget_words(finding, result->facts);
    for (auto& [met, finding] : story.demands) forget_words(finding, result->facts);
    for (auto& play : result->plays) play.dir.clear();
    result->dir.clear();
    forget_names(story.ladder);
    if (story.healthy) forget_names(*story.healthy);
    story.beside.reset();
    story.said.clear();
    story.unsaid = 0;
    story.look.clear();
    story.again = fmt::format("badrdp run '{}' -c {}", result->scenario, result->client);
    story.result = std::move(result);
    return story;
}

}  // namespace badrdp::harness
