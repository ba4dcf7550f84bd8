// The architecture as two tables a compiler can read: which folder may include which, and which folder may
// use which library. What is not listed is forbidden. docs/architecture.md prints the first; a test compares.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "tests/tidy/tree.h"

namespace badrdp::tidy {

struct Row {
    std::string_view folder;                    // and everything below it that has no row of its own
    std::vector<std::string_view> may_include;  // folders with everything below them, or single files
};

// A row for each library, and one for each floor of those that have floors.
inline const std::vector<Row>& directions() {
    static const std::vector<Row> rows{
        {"sim/wire/io", {}},
        {"sim/wire/sequence", {"sim/wire/io"}},
        {"sim/wire/tls", {"sim/wire/io"}},
        {"sim/wire/datagram", {"sim/wire/io"}},
        {"sim/wire/rdstls", {"sim/wire/io", "sim/wire/sequence"}},
        {"sim/wire/rdsaad", {"sim/wire/io", "sim/wire/sequence"}},
        {"sim/wire/x224",
         {"sim/wire/io", "sim/wire/sequence", "sim/wire/tls", "sim/wire/rdstls", "sim/wire/rdsaad"}},
        {"sim/wire/nla", {"sim/wire/io"}},
        {"sim/wire/security", {"sim/wire/io"}},
        {"sim/wire/mcs", {"sim/wire/io", "sim/wire/sequence", "sim/wire/x224", "sim/wire/security"}},
        {"sim/wire/license", {"sim/wire/io"}},
        {"sim/wire/share", {"sim/wire/io", "sim/wire/sequence", "sim/wire/security"}},
        {"sim/wire/session", {"sim/wire/io", "sim/wire/sequence", "sim/wire/share"}},
        {"sim/wire/names", {"sim/wire"}},
        {"sim/fault", {"sim/wire"}},
        {"sim/path", {"sim/wire"}},
        {"sim/auth", {"sim/wire"}},
        {"sim/peer", {"sim/wire", "sim/auth"}},
        {"sim/kerberos", {"sim/wire", "sim/auth"}},
        {"sim/host", {"sim/wire", "sim/fault", "sim/auth", "sim/peer"}},
        {"sim/link", {"sim/wire", "sim/fault", "sim/path", "sim/auth", "sim/peer", "sim/host"}},
        {"capture/read", {"sim/wire/io", "sim/path/ip.h"}},
        {"capture/open", {"sim/wire/io", "sim/wire/sequence", "sim/wire/tls", "sim/auth/cipher.h"}},
        {"capture", {"sim/wire", "sim/path", "sim/auth/ntstatus.h"}},
        {"harness/os", {"sim/wire/io", "sim/auth/secret.h", "sim/path/test_network.h"}},
        {"harness/data",
         {"sim/wire", "sim/fault", "sim/path", "sim/auth", "sim/peer", "sim/host", "harness/os"}},
        {"harness/judge", {"sim/wire", "harness/data"}},
        {"harness/diagnose", {"sim/wire", "sim/path", "capture"}},
        {"harness/play/net", {"sim", "capture", "harness/os", "harness/data"}},
        {"harness/play/builtin", {"sim", "harness/os", "harness/data"}},
        {"harness/play", {"sim", "capture", "harness/os", "harness/data", "harness/judge"}},
        {"harness/probe", {"sim", "capture/json_text.h", "harness/os"}},
        {"harness/advise",
         {"sim/host", "sim/wire/sequence", "harness/os", "harness/data", "harness/judge", "harness/play",
          "harness/diagnose"}},
        {"harness/load",
         {"sim", "capture/json_text.h", "harness/os", "harness/play", "harness/report/style.h"}},
        {"harness/live",
         {"sim", "capture", "harness/os", "harness/data", "harness/play", "harness/report/style.h"}},
        {"harness/lab",
         {"sim/host", "sim/link/mint.h", "capture", "harness/os", "harness/data", "harness/play",
          "harness/advise", "harness/diagnose", "harness/live", "harness/report/ladder"}},
        {"harness/report",
         {"sim/wire/io", "sim/wire/sequence", "capture/json_text.h", "harness/os", "harness/data",
          "harness/judge", "harness/play", "harness/advise", "harness/diagnose"}},
        {"harness/cli",
         {"sim", "capture", "harness/os", "harness/data", "harness/judge", "harness/play", "harness/advise",
          "harness/report", "harness/diagnose", "harness/probe", "harness/load", "harness/live",
          "harness/lab"}},
        {"harness/main.cpp", {"harness/os", "harness/cli"}},
        {"tests", {"sim", "capture", "harness"}},
    };
    return rows;
}

// No socket, file, thread or clock here: bytes, time and randomness come in as arguments.
inline constexpr std::array<std::string_view, 7> kPure{"sim/wire", "sim/fault", "sim/peer",        "sim/auth",
                                                       "sim/host", "sim/path",  "harness/diagnose"};

struct LibraryRow {
    std::string_view header;  // what the include begins with, bracket included
    std::vector<std::string_view> folders;
};

inline const std::vector<LibraryRow>& libraries() {
    // Who may ask the machine for something, and who may read a file.
    static const std::vector<std::string_view> rim{
        "sim/link",     "capture",      "harness/os",  "harness/play", "harness/probe",
        "harness/load", "harness/live", "harness/lab", "harness/cli",  "tests"};
    static const std::vector<std::string_view> files{
        "sim/link",      "sim/kerberos",     "capture",        "harness/os",     "harness/data",
        "harness/judge", "harness/play",     "harness/advise", "harness/report", "harness/lab",
        "harness/cli",   "harness/main.cpp", "tests"};
    static const std::vector<LibraryRow> rows{
        {"<boost/asio", rim},
        {"<boost/beast",
         {"harness/live/http/http_server.cpp", "harness/live/http/web_socket.h",
          "harness/live/http/web_socket.cpp"}},
        {"<boost/json",
         {"capture", "harness/diagnose", "harness/probe", "harness/play", "harness/advise", "harness/report",
          "harness/load", "harness/live", "harness/lab", "harness/cli", "tests"}},
        {"<boost/regex", {"harness/data"}},
        {"<boost/locale", {"harness/os", "tests"}},
        {"<openssl/ssl", {"sim/link", "tests"}},
        {"<openssl/", {"sim/link", "sim/auth", "capture/open", "tests"}},
        {"<pcap", {"capture", "tests"}},
        {"<gssapi", {"sim/kerberos", "tests"}},
        {"<krb5", {"sim/kerberos", "tests"}},
        {"<libmnl/", {"harness/os"}},
        {"<zlib.h>", {"capture/read"}},
        {"<sqlite3.h>", {"harness/os", "tests"}},
        {"<toml++", {"harness/data", "tests"}},
        {"<CLI/", {"harness/cli", "harness/play/builtin", "harness/main.cpp"}},
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
        {"<filesystem>", files},
        {"<fstream>", files},
        {"<iostream>", files},
        {"<cstdio>", files},
        {"<cstdlib>", files},
        {"<random>", files},
        {"<ctime>", files},
    };
    return rows;
}

inline bool is_below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// The narrowest row that speaks of the file.
inline const Row* row_of(std::string_view path) {
    const Row* best = nullptr;
    for (const auto& row : directions())
        if (is_below(path, row.folder) && (!best || row.folder.size() > best->folder.size())) best = &row;
    return best;
}

inline std::optional<std::string> wrong_direction(const Row& from, std::string_view target,
                                                  const fs::path& root) {
    const auto* to = row_of(target);
    if (!to || !fs::exists(root / target)) return "names no file of ours; write it from the root";
    const auto covers = [&](std::string_view place) { return is_below(target, place); };
    if (to == &from || is_below(to->folder, from.folder) || std::ranges::any_of(from.may_include, covers))
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

// Folders that include each other, over however many others: "a -> b -> a".
class Circles {
public:
    explicit Circles(const fs::path& root) {
        for (const auto& file : code_files(root))
            for (const auto& line : file.lines) {
                const auto target = included(line, '"', '"');
                const auto folder = fs::path(target).parent_path().string();
                if (!target.empty() && !file.below("tests") && folder != file.folder())
                    includes_[file.folder()].insert(folder);
            }
        for (const auto& [folder, _] : includes_) walk(folder);
    }
    const Complaints& found() const { return found_; }

private:
    void walk(const std::string& folder) {
        if (const auto it = std::ranges::find(way_, folder); it != way_.end()) {
            std::string circle;
            for (auto at = it; at != way_.end(); ++at) circle += *at + " -> ";
            found_.push_back(circle + folder);
            return;
        }
        if (!done_.insert(folder).second) return;
        way_.push_back(folder);
        if (const auto it = includes_.find(folder); it != includes_.end())
            for (const auto& next : it->second) walk(next);
        way_.pop_back();
    }

    std::map<std::string, std::set<std::string>> includes_;
    std::set<std::string> done_;
    std::vector<std::string> way_;
    Complaints found_;
};

inline bool may_use(const SourceFile& file, const LibraryRow& row) {
    return std::ranges::any_of(row.folders,
                               [&](std::string_view folder) { return is_below(file.path, folder); });
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
