// What `badrdp diagnose` found, as one page that needs no other file, no script and no network.
#pragma once

#include <string>
#include <vector>

#include "harness/diagnose/print.h"

namespace badrdp::harness {

// All text of the captures is escaped.
class DiagnosisPage : public diagnosis::Teller {
public:
    static constexpr std::size_t kMost = 1000;  // conversations of a file; the failed ones come first

    // `titles` outlives this.
    explicit DiagnosisPage(const diagnosis::Titles& titles) : titles_(&titles) {}

    void begin_file(const std::string&) override {}
    void add(const capture::Talk& talk, const diagnosis::Diagnosis& found) override;
    void end_file(const diagnosis::DiagnosedFile& file, const capture::Survey& survey,
                  const std::vector<diagnosis::NameDiagnosis>& names) override;

    void add_log(const diagnosis::ToldLog& told) override;
    void meet(const std::vector<diagnosis::Diagnosed>& files,
              const std::vector<diagnosis::BothSides>& both) override;

    std::string html() const;

private:
    struct Drawn {
        bool failed = false;
        std::string html;
    };

    std::string drawn_ones(bool all);

    const diagnosis::Titles* titles_;
    std::vector<Drawn> drawn_;  // of this file
    std::size_t failed_ = 0;    // of them
    std::string body_;
};

}  // namespace badrdp::harness
