#include <boost/json.hpp>

#include "harness/advise/explain/print.h"
#include "harness/judge/words.h"

namespace badrdp::harness {

namespace json = boost::json;

namespace {

json::array strings(const std::vector<std::string>& values) {
    return json::array(values.begin(), values.end());
}

json::object statement(const Statement& one) {
    return {{"says", one.says}, {"evidence", name(one.evidence)}, {"source", one.source}};
}

json::object code(const Family& family, const Code& one) {
    json::array remarks;
    for (const auto& remark : one.remarks) remarks.push_back(statement(remark));
    json::array same;
    for (const auto& other : one.same) same.emplace_back(other.text);
    return {{"family", family.name},
            {"number", one.number},
            {"text", number_text(family, one.number)},
            {"name", one.name},
            {"aka", strings(one.aka)},
            {"means", statement(one.means)},
            {"remarks", std::move(remarks)},
            {"same", std::move(same)}};
}

json::object seen(const Seen& one) {
    return {{"client", one.client},
            {"exit", json::array(one.exit.begin(), one.exit.end())},
            {"reason", strings(names(one.reason))},
            {"step", strings(names(one.step))}};
}

json::object lead(const Lead& one) {
    json::array clients;
    for (const auto& client : one.seen) clients.push_back(seen(client));
    return {{"scenario", one.scenario},
            {"cause", one.cause},
            {"title", one.title},
            {"variants", strings(one.variants)},
            {"because", statement(one.because)},
            {"seen", std::move(clients)}};
}

// A cause, what proves it, and what came of the fixes.
json::object cause(const std::string& id, const Advice& advice) {
    json::array worked, hid, failed;
    for (const auto& cure : advice.cures) {
        const auto came = tested(cure);
        auto& into = came == Tested::worked ? worked : came == Tested::hid ? hid : failed;
        if (came == Tested::untried) continue;
        into.push_back({{"id", cure.id}, {"title", cure.title}, {"command", cure.command}});
    }
    return {{"id", id},
            {"title", advice.title},
            {"proof", advice.wire},
            {"looks", strings(advice.looks)},
            {"worked", std::move(worked)},
            {"hid", std::move(hid)},
            {"failed", std::move(failed)},
            {"page", "c" + id.substr(1) + ".html"}};
}

json::object check(const NextCheck& next) {
    json::array outlooks;
    for (const auto& one : next.outlooks)
        outlooks.push_back({{"see", one.see}, {"scenarios", strings(one.scenarios)}});
    return {{"do", next.action},         {"where", next.where},
            {"against", next.against},   {"passed_over", strings(next.passed_over)},
            {"observed", next.observed}, {"answers", std::move(outlooks)}};
}

}  // namespace

json::object as_json(const Explanation& explanation) {
    json::array codes;
    for (const auto& one : explanation.codes) {
        auto object = code(*one.found.family, *one.found.code);
        if (one.found.extended) object["extended"] = code(*one.found.extended_family, *one.found.extended);
        if (one.found.unknown_extended)
            object["extended"] = {
                {"family", one.found.extended_family->name},
                {"number", *one.found.unknown_extended},
                {"text", number_text(*one.found.extended_family, *one.found.unknown_extended)},
                {"means", nullptr}};
        if (one.found.pair) object["together"] = statement(one.found.pair->means);
        json::array leads;
        for (const auto& each : one.leads) leads.push_back(lead(each));
        object["leads"] = std::move(leads);
        json::array causes;
        for (const auto& group : by_cause(one.leads))
            if (const auto known = explanation.advice.find(group.front().cause);
                known != explanation.advice.end())
                causes.push_back(cause(known->first, known->second));
        if (one.leads.empty())
            for (const auto& id : one.found.code->causes)
                if (const auto known = explanation.advice.find(id); known != explanation.advice.end())
                    causes.push_back(cause(known->first, known->second));
        object["causes"] = std::move(causes);
        object["check"] = one.next ? json::value(check(*one.next)) : json::value();
        codes.push_back(std::move(object));
    }
    return {{"asked", explanation.answer.asked},
            {"codes", std::move(codes)},
            {"nearest", strings(explanation.answer.nearest)},
            {"hints", strings(explanation.answer.hints)}};
}

}  // namespace badrdp::harness
