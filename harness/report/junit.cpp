#include "harness/report/junit.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kJunitText = 1'000;  // characters of one text

std::string xml_text(std::string_view bytes) { return escaped(clipped(printable(bytes), kJunitText)); }

std::string decimal_seconds(std::chrono::milliseconds time) {
    return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}

// Versions that each client was played in.
using Versions = std::map<std::string, std::set<std::string>>;

// "negotiation/failure[code=5,strict]"; what else tells two cases apart comes behind.
std::string case_name(const CaseResult& result, const Versions& versions) {
    std::string inside;
    const auto add = [&](std::string_view part) {
        if (!part.empty()) inside += fmt::format("{}{}", inside.empty() ? "" : ",", part);
    };
    add(result.variant);
    add(result.options);
    if (result.net != "loopback") add(result.net);
    if (versions.at(result.client).size() > 1) add(result.version);
    if (result.last_round) add("last");
    if (!result.shard.empty()) add("shard " + result.shard);
    return fmt::format("{}[{}]", result.name, inside);
}

// CaseNames that were given, so that none is given twice.
class CaseNames {
public:
    std::string unique(const std::string& classname, const std::string& wanted) {
        const auto times = ++given_[classname + '\n' + wanted];
        return times == 1 ? wanted : unique(classname, fmt::format("{} ({})", wanted, times));
    }

private:
    std::map<std::string, unsigned> given_;
};

std::string first_finding(const Judgement& judgement) {
    if (judgement.findings.empty()) return judgement.note;
    const auto& f = judgement.findings.front();
    return fmt::format("{}: wanted {}, seen {}", f.field, f.wanted, f.seen);
}

std::string all_findings(const CaseResult& result) {
    std::string out;
    for (const auto& f : result.judgement.findings) {
        out += xml_text(fmt::format("{}: wanted {}, seen {}", f.field, f.wanted, f.seen)) + '\n';
        out += "  " + xml_text(f.why.empty() ? f.source : f.source + ": " + f.why) + '\n';
    }
    if (!result.judgement.note.empty()) out += xml_text(result.judgement.note) + '\n';
    return out;
}

std::string verdict_element(const CaseResult& result) {
    const auto& judgement = result.judgement;
    switch (judgement.verdict) {
        case Verdict::pass: return "";
        // As others write an expected failure: it is no success, and nothing is red for it.
        case Verdict::known:
            return fmt::format("<skipped type=\"known\" message=\"{}\"/>\n",
                               xml_text("known: " + judgement.note));
        case Verdict::unsupported:
            return fmt::format("<skipped message=\"{}\"/>\n", xml_text(judgement.note));
        // No pass and no failure: of three plays, say, one was another than the others.
        case Verdict::unsteady:
            return fmt::format("<skipped message=\"{}\"/>\n", xml_text("unsteady: " + judgement.note));
        case Verdict::error:
            return fmt::format("<error type=\"error\" message=\"{}\">{}</error>\n", xml_text(judgement.note),
                               all_findings(result));
        default:
            return fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>\n", name(judgement.verdict),
                               xml_text(first_finding(judgement)), all_findings(result));
    }
}

// Files that Jenkins, GitLab and others show with a case, each on a line of its own.
std::string attachments(const RunResult& run, const CaseResult& result) {
    std::string out;
    if (result.dir.empty() || !needs_a_look(result.judgement.verdict)) return out;
    for (const std::string_view file : {"capture.pcapng", "client.log", "server.log"})
        if (file != "capture.pcapng" || run.capture.empty())
            out += fmt::format("[[ATTACHMENT|{}]]\n", xml_text((run.out / result.dir / file).string()));
    return out;
}

// The schema of Jenkins' xUnit plugin gives a <testcase> no properties: they are lines of its output.
std::string case_properties(const RunResult& run, const CaseResult& result) {
    std::string out;
    const auto add = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) out += fmt::format("[[PROPERTY|{}={}]]\n", key, xml_text(value));
    };
    add("verdict", name(result.judgement.verdict));
    add("scenario", result.scenario);
    add("client", result.client);
    add("version", result.version);
    add("seed", std::to_string(run.seed));
    add("cause", result.cause);
    add("tags", fmt::format("{}", fmt::join(result.tags, ",")));
    add("file", result.file);
    add("owner", result.judgement.owner);
    if (has_outcome(result)) add("step", name(result.facts.deepest));
    return out;
}

std::string system_out(const RunResult& run, const CaseResult& result) {
    std::string out = case_properties(run, result);
    if (needs_a_look(result.judgement.verdict))
        if (const auto where = difference_in(run, result); !where.empty())
            out += xml_text("differs from the healthy case: " + where) + '\n';
    if (result.judgement.verdict == Verdict::known || result.judgement.verdict == Verdict::unsteady)
        out += all_findings(result);
    if (has_outcome(result))
        out += xml_text(fmt::format("outcome: {}, reason: {}, deepest step: {}, connections: {}",
                                    outcome_text(result.facts), reason_text(result.facts),
                                    name(result.facts.deepest), connections_text(result.facts))) +
               '\n';
    if (!result.dir.empty()) out += xml_text("kept in " + result.dir.string()) + '\n';
    return fmt::format("<system-out>{}{}</system-out>\n", out, attachments(run, result));
}

// So that the files of several shards can be read as one.
std::string of_shard(const RunResult& run) {
    return run.shard.empty() ? std::string() : fmt::format(" (shard {})", xml_text(run.shard));
}

