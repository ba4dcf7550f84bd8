// What somebody types behind `explain`: words that a space separates.
#include <algorithm>
#include <filesystem>

#include "harness/advise/explain/query.h"
#include "harness/data/codes/load.h"
#include "tests/fuzz/demand.h"
#include "tests/root.h"

namespace {

using namespace badrdp::harness;
using badrdp::fuzz::Complaint;

const std::vector<Family>& families() {
    static const auto all = [] {
        const auto root = std::filesystem::path(badrdp::test::kProject) / "scenarios";
        std::vector<Family> out;
        for (const auto& name : family_names(root)) out.push_back(*load_family(root, name).family);
        return out;
    }();
    return all;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out(1);
    for (const char c : text)
        if (c != ' ')
            out.back() += c;
        else if (!out.back().empty())
            out.emplace_back();
    if (out.back().empty()) out.pop_back();
    return out;
}

Complaint about(std::string_view text) {
    const auto words = words_of(text);
    const auto queries = parse_queries(words);
    if (queries.size() > words.size()) return "asks for more than was typed";
    auto answers = find_codes(queries, families());
#ifdef BADRDP_PLANTED
    if (answers.size() > 2) answers.pop_back();  // loses the last
#endif
    if (answers.size() < queries.size()) return "leaves a question without an answer";
    for (const auto& answer : answers) {
        if (answer.found.empty() && answer.nearest.size() > 100) return "guesses without end";
        for (const auto& found : answer.found)
            if (found.family == nullptr || found.code == nullptr) return "found nothing, and says it did";
    }
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    badrdp::fuzz::demand_silence_of(about({reinterpret_cast<const char*>(data), size}));
    return 0;
}
