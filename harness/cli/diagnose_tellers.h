// Where the answers of `badrdp diagnose` go beside the terminal.
#pragma once

#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/cli/reenact.h"
#include "harness/os/files.h"
#include "harness/report/diagnosis/page.h"

namespace badrdp::harness {

// The page is written when all of it is there.
class HtmlFile : public DiagnosisPage {
public:
    HtmlFile(std::string name, const diagnosis::Titles& titles)
        : DiagnosisPage(titles), name_(std::move(name)) {}
    void finish() override { replace_file(name_, html()); }

private:
    std::string name_;
};

// Plays what has failed, once its file has been told.
class Reenactments : public diagnosis::Teller {
public:
    static constexpr std::size_t kMost = 100;  // of a file

    Reenactments(std::string client, const Globals& globals)
        : client_(std::move(client)), globals_(&globals) {}

    void begin_file(const std::string&) override {}
    void add(const capture::Talk& talk, const diagnosis::Diagnosis& found) override {
        if (found.state != diagnosis::HealthState::failed) return;
        ++failed_;
        if (kept_.size() < kMost) kept_.emplace_back(talk, found);
    }
    void end_file(const diagnosis::DiagnosedFile&, const capture::Survey&,
                  const std::vector<diagnosis::NameDiagnosis>&) override {
        for (const auto& [talk, found] : kept_)
            fmt::print("{} {}\n", capture::to_text(talk.client.at), reenact(talk, found, client_, *globals_));
        if (failed_ > kept_.size())
            fmt::print("{} more that failed are not reenacted\n", failed_ - kept_.size());
        kept_.clear();
        failed_ = 0;
    }

private:
    std::string client_;
    const Globals* globals_;
    std::vector<std::pair<capture::Talk, diagnosis::Diagnosis>> kept_;
    std::size_t failed_ = 0;
};

// Several files, for what two of them saw of one conversation.
class KeptFiles : public diagnosis::Teller {
public:
    static constexpr std::size_t kMost = 10'000;  // conversations of a file

    explicit KeptFiles(std::vector<diagnosis::Diagnosed>& files) : files_(&files) {}

    void begin_file(const std::string&) override { files_->emplace_back(); }
    void add(const capture::Talk& talk, const diagnosis::Diagnosis& found) override {
        auto& file = files_->back();
        if (file.talks.size() == kMost) return;
        file.survey.talks.push_back(talk);
        file.talks.push_back(found);
    }
    void end_file(const diagnosis::DiagnosedFile& told, const capture::Survey& survey,
                  const std::vector<diagnosis::NameDiagnosis>&) override {
        auto& file = files_->back();
        file.file = told;
        auto talks = std::move(file.survey.talks);
        file.survey = survey;
        file.survey.talks = std::move(talks);
        if (survey.conversations > kMost)
            fmt::print(stderr, "{}: {} conversations are not looked for in the other files\n", told.name,
                       survey.conversations - kMost);
    }

private:
    std::vector<diagnosis::Diagnosed>* files_;
};

}  // namespace badrdp::harness
