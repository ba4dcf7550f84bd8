#include "harness/cli/begun.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <vector>

namespace badrdp::harness {
namespace {

// What is said in front of the first line that begins so.
struct Lesson {
    std::string_view line;
    std::string_view says;
    bool top = true;  // a key, above all tables
};

constexpr Lesson kOfClients[] = {
    {"programs", "Names to look for on PATH, or paths, in this order."},
    {"versions", "The versions that this file speaks of; without this line, all."},
    {"package",
     "The Debian package that is named where the program is missing; take it out if there is none."},
    {"display", "It needs an X display: the run starts one."},
    {"done", "The step behind which it has what it came for. Take it out if it wants a desktop."},
    {"patience",
     "If it runs longer, it counts as hung; more memory is bloated, more connections are a loop."},
    {"on_request", "It is played only if somebody names it."},
    {"[version]", "How it tells its version: the first group of the pattern, in what the command prints.",
     false},
    {"[options.",
     "A table for each way to start it that scenarios ask for: lenient, strict, tofu, rdp, tls, nla. Take "
     "out those\n"
     "that it has no option for. A command is a list: no shell splits it. {host}, {port}, {user} and so on "
     "are\n"
     "replaced. The password goes in by stdin: arguments can be read by every user of the machine.",
     false},
    {"[[report]]",
     "What its end and its words mean: the first row whose conditions all hold. These are the other "
     "client's; find\n"
     "your own in client.log of a first run. The last row has no condition.",
     false},
};

constexpr Lesson kOfScenarios[] = {
    {"title", "What is wrong, in a line, and why a person should know it: reports print both."},
    {"spec", "The section of the specification that it is about; take it out if there is none."},
    {"symptom", "What users see."},
    {"cause", "A row of scenarios/causes.toml; take it out if none is yours."},
    {"patience", "After this a client counts as hung, instead of after the time in its adapter."},
    {"[vary]", "A case for each of these values.", false},
    {"[host", "What the host is before anything goes wrong. What is not said is an honest host's.", false},
    {"[[fault]]", "What goes wrong, and at which step. `badrdp show --toml` prints every default.", false},
    {"[[path]]", "What the network between client and host does.", false},
    {"[[demand]]",
     "What any good client must do here, and who says so. `options` is the option set that it is demanded "
     "of. One\n"
     "that no client could break is an error: it proves nothing.",
     false},
};

std::string as_comment(std::string_view text) {
    std::string out = "# ";
    for (const char c : text) out += c == '\n' ? std::string("\n# ") : std::string(1, c);
    return out + '\n';
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool begins(std::string_view line, const Lesson& lesson) {
    if (!line.starts_with(lesson.line)) return false;
    const auto behind = line.substr(lesson.line.size());
    return !lesson.top || behind.starts_with(' ') || behind.starts_with('=');
}

// Whether the end of a line lies inside a string of several lines.
void follow_quotes(std::string_view line, std::string_view& open) {
    for (std::size_t i = 0; i + 3 <= line.size(); ++i) {
        const auto mark = line.substr(i, 3);
        if (mark != "'''" && mark != "\"\"\"") continue;
        if (open.empty())
            open = mark == "'''" ? "'''" : "\"\"\"";
        else if (open == mark)
            open = {};
        i += 2;
    }
}

// The lines with their lessons; `changed` hands back what stands in a line's place.
template <class Change>
std::string taught(std::span<const std::string_view> lines, std::span<const Lesson> lessons, Change change) {
    std::vector<bool> said(lessons.size());
    std::string out;
    std::string_view open;
    bool in_table = false;
    for (const auto line : lines) {
        const bool inside = !open.empty();
        follow_quotes(line, open);
        if (!inside) {
            in_table = in_table || line.starts_with('[');
            for (std::size_t i = 0; i < lessons.size(); ++i) {
                if (said[i] || !begins(line, lessons[i]) || (lessons[i].top && in_table)) continue;
                said[i] = true;
                out += as_comment(lessons[i].says);
            }
        }
        out += inside ? std::string(line) + '\n' : change(line);
    }
    return out;
}

// Other releases of Debian have the other client, not this one. A comment behind a blank line is of what
// follows.
std::vector<std::string_view> without_origins(const std::vector<std::string_view>& lines) {
    std::vector<std::string_view> out;
    bool origin = false, behind_blank = false;
    for (const auto line : lines) {
        if (line.starts_with('[')) origin = line.starts_with("[[origin]]");
        if (line.starts_with('#') && behind_blank) origin = false;
        behind_blank = line.find_first_not_of(" \t") == line.npos;
        const bool leads = line.starts_with('#') && line.find("badrdp clients add") != line.npos;
        if (!origin && !leads) out.push_back(line);
    }
    return out;
}

}  // namespace

std::string begun_client(std::string_view name, std::string_view from, std::string_view file,
                         std::string_view text) {
    auto lines = without_origins(lines_of(text));
    const auto first = std::ranges::find_if(
        lines, [](std::string_view line) { return !line.empty() && !line.starts_with('#'); });
    lines.erase(lines.begin(), first);
    return fmt::format(
               "# A client of your own, begun with what is known of {0}. docs/adding-a-client.md has every "
               "key.\n"
               "#   badrdp check {1}                  what is wrong with this file\n"
               "#   badrdp doctor --adapter {1}       whether its program is found\n"
               "#   badrdp run healthy --adapter {1}  whether it gets through where nothing is wrong\n"
               "#   badrdp run --adapter {1}          all the rest; `badrdp baseline --adapter {1}` keeps "
               "it\n",
               from, file) +
           taught(lines, kOfClients, [&](std::string_view line) {
               const bool title = line.starts_with("title ") || line.starts_with("title=");
               return title ? fmt::format("title    = \"{}\"\n", name) : std::string(line) + '\n';
           });
}

std::string begun_scenario(std::string_view from, std::string_view file, std::string_view text) {
    return fmt::format(
               "# A scenario of your own, begun from {0}. docs/adding-a-scenario.md has every key.\n"
               "#   badrdp check {1}    what is wrong with this file\n"
               "#   badrdp show {1}     what it does, in words\n"
               "#   badrdp run {1}      plays it\n"
               "#   badrdp serve {1}    holds that host up for a client that you start yourself\n",
               from, file) +
           taught(lines_of(text), kOfScenarios,
                  [](std::string_view line) { return std::string(line) + '\n'; });
}

}  // namespace badrdp::harness
