#include "harness/lab/viewer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <span>

#include "harness/os/files.h"

namespace badrdp::harness::lab {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostFiles = 200, kMostOfOne = 512 * 1024;

// Nothing but what it is told to do by the page: the window fills its place, F8 gives the keys back, and once
// there is no window the page is asked what there is now.
constexpr std::string_view kScreenScript = R"js(import RFB from "./core/rfb.js";

const place = document.getElementById("window");
const hands = document.getElementById("hands");
const address = location.href.replace(/^http/, "ws").replace(/screen$/, "window");
const rfb = new RFB(place, address, { shared: true });
rfb.scaleViewport = true;
hands.addEventListener("click", () => rfb.focus());
document.addEventListener("keydown", event => {
  if (event.key !== "F8") return;
  event.preventDefault();
  event.stopPropagation();
  rfb.blur();
  hands.focus();
}, true);
rfb.addEventListener("connect", () => { place.dataset.state = "connected"; });
rfb.addEventListener("disconnect", () => {
  place.dataset.state = "gone";
  setTimeout(() => location.reload(), 1000);
});
)js";

void read_modules(const fs::path& folder, std::string_view below, ViewerFiles& into) {
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(folder / below, none)) {
        const auto& file = entry.path();
        if (file.extension() != ".js" || !entry.is_regular_file(none) || into.size() >= kMostFiles) continue;
        if (entry.file_size(none) <= kMostOfOne)
            into.emplace(file.lexically_relative(folder).generic_string(), file_text(file));
    }
}

std::string path_of(std::span<const std::string> parts) { return fmt::format("{}", fmt::join(parts, "/")); }

constexpr const char* kPolicyHeader = "Content-Security-Policy";

}  // namespace

ViewerFiles viewer_files(const fs::path& folder) {
    ViewerFiles out;
    for (const std::string_view below : {"core", "vendor/pako/lib"}) read_modules(folder, below, out);
    if (!out.contains("core/rfb.js")) return {};
    out.insert_or_assign("screen.js", std::string(kScreenScript));
    return out;
}

std::optional<http::Response> viewer_file(const ViewerFiles& files, const std::vector<std::string>& path) {
    if (path.size() < 2 || path.front() != kViewerPath) return std::nullopt;
    const auto found = files.find(path_of(std::span(path).subspan(1)));
    if (found == files.end()) return std::nullopt;
    return http::Response{.type = "text/javascript; charset=utf-8",
                          .body = found->second,
                          .headers = {{"Cache-Control", "max-age=3600"}}};
}

std::pair<std::string, std::string> policy_of_frame() {
    return {kPolicyHeader,
            "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"};
}

std::pair<std::string, std::string> policy_of_viewer() {
    return {kPolicyHeader,
            "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data: blob:; style-src "
            "'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'"};
}

}  // namespace badrdp::harness::lab
