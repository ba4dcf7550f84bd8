#include "capture/read/capture_file.h"

#include <algorithm>
#include <boost/json.hpp>

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

// What is told of each conversation as it ends.
class Judge {
public:
    Judge() {
        text_.begin_file("fuzzed");
        json_.begin_file("fuzzed");
    }
    void take(const capture::Talk& talk, const capture::Survey& survey) {
        const auto found = harness::diagnosis::diagnose(talk, survey);
        told_.push_back(found);
        text_.add(talk, found);
        json_.add(talk, found);
    }
    void judge(const capture::Survey& survey, std::uint64_t frames) {
        const auto names = harness::diagnosis::diagnose_names(survey);
        for (const auto& found : told_) demand_silence_of(about(found, frames));
        for (const auto& found : names) demand_silence_of(about(found.diagnosis, frames));
        const harness::diagnosis::DiagnosedFile file{.name = "fuzzed", .frames = frames};
        text_.end_file(file, survey, names);
        json_.end_file(file, survey, names);
        json_.finish();
        for (const char c : shown_)
            if (c != '\n' && (c < ' ' || c > '~')) demand_silence_of("the answer shows control characters");
        std::error_code wrong;
        boost::json::parse(object_, wrong);
        if (wrong) demand_silence_of("the JSON is none");
    }

private:
    harness::diagnosis::Titles titles_;
    std::string shown_, object_;
    harness::diagnosis::TextTeller text_{titles_, [this](std::string_view text) { shown_ += text; }};
    harness::diagnosis::JsonTeller json_{[this](std::string_view text) { object_ += text; }};
    std::vector<harness::diagnosis::Diagnosis> told_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    capture::KeyLog keys;
    Judge judge;
    capture::Surveyor surveyor(
        {}, &keys, [&](capture::Talk&& talk, const capture::Survey& survey) { judge.take(talk, survey); });
    const auto whole = told_of(input, std::max<std::size_t>(size, 1), &surveyor, keys);
    for (const std::size_t piece : {1uz, 7uz, 100uz}) {
        if (size / piece > 4096) continue;
        if (!(told_of(input, piece, nullptr, keys) == whole))
            demand_silence_of("told otherwise when it comes in pieces");
    }
    judge.judge(surveyor.finish(), whole.packets.size());
    return 0;
}
