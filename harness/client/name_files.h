// What a C library reads on this machine when it looks up a name, and what a program with a name server of
// its own finds there instead.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

class PrivateFolder;

// A file that the program finds in the place of another one.
struct Overlay {
    std::string from;
    std::string over;
    bool needed = true;  // or else it is as well if `over` does not exist
};

// The files live as long as this; a mount keeps what it shows.
class NameFiles {
public:
    // Nothing is overlaid if the path is empty. std::system_error if there is no such file.
    explicit NameFiles(const std::filesystem::path& resolv_conf);
    ~NameFiles();

    std::span<const Overlay> overlays() const { return overlays_; }

private:
    std::unique_ptr<PrivateFolder> folder_;
    std::vector<Overlay> overlays_;
};

// The same nsswitch.conf, but hosts are looked up in /etc/hosts and by DNS, and nowhere else: other services
// (resolve, mdns, myhostname) answer from this machine's network. The other databases stay as they are, since
// a user may be known by a directory alone.
std::string with_hosts_by_dns(std::string_view nsswitch);

}  // namespace badrdp::harness
