#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "harness/advise/explain/form.h"
#include "harness/advise/explain/query.h"
#include "harness/data/file/code_names.h"
#include "harness/data/file/nearest.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostNearest = 5;

std::string line_of(const Family& family, const Code& code) {
    auto out = fmt::format("{}:{}", family.name, number_text(family, code.number));
    return code.name.empty() ? out : out + " " + code.name;
}

const Family* family_named(const std::vector<Family>& families, std::string_view name) {
    const auto it = std::ranges::find(families, name, &Family::name);
    return it == families.end() ? nullptr : &*it;
}

// "event" is also asked of the client's own events, whose family is "client-event".
bool is_asked(const Family& family, std::string_view name) {
    return family.name == name || family.name.ends_with("-" + std::string(name));
}

class Finder {
public:
    Finder(const Query& query, const std::vector<Family>& families) : query_(query), families_(families) {
        for (const auto& family : families)
            if (query.family.empty() ? family.alone || !query.number : is_asked(family, query.family))
                asked_.push_back(&family);
    }

    Answer answer() const {
        Answer out;
        out.asked = query_.text;
        if (query_.number)
            by_number(out);
        else
            by_name(out);
        if (out.found.empty()) suggest(out);
        return out;
    }

private:
    void by_number(Answer& out) const {
        for (const auto* family : asked_)
            if (const auto* code = family->find(*query_.number))
                out.found.push_back({family, code, {}, {}, {}, {}});
    }

    void by_name(Answer& out) const {
        const auto wanted = folded_name(query_.name);
        for (const auto* family : asked_)
            for (const auto& code : family->codes) {
                const bool other = std::ranges::any_of(
                    code.aka, [&](const std::string& name) { return folded_name(name) == wanted; });
                // Sources of events and the like are shared by several codes.
                if (other || (!code.name.empty() && folded_name(code.name) == wanted))
                    out.found.push_back({family, &code, {}, {}, {}, {}});
            }
    }

    void suggest(Answer& out) const {
        if (asked_.empty()) return suggest_family(out);
        const auto form = query_.number ? form_of(*query_.number, query_.text) : std::nullopt;
        if (form)
            out.hints.push_back(*form);
        else if (query_.number)
            suggest_number(out);
        else
            suggest_name(out);
        if (!query_.family.empty() && !asked_[0]->unknown.empty()) out.hints.push_back(asked_[0]->unknown);
    }

    void suggest_family(Answer& out) const {
        std::vector<std::string> names;
        for (const auto& family : families_) names.push_back(family.name);
        const auto near = nearest(query_.family, names);
        if (!near.empty()) out.nearest.push_back(near + query_.text.substr(query_.text.find(':')));
        std::string all;
        for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
        out.hints.push_back(fmt::format("there is no family '{}'; there are {}", query_.family, all));
    }

    // "904" is read as decimal, and was perhaps a 0x904 whose 0x was left out; then the next number of each
    // family.
    void suggest_number(Answer& out) const {
        const auto decimal = fmt::format("{}", *query_.number);
        if (query_.text.ends_with(decimal))
            if (const auto hex = parse_typed_number("0x" + decimal))
                for (const auto* family : asked_)
                    if (const auto* code = family->find(*hex); code && family->hex)
                        out.nearest.push_back(line_of(*family, *code));
        std::vector<std::pair<std::uint32_t, std::string>> next;
        for (const auto* family : asked_)
            if (const auto* code = next_to(*family))
                next.emplace_back(distance(code->number), line_of(*family, *code));
        std::ranges::sort(next);
        for (const auto& [away, line] : next)
            if (std::ranges::find(out.nearest, line) == out.nearest.end()) out.nearest.push_back(line);
        if (out.nearest.size() > kMostNearest) out.nearest.resize(kMostNearest);
    }

    std::uint32_t distance(std::uint32_t number) const {
        return std::max(number, *query_.number) - std::min(number, *query_.number);
    }

