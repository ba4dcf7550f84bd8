// A run in which every verdict occurs, for tests of reports.
#pragma once

#include "harness/play/result.h"

namespace badrdp::harness {

inline ConnectionFacts asked_for(std::optional<wire::Protocols> protocols, TcpEnd ending) {
    ConnectionFacts c;
    c.requested_protocols = protocols;
    c.rdp_request = true;
    c.deepest = wire::Step::tls_finished;
    c.ending = ending;
    return c;
}

inline CaseResult a_case(std::string name, std::string variant, std::string client, std::string options,
                         Outcome outcome, Verdict verdict) {
    using namespace std::chrono_literals;
    CaseResult r;
    r.name = std::move(name);
    r.variant = std::move(variant);
    r.scenario = r.variant.empty() ? r.name : r.name + "[" + r.variant + "]";
    r.phase = r.name.substr(0, r.name.find('/'));
    r.healthy = r.phase == "healthy";
    r.title = "What " + r.name + " is about";
    r.why = "A person should know why.";
    r.version = client == "xfreerdp" ? "2.11.7" : client == "rdesktop" ? "1.9.0" : "0.1.0";
    r.client = std::move(client);
    r.options = std::move(options);
    r.facts.outcome = outcome;
    r.facts.deepest = wire::Step::tls_finished;
    r.facts.steps = {wire::Step::x224_request, wire::Step::x224_confirm, wire::Step::tls_finished};
    r.facts.connections = {asked_for(wire::Protocols{3}, TcpEnd::client_fin)};
    r.facts.exit = 0;
    r.facts.took = 312ms;
    r.judgement.verdict = verdict;
    r.dir = std::filesystem::path(r.scenario) / (r.client + "-" + r.options + (r.healthy ? "-first" : ""));
    return r;
}

inline RunResult sample_run() {
    using namespace std::chrono_literals;
    RunResult run;
    run.version = "0.1.0";
    run.started = "2026-03-01T12:00:00Z";
    run.took = 83'400ms;
    run.seed = 18'446'744'073'709'551'557U;
    run.out = "out/2026-03-01T12-00-00";
    run.sandbox = "pid_namespace";
    run.missing_clients = {{"mstsc", "runs on Windows only; give it the tap's other end"}};

    auto& cases = run.cases;
    const auto add = [&](auto... arguments) -> CaseResult& {
        return cases.emplace_back(a_case(arguments...));
    };
    add("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, Verdict::pass);
    add("healthy/tls", "", "rdesktop", "lenient", Outcome::active, Verdict::pass);
    add("healthy/nla", "", "xfreerdp", "nla", Outcome::active, Verdict::pass);
    add("healthy/nla", "", "rdesktop", "nla", Outcome::hung, Verdict::unsupported).judgement.note =
        "it was built without CredSSP";

    auto& fail = add("certificate/expired", "", "xfreerdp", "strict", Outcome::hung, Verdict::fail);
    fail.facts.limit = Limit::wall_clock;
    fail.facts.exit = {};
    fail.facts.took = 20s;
    fail.judgement.findings = {
        {"outcome", "refused or disconnected", "hung (killed after 20.0 s)",
         "demand certificate/expired.toml:14",
         "credentials must not reach a host whose certificate the user asked to verify"},
        {"within", "ended within 10.0 s", "still running when killed after 20.0 s",
         "demand certificate/expired.toml:14",
         "credentials must not reach a host whose certificate the user asked to verify"}};
    add("certificate/expired", "", "xfreerdp", "lenient", Outcome::active, Verdict::pass);
    auto& known = add("certificate/expired", "", "rdesktop", "lenient", Outcome::refused, Verdict::known);
    known.judgement.findings = {
        {"says", "certificate", "vague (\"Connection closed\")", "demand certificate/expired.toml:22", "x"}};
    known.judgement.note = "it names no cause in this phase (since 1.9.0)";

    auto& fixed =
        add("negotiation/failure", "code=5", "xfreerdp", "lenient", Outcome::refused, Verdict::fixed);
    fixed.judgement.findings = {{"outcome", "the known break", "as demanded",
                                 "baseline xfreerdp/baseline-2.11.toml:40", "an endless loop"}};
    fixed.facts.acted = {{"set x224_confirm.failure_code to 5", 1}};
    auto& changed =
        add("negotiation/failure", "code=5", "rdesktop", "lenient", Outcome::refused, Verdict::changed);
    changed.judgement.findings = {
        {"exit", "76", "131", "baseline rdesktop/baseline-1.9.toml:40", ""},
        {"connections", "[0x3]", "[0x3, 0x1, none]", "baseline rdesktop/baseline-1.9.toml:40", ""}};
    changed.judgement.note = "meets every demand; differs from its baseline";
    changed.facts.connections = {asked_for(wire::Protocols{3}, TcpEnd::server_fin),
                                 asked_for(wire::Protocols{1}, TcpEnd::server_rst),
                                 asked_for({}, TcpEnd::client_fin)};
    auto& moot =
        add("tls/reset-after-client-hello", "", "rdesktop", "lenient", Outcome::refused, Verdict::moot);
    moot.judgement.note = "'reset client_hello' never acted: the client got as far as x224_confirm";
    moot.facts.bit = false;
    add("tls/reset-after-client-hello", "", "xfreerdp", "lenient", Outcome::refused, Verdict::pass);
    auto& error = add("path/black-hole", "mtu=1280", "xfreerdp", "lenient", Outcome::hung, Verdict::error);
    error.judgement.note = "the capture lost 12 packets";
    error.net = "tap";
    error.attempts = 3;
    error.approximate = "frames are dropped by size only";

    auto& unsteady = add("service/slow", "", "xfreerdp", "lenient", Outcome::timed_out, Verdict::unsteady);
    unsteady.judgement.findings = {{"outcome", "refused", "timed_out (gave up after 0.3 s)",
                                    "baseline xfreerdp/baseline-2.11.toml:9", ""}};
    unsteady.judgement.note = "changed in 1 of 3 plays, pass in 2";
    unsteady.plays = {{Verdict::changed, "service/slow/xfreerdp.lenient"},
                      {Verdict::pass, "service/slow/xfreerdp.lenient.2"},
                      {Verdict::pass, "service/slow/xfreerdp.lenient.3"}};

    for (const std::string client : {"xfreerdp", "rdesktop"}) {
        auto& last = add("healthy/tls", "", client, "lenient", Outcome::active, Verdict::pass);
        last.last_round = true;
    }
    run.planned = cases.size();
    return run;
}

// What a hostile client can put into a report.
inline const std::string kHostile =
    "\"quotes' <b>&amp;]]></system-out><!-- \x1b[31m\x01\x7f\xff\xfe \xc3\x28 \xed\xa0\x80 "
    "\xe2\x80\xae\xef\xbf\xbf\xc2\x9b \xe2\x82\xac \\ \r\n\t" +
    std::string(10'000, 'x');

inline RunResult hostile_run() {
    auto run = sample_run();
    for (auto& c : run.cases) {
        c.facts.said = kHostile;
        c.title = c.why = c.judgement.note = c.approximate = kHostile;
        for (auto& f : c.judgement.findings) f.wanted = f.seen = f.why = f.source = f.field = kHostile;
        c.facts.acted = {{kHostile, 1}};
    }
    run.capture = run.sandbox = kHostile;
    run.missing_clients = {{kHostile, kHostile}};
    return run;
}

}  // namespace badrdp::harness
