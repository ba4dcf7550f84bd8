// What passes a proxy, as a capture: as its clients met it, from the proxy's own view.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harness/play/net/own_record.h"

namespace badrdp::harness {

class ProxiedCapture {
public:
    explicit ProxiedCapture(std::filesystem::path file) : file_(std::move(file)) {}  // empty: nobody asked

    bool wanted() const { return !file_.empty(); }
    void begin(std::uint16_t port) {
        if (wanted()) record_.emplace(port);
    }
    void take(const link::SocketEvent& event) {
        if (record_) record_->take(event);
    }
    // A line of an NSS key log.
    void add_key(std::string_view line);
    // Says what is in it. Throws std::system_error naming the file.
    void save(const std::string& comment) const;

private:
    std::filesystem::path file_;
    std::optional<OwnRecord> record_;
    std::string keys_;
};

}  // namespace badrdp::harness
