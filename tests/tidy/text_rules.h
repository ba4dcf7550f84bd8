// How a file looks: what clang-format does not see.
#pragma once

#include <map>

#include "tests/tidy/tree.h"

namespace badrdp::tidy {

inline constexpr std::size_t kMostLines = 400;
inline constexpr std::size_t kMostColumns = 110;

// Files that may be longer, each with its reason. The ratchet: a file that no longer needs its row fails.
inline const std::map<std::string, std::string>& longer_files() {
    static const std::map<std::string, std::string> files{};
    return files;
}

inline Complaints wrong_lengths(const fs::path& root, const std::map<std::string, std::string>& excused) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        const bool is_long = file.lines.size() > kMostLines;
        if (is_long && !excused.contains(file.path))
            out.push_back(file.path + ": " + std::to_string(file.lines.size()) + " lines; " +
                          std::to_string(kMostLines) + " is the limit");
        if (!is_long && excused.contains(file.path))
            out.push_back(file.path + ": short enough now; take it off the list of longer files");
    }
    for (const auto& [path, why] : excused)
        if (!fs::exists(root / path)) out.push_back(path + ": is on the list of longer files, and gone");
    return out;
}

// Columns, not bytes: the bytes that continue a UTF-8 character take no room.
inline std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

inline Complaints wrong_lines(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto& line = file.lines[i];
            if (columns(line) > kMostColumns) out.push_back(at(file, i) + "longer than 110 columns");
            if (line.contains('\t')) out.push_back(at(file, i) + "a tab");
            if (line.contains('\r')) out.push_back(at(file, i) + "a carriage return");
            if (line.ends_with(' ')) out.push_back(at(file, i) + "a space at its end");
        }
        if (!file.ends_with_newline) out.push_back(file.path + ": no newline at its end");
    }
    return out;
}

// A header opens with a sentence on what it is for, then #pragma once before anything else.
inline Complaints wrong_headers(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        if (!file.is_header()) continue;
        if (file.lines.empty() || !file.lines[0].starts_with("// "))
            out.push_back(file.path + ": does not open with what it is for");
        const auto code = std::ranges::find_if(
            file.lines, [](const std::string& line) { return !line.empty() && !line.starts_with("//"); });
        if (code == file.lines.end() || *code != "#pragma once")
            out.push_back(file.path + ": no #pragma once before its code");
    }
    return out;
}

// tpkt.cpp includes tpkt.h before anything else, so that the header shows it can stand alone.
inline Complaints wrong_first_includes(const fs::path& root) {
    Complaints out;
    for (const auto& file : code_files(root)) {
        if (!file.is_source()) continue;
        const auto own = fs::path(file.path).replace_extension(".h").generic_string();
        if (!fs::exists(root / own)) continue;
        const auto first =
            std::ranges::find_if(file.lines, [](const auto& line) { return line.starts_with("#include "); });
        if (first == file.lines.end() || included(*first, '"', '"') != own)
            out.push_back(file.path + ": its first include is not \"" + own + "\"");
    }
    return out;
}

inline bool is_word_at(std::string_view line, std::size_t where, std::string_view word) {
    const auto part_of_word = [&](std::size_t i) {
        return i < line.size() && (std::isalnum(static_cast<unsigned char>(line[i])) || line[i] == '_');
    };
    return !(where > 0 && part_of_word(where - 1)) && !part_of_word(where + word.size());
}

// Whole words that must not stand in `files`.
template <class Words>
Complaints forbidden_words(const std::vector<SourceFile>& files, const Words& words) {
    Complaints out;
    for (const auto& file : files) {
        if (file.below("tests/tidy")) continue;  // this is where the words are spelled out
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            for (const std::string_view word : words)
                for (auto where = file.lines[i].find(word); where != std::string::npos;
                     where = file.lines[i].find(word, where + 1))
                    if (is_word_at(file.lines[i], where, word))
                        out.push_back(at(file, i) + std::string(word));
    }
    return out;
}

inline constexpr std::array<std::string_view, 3> kUnfinished{"TODO", "FIXME", "XXX"};

inline Complaints unfinished_work(const fs::path& root) {
    return forbidden_words(code_files(root), kUnfinished);
}

// A test waits for an event with a deadline; how long an event takes is nothing it may guess.
inline constexpr std::array<std::string_view, 5> kSleeps{"sleep_for", "sleep_until", "usleep", "nanosleep",
                                                         "clock_nanosleep"};

inline Complaints sleeping_tests(const fs::path& root) {
    auto files = code_files(root);
    std::erase_if(files, [](const SourceFile& file) { return !file.below("tests"); });
    for (auto& file : files)
        for (auto& line : file.lines) line = line.substr(0, line.find("//"));
    return forbidden_words(files, kSleeps);
}

}  // namespace badrdp::tidy