// A run that did not come to its end must not look like one that did.
std::string unfinished_suite(const RunResult& run, std::string_view why) {
    return fmt::format(
        "<testsuite name=\"run\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">\n"
        "<testcase classname=\"badrdp.run\" name=\"finished{}\" time=\"0.000\">\n"
        "<error type=\"unfinished\" message=\"{}\"/>\n</testcase>\n</testsuite>\n",
        of_shard(run), xml_text(why));
}

// What somebody wanted of the run and did not get; no case of it is to blame.
std::string shortfall_suite(const RunResult& run) {
    const auto& all = run.shortfalls;
    std::string cases;
    for (std::size_t i = 0; i < all.size(); ++i)
        cases += fmt::format(
            "<testcase classname=\"badrdp.run\" name=\"wanted {}{}\" time=\"0.000\">\n<failure "
            "type=\"wanted\" message=\"{}\"/>\n</testcase>\n",
            i + 1, of_shard(run), xml_text(all[i].why));
    if (cases.empty()) return cases;
    return fmt::format(
        "<testsuite name=\"wanted\" tests=\"{0}\" failures=\"{0}\" errors=\"0\" skipped=\"0\" "
        "time=\"0.000\">\n{1}</testsuite>\n",
        all.size(), cases);
}

// Ahead of all others: what explains many of the failures below.
std::string leading_suite(const RunResult& run, const std::vector<FirstCause>& causes) {
    std::string cases;
    for (std::size_t i = 0; i < causes.size(); ++i)
        cases += fmt::format(
            "<testcase classname=\"badrdp.run\" name=\"first cause {}{}\" time=\"0.000\">\n<error "
            "type=\"first cause\" message=\"{}\"/>\n</testcase>\n",
            i + 1, of_shard(run),
            xml_text(fmt::format("{} (explains {})", causes[i].reason, counted(causes[i].explains, "case"))));
    if (cases.empty()) return cases;
    return fmt::format(
        "<testsuite name=\"first cause\" tests=\"{0}\" failures=\"0\" errors=\"{0}\" skipped=\"0\" "
        "time=\"0.000\">\n{1}</testsuite>\n",
        causes.size(), cases);
}

bool is_neither(Verdict verdict) {
    return verdict == Verdict::unsupported || verdict == Verdict::unsteady || verdict == Verdict::known;
}

struct Suite {
    bool with_files = false;
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    std::chrono::milliseconds time{0};
    std::string cases;
    std::string client, version;

    void add(const RunResult& run, const CaseResult& result, const std::string& classname,
             const std::string& unique_name) {
        client = result.client;
        version = result.version;
        ++tests;
        errors += result.judgement.verdict == Verdict::error;
        skipped += is_neither(result.judgement.verdict);
        failures += is_red(result.judgement.verdict) && result.judgement.verdict != Verdict::error;
        time += result.facts.took;
        const auto file = with_files && !result.file.empty()
                              ? fmt::format(" file=\"{}\"", xml_text(result.file))
                              : std::string();
        cases += fmt::format("<testcase classname=\"{}\" name=\"{}\" time=\"{}\"{}>\n{}{}</testcase>\n",
                             xml_text(classname), xml_text(unique_name), decimal_seconds(result.facts.took),
                             file, verdict_element(result), system_out(run, result));
    }
};

std::string property(std::string_view name, std::string_view value) {
    return fmt::format("<property name=\"{}\" value=\"{}\"/>\n", name, xml_text(value));
}

// Which version was played, and whose baseline it was held against where it has none of its own.
std::string properties(const std::string& title, const Suite& suite, const RunResult& run) {
    auto out = property("client", suite.client) + property("version", suite.version) +
               property("seed", std::to_string(run.seed)) + property("badrdp", run.version);
    if (const auto other = run.judged_by.find(title); other != run.judged_by.end())
        out += property("baseline", other->second);
    if (!run.profile.empty()) out += property("profile", run.profile);
    if (!run.capture.empty()) out += property("not_captured", run.capture);
    return "<properties>\n" + out + "</properties>\n";
}

std::string element(const std::string& title, const Suite& suite, const RunResult& run) {
    return fmt::format(
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\" "
        "timestamp=\"{}\">\n{}{}</testsuite>\n",
        xml_text(title), suite.tests, suite.failures, suite.errors, suite.skipped,
        decimal_seconds(suite.time), xml_text(run.started), properties(title, suite, run), suite.cases);
}

}  // namespace

std::string junit_xml(const RunResult& run, bool with_files) {
    Versions versions;
    for (const auto& result : run.cases) versions[result.client].insert(result.version);

    std::map<std::string, Suite> suites;  // one for each client and version
    CaseNames names;
    for (const auto& result : run.cases) {
        const auto classname = fmt::format("badrdp.{}.{}", result.phase, result.client);
        auto& suite = suites[client_title(result)];
        suite.with_files = with_files;
        suite.add(run, result, classname, names.unique(classname, case_name(result, versions)));
    }

    Suite total;
    const auto causes = first_causes(run);
    auto body = leading_suite(run, causes);
    total.tests = total.errors = causes.size();
    body += shortfall_suite(run);
    total.tests += run.shortfalls.size();
    total.failures = run.shortfalls.size();
    for (const auto& [title, suite] : suites) {
        body += element(title, suite, run);
        total.tests += suite.tests;
        total.failures += suite.failures;
        total.errors += suite.errors;
    }
    if (const auto why = unfinished_text(run); !why.empty()) {
        body += unfinished_suite(run, why);
        ++total.tests;
        ++total.errors;
    }
    // No `skipped` here: Jenkins' xUnit schema knows that attribute of a <testsuite> alone.
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"badrdp\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{}\">\n"
        "{}</testsuites>\n",
        total.tests, total.failures, total.errors, decimal_seconds(run.took), body);
}

}  // namespace badrdp::harness
