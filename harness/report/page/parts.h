// What the parts of report.html share.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/play/result.h"
#include "harness/report/runs/compare.h"
#include "harness/report/story/story.h"

namespace badrdp::harness::page {

// Whatever a client printed, as text inside an element or an attribute, bounded.
std::string text(std::string_view bytes);

// Where each case is on the page, what its healthy case looks like, and how much may still be put into the
// page.
class Parts {
public:
    // `before`: a run that it was compared with, and what changed since; may be null.
    explicit Parts(const RunResult& run, const RunResult* before = nullptr,
                   const std::vector<ClientChanges>* changes = nullptr);

    const RunResult& run() const { return *run_; }
    std::string anchor(const CaseResult& result) const;  // "case-12"
    // The same client's; null: there is none, or this is one, and the first of it.
    const CaseResult* healthy(const CaseResult& result);
    const Ladder& ladder(const CaseResult& result);  // read once for a healthy case

    // The same case in the run before, of one that changed since; of very many only the first have it.
    std::optional<Beside> beside(const CaseResult& result);

    // Takes so many bytes of the page; false: there is no room left for them.
    bool take(std::size_t bytes);

private:
    const RunResult* run_;
    const RunResult* before_;
    std::set<const CaseResult*> changed_;
    std::map<const CaseResult*, std::size_t> places_;
    // By client, version, network and option set.
    std::map<std::array<std::string, 4>, const CaseResult*> healthy_cases_;
    std::map<const CaseResult*, Ladder> healthy_;
    Ladder latest_;
    std::size_t room_;
};

inline constexpr std::size_t kMostRungsDrawn = 160;  // of one ladder

// What is known of a case, without its heading and its capture.
std::string case_body(const Story& story);

// A file of this name inside the page.
std::string capture_link(const std::string& name, const std::string& bytes);

// The ladders of both runs; nothing where there is no other.
std::string pair_with_before(const std::optional<Beside>& beside);

// A case with all that is known of it: one that needs a look. `beside`: with the ladder of its healthy case.
std::string whole_case(Parts& parts, const CaseResult& result, bool beside);

// One that is as it should be: its ladder from where it leaves that of its healthy case.
std::string short_case(Parts& parts, const CaseResult& result);

// Those that could not be played, by the reason.
std::string unplayed(const Parts& parts, const std::vector<const CaseResult*>& cases);

}  // namespace badrdp::harness::page
