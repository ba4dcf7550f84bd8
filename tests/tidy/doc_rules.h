// What pages for people promise about the tree: that their links lead somewhere, and their tables are true.
#pragma once

#include "tests/tidy/include_rules.h"

namespace badrdp::tidy {

// Markdown pages at the root, below docs/ and below scenarios/.
inline std::vector<SourceFile> pages(const fs::path& root) {
    std::vector<SourceFile> out;
    const auto take = [&](const fs::directory_entry& entry) {
        if (entry.path().extension() == ".md") out.push_back(read_file(root, entry.path()));
    };
    for (const auto& entry : fs::directory_iterator(root)) take(entry);
    for (const auto* folder : {"docs", "scenarios"})
        if (fs::exists(root / folder))
            for (const auto& entry : fs::recursive_directory_iterator(root / folder)) take(entry);
    std::ranges::sort(out, {}, &SourceFile::path);
    return out;
}

// Targets of [text](target) in a line that lead to a file of ours, without their #part.
inline std::vector<std::string> local_targets(std::string_view line) {
    std::vector<std::string> out;
    for (auto open = line.find("]("); open != std::string_view::npos; open = line.find("](", open + 2)) {
        const auto end = line.find(')', open);
        if (end == std::string_view::npos) break;
        auto target = line.substr(open + 2, end - open - 2);
        target = target.substr(0, target.find('#'));
        if (!target.empty() && !target.contains("://")) out.emplace_back(target);
    }
    return out;
}

inline Complaints broken_links(const fs::path& root) {
    Complaints out;
    for (const auto& page : pages(root)) {
        bool code = false;
        for (std::size_t i = 0; i < page.lines.size(); ++i) {
            if (page.lines[i].starts_with("```")) code = !code;
            if (code) continue;
            for (const auto& target : local_targets(page.lines[i]))
                if (!fs::exists(root / page.folder() / target))
                    out.push_back(at(page, i) + target + " is not there");
        }
    }
    return out;
}

inline std::string first_quoted(std::string_view line) {
    const auto open = line.find('`');
    if (open == std::string_view::npos) return {};
    return std::string(line.substr(open + 1, line.find('`', open + 1) - open - 1));
}

inline std::string as_table_line(const Row& row) {
    std::string out = "| `" + std::string(row.folder) + "` | ";
    for (std::size_t i = 0; i < row.may_include.size(); ++i)
        out += (i > 0 ? ", `" : "`") + std::string(row.may_include[i]) + '`';
    return out + (row.may_include.empty() ? "nothing of ours |" : " |");
}

}  // namespace badrdp::tidy
