#include <boost/json.hpp>
#include <cmath>

#include "harness/diagnose/print.h"

namespace badrdp::harness::diagnosis {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& one : all) out.emplace_back(one);
    return out;
}

json::object object_of(const Suspect& suspect) {
    json::array evidence;
    for (const auto& one : suspect.evidence)
        evidence.push_back(
            {{"frame", one.frame == 0 ? json::value(nullptr) : json::value(one.frame)}, {"says", one.says}});
    json::array rules_out;
    for (const auto& one : suspect.rules_out)
        rules_out.push_back({{"cause", one.cause},
                             {"frame", one.frame == 0 ? json::value(nullptr) : json::value(one.frame)},
                             {"because", one.because}});
    return {{"cause", suspect.cause},
            {"scenarios", texts(suspect.scenarios)},
            {"certainty", name(suspect.certainty)},
            {"evidence", std::move(evidence)},
            {"rules_out", std::move(rules_out)}};
}

void put(json::object& out, const Diagnosis& found) {
    out["state"] = name(found.state);
    out["step"] = wire::name(found.step);
    out["ended"] =
        found.ended.how == EndedHow::open && found.ended.frame == 0
            ? json::value(nullptr)
            : json::value{
                  {"by", found.ended.by}, {"how", name(found.ended.how)}, {"frame", found.ended.frame}};
    out["says"] = found.says;
    json::array causes;
    json::array alike;
    for (const auto& suspect : found.causes) {
        if (alike.size() < found.alike) alike.emplace_back(suspect.cause);
        causes.push_back(object_of(suspect));
    }
    out["causes"] = std::move(causes);
    out["alike"] = std::move(alike);
    out["cannot"] = texts(found.cannot);
    json::array next;
    for (const auto& check : found.next) next.push_back({{"command", check.command}, {"tells", check.tells}});
    out["next"] = std::move(next);
}

json::array story_array(const capture::Talk& talk) {
    json::array out;
    for (const auto& event : talk.events)
        out.push_back({{"frame", event.packet + 1},
                       {"at", std::chrono::duration<double>(event.at - talk.events.front().at).count()},
                       {"from", wire::name(event.from)},
                       {"step", event.step == wire::Step::none ? json::value(nullptr)
                                                               : json::value(wire::name(event.step))},
                       {"what", event.what},
                       {"detail", event.detail}});
    return out;
}

void put(json::array& conversations, const Diagnosed& one) {
    for (std::size_t i = 0; i < one.talks.size(); ++i) {
        const auto& talk = one.survey.talks[i];
        json::object out{{"file", one.file.name},
                         {"client", capture::to_text(talk.client.at)},
                         {"server", capture::to_text(talk.server.at)},
                         {"speech", capture::name(talk.speech)}};
        put(out, one.talks[i]);
        out["story"] = story_array(talk);
        conversations.push_back(std::move(out));
    }
    for (const auto& [asked, found] : one.names) {
        json::object out{{"file", one.file.name},
                         {"client", capture::to_text(asked->client)},
                         {"server", asked->name},
                         {"speech", "dns"}};
        put(out, found);
        out["story"] = json::array();
        conversations.push_back(std::move(out));
    }
}

json::array lost_array(const Meeting& meeting) {
    json::array out;
    for (const auto& one : meeting.lost)
        out.push_back({{"from", wire::name(one.from)},
                       {"frame", one.first.frame},
                       {"bytes", one.length},
                       {"sent", one.sent},
                       {"arrived", one.arrived}});
    return out;
}

json::array forged_array(const Meeting& meeting) {
    json::array out;
    for (const auto& one : meeting.forged)
        out.push_back({{"in_the_name_of", wire::name(one.in_the_name_of)},
                       {"frame", one.when.frame},
                       {"bytes", one.length}});
    return out;
}

json::array both_array(const std::vector<Diagnosed>& all, const std::vector<BothSides>& both) {
    json::array out;
    for (const auto& one : both) {
        const auto& clock = one.meeting.clock;
        json::object object{
            {"client_file", all[one.client_file].file.name},
            {"host_file", all[one.host_file].file.name},
            {"client", capture::to_text(all[one.client_file].survey.talks[one.client_talk].client.at)},
            {"server", capture::to_text(all[one.client_file].survey.talks[one.client_talk].server.at)},
            {"arrives", one.host_talk.has_value()},
            {"renamed", one.meeting.renamed},
            {"renumbered", one.meeting.renumbered},
            {"host_clock_ahead", clock ? json::value(clock->middle()) : json::value(nullptr)},
            {"to_within", clock ? json::value(std::abs(clock->uncertainty())) : json::value(nullptr)},
            {"found", texts(one.says)},
            {"lost", lost_array(one.meeting)},
            {"forged", forged_array(one.meeting)}};
        put(object, one.found);
        out.push_back(std::move(object));
    }
    return out;
}

}  // namespace

std::string as_json(const std::vector<Diagnosed>& all, const std::vector<BothSides>& both) {
    json::array files;
    json::array conversations;
    for (const auto& one : all) {
        files.push_back(
            {{"file", one.file.name},
             {"frames", one.file.frames},
             {"other_conversations", one.survey.others},
             {"error", one.file.error ? json::value{{"at", one.file.error->at}, {"why", one.file.error->why}}
                                      : json::value(nullptr)}});
        put(conversations, one);
    }
    json::object out{{"schema", 1}, {"files", std::move(files)}, {"conversations", std::move(conversations)}};
    out["both_sides"] = both_array(all, both);
    return json::serialize(out) + "\n";
}

}  // namespace badrdp::harness::diagnosis
