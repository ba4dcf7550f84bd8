#include "harness/os/evtx/event_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <deque>

#include "harness/os/roots/helper.h"
#include "harness/os/sandbox/landlock.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

constexpr std::array kPlaces{"/usr/bin/evtxexport", "/usr/local/bin/evtxexport", "/opt/bin/evtxexport"};

const char* evtxexport() {
    for (const auto* place : kPlaces)
        if (::access(place, X_OK) == 0) return place;
    throw UsageError("an .evtx file is opened by evtxexport, which is not here: install libevtx-utils");
}

std::string_view value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) return {};
    const auto at = line.find(": ");
    return at == line.npos ? std::string_view() : line.substr(at + 2);
}

// The records one by one: each is kept or passed over once it is known whole.
class RecordFilter {
public:
    RecordFilter(std::size_t most, const RecordWanted& wanted) : most_(most), wanted_(wanted) {}

    void take(std::string_view line) {
        if (line.starts_with("Event number")) end_record();
        if (const auto source = value_of(line, "Source name"); !source.empty()) source_ = source;
        // "0x00001b7c (7036)": the upper half is of the same number.
        if (const auto id = value_of(line, "Event identifier"); id.size() > 2)
            std::from_chars(id.data() + 2, id.data() + id.size(), event_, 16);
        if (record_.size() + line.size() > kLongestRecord) return;
        record_ += line;
        record_ += '\n';
    }

    EventLogText finish() {
        end_record();
        for (; !kept_.empty(); kept_.pop_front()) out_.text += kept_.front();
        return std::move(out_);
    }

private:
    static constexpr std::size_t kLongestRecord = 256u << 10;

    void end_record() {
        const bool kept = !source_.empty() && wanted_(source_, event_ & 0xffff);
        if (!kept && !source_.empty()) ++out_.passed_over;
        if (kept) keep(record_ + "\n");
        record_.clear();
        source_.clear();
        event_ = 0;
    }

    // The last ones: they are the newest.
    void keep(std::string record) {
        size_ += record.size();
        kept_.push_back(std::move(record));
        for (; size_ > most_; kept_.pop_front()) {
            size_ -= kept_.front().size();
            out_.cut = true;
        }
    }

    std::size_t most_;
    const RecordWanted& wanted_;
    EventLogText out_;
    std::deque<std::string> kept_;
    std::size_t size_ = 0;  // of them all
    std::string record_;
    std::string source_;
    std::uint32_t event_ = 0;
};

}  // namespace

EventLogText read_event_log(int file, std::size_t most, const RecordWanted& wanted) {
    RecordFilter filter(most, wanted);
    const auto rules = landlock_for_reader(file);
    std::string last;
    const auto end = run_helper({.command = {evtxexport(), "/dev/stdin"},
                                 .environment = {{"LC_ALL", "C"}},
                                 .input_file = file,
                                 .confined = true,
                                 .landlock = rules.get(),
                                 .on_line = [&](std::string_view line) {
                                     filter.take(line);
                                     last = line;
                                 }});
    auto out = filter.finish();
    if (end.exit > 128)
        out.trouble = "evtxexport was ended";
    else if (end.exit != 0)
        out.trouble = last.empty() ? fmt::format("evtxexport ended with status {}", end.exit) : last;
    return out;
}

}  // namespace badrdp::harness
