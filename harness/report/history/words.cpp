#include "harness/report/history/words.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/judge/words.h"

namespace badrdp::harness {

std::string played(const PastName& name) {
    return fmt::format("{} {}{}{}", name.client, name.options,
                       name.net.empty() || name.net == "loopback" ? "" : ", " + name.net,
                       name.last_round ? ", last round" : "");
}

std::string came_to(const PastCase& of) {
    std::string out(name(of.verdict));
    if (of.outcome) out += fmt::format(" {}", name(*of.outcome));
    if (of.verdict == Verdict::unsteady) out += fmt::format(", {} of {} plays good", of.good, of.plays);
    return out;
}

std::string time_text(const PastSpan& span) {
    if (!span.of.outcome) return "";
    const auto least = seconds_text(span.least), most = seconds_text(span.most);
    return least == most ? least : least + " to " + most;
}

std::pair<const PastSpan*, const PastSpan*> known_spans(const PastStory& story) {
    const auto is_known = [](const PastSpan& span) { return span.of.verdict == Verdict::known; };
    const auto first = std::ranges::find_if(story.spans, is_known);
    const auto last = std::ranges::find_if(story.spans.rbegin(), story.spans.rend(), is_known);
    return {&*first, &*last};
}

bool still_known(const PastStory& story) {
    const auto last =
        std::ranges::find_if(story.spans.rbegin(), story.spans.rend(), [](const PastSpan& span) {
            return span.of.verdict != Verdict::unsupported && span.of.verdict != Verdict::error;
        });
    return last != story.spans.rend() && last->of.verdict == Verdict::known;
}

}  // namespace badrdp::harness
