#include "capture/pcapng.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "capture/pcapng_blocks.h"

namespace badrdp::capture {
namespace {

// A file that appears under its name only when it is whole, and is gone if it never is.
class NewFile {
public:
    explicit NewFile(const std::filesystem::path& path)
        : path_(path), temporary_(path.parent_path() / fmt::format(".{}.XXXXXX", path.filename().string())) {
        fd_ = mkostemp(temporary_.data(), O_CLOEXEC);  // mode 0600
        if (fd_ < 0) fail("create");
    }

    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    ~NewFile() {
        if (fd_ >= 0) ::close(fd_);
        if (!in_place_) ::unlink(temporary_.c_str());
    }

    void write(std::span<const std::uint8_t> bytes) {
        while (!bytes.empty()) {
            const auto written = ::write(fd_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("write");
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }

    void put_in_place() {
        if (::close(std::exchange(fd_, -1)) != 0) fail("write");
        if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("put in place");
        in_place_ = true;
    }

private:
    [[noreturn]] void fail(std::string_view deed) const {
        throw std::system_error(errno, std::generic_category(),
                                fmt::format("cannot {} {}", deed, path_.string()));
    }

    std::filesystem::path path_;
    std::string temporary_;
    int fd_ = -1;
    bool in_place_ = false;
};

}  // namespace

// Gathers blocks into writes of some size.
class PcapngFile::Blocks {
public:
    explicit Blocks(const std::filesystem::path& path) : file_(path) {}

    void add(const Block& block) {
        waiting_.insert(waiting_.end(), block.begin(), block.end());
        if (waiting_.size() >= kEnough) flush();
    }

    void finish() {
        flush();
        file_.put_in_place();
    }

private:
    static constexpr std::size_t kEnough = 1 << 20;

    void flush() {
        file_.write(waiting_);
        waiting_.clear();
    }

    NewFile file_;
    Block waiting_;
};

PcapngFile::PcapngFile(const std::filesystem::path& file, const FileInfo& info)
    : blocks_(std::make_unique<Blocks>(file)) {
    blocks_->add(section_header_block(info));
}
PcapngFile::~PcapngFile() = default;
PcapngFile::PcapngFile(PcapngFile&&) noexcept = default;
PcapngFile& PcapngFile::operator=(PcapngFile&&) noexcept = default;

void PcapngFile::add(const Interface& interface) { blocks_->add(interface_block(interface)); }
void PcapngFile::add_secrets(std::string_view tls_key_log) {
    blocks_->add(decryption_secrets_block(tls_key_log));
}
void PcapngFile::add(const Packet& packet) { blocks_->add(enhanced_packet_block(packet)); }
void PcapngFile::finish() { blocks_->finish(); }

void write_pcapng(const std::filesystem::path& file, const FileInfo& info,
                  std::span<const Interface> interfaces, std::span<const Packet> packets,
                  std::string_view tls_key_log) {
    PcapngFile out(file, info);
    for (const auto& interface : interfaces) out.add(interface);
    // Before the packets, or a reader that passes over the file once has no keys for them.
    if (!tls_key_log.empty()) out.add_secrets(tls_key_log);
    for (const auto& packet : packets) out.add(packet);
    out.finish();
}

}  // namespace badrdp::capture
