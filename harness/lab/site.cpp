#include "harness/lab/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/data/contains.h"
#include "harness/lab/pages.h"
#include "harness/lab/pages_client.h"
#include "harness/lab/results.h"
#include "harness/lab/typed.h"
#include "harness/live/http/guard.h"
#include "harness/live/http/target.h"
#include "harness/live/index_page.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness::lab {

using http::Request;
using http::Response;

namespace {

Response not_there() { return {.status = 404, .body = nobody_page()}; }

Response download(std::string type, std::string name, std::string body) {
    return {.type = std::move(type),
            .body = std::move(body),
            .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}}};
}

// The fields of a posted form, if whoever posted it knows the word that its page held; nothing otherwise.
std::optional<http::Fields> posted(const Request& request, std::string_view word) {
    if (request.method != "POST" || request.content_type != "application/x-www-form-urlencoded")
        return std::nullopt;
    auto fields = http::form_fields(request.body);
    if (!fields) return std::nullopt;
    const auto given = fields->find("word");
    if (given == fields->end() || !http::same_secret(given->second, word)) return std::nullopt;
    return fields;
}

std::string field_of(const http::Fields& fields, std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

constexpr std::array<std::string_view, 7> kDeskDeeds{"type", "connect", "hint",      "hand-in",
                                                     "part", "client",  "client-end"};
constexpr std::array<std::string_view, 4> kTeacherDeeds{"reveal", "reset", "pause", "extend"};

constexpr std::size_t kLastPort = 65535;

// Digits and nothing else.
std::optional<std::size_t> whole(std::string_view text) {
    std::size_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

bool looks(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

// Trouble on the way, or with the name, is nothing that a listening socket has.
bool is_on_a_socket(const Exercise& exercise) {
    return std::ranges::all_of(exercise.broken, [](const Broken& broken) {
        return broken.path.empty() && broken.name == NameLeads::to_the_host;
    });
}

Response refused_form() {
    return http::text_response(403, "this form is not of this page: load the page again\n");
}

}  // namespace

Site::Site(const LabData& data, Lesson& lesson, Hosts& hosts, const boost::asio::ip::address& address,
           std::uint16_t port, Trouble trouble)
    : data_(data),
      lesson_(lesson),
      hosts_(hosts),
      address_(address),
      port_(port),
      trouble_(std::move(trouble)) {
    const auto students = room().students().size();
    const auto with_host =
        static_cast<std::size_t>(std::ranges::count_if(data_.exercises, is_on_a_socket)) * students;
    if (with_host > Hosts::kMost)
        throw UsageError(fmt::format("{} students have {} hosts, and a lab holds up {} of them at most",
                                     students, with_host, Hosts::kMost));
    const auto last = port_ + data_.exercises.size() * students - 1;
    if (!address_.is_loopback() && port_ != 0 && last > kLastPort)
        throw UsageError(
            fmt::format("--port: the hosts of {} students take the ports from {} to {}, and "
                        "there are {}",
                        students, port_, last, kLastPort));
}

int Site::number_of(const Student& student) const {
    return static_cast<int>(&student - room().students().data());
}

LivePlace Site::place_of(const Student& student, std::size_t place) const {
    const auto index = static_cast<std::size_t>(number_of(student)) * data_.exercises.size() + place;
    LivePlace at{.address = address_, .port = port_};
    if (address_.is_loopback())
        at.address = boost::asio::ip::make_address(loopback_address(index));
    else if (port_ != 0)
        at.port = static_cast<std::uint16_t>(port_ + index);
    at.name = at.address.to_string();
    return at;
}

std::string Site::address_of(const Student& student, std::size_t index) {
    const auto& place = student.places.at(index);
    if (!is_on_a_socket(place.desk.exercise())) return {};
    const auto name = host_of(student, place);
    auto* host = hosts_.find(name);
    try {
        if (!host) host = &hosts_.make({name, place.desk.scenario(), place_of(student, index)});
    } catch (const std::exception& why) {
        trouble_(name + ": " + why.what());
        return {};
    }
    const auto& at = host->live().place();
    return host_port_text(at.address.to_string(), at.port);
}

// Of the hosts, whose events are printed: who it is, and not his link.
std::string Site::host_of(const Student& student, const Place& place) const {
    return fmt::format("{} {}: {}", number_of(student) + 1, student.name, place.desk.exercise().id);
}

void Site::get_ready() {
    const auto& first = room().students().front();
    address_of(first, 0);
    first.places.front().desk.try_again();
}

void Site::follow(const Student& student, const Place& place) {
    auto* host = hosts_.find(host_of(student, place));
    if (host && !(host->made_of() == place.desk.scenario())) host->become(place.desk.scenario());
}

void Site::happen(Entry::Kind kind, const Student& student, const Place& place, std::string text) {
    lesson_.happen({.kind = kind,
                    .student = number_of(student),
                    .exercise = place.desk.exercise().id,
                    .text = std::move(text)});
}

Response Site::answer(const Request& request) {
    const auto target = http::parse_target(request.target);
    if (!target) return http::text_response(400, "this is no path\n");
    const auto& path = target->path;
    if (path.empty()) return {.body = nobody_page()};
    if (path.size() < 2) return not_there();
    if (path[0] == kViewerPath && looks(request)) return viewer_file(viewer_, path).value_or(not_there());
    if (path[0] == "t" && path.size() <= 3 && http::same_secret(path[1], room().roll().teacher_link))
        return of_teacher(request, path.size() == 3 ? path[2] : "");
    if (path[0] != "s") return not_there();
    const auto* student = room().by_link(path[1]);
    return student ? of_student(request, *student, path) : not_there();
}

Response Site::of_student(const Request& request, const Student& student, const Path& path) {
    if (path.size() == 2) return looks(request) ? Response{.body = student_page(student)} : not_there();
    if (path.size() == 3 && path[2] == "debrief")
        return looks(request) ? Response{.body = debrief_page(data_, student)} : not_there();
    const auto place =
        std::ranges::find_if(student.places, [&](const Place& p) { return p.desk.exercise().id == path[2]; });
    if (place == student.places.end() || path.size() > 4) return not_there();
    const auto index = static_cast<std::size_t>(place - student.places.begin());
    const std::string_view deed = path.size() == 4 ? std::string_view(path[3]) : std::string_view();
    if (looks(request) && (deed == kScreen || deed == kWindow))
        return look_at_client(request, student, index, deed);
    if (looks(request)) return look_at_desk(student, index, deed);
    if (!contains(kDeskDeeds, deed)) return not_there();
    const auto fields = posted(request, student.form_word);
    if (fields && deed == "client-end") return at_client(student, index, deed);
    return fields ? at_desk(*fields, student, index, deed) : refused_form();
}

Response Site::look_at_desk(const Student& student, std::size_t index, std::string_view what) {
    const auto& place = student.places.at(index);
    if (what.empty()) {
        if (!place.began && !room().paused()) happen(Entry::Kind::open, student, place);
        const bool open = !room().paused() && !lesson_.is_over(student);
        http::Response out{.body = desk_page(data_, student, index,
                                             {.revealed = room().revealed(),
                                              .paused = room().paused(),
                                              .over = !open && !room().paused(),
                                              .address = address_of(student, index),
                                              .client = client_of(student, place)})};
        if (clients_) out.headers.push_back(policy_of_frame());
        return out;
    }
    if (what == kRdpFile) {
        const auto address = address_of(student, index);
        return address.empty() ? not_there()
                               : download("application/x-rdp", std::string(what), rdp_file(address));
    }
    constexpr std::string_view kFront = "capture-", kBack = ".pcapng";
    if (!what.starts_with(kFront) || !what.ends_with(kBack)) return not_there();
    what.remove_prefix(kFront.size());
    what.remove_suffix(kBack.size());
    const auto number = whole(what);
    const auto& attempts = place.desk.attempts();
    if (!number || *number == 0 || *number > attempts.size()) return not_there();
    return download("application/octet-stream", fmt::format("capture-{}.pcapng", *number),
                    attempts[*number - 1].capture);
}

Response Site::at_desk(const http::Fields& fields, const Student& student, std::size_t index,
                       std::string_view deed) {
    const auto& place = student.places.at(index);
    const auto& desk = place.desk;
    const auto here = desk_path(student, place);
    if (room().paused()) return http::text_response(409, "the lesson is paused\n");
    if (deed == "part") {
        const auto answer = field_of(fields, "look_alike");
        if (!place.handed_in || place.finished) return http::see_other(here + "#grade");
        if (!contains(desk.exercise().choices, answer))
            return http::text_response(400, "that is none of the choices\n");
        happen(Entry::Kind::part, student, place, answer);
        return http::see_other(here + "#grade");
    }
    if (place.handed_in) return http::see_other(here + "#grade");
    if (deed == "hand-in") return hand_in(fields, student, place);
    if (lesson_.is_over(student))
        return http::text_response(409, "the time is over: hand in what you have\n");
    if (deed == "client") return at_client(student, index, deed);
    if (deed == "type") {
        if (desk.deeds().size() >= Desk::kMostDeeds)
            return http::text_response(409, "the desk is full: ask your teacher to reset it\n");
        if (auto line = field_of(fields, "line"); !line.empty())
            happen(Entry::Kind::type, student, place, clipped(printable(line), kLongestLine));
        follow(student, place);
        return http::see_other(here + "#desk");
    }
    if (deed == "hint") {
        if (!desk.next_hint().empty()) happen(Entry::Kind::hint, student, place);
        return http::see_other(here + "#hints");
    }
    if (desk.attempts().size() >= Desk::kMostTries)
        return http::text_response(409, "the user has no more patience: hand in what you have\n");
    auto entry = entry_of(desk.try_again());
    entry.student = number_of(student);
    entry.exercise = desk.exercise().id;
    lesson_.happen(std::move(entry));
    return http::see_other(here + "#user");
}

Response Site::hand_in(const http::Fields& fields, const Student& student, const Place& place) {
    const auto& choices = place.desk.exercise().choices;
    const Answers answers{.cause = field_of(fields, "cause"),
                          .also = field_of(fields, "also"),
                          .attempt = whole(field_of(fields, "try")).value_or(0),
                          .frame = whole(field_of(fields, "frame")).value_or(0)};
    if (!contains(choices, answers.cause) || (!answers.also.empty() && !contains(choices, answers.also)))
        return http::text_response(400, "that is none of the choices\n");
    happen(Entry::Kind::hand_in, student, place, text_of(answers));
    return http::see_other(desk_path(student, place) + "#grade");
}

Response Site::of_teacher(const Request& request, std::string_view deed) {
    if (looks(request)) {
        if (deed.empty()) return {.body = wall_page(room(), lesson_.now()), .headers = {{"Refresh", "20"}}};
        if (deed == "results.csv")
            return download("text/csv; charset=utf-8", "results.csv", results_csv(room()));
        if (deed == "results.json") return {.type = "application/json", .body = results_json(room())};
        return not_there();
    }
    if (!contains(kTeacherDeeds, deed)) return not_there();
    const auto fields = posted(request, room().roll().teacher_word);
    return fields ? teach(*fields, deed) : refused_form();
}

Response Site::teach(const http::Fields& fields, std::string_view deed) {
    Entry entry;
    const auto who = field_of(fields, "student");
    if (!who.empty()) {
        const auto number = whole(who);
        if (!number || *number >= room().students().size())
            return http::text_response(400, "there is no such student\n");
        entry.student = static_cast<int>(*number);
    }
    if (deed == "reset") {
        entry.kind = Entry::Kind::reset;
        entry.exercise = field_of(fields, "exercise");
        if (who.empty()) return http::text_response(400, "there is no such student\n");
        if (!entry.exercise.empty() &&
            std::ranges::find(data_.exercises, entry.exercise, &Exercise::id) == data_.exercises.end())
            return http::text_response(400, "there is no such exercise\n");
    } else if (deed == "extend") {
        entry.kind = Entry::Kind::extend;
        entry.text = field_of(fields, "minutes");
        if (whole(entry.text).value_or(0) == 0 || entry.text.size() > 3)
            return http::text_response(400, "that is no number of minutes\n");
    } else {
        entry.kind = deed == "pause" ? Entry::Kind::pause : Entry::Kind::reveal;
        entry.student = -1;
        entry.text = field_of(fields, "on") == "yes" ? "yes" : "no";
    }
    lesson_.happen(entry);
    if (entry.kind == Entry::Kind::reset) {
        if (clients_) clients_->end(entry.student, entry.exercise);
        for (const auto& place : room().students()[static_cast<std::size_t>(entry.student)].places)
            follow(room().students()[static_cast<std::size_t>(entry.student)], place);
    }
    return http::see_other(teacher_path(room()));
}

}  // namespace badrdp::harness::lab
