#include "capture/read/input.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

namespace badrdp::capture {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
// What is not packed is read past this if more than twice as much is asked for.
constexpr std::size_t kGzipBuffer = 64 * 1024;

struct CloseGzip {
    void operator()(gzFile_s* file) const { gzclose_r(file); }
};

std::expected<std::size_t, std::string> read_some(gzFile file, std::span<std::uint8_t> into) {
    const auto got = gzread(file, into.data(), static_cast<unsigned>(into.size()));
    if (got > 0) return static_cast<std::size_t>(got);
    int error = Z_OK;
    const std::string why = gzerror(file, &error);
    if (error == Z_ERRNO) return std::unexpected(std::generic_category().message(errno));
    if (error == Z_BUF_ERROR) return std::unexpected("the packed data ends in the middle");
    if (error != Z_OK && error != Z_STREAM_END) return std::unexpected("the packed data is broken: " + why);
    return 0;
}

}  // namespace

bool Input::fetch(std::size_t size) {
    if (gone_ > 0) {
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(gone_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
        filled_ -= gone_;
        gone_ = 0;
    }
    while (left() < size && !ended_) {
        if (filled_ == buffer_.size()) buffer_.resize(std::max(kChunk, 2 * buffer_.size()));
        const auto got = fill_(std::span(buffer_).subspan(filled_));
        filled_ += got.value_or(0);
        ended_ = got.value_or(0) == 0;
        if (!got) broken_ = got.error();
    }
    return left() >= size;
}

Input open_input(const std::string& name) {
    const int opened = name == "-" ? dup(STDIN_FILENO) : open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) throw std::system_error(errno, std::generic_category(), name);
    const std::shared_ptr<gzFile_s> file(gzdopen(opened, "rb"), CloseGzip());
    if (!file) throw std::system_error(ENOMEM, std::generic_category(), name);
    gzbuffer(file.get(), kGzipBuffer);
    return Input([file](std::span<std::uint8_t> into) { return read_some(file.get(), into); });
}

}  // namespace badrdp::capture
