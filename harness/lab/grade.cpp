// What a desk came to, and where its student may look.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/lab/desk.h"

namespace badrdp::harness::lab {
namespace {

// In what the host lets more people in, or in a weaker way, than before it broke.
std::vector<std::string> weakened(const host::Settings& before, const host::Settings& now) {
    std::vector<std::string> out;
    const auto note = [&](bool weaker, std::string_view text) {
        if (weaker) out.emplace_back(text);
    };
    note(before.UserAuthentication && !now.UserAuthentication,
         "Network Level Authentication is no longer required");
    note(now.security_layer < before.security_layer, "the security layer is lower: TLS can be left out");
    note(now.MinEncryptionLevel < before.MinEncryptionLevel, "the encryption level is lower");
    note(now.lowest_tls < before.lowest_tls, "older versions of TLS are accepted than before");
    note(before.DisableRestrictedAdmin && !now.DisableRestrictedAdmin,
         "whoever has an administrator's hash can log on with it (Restricted Admin)");
    note(now.AllowEncryptionOracle > before.AllowEncryptionOracle,
         "CredSSP of unpatched clients is accepted");
    note(now.certificate != before.certificate, "the certificate is not as it should be");
    return out;
}

// "the server ended it (rst) in frame 7"
std::string ending_of(const Findings& found) {
    const auto& ended = found.diagnosis.ended;
    if (ended.frame == 0 || ended.how == diagnosis::EndedHow::silence ||
        ended.how == diagnosis::EndedHow::open)
        return fmt::format("nobody ended it: look at what is missing behind frame {}", found.frames);
    return fmt::format("{} ended it in frame {} ({}): look at what came right before", ended.by, ended.frame,
                       name(ended.how));
}

std::string hint_of_packets(const Attempt& last) {
    const auto found = findings_in(last);
    if (found.frames == 0) return "The last try sent not one packet: look at what comes before the first.";
    const auto step = found.diagnosis.step;
    return fmt::format("The packets of the last try: the deepest step is {}, and {}.",
                       step == wire::Step::none ? "none" : wire::name(step), ending_of(found));
}

// The consoles that do not show what they showed when all was well.
std::string hint_of_consoles(const Sight& healthy, const Sight& now) {
    std::vector<std::string_view> other;
    for (const auto& view : lab_views())
        if (view_of(view, healthy) != view_of(view, now)) other.push_back(title_of(view));
    if (other.empty())
        return "No console shows anything that it did not show when all was well: look at the packets, and "
               "at what "
               "lies between the two.";
    return fmt::format("Not as it was when all was well: {}.", fmt::join(other, "; "));
}

}  // namespace

unsigned Grade::points() const {
    const unsigned right = unsigned{works} + unsigned{works && lacks.empty()} + unsigned{works && in_time} +
                           unsigned{named} + unsigned{proven} + unsigned{parted};
    return right - std::min(right, hints);
}

std::string Desk::next_hint() const {
    if (attempts_.empty() || works() || hints_.size() >= kMostHints) return {};
    if (hints_.empty()) return hint_of_packets(attempts_.back());
    auto healthy = sight();
    healthy.settings = exercise_->before;
    healthy.path.clear();
    healthy.session_lost = false;
    healthy.name = NameLeads::to_the_host;
    healthy.stops = ClientStops::nowhere;
    healthy.client = exercise_->client_before;
    return hint_of_consoles(healthy, sight());
}

void Desk::take_hint() {
    if (auto hint = next_hint(); !hint.empty()) hints_.push_back(std::move(hint));
}

void Desk::answer(Answers answers) {
    answers_ = std::move(answers);
    proven_ = false;
    if (answers_.attempt == 0 || answers_.attempt > attempts_.size()) return;
    const auto& shown = attempts_[answers_.attempt - 1];
    if (shown.works) return;  // what works proves no failure
    const auto found = findings_in(shown);
    if (found.frames == 0) {  // that there is none is the proof
        proven_ = answers_.frame == 0;
        return;
    }
    proven_ = proving_frames(found, exercise_->cause).contains(answers_.frame) ||
              (!exercise_->also.empty() && proving_frames(found, exercise_->also).contains(answers_.frame));
}

Grade Desk::grade() const {
    Grade out{.works = works(), .proven = proven_, .hints = static_cast<unsigned>(hints_.size())};
    const bool one_way = answers_.cause == exercise_->cause && answers_.also == exercise_->also;
    const bool other_way =
        !exercise_->also.empty() && answers_.cause == exercise_->also && answers_.also == exercise_->cause;
    out.named = one_way || other_way;
    out.parted = answers_.look_alike == exercise_->look_alike;
    for (const auto& deed : deeds_) out.minutes += deed.minutes;
    out.in_time = out.minutes <= exercise_->minutes;
    out.lacks = weakened(exercise_->before, *scenario_.settings);
    if (out.works && due_)
        if (auto less = lack(*due_, attempts_.back().seen); !less.empty())
            out.lacks.push_back("the session is up " + less);
    return out;
}

}  // namespace badrdp::harness::lab
