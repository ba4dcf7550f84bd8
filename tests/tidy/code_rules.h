// What the layout lets a test see of the code itself: clang-format puts every function's end where it began.
#pragma once

#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "tests/tidy/tree.h"

namespace badrdp::tidy {

inline constexpr std::size_t kLongestFunction = 65;
inline constexpr std::size_t kLongestTest = 100;  // a table is in it

inline std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// Where a raw string begins; the R of one is no end of a word.
inline std::size_t raw_string_in(std::string_view line) {
    for (auto at = line.find("R\""); at != std::string_view::npos; at = line.find("R\"", at + 1))
        if (at == 0 || std::string_view(" (,{=").contains(line[at - 1])) return at;
    return std::string_view::npos;
}

// Nothing but the code: comments are blanked, and so is what stands in raw strings.
inline std::vector<std::string> code_of(const SourceFile& file) {
    std::vector<std::string> out;
    std::string end;  // of the raw string that we are in
    for (auto line : file.lines) {
        if (!end.empty()) {
            const auto ends = line.find(end);
            line = ends == std::string::npos
                       ? ""
                       : std::string(ends + end.size(), ' ') + line.substr(ends + end.size());
            if (ends != std::string::npos) end.clear();
        }
        const auto comment = line.find("//");
        if (const auto raw = raw_string_in(line); raw < comment) {
            const auto open = line.find('(', raw);
            end = ')' + line.substr(raw + 2, open - raw - 2) + '"';
            if (line.find(end, open) != std::string::npos) end.clear();
            line.resize(raw);
        } else if (comment != std::string::npos) {
            line.resize(comment);
        }
        out.push_back(std::move(line));
    }
    return out;
}

// Files in which a function may be longer, each with its reason. The ratchet: a file that no longer needs its
// row fails.
inline const std::map<std::string, std::string>& longer_functions() {
    static const std::map<std::string, std::string> files{};
    return files;
}

// A function ends with a brace that stands below its first line; that of a type or a table has a semicolon.
inline Complaints long_functions(const fs::path& root, const std::map<std::string, std::string>& excused) {
    Complaints out;
    std::set<std::string> needed;
    for (const auto& file : code_files(root)) {
        const auto most = file.below("tests") ? kLongestTest : kLongestFunction;
        const auto lines = code_of(file);
        for (std::size_t end = 0; end < lines.size(); ++end) {
            const auto indent = indent_of(lines[end]);
            if (indent > 4 || lines[end].substr(indent) != "}") continue;
            auto begin = end;
            while (begin > 0 && (lines[--begin].empty() || indent_of(lines[begin]) > indent)) {
            }
            const auto length = end - begin + 1;
            if (length <= most || !lines[begin].contains('(')) continue;
            needed.insert(file.path);
            if (!excused.contains(file.path))
                out.push_back(at(file, begin) + std::to_string(length) + " lines; " + std::to_string(most) +
                              " is the limit of a function");
        }
    }
    for (const auto& [path, why] : excused)
        if (!needed.contains(path)) out.push_back(path + ": no long function any more; take it off the list");
    return out;
}

// Functions that no code of ours calls, each with what keeps it. The same ratchet.
inline const std::map<std::string, std::string>& kept_unused() {
    static const std::map<std::string, std::string> names{
        {"add_fixed", "a pair of virtual interfaces, which tests make, needs it"}};
    return names;
}

// The names of functions in headers, and where each is declared, defined and used, without the tests.
class Uses {
public:
    explicit Uses(const fs::path& root) {
        for (auto& file : code_files(root))
            if (!file.below("tests")) code_.emplace_back(file.path, code_of(file));
        for (const auto& [path, lines] : code_)
            if (path.ends_with(".h")) declare(path, lines);
        for (const auto& [path, lines] : code_) look(path, lines);
    }

    // Declared for nobody: no code of ours calls it, and a test alone is no reason to have it.
    Complaints unused(const std::map<std::string, std::string>& excused) const {
        Complaints out;
        for (const auto& [name, places] : declared_)
            if (!used_.contains(name) && !excused.contains(name))
                out.push_back(*places.begin() + ": nobody calls " + name);
        for (const auto& [name, why] : excused)
            if (!declared_.contains(name) || used_.contains(name))
                out.push_back(name + ": used or gone; take it off the list");
        return out;
    }

private:
    static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

    // The word before a parenthesis, and where it begins.
    template <class Each>
    static void each_call(const std::string& line, Each each) {
        for (auto open = line.find('('); open != std::string::npos; open = line.find('(', open + 1)) {
            auto begin = open;
            while (begin > 0 && is_word(line[begin - 1])) --begin;
            if (begin < open) each(line.substr(begin, open - begin), begin);
        }
    }

    // "Type name(": neither a call nor a constructor, which have no type in front of them.
    static bool declares(const std::string& line, std::size_t begin) {
        static const std::set<std::string> kOthers{"return", "else",      "case", "new",
                                                   "throw",  "co_return", "using"};
        const auto head = line.substr(0, begin);
        if (head.find_first_of("={(.?") != std::string::npos || head.empty() || head.starts_with('#'))
            return false;
        const auto last = head.find_last_not_of(' ');
        if (last == std::string::npos ||
            !(is_word(head[last]) || std::string_view(">*&:]").contains(head[last])))
            return false;
        const auto first = head.find_first_not_of(' ');
        return !kOthers.contains(head.substr(first, head.find(' ', first) - first));
    }

    void declare(const std::string& path, const std::vector<std::string>& lines) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto indent = indent_of(lines[i]);
            if (indent != 0 && indent != 4) continue;
            bool first = true;
            each_call(lines[i], [&](const std::string& name, std::size_t begin) {
                if (std::exchange(first, false) && declares(lines[i], begin))
                    declared_[name].insert(path + ":" + std::to_string(i + 1));
            });
        }
    }

    // A definition begins at the left edge, and no call does.
    void look(const std::string& path, const std::vector<std::string>& lines) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto& line = lines[i];
            const bool defines = path.ends_with(".cpp") && indent_of(line) == 0;
            const auto place = path + ":" + std::to_string(i + 1);
            std::set<std::string> defined;
            each_call(line, [&](const std::string& name, std::size_t begin) {
                if (defines && defined.empty() && declares(line, begin)) defined.insert(name);
            });
            for (std::size_t begin = 0, end = 0; begin < line.size(); begin = end + 1) {
                while (begin < line.size() && !is_word(line[begin])) ++begin;
                for (end = begin; end < line.size() && is_word(line[end]);) ++end;
                const auto word = line.substr(begin, end - begin);
                const auto found = declared_.find(word);
                if (found == declared_.end() || found->second.contains(place)) continue;
                if (defined.erase(word) == 0) used_.insert(word);
            }
        }
    }

    std::vector<std::pair<std::string, std::vector<std::string>>> code_;
    std::map<std::string, std::set<std::string>> declared_;  // name -> "path:line"
    std::set<std::string> used_;
};

}  // namespace badrdp::tidy
