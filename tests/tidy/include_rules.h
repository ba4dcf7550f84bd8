// The architecture as two tables a compiler can read: which folder may include which, and which folder may
// use which library. What is not listed is forbidden. docs/architecture.md prints the first; a test compares.
#pragma once

#include <optional>

#include "tests/tidy/tree.h"

namespace badrdp::tidy {

struct Row {
    std::string_view folder;  // and everything below it
    std::vector<std::string_view> may_include;
};

inline const std::vector<Row>& directions() {
    static const std::vector<Row> rows{
        {"sim/wire", {}},
        {"sim/fault", {"sim/wire"}},
        {"sim/path", {"sim/wire"}},
        {"sim/peer", {"sim/wire", "sim/auth"}},
        {"sim/auth", {"sim/wire"}},
        {"sim/host", {"sim/wire", "sim/fault", "sim/auth", "sim/peer"}},
        {"sim/link", {"sim/wire", "sim/fault", "sim/peer", "sim/auth", "sim/host", "sim/path"}},
        {"capture", {"sim/wire", "sim/path"}},
        {"harness",
         {"sim/wire", "sim/fault", "sim/peer", "sim/auth", "sim/host", "sim/path", "sim/link", "capture"}},
        {"tests",
         {"sim/wire", "sim/fault", "sim/peer", "sim/auth", "sim/host", "sim/path", "sim/link", "capture",
          "harness"}},
    };
    return rows;
}

// No socket, file, thread or clock here: bytes, time and randomness come in as arguments.
inline constexpr std::array<std::string_view, 6> kPure{"sim/wire", "sim/fault", "sim/peer",
                                                       "sim/auth", "sim/host",  "sim/path"};

struct LibraryRow {
    std::string_view header;  // what the include begins with, bracket included
    std::vector<std::string_view> folders;
};

inline const std::vector<LibraryRow>& libraries() {
    static const std::vector<std::string_view> rim{"sim/link", "capture", "harness", "tests"};
    static const std::vector<LibraryRow> rows{
        {"<boost/asio", rim},
        {"<boost/json", {"capture", "harness", "tests"}},
        {"<openssl/ssl", {"sim/link", "tests"}},
        {"<openssl/", {"sim/link", "sim/auth", "tests"}},
        {"<pcap", {"capture", "tests"}},
        {"<toml++", {"harness", "tests"}},
        {"<CLI/", {"harness"}},
        {"<boost/test", {"tests"}},
        {"<sys/", rim},
        {"<netinet/", rim},
        {"<arpa/", rim},
        {"<net/", rim},
        {"<linux/", rim},
        {"<unistd.h>", rim},
        {"<fcntl.h>", rim},
        {"<poll.h>", rim},
        {"<signal.h>", rim},
        {"<csignal>", rim},
        {"<sched.h>", rim},
        {"<thread>", rim},
        {"<mutex>", rim},
        {"<atomic>", rim},
        {"<future>", rim},
        {"<condition_variable>", rim},
        {"<filesystem>", rim},
        {"<fstream>", rim},
        {"<iostream>", rim},
        {"<cstdio>", rim},
        {"<cstdlib>", rim},
        {"<random>", rim},
        {"<ctime>", rim},
    };
    return rows;
}

inline const Row* row_of(std::string_view path) {
    for (const auto& row : directions())
        if (path.starts_with(std::string(row.folder) + '/')) return &row;
    return nullptr;
}

inline std::optional<std::string> wrong_direction(const Row& from, std::string_view target,
                                                  const fs::path& root) {
    const auto* to = row_of(target);
    if (!to || !fs::exists(root / target)) return "names no file of ours; write it from the root";
    if (to->folder == from.folder ||
        std::ranges::find(from.may_include, to->folder) != from.may_include.end())
        return std::nullopt;
    return std::string(from.folder) + " must not know " + std::string(to->folder);
}

inline Complaints wrong_includes(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        const auto* row = row_of(file.path);
        if (!row) {
            out.push_back(file.path + ": its folder has no row in the table of directions");
            continue;
        }
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto target = included(file.lines[i], '"', '"');
            if (target.empty()) continue;
            if (const auto why = wrong_direction(*row, target, root))
                out.push_back(at(file, i) + "\"" + std::string(target) + "\": " + *why);
        }
    }
    return out;
}

inline bool may_use(const SourceFile& file, const LibraryRow& row) {
    return std::ranges::any_of(row.folders, [&](std::string_view folder) { return file.below(folder); });
}

// The first row that matches decides, so the narrower one stands first.
inline Complaints wrong_libraries(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root))
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto target = included(file.lines[i], '<', '>');
            if (target.empty()) continue;
            const auto bracketed = '<' + std::string(target) + '>';
            const auto row = std::ranges::find_if(
                libraries(), [&](const LibraryRow& r) { return bracketed.starts_with(r.header); });
            if (row != libraries().end() && !may_use(file, *row))
                out.push_back(at(file, i) + bracketed + " does not belong in " + file.folder());
        }
    return out;
}

// Time and randomness that come from anywhere but an argument.
inline constexpr std::array<std::string_view, 6> kImpure{"::now(",  "time(nullptr)", "random_device",
                                                         "getenv(", "std::rand(",    "localtime"};

inline Complaints impure_code(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        if (!std::ranges::any_of(kPure, [&](std::string_view folder) { return file.below(folder); }))
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            for (const auto word : kImpure)
                if (file.lines[i].contains(word))
                    out.push_back(at(file, i) + std::string(word) + " in a pure folder");
    }
    return out;
}

}  // namespace badrdp::tidy
