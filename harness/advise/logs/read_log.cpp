#include "harness/advise/logs/read_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "harness/advise/explain/pasted_lexicon.h"
#include "harness/advise/logs/log_records.h"

namespace badrdp::harness {
namespace {

using namespace std::string_view_literals;
using diagnosis::Log;
using diagnosis::LogClock;
using diagnosis::LogLine;
using wire::Role;

constexpr std::size_t kTellsKind = 64u << 10;  // bytes in which a program is recognised

// What only this program's logs have in them, in lower case, and whose logs they are.
struct Writer {
    std::string_view name;
    Role side;
    std::vector<std::string_view> signs;
};

const std::vector<Writer>& writers() {
    static const std::vector<Writer> all{
        {"guacd", Role::client, {"guacd["}},
        {"Remmina", Role::client, {"remmina"}},
        {"FreeRDP", Role::client, {"com.freerdp.", "com.winpr."}},
        {"xrdp", Role::server, {"xrdp-sesman", "xrdp_", "libxrdp", "[info ] socket", "[info ] xrdp"}},
        {"rdesktop", Role::client, {"core(", "protocol(", "rdesktop:", "failed to connect, "}},
        {"mstsc", Role::client, {"remote desktop connection", "extended error code", "remote computer:"}},
    };
    return all;
}

bool is_of_windows(std::string_view low) {
    for (const auto sign : {"schemas.microsoft.com/win/2004/08/events"sv, "event identifier"sv, "event id"sv,
                            "eventid"sv, "event["sv, "timecreated"sv, "providername"sv})
        if (low.contains(sign)) return true;
    return false;
}

const Writer* writer_of(std::string_view low) {
    const auto found = std::ranges::find_if(writers(), [&](const Writer& writer) {
        return std::ranges::any_of(writer.signs, [&](std::string_view sign) { return low.contains(sign); });
    });
    return found == writers().end() ? nullptr : &*found;
}

// The host's events have a family, and the client's own another.
Role side_of(const Query& query, const Writer* writer) {
    if (query.family.ends_with("event")) return query.family == "event" ? Role::server : Role::client;
    return writer ? writer->side : Role::client;
}

class LogReader {
public:
    LogReader(std::string name, std::string_view text) : text_(text), records_(records_of(text)) {
        const auto low = lower_case(text.substr(0, kTellsKind));
        out_.log.name = std::move(name);
        windows_ = is_of_windows(low);
        writer_ = windows_ ? nullptr : writer_of(low);
        out_.log.wrote = windows_ ? "Windows" : writer_ ? writer_->name : "";
    }

    // A fresh failure stands at the end: of too many the last are kept.
    void hear(const Query& query, PastedPlace place) {
        heard_.emplace_back(query, place);
        if (heard_.size() <= kMostLogLines) return;
        heard_.pop_front();
        ++out_.log.left_out;
    }

    LogText finish() {
        for (const auto& [query, place] : heard_) add(query, place);
        return std::move(out_);
    }

private:
    void add(const Query& query, PastedPlace place) {
        LogLine line;
        line.place = {out_.log.name, place.line, 0};
        line.side = side_of(query, writer_);
        line.code = query.text;
        if (const auto* record = record_at(records_, place.at)) {
            line.place.record = record->number;
            if (record->time && takes(record->time->clock)) line.at = record->time->at;
            line.addresses = addresses_in(text_.substr(record->begin, record->end - record->begin));
        }
        out_.log.lines.push_back(std::move(line));
        out_.asks.push_back(asked(query));
    }

    std::size_t asked(const Query& query) {
        const auto [at, is_new] = asked_.try_emplace(query.text, out_.queries.size());
        if (is_new) out_.queries.push_back(query);
        return at->second;
    }

    // A log has one clock: the first one that is met.
    bool takes(LogClock clock) {
        if (out_.log.clock == LogClock::none) out_.log.clock = clock;
        return out_.log.clock == clock;
    }

