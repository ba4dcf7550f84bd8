#include "harness/advise/explain/leads.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/data/client/version.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/glob.h"

namespace badrdp::harness {
namespace {

template <class T>
void add_once(std::vector<T>& list, const T& value) {
    if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

// "mstsc 0x904/0x7", "mstsc 1798 (0x706)".
std::optional<CodeName> symptom_code(const std::string& symptom) {
    const auto blank = symptom.find(' ');
    if (blank == std::string::npos) return std::nullopt;
    const auto number = symptom.substr(blank + 1, symptom.find(' ', blank + 1) - blank - 1);
    return parse_code_name(symptom.substr(0, blank) + ":" + number);
}

void add_accounts(const peer::ServerChoices& server, std::vector<CodeName>& out) {
    for (auto account : server.accounts) {
        account.password = "any";  // what matters is the account's state, not whether this one has a password
        if (const auto refused = auth::refusal(account)) out.push_back({"ntstatus", refused->status});
    }
    for (const auto& error : {server.credssp.error_at_negotiate, server.credssp.error_at_authenticate,
                              server.credssp.error_at_credentials})
        if (error) out.push_back({"ntstatus", *error});
}

// What the scenario's own host says.
std::vector<CodeName> sent_by(const Scenario& scenario) {
    std::vector<CodeName> out;
    const auto& server = scenario.host.server;
    if (server.failure) out.push_back({"neg", std::to_underlying(*server.failure)});
    for (const auto& met : scenario.host.connections)
        if (met.server.failure && met.server.failure != server.failure)
            out.push_back({"neg", std::to_underlying(*met.server.failure)});
    if (server.parting.how == peer::Parting::How::error_info)
        out.push_back({"errinfo", server.parting.error_info});
    for (const auto& fault : scenario.faults)
        if (const auto* alert = std::get_if<fault::Alert>(&fault.deed))
            out.push_back({"tls", alert->description});
    add_accounts(server, out);
    return out;
}

// Whether what is known of `other` speaks of `wanted`. A single code of mstsc stands for all its pairs.
bool speaks_of(const CodeName& other, const CodeName& wanted) {
    return other.family == wanted.family && other.number == wanted.number &&
           (!other.extended || !wanted.extended || other.extended == wanted.extended);
}

std::string variant_of(const std::string& id) {
    const auto open = id.find('[');
    return open == std::string::npos ? std::string() : id.substr(open + 1, id.size() - open - 2);
}

std::string name_of(const std::string& id) { return id.substr(0, id.find('[')); }

std::string client_text(const Baseline& baseline) { return baseline.client + " " + baseline.version; }

bool has_exit(const BaselineEntry& entry, std::uint32_t number) {
    return std::ranges::any_of(
        entry.exit, [&](int exit) { return exit >= 0 && static_cast<std::uint32_t>(exit) == number; });
}

class Collector {
public:
    Collector(const std::vector<Family>& families, const Knowledge& known)
        : families_(families), known_(known) {}

    void collect(const CodeName& wanted, const std::string& by_way_of) {
        by_way_of_ = by_way_of;
        from_scenarios(wanted);
        from_rows(wanted);
        const auto family = std::ranges::find(families_, wanted.family, &Family::name);
        if (family != families_.end() && !family->client.empty())
            from_baselines(family->client, wanted.number);
    }

    // Of the code that is asked for: the causes that it names itself.
    void collect_causes(const Code& code) {
        by_way_of_.clear();
        for (const auto& scenario : known_.scenarios)
            if (std::ranges::find(code.causes, scenario.cause) != code.causes.end())
                add(scenario.name, scenario.variant,
                    {"it plays a cause that this code speaks of", code.means.evidence, code.means.source});
    }

    std::map<std::string, Lead> leads;  // by scenario

private:
    void from_scenarios(const CodeName& wanted) {
        for (const auto& scenario : known_.scenarios) {
            for (const auto& code : sent_by(scenario))
                if (speaks_of(code, wanted))
                    add(scenario.name, scenario.variant,
                        {"the host of this scenario says it", Backing::sent, "the scenario"});
            for (const auto& symptom : scenario.symptom)
                if (const auto code = symptom_code(symptom); code && speaks_of(*code, wanted))
                    add(scenario.name, scenario.variant,
                        {"the scenario ends as this code is meant; nobody was found who reports just this",
                         Backing::inferred, "the scenario's symptom"});
        }
    }

    void from_rows(const CodeName& wanted) {
        for (const auto& row : known_.rows) {
            if (!speaks_of(row.code, wanted)) continue;
            for (const auto& scenario : known_.scenarios)
                if (std::ranges::any_of(row.scenarios,
                                        [&](const auto& glob) { return glob_match(glob, scenario.id()); }))
                    add(scenario.name, scenario.variant, row.because);
        }
    }

    void from_baselines(const std::string& client, std::uint32_t number) {
        for (const auto& baseline : known_.baselines) {
            if (baseline.client != client) continue;
            struct Cases {
                std::size_t with = 0, all = 0;
            };
            std::map<std::string, Cases> cases;
            for (const auto& entry : baseline.entries) {
                auto& counted = cases[name_of(entry.scenario)];
                ++counted.all;
                counted.with += has_exit(entry, number) ? 1 : 0;
            }
            for (const auto& entry : baseline.entries) {
                if (!has_exit(entry, number)) continue;
                const auto name = name_of(entry.scenario);
                add(name, variant_of(entry.scenario),
                    {fmt::format("{} ended so in {} of {} cases", client_text(baseline), cases[name].with,
                                 cases[name].all),
                     Backing::observed,
                     fmt::format("clients/{}/{}", client, baseline.file.filename().string())});
            }
        }
    }

    void add(const std::string& name, const std::string& variant, Statement because) {
        if (!by_way_of_.empty()) {
            because.says =
                fmt::format("through {}: {} ({})", by_way_of_, because.says, harness::name(because.evidence));
            because.evidence = Backing::inferred;
        }
        auto [it, fresh] = leads.try_emplace(name);
        auto& lead = it->second;
        if (!fresh && because.evidence > lead.because.evidence) return;
        if (fresh || because.evidence < lead.because.evidence) {
            lead.variants.clear();
            lead.because = std::move(because);
        }
        lead.scenario = name;
        if (!variant.empty()) add_once(lead.variants, variant);
    }

    const std::vector<Family>& families_;
    const Knowledge& known_;
    std::string by_way_of_;
};

bool is_case_of(const BaselineEntry& entry, const Lead& lead) {
    if (name_of(entry.scenario) != lead.scenario) return false;
    const auto variant = variant_of(entry.scenario);
    return variant.empty() || std::ranges::find(lead.variants, variant) != lead.variants.end();
}

// What one version of a client did in the cases of a lead, and how those ended that did not end as asked.
struct InVersion {
    std::string client, version;
    Seen seen{};
    std::vector<int> otherwise{};
};

// For an exit status, `seen` has only the cases that ended with it.
InVersion played_in(const Lead& lead, const Found& found, const Baseline& baseline) {
    InVersion out{baseline.client, baseline.version};
    const bool by_exit = !found.family->client.empty();
    for (const auto& entry : baseline.entries) {
        if (!is_case_of(entry, lead)) continue;
        if (by_exit && !has_exit(entry, found.code->number)) {
            for (const auto exit : entry.exit) add_once(out.otherwise, exit);
            continue;
        }
        for (const auto exit : entry.exit) add_once(out.seen.exit, exit);
        for (const auto reason : entry.reason) add_once(out.seen.reason, reason);
        for (const auto step : entry.step) add_once(out.seen.step, step);
    }
    return out;
}

// "(3.15: 133)": how a neighbour ends that never ends as asked; nothing if it was not played, or ends so.
std::string neighbour_text(const InVersion* other) {
    if (!other || !other->seen.exit.empty() || other->otherwise.empty()) return {};
    std::string exits;
    for (const auto exit : other->otherwise)
        exits += (exits.empty() ? "" : ", ") + (exit < 0 ? std::string("killed") : std::to_string(exit));
    return fmt::format("{}: {}", other->version, exits);
}

// Versions from `first` to `last`, which did the same: "c 3.10 to 3.33", "c since 3.32 (3.15: 133)".
std::string versions_text(const InVersion& first, const InVersion& last, const InVersion* before,
                          const InVersion* after) {
    const auto was = neighbour_text(before), is = neighbour_text(after);
    if (!was.empty() && !after) return fmt::format("{} since {} ({})", first.client, first.version, was);
    if (!is.empty() && !before) return fmt::format("{} up to {} ({})", first.client, last.version, is);
    const auto range =
        first.version == last.version ? first.version : fmt::format("{} to {}", first.version, last.version);
    const auto others = was + (was.empty() || is.empty() ? "" : "; ") + is;
    return fmt::format("{} {}{}", first.client, range, others.empty() ? "" : fmt::format(" ({})", others));
}

// What clients were seen to do in the cases of the lead, versions that did the same together.
std::vector<Seen> seen_in(const Lead& lead, const Found& found, const Knowledge& known) {
    std::vector<InVersion> all;
    for (const auto& baseline : known.baselines) {
        if (baseline.client == "builtin") continue;  // the fake client is no program that anybody uses
        if (!found.family->client.empty() && found.family->client != baseline.client) continue;
        all.push_back(played_in(lead, found, baseline));
    }
    std::ranges::stable_sort(
        all, {}, [](const InVersion& one) { return std::pair(one.client, parse_version(one.version)); });
    std::vector<Seen> out;
    for (std::size_t i = 0, end = 0; i < all.size(); i = end) {
        const auto same = [&](const InVersion& one) {
            return one.client == all[i].client && one.seen == all[i].seen;
        };
        for (end = i + 1; end < all.size() && same(all[end]);) ++end;
        if (all[i].seen.exit.empty()) continue;
        const auto neighbour = [&](std::size_t at) {
            return at < all.size() && all[at].client == all[i].client ? &all[at] : nullptr;
        };
        auto seen = all[i].seen;
        seen.client = versions_text(all[i], all[end - 1], neighbour(i - 1), neighbour(end));
        out.push_back(std::move(seen));
    }
    return out;
}

// An exit status that a client was seen to end with elsewhere, but not there where it was played: whatever
// speaks for the lead, the client itself speaks against it.
bool contradicted(const Lead& lead, const std::vector<CodeName>& codes, const std::vector<Family>& families,
                  const Knowledge& known) {
    if (lead.because.evidence == Backing::observed) return false;
    bool played = false;
    for (const auto& code : codes) {
        const auto family = std::ranges::find(families, code.family, &Family::name);
        if (family == families.end() || family->client.empty()) continue;
        for (const auto& baseline : known.baselines) {
            if (baseline.client != family->client) continue;
            for (const auto& entry : baseline.entries) {
                if (!is_case_of(entry, lead)) continue;
                if (has_exit(entry, code.number)) return false;
                played = true;
            }
        }
    }
    return played;
}

// The cause that all of the lead's scenarios name.
std::string cause_of(const Lead& lead, const Knowledge& known) {
    std::set<std::string> causes;
    for (const auto& scenario : known.scenarios)
        if (scenario.name == lead.scenario &&
            (lead.variants.empty() ||
             std::ranges::find(lead.variants, scenario.variant) != lead.variants.end()))
            causes.insert(scenario.cause);
    return causes.size() == 1 ? *causes.begin() : std::string();
}

Lead::Up up_in(const std::vector<Seen>& seen) {
    const auto active = [](wire::Step step) { return step == wire::Step::active; };
    const bool some =
        std::ranges::any_of(seen, [&](const Seen& one) { return std::ranges::any_of(one.step, active); });
    const bool all =
        std::ranges::all_of(seen, [&](const Seen& one) { return std::ranges::all_of(one.step, active); });
    return !some ? Lead::Up::nobody : all ? Lead::Up::all : Lead::Up::some;
}

std::size_t usual_rank(const std::string& scenario, const Checks& checks) {
    const auto it =
        std::ranges::find_if(checks.usual, [&](const auto& glob) { return glob_match(glob, scenario); });
    return static_cast<std::size_t>(it - checks.usual.begin());
}

}  // namespace

bool ends_session(const Found& found, const std::vector<Family>& families) {
    const auto ends = [&](const CodeName& name) {
        const auto family = std::ranges::find(families, name.family, &Family::name);
        const auto* code = family == families.end() ? nullptr : family->find(name.number);
        return code && code->ends_session;
    };
    return found.code->ends_session || std::ranges::any_of(found.code->same, ends);
}

std::vector<Lead> leads_to(const Found& found, const std::vector<Family>& families, const Knowledge& known) {
    Collector collector(families, known);
    collector.collect(found.name(), "");
    for (const auto& same : found.code->same) collector.collect(same, same.text);
    collector.collect_causes(*found.code);

    auto codes = found.code->same;
    codes.push_back(found.name());
    std::vector<Lead> out;
    for (auto& [name, lead] : collector.leads) {
        for (const auto& scenario : known.scenarios)
            if (scenario.name == name) {
                lead.title = scenario.title;
                ++lead.of;
            }
        if (lead.of == 0) continue;  // a baseline may know a scenario that is gone
        if (contradicted(lead, codes, families, known)) continue;
        lead.seen = seen_in(lead, found, known);
        lead.up = up_in(lead.seen);
        lead.cause = cause_of(lead, known);
        out.push_back(std::move(lead));
    }
    const bool session = ends_session(found, families);
    std::ranges::sort(out, {}, [&](const Lead& lead) {
        return std::tuple(session ? Lead::Up::nobody : lead.up, lead.because.evidence,
                          usual_rank(lead.scenario, known.checks), lead.scenario);
    });
    return out;
}

}  // namespace badrdp::harness
