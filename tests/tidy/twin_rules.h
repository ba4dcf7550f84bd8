// Two types of one name in one namespace are one type to the linker, which keeps the functions of either: the
// compiler sees them only when both are in one unit.
#pragma once

#include <map>
#include <sstream>

#include "tests/tidy/code_rules.h"

namespace badrdp::tidy {

// "badrdp::harness" at this line; empty: there is none, or one without a name, in which every file has its
// own.
class Namespaces {
public:
    // False: the line closes one, and none is open.
    bool see(const std::string& line) {
        if (line.starts_with("}  // namespace")) {
            if (open_.empty()) return false;
            open_.pop_back();
        } else if (const auto brace = line.find('{');
                   line.starts_with("namespace ") && brace != line.npos && !line.contains('}')) {
            auto name = line.substr(10, brace - 10);
            while (name.ends_with(' ')) name.pop_back();
            open_.push_back(std::move(name));
        }
        return true;
    }
    bool any_open() const { return !open_.empty(); }
    bool is_shared() const {
        return !open_.empty() && std::ranges::none_of(open_, [](const auto& name) { return name.empty(); });
    }
    std::string name() const {
        std::string out;
        for (const auto& one : open_) out += one + "::";
        return out;
    }

private:
    std::vector<std::string> open_;
};

// The name of the type whose definition begins in this line, which stands at no indent; empty: none does.
inline std::string type_defined_in(const std::string& line) {
    std::istringstream words(line);
    std::string kind, name;
    words >> kind >> name;
    if (kind == "enum" && name == "class") words >> name;
    if (line.starts_with(' ')) return {};  // inside of another
    if (kind != "struct" && kind != "class" && kind != "enum" && kind != "union") return {};
    if (line.ends_with(";") && !line.contains('{')) return {};
    return name.contains('<') ? std::string() : name;  // one of a template is told apart by its arguments
}

inline Complaints twins(const fs::path& root) {
    Complaints out;
    std::map<std::string, std::string> first;
    for (const auto& file : code_files(root)) {
        if (file.below("tests")) continue;  // each has a program of its own
        Namespaces now;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            if (!now.see(file.lines[i]))
                out.push_back(at(file, i) + "no namespace is open that this line closes");
            const auto type = now.is_shared() ? type_defined_in(file.lines[i]) : std::string();
            if (type.empty()) continue;
            const auto [other, is_new] = first.emplace(now.name() + type, at(file, i));
            if (!is_new) out.push_back(at(file, i) + type + " is there already: " + other->second);
        }
        if (now.any_open())
            out.push_back(file.path + ": a namespace is open at its end; `}  // namespace x` closes one");
    }
    return out;
}

}  // namespace badrdp::tidy
