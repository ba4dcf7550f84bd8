#include "harness/advise/explain/pasted.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/advise/explain/form.h"
#include "harness/advise/explain/pasted_lexicon.h"

namespace badrdp::harness {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostJoined =
    64u << 10;                         // text that is also read without its line ends, as a dialog wraps it
constexpr std::size_t kPairLines = 3;  // how far the second code of a dialog is below the first

class PastedReader {
public:
    PastedReader(std::span<const Family> families, const Heard& heard)
        : lexicon_(families), mentions_(heard) {}

    void take(std::string_view text, PastedPlace place) {
        here_ = place;
        if (first_code_ && here_.line > first_code_->second.line + kPairLines) flush_first();
        if (joined_.size() <= kMostJoined) joined_ += std::string(text) + " ";
        record(text);
        if (event_) look_for_words(text);
        const auto line = words_of(text);
        for (std::size_t i = 0; i < line.size(); ++i)
            if (const auto number = number_of(line[i])) {
                i += take_number(line, i, *number);
            } else {
                take_name(line, i);
            }
        lexicon_.texts_in(folded_words(text),
                          [&](const PastedCode& code) { mentions_.add(*code.family, code.number, here_); });
    }

    Pasted finish() {
        end_record();
        if (joined_.size() <= kMostJoined)
            lexicon_.texts_in(folded_words(joined_), [&](const PastedCode& code) {
                if (!has(*code.family, code.number)) mentions_.add(*code.family, code.number, {1, 0});
            });
        drop_echoes();
        return std::move(mentions_.pasted);
    }

private:
    struct Event {
        const Family* family = nullptr;
        const Code* code = nullptr;
        PastedPlace place;
        bool wanted = false;  // one of the words without which it says nothing was there
    };

    // Of an export of events: where one begins, and who wrote it.
    void record(std::string_view text) {
        const auto start = text.find_first_not_of(" \t");
        if (start == text.npos) return;
        const auto line = lower_case(text.substr(start, 64));
        for (const auto begin : {"log name"sv, "event["sv, "<event "sv, "<event>"sv, "event number"sv})
            if (line.starts_with(begin)) end_record();
        // PowerShell's list has a colon there, its table a heading.
        if (line.starts_with("timecreated") && line.contains(':')) end_record();
        for (const auto who : {"source:"sv, "source name"sv, "providername"sv})
            if (line.starts_with(who)) {
                const auto colon = text.find(':');
                if (colon != text.npos) source_ = text.substr(colon + 1, 200);
            }
        if (line.starts_with("<provider")) source_ = text.substr(start, 200);
    }

    void end_record() {
        if (event_ && event_->wanted) mentions_.add(*event_->family, event_->code->number, event_->place);
        event_.reset();
        source_.clear();
    }

    void look_for_words(std::string_view text) {
        event_->wanted = event_->wanted || std::ranges::any_of(event_->code->in, [&](const auto& word) {
                             return text.contains(word);
                         });
    }

    void take_event(const PastedLine& line, std::uint32_t id, std::string_view source) {
        const Family* unnamed = nullptr;
        for (const auto& family : lexicon_.families()) {
            if (!is_event_family(family)) continue;
            const auto* code = family.find(id);
            if (!code) continue;
            const bool named = source.empty() ? std::ranges::any_of(line,
                                                                    [&](const auto& word) {
                                                                        return word.raw.size() > 5 &&
                                                                               code->name.contains(word.raw);
                                                                    })
                                              : same_source(source, code->name);
            if (named) return found_event(family, *code);
            if (source.empty() && !unnamed) unnamed = &family;
        }
        if (unnamed) return found_event(*unnamed, *unnamed->find(id));
        // A log is full of others; only who asks for one by its bare number is told that nobody knows it.
        if (const auto* family = lexicon_.family("event"); source.empty() && family)
            mentions_.add(*family, id, here_);
    }

    void found_event(const Family& family, const Code& code) {
        if (code.in.empty() || source_.empty()) return mentions_.add(family, code.number, here_);
        event_ = Event{&family, &code, here_, false};
    }

    // How many of the words behind it belong to it.
    std::size_t take_number(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        if (i > 0 && line[i].before == ":")
            if (const auto* family = lexicon_.family(line[i - 1].low)) return take_named(line, i, *family);
        if (take_second_code(line, i, number) || take_first_code(line, i, number)) return 0;
        if (is_event_id(line, i)) {
            take_event(line, number.value & 0xffff, source_);
            return 0;
        }
        if (take_other_kind(line, i, number)) return 0;
        return take_plain(line, i, number);
    }

    // "tls:80", "mstsc:0x904/0x7".
    std::size_t take_named(const PastedLine& line, std::size_t i, const Family& family) {
        const auto value = number_of(line[i])->value;
        const bool pair = family.name == "mstsc" && i + 1 < line.size() && line[i + 1].before == "/";
        const auto second = pair ? number_of(line[i + 1]) : std::nullopt;
        if (!second) {
            mentions_.add(family, value, here_);
            return 0;
        }
        add_pair(value, second->value);
        return 1;
    }

