// The readers of TOML: the first byte says which, the rest is the file.
#include <algorithm>
#include <string>

#include "harness/data/causes/causes.h"
#include "harness/data/client/adapter.h"
#include "harness/data/client/baseline.h"
#include "harness/data/remedies/load.h"
#include "harness/data/scenario/load.h"
#include "harness/data/scenario/print.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/folder_of_input.h"

namespace {

using namespace badrdp::harness;
using badrdp::fuzz::Complaint;
using badrdp::fuzz::FolderOfInput;

using Complaints = std::vector<badrdp::harness::Complaint>;

std::string printed(const Scenario& scenario) {
    auto text = to_toml(scenario);
#ifdef BADRDP_PLANTED
    if (const auto at = text.find("\nwhy"); at != std::string::npos)
        text.erase(at + 1, text.find('\n', at + 1) - at);  // forgets a line
#endif
    return text;
}

Complaint about_scenario(const FolderOfInput& folder, std::string_view text, Complaints& said) {
    auto loaded = load_scenario(folder.write("tls/input.toml", text), folder.path());
    said = std::move(loaded.complaints);
    if (!said.empty()) return std::nullopt;
    if (loaded.scenarios.size() > 2'000) return "one file makes more scenarios than a catalogue has";
    if (loaded.scenarios.size() > 4) loaded.scenarios.resize(4);
    for (auto& scenario : loaded.scenarios) {
        scenario.played =
            Played{.client = "builtin", .version = "1", .options = "lenient", .seed = 1, .net = "loopback"};
        const auto once = printed(scenario);
        const auto again = load_scenario(folder.write("case.toml", once), folder.path());
        if (!again.complaints.empty())
            return "is not read back as it is printed: " + to_string(again.complaints.front());
        if (again.scenarios.size() != 1 || printed(again.scenarios.front()) != once)
            return "is printed otherwise when it is read back";
    }
    return std::nullopt;
}

Complaint about(std::uint8_t kind, std::string_view text) {
    static const FolderOfInput folder;
    Complaints said;
    Complaint broken;
    switch (kind % 5) {
        case 0: broken = about_scenario(folder, text, said); break;
        case 1: said = load_adapter(folder.write("clients/one/adapter.toml", text)).complaints; break;
        case 2:
            folder.write("clients/one/baseline-1.0.toml", text);
            said = load_baseline(folder.path(), "one", "1.0").complaints;
            break;
        case 3:
            folder.write("causes.toml", text);
            said = load_causes(folder.path()).complaints;
            break;
        case 4:
            folder.write("remedies/one.toml", text);
            said = load_remedies(folder.path()).complaints;
            break;
        default: break;
    }
    if (broken) return broken;
    const auto lines = static_cast<unsigned>(1 + std::ranges::count(text, '\n'));
    for (const auto& one : said) {
        if (one.line > lines) return "complains of a line that is not there: " + to_string(one);
        if (std::ranges::any_of(to_string(one), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
            return "complains with what a terminal would obey: " + one.text;
    }
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    badrdp::fuzz::demand_silence_of(about(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1}));
    return 0;
}
