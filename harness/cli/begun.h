// Files that somebody begins a client or a scenario of their own with: those of another one, with comments
// that say what each part is for.
#pragma once

#include <string>
#include <string_view>

namespace badrdp::harness {

// `text` is an adapter's or a scenario's file, `from` what it is called, `file` where the new one goes.
// Comments are added in front of the first of each kind of line, and nothing else changes, but for a client:
// its title, what was said above its keys, and the releases of Debian that have the other one.
std::string begun_client(std::string_view name, std::string_view from, std::string_view file,
                         std::string_view text);
std::string begun_scenario(std::string_view from, std::string_view file, std::string_view text);

}  // namespace badrdp::harness
