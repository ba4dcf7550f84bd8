#include "harness/cli/log_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "harness/advise/explain/pasted.h"
#include "harness/advise/logs/read_log.h"
#include "harness/cli/known.h"
#include "harness/os/evtx/event_log.h"
#include "harness/os/fd.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kBeginning = 4096;
constexpr std::size_t kMostEventLog = 1u << 30;  // of one that comes by a pipe, or packed

std::string_view text_in(wire::BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// As many of its next bytes as there are, up to `most`.
wire::BytesView beginning_of(capture::Input& input, std::size_t most) {
    if (const auto all = input.peek(most)) return *all;
    return *input.peek(input.left());
}

// A file that another program can read, and why it has not all of the log; empty: it has.
struct Whole {
    Fd file;
    std::string lacks{};
};

// As it lies there; nothing: it is packed, or can be read but once.
std::optional<Fd> as_it_is(const std::string& name) {
    const int opened = opens_anew(name) ? ::open(name.c_str(), O_RDONLY | O_CLOEXEC) : -1;
    if (opened < 0) return std::nullopt;
    Fd out(opened, name);
    std::array<char, kEventLogMagic.size()> head{};
    const auto got = ::pread(out.get(), head.data(), head.size(), 0);
    if (got != static_cast<ssize_t>(head.size()) ||
        std::string_view(head.data(), head.size()) != kEventLogMagic)
        return std::nullopt;
    return out;
}

Whole as_file(GivenLog& file) {
    if (auto opened = as_it_is(file.name)) return {.file = std::move(*opened)};
    Whole out{.file = Fd(::memfd_create("event log", MFD_CLOEXEC), "memfd_create")};
    std::size_t written = 0;
    constexpr std::size_t kPiece = 64u << 10;
    for (auto piece = beginning_of(file.input, kPiece); !piece.empty();
         piece = beginning_of(file.input, kPiece)) {
        if (written >= kMostEventLog) {
            out.lacks = fmt::format("only its first {} MiB are read", kMostEventLog >> 20);
            break;
        }
        const auto size = ::write(out.file.get(), piece.data(), piece.size());
        if (size <= 0) throw std::system_error(size < 0 ? errno : EIO, std::generic_category(), file.name);
        file.input.take(static_cast<std::size_t>(size));
        written += static_cast<std::size_t>(size);
    }
    if (out.lacks.empty()) out.lacks = file.input.broken();
    ::lseek(out.file.get(), 0, SEEK_SET);
    return out;
}

LogText from_event_log(GivenLog& file, const Shelf& shelf) {
    const auto opened = as_file(file);
    const auto events =
        read_event_log(opened.file.get(), kMostPasted, [&](std::string_view source, std::uint32_t event) {
            return concerns_rdp(shelf.families, source, event);
        });
    const auto& trouble = opened.lacks.empty() ? events.trouble : opened.lacks;
    if (!trouble.empty() && events.text.empty() && events.passed_over == 0)
        throw UsageError(fmt::format("{}: {}", file.name, trouble));
    auto out = read_log(file.name, events.text, shelf.families);
    out.log.wrote = "Windows";
    if (!trouble.empty())
        out.log.error = {0, trouble};
    else if (events.cut)
        out.log.error = {0, fmt::format("only the last {} MiB of its records are read", kMostPasted >> 20)};
    return out;
}

LogText from_text(GivenLog& file, const Shelf& shelf) {
    const auto bytes = beginning_of(file.input, kMostPasted + 1);
    if (bytes.empty()) throw UsageError(fmt::format("{}: byte 0: the file is empty", file.name));
    auto out = read_log(file.name, text_in(bytes), shelf.families);
    if (bytes.size() > kMostPasted)
        out.log.error = {kMostPasted,
                         fmt::format("only the first {0} MiB are read, and the newest lines are not "
                                     "among them: give its end, as `tail -c {0}M` cuts it",
                                     kMostPasted >> 20)};
    else if (!file.input.broken().empty())
        out.log.error = {bytes.size(), file.input.broken()};
    return out;
}

}  // namespace

bool opens_anew(const std::string& name) {
    std::error_code none;
    return name != "-" && std::filesystem::is_regular_file(name, none);
}

FileKind kind_of(capture::Input& input) {
    const auto head = text_in(beginning_of(input, kBeginning));
    if (head.starts_with(kEventLogMagic)) return FileKind::event_log;
    return looks_like_text(head) ? FileKind::text : FileKind::capture;
}

std::vector<diagnosis::Log> read_logs(std::vector<GivenLog> files, const Globals& globals) {
    std::vector<diagnosis::Log> out;
    if (files.empty()) return out;
    Shelf shelf(globals.scenarios);
    shelf.take_all();
    std::vector<LogText> texts;
    std::vector<Query> queries;
    for (auto& file : files) {
        texts.push_back(file.kind == FileKind::event_log ? from_event_log(file, shelf)
                                                         : from_text(file, shelf));
        const auto& log = texts.back().log;
        if (log.error)
            fmt::print(stderr, "{}: {}{}; what was read is diagnosed\n", log.name,
                       log.error->at > 0 ? fmt::format("byte {}: ", log.error->at) : "", log.error->why);
        queries.insert(queries.end(), texts.back().queries.begin(), texts.back().queries.end());
    }
    const auto known =
        queries.empty() ? Knowledge() : knowledge(globals.scenarios, answers(queries, shelf), shelf.families);
    for (auto& text : texts) out.push_back(explained_log(std::move(text), shelf.families, known));
    return out;
}

}  // namespace badrdp::harness
