#include <cmath>
#include <utility>

#include "capture/json_writer.h"
#include "harness/diagnose/print.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::JsonWriter;

constexpr std::size_t kPiece = 128 * 1024;  // bytes that are handed on at once

void put_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& all) {
    out.key(key).open('[');
    for (const auto& one : all) out.text(one);
    out.close(']');
}

void put_frame(JsonWriter& out, std::uint64_t frame) {
    out.key("frame");
    frame == 0 ? out.null() : out.number(frame);
}

// A place in a log, if there is one.
void put_place(JsonWriter& out, const LogPlace& place) {
    if (place.file.empty()) return;
    out.key("log").text(place.file).key("line").number(place.line);
    if (place.record > 0) out.key("record").number(place.record);
}

void put_suspect(JsonWriter& out, const Suspect& suspect) {
    out.open('{').key("cause").text(suspect.cause);
    put_texts(out, "scenarios", suspect.scenarios);
    out.key("certainty").word(name(suspect.certainty)).key("evidence").open('[');
    for (const auto& one : suspect.evidence) {
        put_frame(out.open('{'), one.frame);
        put_place(out, one.log);
        out.key("says").text(one.says).close('}');
    }
    out.close(']').key("rules_out").open('[');
    for (const auto& one : suspect.rules_out) {
        put_frame(out.open('{').key("cause").text(one.cause), one.frame);
        put_place(out, one.log);
        out.key("because").text(one.because).close('}');
    }
    out.close(']').close('}');
}

void put_ending(JsonWriter& out, const Ending& ended) {
    out.key("ended");
    if (ended.how == EndedHow::open && ended.frame == 0) {
        out.null();
        return;
    }
    out.open('{').key("by").text(ended.by).key("how").word(name(ended.how));
    out.key("frame").number(ended.frame).close('}');
}

void put_log(JsonWriter& out, const std::vector<LogLine>& lines) {
    out.key("log_lines").open('[');
    for (const auto& line : lines) {
        put_place(out.open('{'), line.place);
        out.key("at");
        line.at ? out.seconds(*line.at) : out.null();
        out.key("side").word(wire::name(line.side)).key("code").text(line.code).key("says").text(line.says);
        out.key("causes").open('[');
        for (const auto& led : line.causes) out.text(led.cause);
        out.close(']').close('}');
    }
    out.close(']');
}

void put_diagnosis(JsonWriter& out, const Diagnosis& found) {
    out.key("state").word(name(found.state)).key("step").word(wire::name(found.step));
    put_ending(out, found.ended);
    out.key("says").text(found.says).key("causes").open('[');
    for (const auto& suspect : found.causes) put_suspect(out, suspect);
    out.close(']').key("alike").open('[');
    for (std::size_t i = 0; i < found.alike; ++i) out.text(found.causes[i].cause);
    out.close(']');
    put_texts(out, "cannot", found.cannot);
    out.key("next").open('[');
    for (const auto& check : found.next)
        out.open('{').key("command").text(check.command).key("tells").text(check.tells).close('}');
    out.close(']');
    put_log(out, found.log);
}

void put_story(JsonWriter& out, const capture::Talk& talk) {
    out.key("story").open('[');
    for (const auto& event : talk.events) {
        out.open('{').key("frame").number(event.packet + 1);
        out.key("at").seconds(event.at - talk.events.front().at);
        out.key("from").word(wire::name(event.from)).key("step");
        event.step == wire::Step::none ? out.null() : out.word(wire::name(event.step));
        out.key("what").text(event.what).key("detail").text(event.detail).close('}');
    }
    out.close(']');
}

void put_error(JsonWriter& out, const std::optional<capture::FileError>& error) {
    out.key("error");
    if (error)
        out.open('{').key("at").number(error->at).key("why").text(error->why).close('}');
    else
        out.null();
}

void put_file(JsonWriter& out, const DiagnosedFile& file, const capture::Survey& survey) {
    out.open('{').key("file").text(file.name).key("frames").number(file.frames);
    out.key("other_conversations").number(survey.others);
    put_error(out, file.error);
    out.close('}');
}

