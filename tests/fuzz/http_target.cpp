#include "harness/live/http/target.h"

#include "harness/live/api/values.h"
#include "harness/live/http/guard.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp::harness;
using badrdp::fuzz::Complaint;
using badrdp::fuzz::demand_silence_of;

std::string said_again(std::string_view text) {
#ifdef BADRDP_PLANTED
    return std::string(text);  // forgets to encode
#else
    return http::percent_encoded(text);
#endif
}

std::string said_again(const http::Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out += (out.empty() ? "" : "&") + said_again(name) + "=" + said_again(value);
    return out;
}

Complaint about(std::string_view text) {
    const auto target = http::parse_target(text);
    if (!target) return std::nullopt;
    if (target->path.size() > 16 || target->query.size() > 64) return "keeps more parts than it may";
    std::string again;
    for (const auto& part : target->path) {
        if (part.empty() || part == "." || part == "..") return "lets a part pass that leads elsewhere";
        again += "/" + said_again(part);
    }
    if (again.empty()) again = "/";
    if (!target->query.empty()) again += "?" + said_again(target->query);
    const auto second = http::parse_target(again);
    if (!second || second->path != target->path || second->query != target->query)
        return "is not what was said again";
    return std::nullopt;
}

Complaint about_bytes(std::string_view text) {
    const auto bytes = api::bytes_of(text);
    if (bytes && api::bytes_of(api::hex_of(*bytes)) != bytes) return "is not what was said again";
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    demand_silence_of(about(text));
    demand_silence_of(about_bytes(text));
    if (http::why_refused({.method = "POST", .host = text}, 8390).empty()) {
        // An address or localhost, whatever else was tried: no name of somebody else's.
        const auto name = text.substr(0, text.rfind(':'));
        if (name != "localhost" && name.find_first_not_of("0123456789abcdefABCDEF:.[]") != std::string::npos)
            demand_silence_of("answers to a name");
    }
    return 0;
}
