#include "harness/cli/reenact.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "capture/survey/survey.h"
#include "harness/diagnose/face.h"
#include "harness/os/private_folder.h"
#include "harness/os/roots/helper.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using diagnosis::Departure;
using diagnosis::Face;

constexpr std::size_t kMostPlays = 12;  // variants of scenarios

struct OnePlay {
    std::string name;  // "tls/reset-after-client-hello, builtin.lenient"
    std::optional<Departure> departure;
};

// The variants of the scenarios that the first cause with any names.
std::vector<std::string> plays_of(const diagnosis::Diagnosis& found, const Globals& globals) {
    const auto best =
        std::ranges::find_if(found.causes, [](const auto& one) { return !one.scenarios.empty(); });
    std::vector<std::string> out;
    if (best == found.causes.end()) return out;
    for (const auto& scenario : catalogue(globals))
        if (std::ranges::find(best->scenarios, scenario.name) != best->scenarios.end() &&
            out.size() < kMostPlays)
            out.push_back(scenario.id());
    return out;
}

// The client's side alone: an interface that a real client's capture would have.
std::vector<Face> faces_in(const fs::path& file) {
    capture::Surveyor surveyor;
    capture::CaptureFile capture(capture::open_input(file.string()));
    while (const auto frame = capture.next()) surveyor.take(*frame);
    std::vector<Face> out;
    for (const auto& talk : surveyor.finish().talks) out.push_back(diagnosis::face_of(talk));
    return out;
}

bool is_better(const OnePlay& a, const OnePlay& b) {
    if (!b.departure || !a.departure) return !a.departure && b.departure;
    return a.departure->at > b.departure->at;
}

std::string told(const diagnosis::Trait& trait) {
    return trait.says.empty() ? "nothing more" : fmt::format("frame {}, {}", trait.frame, trait.says);
}

}  // namespace

std::string reenact(const capture::Talk& talk, const diagnosis::Diagnosis& found, const std::string& client,
                    const Globals& globals) {
    const auto ids = plays_of(found, globals);
    if (ids.empty()) return "reenacted: nothing, since no scenario of the catalogue is named for it";
    const PrivateFolder folder;
    HelperOrder order{.command = {self_path().string(), "--scenarios", globals.scenarios.string(), "run",
                                  "-c", client, "-o", folder.path().string()},
                      .environment = {}};
    if (client == "builtin") order.command.insert(order.command.end(), {"--net", "simulated"});
    order.command.insert(order.command.end(), ids.begin(), ids.end());
    const auto ended = run_helper(order);

    const auto wanted = diagnosis::face_of(talk);
    std::optional<OnePlay> best;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "latest", none)) {
        if (entry.path().filename() != "capture.pcapng") continue;
        const auto place = entry.path().parent_path().lexically_relative(folder.path() / "latest");
        if (place.string().starts_with("healthy/")) continue;
        for (const auto& face : faces_in(entry.path())) {
            OnePlay play{fmt::format("{}, {}", place.parent_path().string(), place.filename().string()),
                         diagnosis::first_departure(wanted, face)};
            if (!best || is_better(play, *best)) best = std::move(play);
        }
    }
    if (!best)
        return fmt::format(
            "reenacted: nothing could be played with {} (run ended with {}); `badrdp run -c {} {}` says why",
            client, ended.exit, client, ids.front());
    if (!best->departure)
        return fmt::format("reenacted: {} shows the same face, {} of {} steps", best->name, wanted.size(),
                           wanted.size());
    return fmt::format("reenacted: {} differs: the file has {}, the play has {}; the {} before are the same",
                       best->name, told(best->departure->wanted), told(best->departure->seen),
                       best->departure->at);
}

}  // namespace badrdp::harness
