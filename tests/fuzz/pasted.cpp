#include "harness/advise/explain/pasted.h"

#include <algorithm>
#include <set>

#include "harness/advise/explain/print.h"
#include "harness/advise/logs/read_log.h"
#include "harness/data/codes/load.h"
#include "tests/fuzz/demand.h"
#include "tests/root.h"

namespace {

using namespace badrdp;
using namespace badrdp::harness;
using fuzz::Complaint;
using fuzz::demand_silence_of;

const std::vector<Family>& families() {
    static const auto all = [] {
        const auto root = std::filesystem::path(test::kProject) / "scenarios";
        std::vector<Family> out;
        for (const auto& name : family_names(root)) out.push_back(*load_family(root, name).family);
        return out;
    }();
    return all;
}

// The same text as another system writes it.
std::string with_other_line_ends(std::string_view text) {
    std::string out;
    for (const char c : text) {
#ifdef BADRDP_PLANTED
        if (c == '\n') continue;  // takes two lines for one
#else
        if (c == '\n') out += '\r';
#endif
        out += c;
    }
    return out;
}

Complaint about(const Pasted& pasted, std::size_t lines) {
    if (pasted.mentions.size() > kMostMentions) return "keeps more codes than it may";
    std::set<std::string> texts;
    for (const auto& mention : pasted.mentions) {
        if (mention.line == 0 || mention.line > lines) return "speaks of a line that is not there";
        if (mention.times == 0) return "counts nothing";
        if (!texts.insert(mention.query.text).second) return "names a code twice";
        if (!mention.query.number && mention.query.name.empty()) return "asks for nothing";
    }
    return std::nullopt;
}

// Whatever was pasted, the answer is text that can be shown.
void explain(const Pasted& pasted) {
    std::vector<Query> queries;
    for (const auto& mention : pasted.mentions) queries.push_back(mention.query);
    for (const auto& answer : find_codes(queries, families())) {
        Explanation explanation{answer, {}, {}};
        for (const auto& found : answer.found) explanation.codes.push_back({found, {}, {}});
        for (const char c : as_text(explanation, {}))
            if (c != '\n' && static_cast<unsigned char>(c) < ' ')
                demand_silence_of("the answer shows control characters");
    }
}

// The same text as a log: each line of it has a place, and what is made of it is bounded.
Complaint about_log(std::string_view text, std::size_t lines) {
    auto read = read_log("a.log", text, families());
    const bool full = read.log.lines.size() == kMostLogLines;
    if (read.log.lines.size() != read.asks.size() || (!full && read.log.left_out > 0)) return "loses lines";
    const bool timed =
        std::ranges::any_of(read.log.lines, [](const auto& line) { return line.at.has_value(); });
    if (timed && read.log.clock == diagnosis::LogClock::none) return "has times and no clock";
    for (const auto& line : read.log.lines)
        if (line.place.line == 0 || line.place.line > lines)
            return "a log speaks of a line that is not there";
    const auto found = diagnosis::diagnose_log(explained_log(std::move(read), families(), {}));
    for (const auto& cause : found.causes)
        if (cause.certainty == diagnosis::Certainty::certain || cause.evidence.empty())
            return "a log alone proves something, or nothing";
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto pasted = read_pasted(text, families());
    const bool wide = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    demand_silence_of(about(pasted, lines));
    if (!wide && !(read_pasted(with_other_line_ends(text), families()).mentions == pasted.mentions))
        demand_silence_of("told otherwise with other line ends");
    demand_silence_of(about_log(text, lines));
    explain(pasted);
    return 0;
}