    void add_pair(std::uint32_t code, std::uint32_t extended) {
        Query query;
        query.number = code;
        query.extended = extended;
        query.family = "mstsc";
        query.text = fmt::format("mstsc:0x{:X}/0x{:X}", code, extended);
        mentions_.add(std::move(query), here_);
    }

    bool take_second_code(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        const bool second = said_before(line, i, {"extended", "error", "code"}) ||
                            said_before(line, i, {"extended", "code"}) ||
                            said_before(line, i, {"extendederrorcode"}) ||
                            said_before(line, i, {"extended", "reason"});
        if (!second) return false;
        const auto first = first_code_;
        first_code_.reset();
        if (first) {
            if (first->first != 0 || number.value != 0) add_pair(first->first, number.value);
        } else if (const auto* family = lexicon_.family("extended")) {
            mentions_.add(*family, number.value, here_);
        }
        return true;
    }

    // The first code of mstsc's dialog waits for the second; what is too large is a status.
    bool take_first_code(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        const bool reason = has_word(line, "clientactivex") && said_before(line, i, {"reason"});
        const bool first = reason || said_before(line, i, {"error", "code"}) ||
                           said_before(line, i, {"errorcode"}) ||
                           said_before(line, i, {"disconnect", "reason"});
        if (!first || number.value > 0xffff) return false;
        if (reason) {
            add_first(number.value, here_);
            return true;
        }
        flush_first();
        first_code_ = std::pair(number.value, here_);
        return true;
    }

    void add_first(std::uint32_t code, PastedPlace place) {
        if (code == 0) return;
        // mstsc's, or that of another client of Microsoft's: whoever has it.
        const auto* mstsc = lexicon_.family("mstsc");
        if (mstsc && mstsc->find(code)) return mentions_.add(*mstsc, code, place);
        Query query;
        query.number = code;
        query.text = fmt::format("0x{:X}", code);
        mentions_.add(std::move(query), place);
    }

    void flush_first() {
        if (first_code_) add_first(first_code_->first, first_code_->second);
        first_code_.reset();
    }

    bool is_event_id(const PastedLine& line, std::size_t i) const {
        if (said_before(line, i, {"event", "id"}) || said_before(line, i, {"eventid"}) ||
            said_before(line, i, {"event", "identifier"}))
            return true;
        if (line[0].low == "eventid" && i + 1 == line.size()) return true;   // <EventID Qualifiers='0'>7036
        if (line[0].low == "id" && i == 1 && !source_.empty()) return true;  // Format-List
        constexpr std::array kLevels{"information"sv, "warning"sv, "error"sv, "critical"sv, "verbose"sv};
        const bool level =
            i + 1 < line.size() && std::ranges::find(kLevels, line[i + 1].low) != kLevels.end();
        if (level && !source_.empty() && number_of(line[i])->value > 0) return true;  // Format-Table
        return said_before(line, i, {"event"}) && line[i].raw.size() >= 2 && line[i].raw.size() <= 5;
    }

    bool take_other_kind(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        const auto add = [&](std::string_view name) {
            const auto* family = lexicon_.family(name);
            if (family) mentions_.add(*family, number.value, here_);
            return family != nullptr;
        };
        const bool small = number.value <= 0xffff;
        if (small && said_before(line, i, {"disconnect", "reason", "code"})) return add("errinfo");  // guacd
        if (small && said_before(line, i, {"reason", "code"}))  // LocalSessionManager's event 40
            return number.value == 0 || add("extended");
        const bool alert = said_before(line, i, {"alert"}) || said_before(line, i, {"alert", "code"}) ||
                           said_before(line, i, {"alert", "number"}) ||
                           said_before(line, i, {"fatal", "error", "code"});
        if (alert && number.value <= 255) return add("tls");
        const bool exit = said_before(line, i, {"exit", "status"}) ||
                          said_before(line, i, {"exit", "code"}) ||
                          said_before(line, i, {"exited", "with"}) || said_before(line, i, {"exits", "with"});
        if (exit && number.value <= 255)
            for (const auto& family : lexicon_.families())
                if (!family.client.empty() && has_word(line, family.client)) return add(family.name);
        return take_csv_event(line, i, number);
    }

    // "Error,1/2/2026 3:04:05 PM,Schannel,36874,None": whoever writes such an event stands before it.
    bool take_csv_event(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        if (i == 0 || number.hex || line[i].before.size() > 2) return false;
        for (const auto& family : lexicon_.families()) {
            if (!is_event_family(family)) continue;
            const auto* code = family.find(number.value);
            if (!code || !code->name.ends_with(line[i - 1].raw) || line[i - 1].raw.size() < 5) continue;
            found_event(family, *code);
            return true;
        }
        return false;
    }

