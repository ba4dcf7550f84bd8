#include "harness/os/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace badrdp::harness {
namespace {

// Not O_APPEND: on Linux that would send pwrite to the end of the file.
Fd open_to_mask(int fd) {
    const auto path = "/proc/self/fd/" + std::to_string(fd);
    return Fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC), "cannot open the log again");
}

}  // namespace

LogFile::LogFile(const std::filesystem::path& file)
    : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600),
          "cannot write " + file.string()) {
    if (::fchmod(fd_.get(), 0600) < 0)
        throw std::system_error(errno, std::generic_category(), "cannot make private " + file.string());
    start_ = size();
}

std::size_t LogFile::size() const {
    struct stat now {};
    return ::fstat(fd_.get(), &now) == 0 ? static_cast<std::size_t>(now.st_size) : 0;
}

std::size_t LogFile::written() const { return size() - std::min(size(), start_); }

void LogFile::append(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t written = ::write(fd_.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw std::system_error(errno, std::generic_category(), "cannot write to the log");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string LogFile::take(std::size_t most, const std::vector<auth::Secret>& secrets) {
    if (::fchown(fd_.get(), ::geteuid(), ::getegid()) < 0)
        throw std::system_error(errno, std::generic_category(), "cannot take the log back");
    // Of a flood the rest is worth no more than its memory and its place on the disk.
    if (written() > most && ::ftruncate(fd_.get(), static_cast<off_t>(start_ + most)) < 0)
        throw std::system_error(errno, std::generic_category(), "cannot cut the log");
    std::string text(written(), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t got =
            ::pread(fd_.get(), text.data() + have, text.size() - have, static_cast<off_t>(start_ + have));
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    Fd mask;
    for (const auto& secret : secrets) {
        if (secret.empty()) continue;
        const auto plain = secret.reveal();  // to be looked for, and to stand there no more
        const std::string stars(plain.size(), '*');
        for (std::size_t at = 0; (at = text.find(plain, at)) != text.npos; at += plain.size()) {
            if (mask.get() < 0) mask = open_to_mask(fd_.get());
            text.replace(at, plain.size(), stars);
            if (::pwrite(mask.get(), stars.data(), stars.size(), static_cast<off_t>(start_ + at)) < 0)
                throw std::system_error(errno, std::generic_category(), "cannot mask a secret in the log");
        }
    }
    return text;
}

}  // namespace badrdp::harness
