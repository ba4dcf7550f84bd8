#include "capture/read/capture_file.h"

#include <algorithm>

#include "capture/survey/survey.h"
#include "harness/diagnose/print.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp;
using fuzz::Complaint;
using fuzz::demand_silence_of;

#ifdef BADRDP_PLANTED
constexpr std::size_t kForgotten = 1;  // of each piece but the first
#else
constexpr std::size_t kForgotten = 0;
#endif

capture::Input in_pieces(wire::BytesView bytes, std::size_t piece) {
    return capture::Input([bytes, piece, at = std::size_t{0}](std::span<std::uint8_t> into) mutable
                          -> std::expected<std::size_t, std::string> {
        if (at > 0) at = std::min(bytes.size(), at + kForgotten);
        const auto count = std::min({piece, into.size(), bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
        at += count;
        return count;
    });
}

// All that a file tells: each packet, and what is wrong with the file.
struct Told {
    std::vector<wire::Bytes> packets;
    std::vector<std::int64_t> times;
    std::optional<capture::FileError> error;
    std::string secrets;

    friend bool operator==(const Told&, const Told&) = default;
};

Told told_of(wire::BytesView bytes, std::size_t piece, capture::Surveyor* surveyor, capture::KeyLog& keys) {
    Told out;
    capture::CaptureFile file(in_pieces(bytes, piece));
    while (const auto frame = file.next()) {
        if (frame->number != out.packets.size() + 1) demand_silence_of("a packet is not counted");
        if (frame->bytes.size() > bytes.size()) demand_silence_of("a packet is larger than its file");
        if (frame->wire_length < frame->bytes.size()) demand_silence_of("a packet holds more than was sent");
        out.packets.emplace_back(frame->bytes.begin(), frame->bytes.end());
        out.times.push_back(frame->at.count());
        if (surveyor && frame->number == 1) keys.add(file.secrets());
        if (surveyor) surveyor->take(*frame);
    }
    out.error = file.error();
    out.secrets = file.secrets();
    if (out.error && (out.error->at > bytes.size() || out.error->why.empty()))
        demand_silence_of("blames a byte that is not there");
    return out;
}

Complaint about(const harness::diagnosis::Diagnosis& found, std::uint64_t frames) {
    if (found.ended.frame > frames) return "speaks of a frame that is not there";
    if (found.alike > found.causes.size()) return "more causes are alike than there are";
    if (found.state != harness::diagnosis::HealthState::failed && found.alike > 0)
        return "blames without a failure";
    for (const auto& suspect : found.causes) {
        if (suspect.evidence.empty()) return "names " + suspect.cause + " without evidence";
        for (const auto& evidence : suspect.evidence)
            if (evidence.frame > frames) return "speaks of a frame that is not there";
        for (const auto& other : suspect.rules_out)
            if (other.frame > frames) return "speaks of a frame that is not there";
    }
    return std::nullopt;
}

void judge(capture::Surveyor& surveyor, std::uint64_t frames) {
    harness::diagnosis::Diagnosed all{.file = {.name = "fuzzed", .frames = frames},
                                      .survey = surveyor.finish()};
    for (const auto& talk : all.survey.talks)
        all.talks.push_back(harness::diagnosis::diagnose(talk, all.survey));
    all.names = harness::diagnosis::diagnose_names(all.survey);
    for (const auto& found : all.talks) demand_silence_of(about(found, frames));
    for (const auto& found : all.names) demand_silence_of(about(found.diagnosis, frames));
    for (const char c : harness::diagnosis::as_text(all, {}))
        if (c != '\n' && (c < ' ' || c > '~')) demand_silence_of("the answer shows control characters");
    std::vector<harness::diagnosis::Diagnosed> one;
    one.push_back(std::move(all));
    if (harness::diagnosis::as_json(one).empty()) demand_silence_of("there is no JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    capture::KeyLog keys;
    capture::Surveyor surveyor({}, &keys);
    const auto whole = told_of(input, std::max<std::size_t>(size, 1), &surveyor, keys);
    for (const std::size_t piece : {1uz, 7uz, 100uz}) {
        if (size / piece > 4096) continue;
        if (!(told_of(input, piece, nullptr, keys) == whole))
            demand_silence_of("told otherwise when it comes in pieces");
    }
    judge(surveyor, whole.packets.size());
    return 0;
}
