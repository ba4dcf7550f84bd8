#include "harness/lab/pages.h"
#include "harness/lab/pages_client.h"
#include "harness/lab/site.h"
#include "sim/link/mint.h"

namespace badrdp::harness::lab {

using http::Request;
using http::Response;

void Site::offer(DeskClients& clients, ViewerFiles viewer) {
    clients_ = &clients;
    viewer_ = std::move(viewer);
}

ClientLook Site::client_of(const Student& student, const Place& place) const {
    if (!clients_) return {};
    auto out = clients_->look(number_of(student), place.desk.exercise().id, place.desk.sight().client);
    if (viewer_.empty() && out.lacks_window.empty())
        out.lacks_window = std::string("there is no ") + kNoVnc + "; install novnc";
    return out;
}

// Browsers say whose script asks for a WebSocket, and let scripts of everybody ask; who says nothing is none.
Response Site::look_at_client(const Request& request, const Student& student, std::size_t index,
                              std::string_view what) const {
    const auto& place = student.places.at(index);
    if (!clients_) return http::text_response(404, "this lab starts no clients\n");
    if (what == kScreen) return screen_page(client_of(student, place));
    if (!request.web_socket || request.origin.empty())
        return http::text_response(403, "this is for the window's own page\n");
    auto passage = clients_->window(number_of(student), place.desk.exercise().id);
    if (!passage) return http::text_response(409, "there is no window, or too many look at it\n");
    return {.passage = std::move(passage)};
}

Response Site::at_client(const Student& student, std::size_t index, std::string_view deed) {
    const auto& place = student.places.at(index);
    const auto& exercise = place.desk.exercise().id;
    const auto here = desk_path(student, place) + "#client";
    if (!clients_) return http::text_response(404, "this lab starts no clients\n");
    if (deed == "client-end") {
        clients_->end(number_of(student), exercise);
        return http::see_other(here);
    }
    const auto* host = address_of(student, index).empty() ? nullptr : hosts_.find(host_of(student, place));
    if (!host) return http::text_response(409, "no socket can show this trouble\n");
    const auto& at = host->live().place();
    const auto why = clients_->start(
        number_of(student),
        {.exercise = exercise,
         .options = place.desk.sight().client,
         .address = at.address.to_string(),
         .port = at.port,
         .trusted = place.desk.scenario().trusted ? link::to_pem(host->live().authority()) : ""});
    return why.empty() ? http::see_other(here) : http::text_response(409, why + "\n");
}

}  // namespace badrdp::harness::lab
