// Diagnoses for people and for programs, written as they come: nothing of a conversation is kept when it has
// been told. docs/diagnose.md describes both.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/diagnose/both_sides.h"
#include "harness/diagnose/diagnosis.h"
#include "harness/diagnose/log.h"

namespace badrdp::harness::diagnosis {

// A file that was read, and what is wrong with it.
struct DiagnosedFile {
    std::string name{};
    std::uint64_t frames = 0;
    std::optional<capture::FileError> error{};
};

// A file that is held against others, and so kept whole.
struct Diagnosed {
    DiagnosedFile file{};
    capture::Survey survey{};
    std::vector<Diagnosis> talks{};  // one for each of survey.talks
};

// The title of a cause, in the words of the catalogue; empty: it is not in there.
using Titles = std::vector<std::pair<std::string, std::string>>;

// Where an answer goes, piece by piece.
using Out = std::function<void(std::string_view)>;

class Teller {
public:
    Teller() = default;
    Teller(const Teller&) = delete;
    Teller& operator=(const Teller&) = delete;
    virtual ~Teller() = default;

    virtual void begin_file(const std::string& name) = 0;
    virtual void add(const capture::Talk& talk, const Diagnosis& found) = 0;
    // The survey is that of the whole file.
    virtual void end_file(const DiagnosedFile& file, const capture::Survey& survey,
                          const std::vector<NameDiagnosis>& names) = 0;
    // A log, when all captures have been told.
    virtual void add_log(const ToldLog&) {}
    // What two of several files show together, when all of them are told; `both` counts them in their order.
    virtual void meet(const std::vector<Diagnosed>&, const std::vector<BothSides>&) {}
    virtual void finish() {}  // there is no other file
};

// "A -> B in client.pcap is C -> D in host.pcap": the files are those that `one` counts.
std::string meeting_place(const BothSides& one, const Diagnosed& client, const Diagnosed& host);
// How far apart their clocks are, and to within what; empty: it cannot be told.
std::string clocks_text(const BothSides& one, const Diagnosed& client, const Diagnosed& host);

// The totals of a file stand in front of its conversations, where these are few, and else behind them.
class TextTeller : public Teller {
public:
    static constexpr std::size_t kMostWaiting = 1u << 20;  // bytes that wait for the totals

    // `titles` outlives this.
    TextTeller(const Titles& titles, Out out) : titles_(&titles), out_(std::move(out)) {}

    void begin_file(const std::string& name) override;
    void add(const capture::Talk& talk, const Diagnosis& found) override;
    void end_file(const DiagnosedFile& file, const capture::Survey& survey,
                  const std::vector<NameDiagnosis>& names) override;
    void add_log(const ToldLog& told) override;
    void meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) override;

private:
    const Titles* titles_;
    Out out_;
    std::string waiting_;
    std::string name_;
    bool flows_ = false;    // they no longer wait
    bool another_ = false;  // this file is not the first
};

// One object, its members in the order in which they become known.
class JsonTeller : public Teller {
public:
    explicit JsonTeller(Out out);

    void begin_file(const std::string& name) override { name_ = name; }
    void add(const capture::Talk& talk, const Diagnosis& found) override;
    void end_file(const DiagnosedFile& file, const capture::Survey& survey,
                  const std::vector<NameDiagnosis>& names) override;
    void add_log(const ToldLog& told) override;
    void meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) override;
    void finish() override;

private:
    void flush(std::size_t beyond);

    Out out_;
    std::string name_;
    std::string waiting_;
    std::string files_;
    std::string both_;
    std::string logs_;
    bool more_ = false;  // conversations have been told
};

}  // namespace badrdp::harness::diagnosis
