#include "capture/redact/http.h"

#include <algorithm>
#include <string_view>

namespace badrdp::capture::redaction {
namespace {

// Of a Remote Desktop gateway's clients too [MS-TSGU 2.1.1, 3.3.5.1].
constexpr std::array<std::string_view, 10> kBeginnings{"GET ",        "POST ",    "PUT ",   "HEAD ",
                                                       "CONNECT ",    "OPTIONS ", "HTTP/1", "RDG_OUT_DATA",
                                                       "RDG_IN_DATA", "RPC_"};
// Paths that are everybody's.
constexpr std::array<std::string_view, 4> kKnownPaths{"/remoteDesktopGateway", "/rpc/rpcproxy.dll",
                                                      "/KdcProxy", "/rdg"};
// Headers whose values name nobody.
constexpr std::array<std::string_view, 6> kPlain{"content-length", "content-type",      "connection",
                                                 "upgrade",        "transfer-encoding", "accept"};

std::string_view text_of(wire::BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

// "GET /path HTTP/1.1": the path; "HTTP/1.1 200 OK": nothing.
void redact_first_line(MutableBytes line, Pseudonyms& names) {
    const auto text = text_of(line);
    if (text.starts_with("HTTP/")) return;
    const auto begin = text.find(' ');
    if (begin == text.npos) return names.text(line, What::http);
    auto end = text.rfind(" HTTP/");
    if (end == text.npos || end <= begin) end = text.size();
    std::size_t known = 0;
    for (const auto path : kKnownPaths)
        if (text.substr(begin + 1).starts_with(path)) known = path.size();
    const auto from = std::min(begin + 1 + known, end);
    names.text(line.subspan(from, end - from), What::http);
}

void redact_header(MutableBytes line, Pseudonyms& names) {
    const auto text = text_of(line);
    const auto colon = text.find(':');
    if (colon == text.npos) return names.text(line, What::http);
    const auto header = text.substr(0, colon);
    if (std::ranges::any_of(kPlain, [&](std::string_view plain) { return same(plain, header); })) return;
    names.text(line.subspan(colon + 1), What::http);
}

}  // namespace

bool looks_like_http(wire::BytesView bytes) {
    return std::ranges::any_of(kBeginnings, [&](std::string_view word) {
        const auto text = text_of(bytes);
        return text.substr(0, word.size()) == word.substr(0, std::min(word.size(), text.size()));
    });
}

std::size_t end_of_http_head(wire::BytesView bytes) {
    const auto at = text_of(bytes).find("\r\n\r\n");
    return at == std::string_view::npos ? 0 : at + 4;
}

void redact_http_head(MutableBytes head, Pseudonyms& names) {
    bool first = true;
    while (!head.empty()) {
        const auto end = std::min(text_of(head).find("\r\n"), head.size());
        const auto line = head.first(end);
        if (!line.empty()) first ? redact_first_line(line, names) : redact_header(line, names);
        first = false;
        head = head.subspan(std::min(end + 2, head.size()));
    }
}

}  // namespace badrdp::capture::redaction
