// noVNC, which shows the screen of an X server in a browser: Debian's files of it, and our script around
// them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/live/http/message.h"

namespace badrdp::harness::lab {

inline constexpr std::string_view kViewerPath = "viewer";
inline constexpr const char* kNoVnc = "/usr/share/novnc";  // of Debian's package novnc

// Modules by their paths below /viewer/: "core/rfb.js".
using ViewerFiles = std::map<std::string, std::string, std::less<>>;

// What is in noVNC's folder, within bounds, and our screen.js; nothing if noVNC is not there.
ViewerFiles viewer_files(const std::filesystem::path& folder);

// One of them, which a browser may keep: it is the same for everybody.
std::optional<http::Response> viewer_file(const ViewerFiles& files, const std::vector<std::string>& path);

// What the policy of a page with a window in it allows, and that of the window: the server's own scripts, its
// own WebSocket, and pictures that scripts have made.
std::pair<std::string, std::string> policy_of_frame();
std::pair<std::string, std::string> policy_of_viewer();

}  // namespace badrdp::harness::lab
