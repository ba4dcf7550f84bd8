#include "harness/os/sandbox/name_files.h"

#include <cctype>
#include <system_error>

#include "harness/os/files.h"

namespace badrdp::harness {
namespace {

constexpr std::string_view kHosts = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
constexpr std::string_view kHostsByDns = "hosts: files dns";

// The program may be another user than we.
std::string show_to_all(const std::filesystem::path& file) {
    using std::filesystem::perms;
    std::filesystem::permissions(
        file, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
    return file.string();
}

std::string put(const std::filesystem::path& file, std::string_view text) {
    std::ofstream out(file, std::ios::binary);
    if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
        throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
    return show_to_all(file);
}

bool is_of_hosts(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first != line.npos && line.substr(first).starts_with("hosts:");
}

}  // namespace

std::string with_hosts_by_dns(std::string_view nsswitch) {
    std::string out;
    while (!nsswitch.empty()) {
        const auto line = nsswitch.substr(0, nsswitch.find('\n'));
        nsswitch.remove_prefix(std::min(line.size() + 1, nsswitch.size()));
        if (!is_of_hosts(line)) out.append(line).append("\n");
    }
    return out.append(kHostsByDns).append("\n");
}

std::vector<Overlay> name_files(const std::filesystem::path& resolv_conf) {
    if (resolv_conf.empty()) return {};
    if (std::error_code error; !std::filesystem::is_regular_file(resolv_conf, error))
        throw std::system_error(error ? error : std::make_error_code(std::errc::invalid_argument),
                                "cannot read " + resolv_conf.string());
    const auto folder = resolv_conf.parent_path();
    const auto nsswitch = with_hosts_by_dns(file_text("/etc/nsswitch.conf"));
    // Without the second or the third a C library asks DNS alone. The last is where glibc finds a name
    // service cache, which answers from this machine's network before anybody else is asked; nobody listens
    // to /dev/null.
    return {{show_to_all(resolv_conf), "/etc/resolv.conf"},
            {put(folder / "hosts", kHosts), "/etc/hosts", false},
            {put(folder / "nsswitch.conf", nsswitch), "/etc/nsswitch.conf", false},
            {"/dev/null", "/var/run/nscd/socket", false}};
}

}  // namespace badrdp::harness
