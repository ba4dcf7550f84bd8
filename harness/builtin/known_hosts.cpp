#include "harness/cli/known_hosts.h"

#include <fmt/core.h>

#include <fstream>
#include <map>

#include "harness/run/keep.h"

namespace badrdp::harness {

std::optional<std::string> KnownHosts::judge(const std::string& where,
                                             wire::BytesView certificate_der) const {
    // The whole certificate in hex: a digest would be shorter, and this file is read by nobody else.
    std::string hex;
    for (const auto byte : certificate_der) hex += fmt::format("{:02x}", byte);

    std::map<std::string, std::string> known;
    std::ifstream in(file_);
    for (std::string host, certificate; in >> host >> certificate;) known[host] = certificate;
    const auto found = known.find(where);
    if (found != known.end() && found->second != hex)
        return "the certificate is not the one that " + where + " showed before";
    if (found != known.end()) return std::nullopt;

    known[where] = hex;
    std::string text;
    for (const auto& [host, certificate] : known) text += fmt::format("{} {}\n", host, certificate);
    make_private_folder(file_.parent_path());
    write_private(file_, text);
    return std::nullopt;
}

}  // namespace badrdp::harness
