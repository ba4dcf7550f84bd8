// What pasted text is looked up in, and what was found in it so far.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/explain/pasted.h"
#include "harness/advise/explain/pasted_words.h"
#include "harness/data/file/code_names.h"

namespace badrdp::harness {

struct PastedCode {
    const Family* family = nullptr;
    std::uint32_t number = 0;
};

// Both have the other inside: "Schannel", "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS".
inline bool same_source(std::string_view one, std::string_view other) {
    const auto a = lower_case(one);
    const auto b = lower_case(other);
    return !a.empty() && !b.empty() && (a.contains(b) || b.contains(a));
}

inline bool is_event_family(const Family& family) {
    return family.name == "event" || family.name.ends_with("-event");
}

// What is found by name or by its words, made once for a text.
class PastedLexicon {
public:
    explicit PastedLexicon(std::span<const Family> families) : families_(families) {
        for (const auto& family : families)
            for (const auto& code : family.codes) {
                if (family.texts) add_text(family, code);
                if (family.texts || is_event_family(family)) continue;
                add_name(family, code, code.name);
                for (const auto& other : code.aka) add_name(family, code, other);
            }
    }

    std::span<const Family> families() const { return families_; }

    const Family* family(std::string_view name) const {
        const auto it = std::ranges::find(families_, name, &Family::name);
        return it == families_.end() ? nullptr : &*it;
    }

    const PastedCode* named(std::string_view name) const {
        const auto it = names_.find(folded_name(name));
        return it == names_.end() ? nullptr : &it->second;
    }

    // The alert that is named right behind the word at `at`: "internal error", "HandshakeFailure".
    std::optional<std::uint32_t> alert_behind(const PastedLine& line, std::size_t at) const {
        std::optional<std::uint32_t> found;
        std::string words;
        for (std::size_t i = at + 1; i < line.size() && i <= at + 4; ++i) {
            words += folded_name(line[i].raw);
            if (const auto it = alerts_.find(words); it != alerts_.end()) found = it->second;
        }
        return found;
    }

    // The family that alone knows this number.
    const Family* only_one(std::uint32_t number) const {
        const Family* found = nullptr;
        for (const auto& family : families_) {
            if (!family.alone || !family.find(number)) continue;
            if (found) return nullptr;
            found = &family;
        }
        return found;
    }

    template <class Each>
    void texts_in(const std::string& folded, Each each) const {
        for (const auto& [text, code] : texts_)
            if (folded.contains(text)) each(code);
    }

private:
    void add_text(const Family& family, const Code& code) {
        texts_.emplace_back(folded_words(code.name), PastedCode{&family, code.number});
        for (const auto& other : code.aka)
            texts_.emplace_back(folded_words(other), PastedCode{&family, code.number});
    }

    void add_name(const Family& family, const Code& code, const std::string& name) {
        if (family.name == "tls") alerts_.try_emplace(folded_name(name), code.number);
        if (name.size() >= 8 && family.name != "tls")
            names_.try_emplace(folded_name(name), PastedCode{&family, code.number});
    }

    std::span<const Family> families_;
    std::map<std::string, PastedCode, std::less<>> names_;
    std::map<std::string, std::uint32_t, std::less<>> alerts_;
    std::vector<std::pair<std::string, PastedCode>> texts_;
};

// The mentions so far, each once.
class PastedMentions {
public:
    explicit PastedMentions(const Heard& heard) : heard_(&heard) {}

    void add(Query query, PastedPlace place) {
        if (*heard_) (*heard_)(query, place);
        if (all_.size() < kMostHeard) all_.insert(query.text);
        const auto found = std::ranges::find_if(
            pasted.mentions, [&](const Mention& one) { return one.query.text == query.text; });
        if (found != pasted.mentions.end())
            ++found->times;
        else if (pasted.mentions.size() < kMostMentions)
            pasted.mentions.push_back({std::move(query), place.line, 1});
        else
            ++pasted.more;
    }

    void add(const Family& family, std::uint32_t number, PastedPlace place) {
        const auto* code = family.find(number);
        Query query;
        query.family = family.name;
        query.number = code ? code->number : number;
        query.text = text_of(family, *query.number);
        add(std::move(query), place);
    }

    // Among all of them, those behind the first kMostMentions too.
    bool has(const Family& family, std::uint32_t number) const {
        return all_.contains(text_of(family, number));
    }

    Pasted pasted;

private:
    static constexpr std::size_t kMostHeard = 100'000;  // different ones that are remembered

    static std::string text_of(const Family& family, std::uint32_t number) {
        return fmt::format("{}:{}", family.name, number_text(family, number));
    }

    const Heard* heard_;
    std::set<std::string> all_;
};

}  // namespace badrdp::harness