    // A number with nothing said before it.
    std::size_t take_plain(const PastedLine& line, std::size_t i, const PastedNumber& number) {
        if (!number.hex && number.value < 0x80000000) return 0;
        const auto* mstsc = lexicon_.family("mstsc");
        const bool of_mstsc = mstsc && mstsc->find(number.value) && number.value > 0xff;
        if (of_mstsc && i + 1 < line.size() && line[i + 1].before.size() <= 3)
            if (const auto second = number_of(line[i + 1]); second && second->value <= 0x7fff) {
                add_pair(number.value, second->value);
                return 1;
            }
        const bool large = number.value >= 0x10000;
        if (of_mstsc) mentions_.add(*mstsc, number.value, here_);
        if (const auto* family = large ? lexicon_.only_one(number.value) : nullptr)
            mentions_.add(*family, number.value, here_);
        else if (large && number.hex && line[i].raw.size() >= 8)
            take_form(number.value);
        return 0;
    }

    // Addresses and flags are written in the same way: only a form that nothing else has.
    void take_form(std::uint32_t number) {
        Query query;
        query.number = number;
        query.text = fmt::format("0x{:X}", number);
        if (!is_other(number) && form_of(number, query.text)) mentions_.add(std::move(query), here_);
    }

    // High halves that a status may have and an address or a mask has more often.
    static bool is_other(std::uint32_t number) {
        constexpr std::array<std::uint32_t, 7> kStatuses{1, 2, 0x8007, 0x8008, 0x8009, 0xc000, 0xd000};
        return std::ranges::find(kStatuses, number >> 16) == kStatuses.end();
    }

    void take_name(const PastedLine& line, std::size_t i) {
        const auto raw = line[i].raw;
        if (line[i].low == "alert") {
            const auto* tls = lexicon_.family("tls");
            const auto alert = lexicon_.alert_behind(line, i);
            if (tls && alert && *alert != 0) mentions_.add(*tls, *alert, here_);
            return;
        }
        if (raw.size() < 8) return;
        if (const auto* code = lexicon_.named(raw)) {
            if (code->number != 0) mentions_.add(*code->family, code->number, here_);
            return;
        }
        constexpr std::array kPrefixes{"ERRCONNECT_"sv, "ERRINFO_"sv, "SEC_E_"sv, "SSL_ERR_"sv, "XF_EXIT_"sv};
        const bool known = std::ranges::any_of(
            kPrefixes, [&](auto prefix) { return raw.starts_with(prefix) && raw.size() > prefix.size(); });
        if (!known || raw.ends_with("_NONE") || raw.ends_with("_SUCCESS")) return;
        Query query;
        query.name = raw;
        query.text = raw;
        mentions_.add(std::move(query), here_);
    }

    bool has(const Family& family, std::uint32_t number) const {
        return mentions_.has(family, number) ||
               std::ranges::any_of(mentions_.pasted.mentions, [&](const Mention& one) {
                   return one.query.number == number &&
                          (one.query.family == family.name || one.query.family.empty());
               });
    }

    // A text that stands beside the very code it stands for says nothing more.
    void drop_echoes() {
        flush_first();
        std::erase_if(mentions_.pasted.mentions, [&](const Mention& one) {
            const auto* family = lexicon_.family(one.query.family);
            if (!family || !family->texts) return false;
            const auto& same = family->find(*one.query.number)->same;
            return !same.empty() && std::ranges::all_of(same, [&](const CodeName& code) {
                const auto* other = lexicon_.family(code.family);
                return other && has(*other, code.number);
            });
        });
    }

    PastedLexicon lexicon_;
    PastedMentions mentions_;
    std::string joined_;
    std::string source_;          // who wrote the event that is being read
    std::optional<Event> event_;  // read, and not yet known to concern anybody
    std::optional<std::pair<std::uint32_t, PastedPlace>> first_code_;
    PastedPlace here_;
};

}  // namespace

void each_piece(std::string_view text, const std::function<void(std::string_view, PastedPlace)>& take) {
    PastedPlace place;
    for (std::size_t next = 0; next < text.size();) {
        const auto end = std::min(text.find('\n', next), text.size());
        auto line = text.substr(next, end - next);
        place = {place.line + 1, std::exchange(next, end + 1)};
        do {
            const auto size = std::min({line.size(), line.find('<', 1), kLongestPastedLine});
            take(line.substr(0, size), place);
            line.remove_prefix(size);
            place.at += size;
        } while (!line.empty());
    }
}

Pasted read_pasted(std::string_view bytes, std::span<const Family> families, const Heard& heard) {
    const auto text = plain_text(bytes.substr(0, kMostPasted));
    PastedReader reader(families, heard);
    each_piece(text, [&](std::string_view piece, PastedPlace place) { reader.take(piece, place); });
    return reader.finish();
}

}  // namespace badrdp::harness