    const Code* next_to(const Family& family) const {
        const auto it = std::ranges::min_element(family.codes, {},
                                                 [&](const Code& code) { return distance(code.number); });
        return it == family.codes.end() ? nullptr : &*it;
    }

    void suggest_name(Answer& out) const {
        std::vector<std::string> names;
        for (const auto* family : asked_)
            for (const auto& code : family->codes) {
                if (!code.name.empty()) names.push_back(code.name);
                std::ranges::copy(code.aka, std::back_inserter(names));
            }
        // Half a name is enough: "locked_out".
        const auto wanted = folded_name(query_.name);
        std::vector<std::string> near;
        for (const auto& name : names)
            if (wanted.size() >= 4 && folded_name(name).contains(wanted)) near.push_back(name);
        if (near.empty())
            if (auto one = nearest(query_.name, names); !one.empty()) near.push_back(std::move(one));
        for (const auto& name : near) {
            Query again = query_;
            again.name = name;
            for (const auto& found : Finder(again, families_).answer().found)
                if (auto line = line_of(*found.family, *found.code);
                    std::ranges::find(out.nearest, line) == out.nearest.end())
                    out.nearest.push_back(std::move(line));
        }
        if (out.nearest.size() > kMostNearest) out.nearest.resize(kMostNearest);
    }

    const Query& query_;
    const std::vector<Family>& families_;
    std::vector<const Family*> asked_;
};

// Both codes of mstsc's dialog, if both are known; nothing otherwise.
std::optional<Answer> find_pair(const Query& query, const std::vector<Family>& families) {
    const auto* mstsc = family_named(families, "mstsc");
    const auto* extended = family_named(families, "extended");
    if (!query.extended || !mstsc || !extended) return std::nullopt;
    if (!query.family.empty() && query.family != mstsc->name) return std::nullopt;
    const auto* code = mstsc->find(*query.number);
    if (!code) return std::nullopt;
    Answer out;
    out.asked = query.text;
    if (const auto* second = extended->find(*query.extended)) {
        out.found.push_back({mstsc, code, extended, second, mstsc->find(code->number, second->number), {}});
        return out;
    }
    // mstsc's extended codes and the host's Set Error Info share their values.
    const auto* errinfo = family_named(families, "errinfo");
    if (const auto* second = errinfo ? errinfo->find(*query.extended) : nullptr) {
        out.found.push_back({mstsc, code, errinfo, second, nullptr, {}});
        return out;
    }
    const auto known = [&](const Family& family) { return family.alone && family.find(*query.extended); };
    if (query.maybe_pair && std::ranges::any_of(families, known)) return std::nullopt;
    out.found.push_back({mstsc, code, extended, nullptr, nullptr, query.extended});
    return out;
}

}  // namespace

CodeName Found::name() const {
    return {family->name, code->number, extended ? std::optional(extended->number) : std::nullopt, ""};
}

std::vector<Answer> find_codes(const std::vector<Query>& queries, const std::vector<Family>& families) {
    std::vector<Answer> out;
    for (const auto& query : queries) {
        if (!query.extended) {
            out.push_back(Finder(query, families).answer());
            continue;
        }
        if (auto pair = find_pair(query, families)) {
            out.push_back(std::move(*pair));
            continue;
        }
        // Two codes that are no pair: each for itself. Of a pair written as one, each in its own family.
        const auto split = query.text.find_first_of(query.maybe_pair ? " " : "/");
        Query first = query;
        first.text = query.text.substr(0, split);
        first.extended.reset();
        Query second = first;
        second.text = query.text.substr(split + 1);
        second.number = query.extended;
        second.family = query.maybe_pair ? "" : "extended";
        if (!query.maybe_pair) first.family = "mstsc";
        out.push_back(Finder(first, families).answer());
        out.push_back(Finder(second, families).answer());
    }
    return out;
}

}  // namespace badrdp::harness
