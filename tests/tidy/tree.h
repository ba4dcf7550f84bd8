// The project's own files as data: what the tidy rules read.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::tidy {

namespace fs = std::filesystem;

using Complaints = std::vector<std::string>;

struct SourceFile {
    std::string path;  // below the root: "sim/wire/x224/tpkt.h"
    std::vector<std::string> lines;
    bool ends_with_newline = true;

    std::string folder() const { return fs::path(path).parent_path().string(); }
    bool is_header() const { return path.ends_with(".h"); }
    bool is_source() const { return path.ends_with(".cpp"); }
    bool below(std::string_view prefix) const { return path.starts_with(std::string(prefix) + '/'); }
};

inline SourceFile read_file(const fs::path& root, const fs::path& file) {
    SourceFile out{.path = file.lexically_relative(root).generic_string(), .lines = {}};
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        out.ends_with_newline = !in.eof();
        out.lines.push_back(std::move(line));
    }
    return out;
}

inline constexpr std::array kCodeFolders{"sim", "capture", "harness", "tests"};

// Every C++ file below the code folders of `root`, sorted.
inline std::vector<SourceFile> code_files(const fs::path& root) {
    std::vector<SourceFile> out;
    for (const auto* folder : kCodeFolders) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension == ".h" || extension == ".cpp") out.push_back(read_file(root, entry.path()));
        }
    }
    std::ranges::sort(out, {}, &SourceFile::path);
    return out;
}

inline std::string at(const SourceFile& file, std::size_t index) {
    return file.path + ":" + std::to_string(index + 1) + ": ";
}

// One complaint a line, so that a test that fails prints them all.
inline std::string listed(const Complaints& complaints) {
    std::string out;
    for (const auto& complaint : complaints) out += complaint + '\n';
    return out;
}

// What stands between the quotes or brackets of an #include; empty for any other line.
inline std::string_view included(std::string_view line, char open, char close) {
    constexpr std::string_view kInclude = "#include ";
    if (!line.starts_with(kInclude) || line.size() <= kInclude.size()) return {};
    if (line[kInclude.size()] != open) return {};
    line.remove_prefix(kInclude.size() + 1);
    return line.substr(0, line.find(close));
}

}  // namespace badrdp::tidy
