#include "harness/lab/pages_client.h"

#include <fmt/format.h>

#include "harness/lab/page_parts.h"
#include "harness/lab/viewer.h"
#include "harness/os/text.h"

namespace badrdp::harness::lab {
namespace {

std::string said_part(const ClientLook& look) {
    if (look.said.empty()) return look.state == ClientState::ended ? "<p>It said nothing.</p>" : "";
    return fmt::format("<pre tabindex=0>{}</pre>", shown_lines(look.said));
}

std::string end_part(const ClientLook& look) {
    return fmt::format("<p>{} {}. What it said:</p>{}", escaped(look.name), escaped(look.how),
                       said_part(look));
}

std::string frame_of(const ClientLook& look, const std::string& path) {
    return fmt::format("<iframe src=\"{}/{}\" title=\"The window of {}\"></iframe>", path, kScreen,
                       escaped(look.name));
}

}  // namespace

std::string client_part(const ClientLook& look, const std::string& path, const std::string& word,
                        bool has_host, bool open) {
    if (look.name.empty()) return {};
    std::string out = "<h2 id=client>A real client</h2>";
    if (!look.lacks.empty())
        return out +
               fmt::format("<p>{} cannot be started here: {}.</p>", escaped(look.name), escaped(look.lacks));
    if (!has_host)
        return out + fmt::format(
                         "<p>{} cannot meet this host: what is wrong is on the way to it, or its "
                         "name, and a socket has neither.</p>",
                         escaped(look.name));
    const bool lives = look.state == ClientState::starting || look.state == ClientState::running;
    if (look.state == ClientState::ended) out += end_part(look);
    if (lives) out += frame_of(look, path);
    if (!look.lacks_window.empty())
        out += fmt::format("<p class=faint>Its window cannot be shown: {}.</p>", escaped(look.lacks_window));
    if (lives) return out + form(path + "/client-end", word, "<button>End it</button>");
    if (!open) return out;
    return out + form(path + "/client", word,
                      fmt::format("<button>Start {}{}</button>", escaped(look.name),
                                  look.state == ClientState::ended ? " again" : ""));
}

http::Response screen_page(const ClientLook& look) {
    http::Response out{.headers = {policy_of_viewer()}};
    std::string body = fmt::format("<h1 class=small>{}</h1>", escaped(look.name));
    const bool window = look.state == ClientState::running && look.lacks_window.empty();
    const bool waits = look.state == ClientState::starting || (look.state == ClientState::running && !window);
    if (look.state == ClientState::none) body += "<p>It has not been started.</p>";
    if (look.state == ClientState::ended) body += end_part(look);
    if (waits) {
        body += "<p>It is at work.</p>" + said_part(look);
        out.headers.emplace_back("Refresh", "1");
    }
    if (window)
        body +=
            "<div id=window></div><p><button id=hands>Type into the window</button> F8 gives the keys "
            "back.</p><noscript><p>Its window takes scripts.</p></noscript><script type=module "
            "src=\"/viewer/screen.js\"></script>" +
            said_part(look);
    out.body = lab_page(look.name, body);
    return out;
}

}  // namespace badrdp::harness::lab
