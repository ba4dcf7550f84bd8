// What a C library reads on this machine when it looks up a name, and what a program with a name server of
// its own finds there instead.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// A file that the program finds in the place of another one.
struct Overlay {
    std::string from;
    std::string over;
    bool needed = true;  // or else it is as well if `over` does not exist
};

// Writes what it takes beside resolv_conf, whose folder is the caller's to remove: a mount keeps what it
// shows. Nothing is overlaid if the path is empty. std::system_error if there is no such file.
std::vector<Overlay> name_files(const std::filesystem::path& resolv_conf);

// The same nsswitch.conf, but hosts are looked up in /etc/hosts and by DNS, and nowhere else: other services
// (resolve, mdns, myhostname) answer from this machine's network. The other databases stay as they are, since
// a user may be known by a directory alone.
std::string with_hosts_by_dns(std::string_view nsswitch);

}  // namespace badrdp::harness
