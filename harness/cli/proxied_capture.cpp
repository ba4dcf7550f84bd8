#include "harness/cli/proxied_capture.h"

#include <fmt/core.h>

#include "capture/pcapng.h"
#include "harness/os/about.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostKeys = 16u << 20;  // bytes; a capture holds no more packets than they open

}  // namespace

void ProxiedCapture::add_key(std::string_view line) {
    if (keys_.size() < kMostKeys) (keys_ += line) += '\n';
}

void ProxiedCapture::save(const std::string& comment) const {
    if (!record_) return;
    const auto interface = OwnRecord::interface();
    capture::write_pcapng(file_, {.application = std::string(kApplication), .comment = comment},
                          std::span(&interface, 1), record_->packets(), keys_);
    fmt::print("{}: {} packets{}{}\n", file_.string(), record_->packets().size(),
               record_->lost() > 0 ? fmt::format(", and {} more were too many", record_->lost()) : "",
               keys_.empty() ? "" : ". Whoever has this file can read all of it, passwords too.");
}

}  // namespace badrdp::harness