    std::string_view text_;
    std::vector<LogRecord> records_;
    const Writer* writer_ = nullptr;
    bool windows_ = false;
    std::deque<std::pair<Query, PastedPlace>> heard_;
    std::map<std::string, std::size_t> asked_;
    LogText out_;
};

// What the program says in words stands beside the code that means the same.
void drop_echoes(LogText& text, std::span<const std::vector<Found>> answers) {
    std::set<std::pair<std::string, std::uint32_t>> heard;
    for (const auto& answer : answers)
        for (const auto& found : answer) heard.emplace(found.family->name, found.code->number);
    const auto echo = [&](std::size_t ask) {
        const auto& found = answers[ask];
        if (found.size() != 1 || !found[0].family->texts || found[0].code->same.empty()) return false;
        return std::ranges::all_of(found[0].code->same, [&](const CodeName& same) {
            return heard.contains({same.family, same.number});
        });
    };
    std::vector<LogLine> lines;
    std::vector<std::size_t> asks;
    for (std::size_t i = 0; i < text.log.lines.size(); ++i) {
        if (echo(text.asks[i])) continue;
        lines.push_back(std::move(text.log.lines[i]));
        asks.push_back(text.asks[i]);
    }
    text.log.lines = std::move(lines);
    text.asks = std::move(asks);
}

void add_cause(std::vector<diagnosis::LedTo>& to, const std::string& cause, const std::string& scenario) {
    if (cause.empty()) return;
    auto found = std::ranges::find(to, cause, &diagnosis::LedTo::cause);
    if (found == to.end()) found = to.insert(found, {cause, {}});
    if (!scenario.empty()) found->scenarios.push_back(scenario);
}

// Of an event the name is its source, of a text the text.
bool is_named(const Found& found) {
    return !found.pair && !found.code->name.empty() && !found.family->texts &&
           !is_event_family(*found.family);
}

struct Meaning {
    std::string says{};
    std::vector<diagnosis::LedTo> causes{};
};

Meaning meaning_of(const std::vector<Found>& answer, const std::vector<Family>& families,
                   const Knowledge& known) {
    Meaning out;
    for (const auto& found : answer) {
        const auto& code = *found.code;
        const auto& means = found.pair ? found.pair->means.says : code.means.says;
        if (out.says.empty()) out.says = is_named(found) ? fmt::format("{}: {}", code.name, means) : means;
        auto leads = leads_to(found, families, known);
        std::erase_if(leads, [](const Lead& lead) { return lead.up == Lead::Up::all; });
        for (const auto& cause : code.causes) {
            add_cause(out.causes, cause, {});
            for (const auto& lead : leads)
                if (lead.cause == cause) add_cause(out.causes, cause, lead.scenario);
        }
        if (!code.causes.empty()) continue;
        for (const auto& lead : leads) add_cause(out.causes, lead.cause, lead.scenario);
    }
    return out;
}

}  // namespace

bool looks_like_text(std::string_view beginning) {
    if (beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff")) return true;
    const auto odd = [](char c) {
        return static_cast<unsigned char>(c) < ' ' && !"\t\n\r\x1b\f\b"sv.contains(c);
    };
    return !beginning.empty() && std::ranges::none_of(beginning, odd);
}

bool concerns_rdp(std::span<const Family> families, std::string_view source, std::uint32_t event) {
    return std::ranges::any_of(families, [&](const Family& family) {
        const auto* code = is_event_family(family) ? family.find(event) : nullptr;
        return code && same_source(source, code->name);
    });
}

LogText read_log(std::string name, std::string_view bytes, std::span<const Family> families) {
    const auto text = plain_text(bytes.substr(0, kMostPasted));
    LogReader reader(std::move(name), text);
    read_pasted(text, families, [&](const Query& query, PastedPlace place) { reader.hear(query, place); });
    return reader.finish();
}

Log explained_log(LogText text, const std::vector<Family>& families, const Knowledge& known) {
    std::vector<std::vector<Found>> answers;
    for (const auto& query : text.queries) {
        auto& found = answers.emplace_back();
        for (auto& answer : find_codes({query}, families))
            std::ranges::move(answer.found, std::back_inserter(found));
    }
    drop_echoes(text, answers);
    std::vector<std::optional<Meaning>> meanings(answers.size());
    for (std::size_t i = 0; i < text.log.lines.size(); ++i) {
        auto& meaning = meanings[text.asks[i]];
        if (!meaning) meaning = meaning_of(answers[text.asks[i]], families, known);
        text.log.lines[i].says = meaning->says;
        text.log.lines[i].causes = meaning->causes;
    }
    return std::move(text.log);
}

}  // namespace badrdp::harness
