#include "harness/cli/version.h"

#include <fmt/core.h>

#include <boost/version.hpp>

#include "capture/recorder.h"
#include "harness/data/file/table.h"
#include "harness/os/about.h"
#include "sim/link/legacy.h"

namespace badrdp::harness {

std::string version_text(const Globals& globals, std::string_view commit) {
    auto out = std::string(kApplication) + '\n';
    if (!commit.empty()) out += fmt::format("commit {}\n", commit);
    return out + fmt::format("{}, {}, Boost {}.{}, fmt {}.{}.{}, toml++ {}, CLI11 {}\nscenarios {}",
                             link::openssl_version(), capture::libpcap_version(), BOOST_VERSION / 100'000,
                             BOOST_VERSION / 100 % 1000, FMT_VERSION / 10'000, FMT_VERSION / 100 % 100,
                             FMT_VERSION % 100, toml_version(), CLI11_VERSION, globals.scenarios.string());
}

}  // namespace badrdp::harness
