#include "harness/advise/logs/log_records.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/advise/explain/pasted_words.h"

namespace badrdp::harness {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostAddresses = 8;    // of a record
constexpr std::size_t kHead = 64;            // bytes of a line that tell whether a record begins there
constexpr std::size_t kMostSearched = 8192;  // bytes of a record in which addresses are looked for

// The number right behind `word`, which may be anything that is no digit.
std::uint64_t number_behind(std::string_view text) {
    const auto at = text.find_first_of("0123456789");
    std::uint64_t out = 0;
    if (at != text.npos) std::from_chars(text.data() + at, text.data() + text.size(), out);
    return out;
}

bool begins_event(std::string_view head) {
    for (const auto begin : {"<event "sv, "<event>"sv, "event number"sv, "event["sv, "log name"sv})
        if (head.starts_with(begin)) return true;
    return head.starts_with("timecreated") && head.contains(':');
}

class Splitter {
public:
    void take(std::string_view piece, PastedPlace place) {
        const auto start = std::min(piece.find_first_not_of(" \t"), piece.size());
        const auto head = lower_case(piece.substr(start, kHead));
        if (begins_event(head)) {
            in_event_ = true;
            begin(place.at);
            if (head.starts_with("event number")) records_.back().number = number_behind(head);
        }
        if (in_event_) {
            of_event(piece, head, place.at);
        } else if (const auto time = time_in(piece)) {
            begin(place.at);
            records_.back().time = time;
        }
    }

    std::vector<LogRecord> finish(std::size_t size) {
        if (!records_.empty()) records_.back().end = size;
        return std::move(records_);
    }

private:
    void begin(std::size_t at) {
        if (!records_.empty()) records_.back().end = at;
        records_.push_back({.begin = at});
    }

    void of_event(std::string_view piece, std::string_view head, std::size_t at) {
        auto& record = records_.back();
        if (head.starts_with("<eventrecordid")) record.number = number_behind(head);
        if (!record.time) record.time = time_in(piece);
        if (!head.starts_with("</event>")) return;
        begin(at + piece.size());
        in_event_ = false;
    }

    std::vector<LogRecord> records_;
    bool in_event_ = false;
};

// "192.0.2.1" at the head of `text`, as long as it is.
std::size_t dotted_quad(std::string_view text) {
    std::size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == text.size() || text[at++] != '.')) return 0;
        unsigned value = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (error != std::errc() || value > 255) return 0;
        at = static_cast<std::size_t>(end - text.data());
    }
    return at;
}

}  // namespace

std::vector<LogRecord> records_of(std::string_view text) {
    Splitter splitter;
    each_piece(text, [&](std::string_view piece, PastedPlace place) { splitter.take(piece, place); });
    return splitter.finish(text.size());
}

const LogRecord* record_at(const std::vector<LogRecord>& records, std::size_t at) {
    const auto behind = std::ranges::upper_bound(records, at, {}, &LogRecord::begin);
    return behind == records.begin() ? nullptr : &*std::prev(behind);
}

std::vector<std::string> addresses_in(std::string_view text) {
    text = text.substr(0, kMostSearched);
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size() && out.size() + 2 <= kMostAddresses;) {
        const auto next = text.find_first_of("0123456789", at);
        if (next == text.npos) break;
        const auto size = dotted_quad(text.substr(next));
        at = size > 0 ? next + size : std::min(text.find_first_not_of("0123456789.", next), text.size());
        if (size == 0) continue;
        const auto address = std::string(text.substr(next, size));
        out.push_back(address);
        auto behind = text.substr(at);
        for (const auto word : {":"sv, " port "sv})
            if (behind.starts_with(word))
                if (const auto port = number_behind(behind.substr(word.size(), 5)); port > 0)
                    out.push_back(address + ":" + std::to_string(port));
    }
    return out;
}

}  // namespace badrdp::harness
