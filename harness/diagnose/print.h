// Diagnoses for people and for programs. docs/diagnose.md describes both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/diagnose/both_sides.h"
#include "harness/diagnose/diagnosis.h"

namespace badrdp::harness::diagnosis {

// A file that was read, and what is wrong with it.
struct DiagnosedFile {
    std::string name{};
    std::uint64_t frames = 0;
    std::optional<capture::FileError> error{};
};

struct Diagnosed {
    DiagnosedFile file{};
    capture::Survey survey{};
    std::vector<Diagnosis> talks{};      // one for each of survey.talks
    std::vector<NameDiagnosis> names{};  // point into the survey
};

// The title of a cause, in the words of the catalogue; empty: it is not in there.
using Titles = std::vector<std::pair<std::string, std::string>>;

std::string as_text(const Diagnosed& diagnosed, const Titles& titles);
std::string causes_text(const Diagnosis& found, const Titles& titles);
// What two of the files show together; `both` counts the files in their order.
std::string as_text(const std::vector<BothSides>& both, const std::vector<Diagnosed>& files,
                    const Titles& titles);
std::string as_json(const std::vector<Diagnosed>& all, const std::vector<BothSides>& both = {});

}  // namespace badrdp::harness::diagnosis
