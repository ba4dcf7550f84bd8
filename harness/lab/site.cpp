#include "harness/lab/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/data/contains.h"
#include "harness/lab/pages.h"
#include "harness/lab/typed.h"
#include "harness/live/http/guard.h"
#include "harness/live/http/target.h"
#include "harness/live/index_page.h"
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

Site::Site(const LabData& data, Classroom& room, Hosts& hosts, const boost::asio::ip::address& address,
           std::uint16_t port, Trouble trouble)
    : data_(data), room_(room), hosts_(hosts), address_(address), port_(port), trouble_(std::move(trouble)) {}

LivePlace Site::place_of(const Student& student, std::size_t place) const {
    const auto index =
        static_cast<std::size_t>(&student - room_.students().data()) * data_.exercises.size() + place;
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
    const auto index = &student - room_.students().data();
    return fmt::format("{} {}: {}", index + 1, student.name, place.desk.exercise().id);
}

void Site::follow(const Student& student, const Place& place) {
    auto* host = hosts_.find(host_of(student, place));
    if (host && !(host->made_of() == place.desk.scenario())) host->become(place.desk.scenario());
}

Response Site::answer(const Request& request) {
    const auto target = http::parse_target(request.target);
    if (!target) return http::text_response(400, "this is no path\n");
    const auto& path = target->path;
    if (path.empty()) return {.body = nobody_page()};
    if (path.size() < 2) return not_there();
    if (path[0] == "t" && path.size() <= 3 && http::same_secret(path[1], room_.teacher_link()))
        return of_teacher(request, path.size() == 3 ? path[2] : "");
    if (path[0] != "s") return not_there();
    auto* student = room_.by_link(path[1]);
    return student ? of_student(request, *student, path) : not_there();
}

Response Site::of_student(const Request& request, Student& student, const std::vector<std::string>& path) {
    if (path.size() == 2) return looks(request) ? Response{.body = student_page(student)} : not_there();
    const auto place =
        std::ranges::find_if(student.places, [&](const Place& p) { return p.desk.exercise().id == path[2]; });
    if (place == student.places.end() || path.size() > 4) return not_there();
    return of_desk(request, student, static_cast<std::size_t>(place - student.places.begin()),
                   path.size() == 4 ? std::string_view(path[3]) : std::string_view());
}

Response Site::of_desk(const Request& request, Student& student, std::size_t index, std::string_view deed) {
    auto& place = student.places.at(index);
    auto& desk = place.desk;
    if (deed.empty() && looks(request))
        return {.body = desk_page(data_, student, index, room_.revealed(), address_of(student, index))};
    if (deed == "capture.pcapng" && looks(request)) {
        if (desk.tries() == 0) return not_there();
        return download("application/octet-stream", "capture.pcapng", desk.capture());
    }
    if (deed != "type" && deed != "connect" && deed != "hand-in") return not_there();
    const auto fields = posted(request, student.form_word);
    if (!fields) return refused_form();
    const auto here = desk_path(student, place);
    if (place.handed_in) return http::see_other(here + "#grade");
    if (deed == "type") {
        if (auto line = field_of(*fields, "line"); !line.empty()) desk.type(line);
        follow(student, place);
        return http::see_other(here + "#desk");
    }
    if (deed == "connect") {
        desk.connect();
        return http::see_other(here + "#user");
    }
    const auto cause = field_of(*fields, "cause");
    if (!contains(desk.exercise().choices, cause))
        return http::text_response(400, "that is none of the choices\n");
    desk.name_cause(cause);
    place.handed_in = true;
    return http::see_other(here + "#grade");
}

Response Site::of_teacher(const Request& request, std::string_view deed) {
    if (looks(request)) {
        if (deed.empty()) return {.body = wall_page(room_), .headers = {{"Refresh", "20"}}};
        if (deed == "results.csv")
            return download("text/csv; charset=utf-8", "results.csv", results_csv(room_));
        if (deed == "results.json") return {.type = "application/json", .body = results_json(room_)};
        return not_there();
    }
    if (deed != "reveal" && deed != "reset") return not_there();
    const auto fields = posted(request, room_.teacher_word());
    if (!fields) return refused_form();
    if (deed == "reveal") {
        room_.reveal(field_of(*fields, "shown") == "yes");
        return http::see_other(teacher_path(room_));
    }
    std::size_t which = room_.students().size();
    const auto text = field_of(*fields, "student");
    std::from_chars(text.data(), text.data() + text.size(), which);
    if (which >= room_.students().size()) return http::text_response(400, "there is no such student\n");
    auto& student = room_.students()[which];
    for (auto& place : student.places) {
        place.desk.reset();
        place.handed_in = false;
        follow(student, place);
    }
    return http::see_other(teacher_path(room_));
}

}  // namespace badrdp::harness::lab
