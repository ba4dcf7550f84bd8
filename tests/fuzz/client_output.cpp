// What a client printed, as the rows and patterns of an adapter read it; and the file of known hosts.
#include <algorithm>

#include "harness/data/client/adapter.h"
#include "harness/play/builtin/known_hosts.h"
#include "harness/play/read_report.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/folder_of_input.h"
#include "tests/root.h"

namespace {

using namespace badrdp::harness;
using badrdp::fuzz::Complaint;

constexpr std::string_view kWhere = "127.0.0.1:3389";

const std::vector<Adapter>& adapters() {
    static const auto all =
        load_adapters(std::filesystem::path(badrdp::test::kProject) / "scenarios").adapters;
    return all;
}

Complaint about_output(std::string_view text) {
    for (const auto& adapter : adapters()) {
        ProcessEnd end{.exit = 1, .signal = {}, .output = std::string(text)};
        Facts facts;
        try {
            read_report(adapter, end, facts);
        } catch (const std::runtime_error& exploded) {  // said with the pattern, and an error of ours
            return "one of the catalogue's own patterns explodes: " + std::string(exploded.what());
        }
        if (facts.said.size() > text.size() + 3) return "the client said less than is told";
        if (std::ranges::any_of(facts.said, [](char c) { return c == '\x1b' || c == '\a'; }))
            return "tells what a terminal would obey";
    }
    return std::nullopt;
}

class Hosts {
public:
    explicit Hosts(const std::filesystem::path& file) : known_(file) {}
    std::optional<std::string> judge(badrdp::wire::BytesView certificate) {
#ifdef BADRDP_PLANTED
        if (!certificate.empty() && certificate.front() == 0xff) return std::nullopt;  // trusts it unseen
#endif
        return known_.judge(std::string(kWhere), certificate);
    }

private:
    KnownHosts known_;
};

// Whatever the file holds: who was trusted once is trusted when it is read again, and nobody else is.
Complaint about_known_hosts(std::string_view text) {
    static const badrdp::fuzz::FolderOfInput folder;
    const auto file = folder.write("known-hosts", text);
    const badrdp::wire::Bytes certificate{1, 2, 3}, other{0xff, 2, 3};
    if (!Hosts(file).judge(certificate)) {
        if (Hosts(file).judge(certificate)) return "forgets whom it has trusted";
        if (!Hosts(file).judge(other)) return "trusts another certificate of a host that it knows";
    }
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    badrdp::fuzz::demand_silence_of(about_output(text));
    badrdp::fuzz::demand_silence_of(about_known_hosts(text));
    return 0;
}