void put_clock(JsonWriter& out, const Meeting& meeting) {
    const auto put = [&](std::string_view key, double seconds) {
        out.key(key);
        if (!meeting.clock) return void(out.null());
        out.seconds(std::chrono::nanoseconds(std::llround(seconds * 1e9)));
    };
    put("host_clock_ahead", meeting.clock ? meeting.clock->middle() : 0);
    put("to_within", meeting.clock ? std::abs(meeting.clock->uncertainty()) : 0);
}

void put_meeting(JsonWriter& out, const Meeting& meeting) {
    out.key("renamed").boolean(meeting.renamed).key("renumbered").boolean(meeting.renumbered);
    put_clock(out, meeting);
    out.key("lost").open('[');
    for (const auto& one : meeting.lost) {
        put_frame(out.open('{').key("from").word(wire::name(one.from)), one.first.frame);
        out.key("bytes").number(one.length).key("sent").number(one.sent);
        out.key("arrived").number(one.arrived).close('}');
    }
    out.close(']').key("forged").open('[');
    for (const auto& one : meeting.forged) {
        put_frame(out.open('{').key("in_the_name_of").word(wire::name(one.in_the_name_of)), one.when.frame);
        out.key("bytes").number(one.length).close('}');
    }
    out.close(']');
}

void put_talk(JsonWriter out, const std::string& file, const capture::Talk& talk, const Diagnosis& found) {
    out.open('{').key("file").text(file);
    out.key("client").word(capture::to_text(talk.client.at));
    out.key("server").word(capture::to_text(talk.server.at));
    out.key("speech").word(capture::name(talk.speech));
    put_diagnosis(out, found);
    put_story(out, talk);
    out.close('}');
}

constexpr std::string_view kBegin = R"({"schema":1,"conversations":[)";

}  // namespace

JsonTeller::JsonTeller(Out out) : out_(std::move(out)), waiting_(kBegin) {}

void JsonTeller::flush(std::size_t beyond) {
    if (waiting_.size() <= beyond) return;
    out_(waiting_);
    waiting_.clear();
}

void JsonTeller::add(const capture::Talk& talk, const Diagnosis& found) {
    put_talk(JsonWriter(waiting_, std::exchange(more_, true)), name_, talk, found);
    flush(kPiece);
}

void JsonTeller::end_file(const DiagnosedFile& file, const capture::Survey& survey,
                          const std::vector<NameDiagnosis>& names) {
    for (const auto& [asked, found] : names) {
        JsonWriter out(waiting_, std::exchange(more_, true));
        out.open('{').key("file").text(name_);
        out.key("client").word(capture::to_text(asked->client)).key("server").text(asked->name);
        out.key("speech").word("dns");
        put_diagnosis(out, found);
        out.key("story").open('[').close(']').close('}');
    }
    JsonWriter out(files_, !files_.empty());
    put_file(out, file, survey);
}

void JsonTeller::add_log(const ToldLog& told) {
    const auto& log = *told.log;
    JsonWriter out(logs_, !logs_.empty());
    out.open('{').key("file").text(log.name).key("wrote").text(log.wrote).key("clock").word(name(log.clock));
    out.key("shift");
    told.shift ? out.seconds(std::chrono::seconds(*told.shift)) : out.null();
    out.key("lines").number(log.lines.size()).key("left_out").number(log.left_out);
    out.key("laid").number(told.laid).key("ambiguous").number(told.ambiguous);
    put_error(out, log.error);
    out.key("alone");
    if (told.alone) {
        out.open('{');
        put_diagnosis(out, *told.alone);
        out.close('}');
    } else {
        out.null();
    }
    out.close('}');
}

void JsonTeller::meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) {
    for (const auto& one : both) {
        const auto& talk = files[one.client_file].survey.talks[one.client_talk];
        JsonWriter out(both_, !both_.empty());
        out.open('{').key("client_file").text(files[one.client_file].file.name);
        out.key("host_file").text(files[one.host_file].file.name);
        out.key("client").word(capture::to_text(talk.client.at));
        out.key("server").word(capture::to_text(talk.server.at));
        out.key("arrives").boolean(one.host_talk.has_value());
        put_meeting(out, one.meeting);
        put_texts(out, "found", one.says);
        put_diagnosis(out, one.found);
        out.close('}');
    }
}

void JsonTeller::finish() {
    waiting_ += "],\"files\":[" + files_ + "],\"logs\":[" + logs_ + "],\"both_sides\":[" + both_ + "]}\n";
    flush(0);
}

}  // namespace badrdp::harness::diagnosis
