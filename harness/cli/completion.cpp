#include "harness/cli/completion.h"

#include <fmt/core.h>

#include "harness/cli/described.h"

namespace badrdp::harness {
namespace {

// The options of a command, with those of the whole program, which may stand behind its name too.
std::vector<DescribedOption> options_behind(const CLI::App& program, const CLI::App& command) {
    auto out = described_options(program);
    if (&command == &program) return out;
    for (auto& option : described_options(command))
        if (option.names.back() != "--help") out.push_back(std::move(option));
    for (const auto* inner : described_commands(command))
        for (auto& option : described_options(*inner))
            if (option.names.back() != "--help") out.push_back(std::move(option));
    return out;
}

std::string words(const std::vector<DescribedOption>& options) {
    std::string out;
    for (const auto& option : options)
        if (!option.placed)
            for (const auto& name : option.names) out += (out.empty() ? "" : " ") + name;
    return out;
}

std::string words(const std::vector<const CLI::App*>& commands, char between = ' ') {
    std::string out;
    for (const auto* command : commands) {
        if (!out.empty()) out += between;
        out += command->get_name();
    }
    return out;
}

// One line inside single quotes, in which these characters have a backslash.
std::string quoted(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        if (special.find(c) != special.npos) out += '\\';
        if (c == '\'')
            out += "'\\''";
        else
            out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string zsh_option(const DescribedOption& option) {
    if (option.placed) return {};
    const auto text = quoted(option.text, "[]:\\");
    const auto value = option.value.empty() ? "" : ":" + quoted(option.value, ":\\") + ":_files";
    std::string out;
    for (const auto& name : option.names)
        out += fmt::format(" \\\n                '*{}[{}]{}'", name, text, value);
    return out;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
    const auto commands = described_commands(program);
    auto out = fmt::format(
        "# bash completion for badrdp, written by the program itself\n"
        "_badrdp() {{\n"
        "    local here=${{COMP_WORDS[COMP_CWORD]}} command= options='{}' words='{}' i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case ${{COMP_WORDS[i]}} in {}) command=${{COMP_WORDS[i]}}; break ;; esac\n"
        "    done\n"
        "    case $command in\n",
        words(described_options(program)), words(commands), words(commands, '|'));
    for (const auto* command : commands)
        out += fmt::format("        {}) options='{}' words='{}' ;;\n", command->get_name(),
                           words(options_behind(program, *command)), words(described_commands(*command)));
    return out +
           "    esac\n"
           "    if [[ $here == -* ]]; then words=$options; fi\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$here\")\n"
           "    [[ -z $command || $here == -* ]] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f "
           "-- "
           "\"$here\")\n"
           "}\n"
           "complete -o filenames -F _badrdp badrdp\n";
}

std::string zsh_completion(const CLI::App& program) {
    std::string out =
        "#compdef badrdp\n"
        "# written by the program itself\n"
        "_badrdp() {\n"
        "    local curcontext=$curcontext state line\n"
        "    local -a commands\n"
        "    commands=(\n";
    for (const auto* command : described_commands(program))
        out +=
            fmt::format("        '{}:{}'\n", command->get_name(), quoted(command->get_description(), ":\\"));
    out += "    )\n    _arguments -C";
    for (const auto& option : described_options(program)) out += zsh_option(option);
    out +=
        " \\\n                '1: :->command' '*:: :->rest'\n"
        "    case $state in\n"
        "        command) _describe command commands ;;\n"
        "        rest) case $line[1] in\n";
    for (const auto* command : described_commands(program)) {
        out += fmt::format("            {}) _arguments", command->get_name());
        for (const auto& option : options_behind(program, *command)) out += zsh_option(option);
        const auto inner = described_commands(*command);
        out += inner.empty()
                   ? std::string(" \\\n                '*:file:_files' ;;\n")
                   : fmt::format(" \\\n                '1:command:({})' '*:file:_files' ;;\n", words(inner));
    }
    return out + "        esac ;;\n    esac\n}\n_badrdp \"$@\"\n";
}

std::string fish_completion(const CLI::App& program) {
    std::string out = "# fish completion for badrdp, written by the program itself\n";
    const auto option_lines = [&](const std::string& when, const std::vector<DescribedOption>& options) {
        for (const auto& option : options) {
            if (option.placed) continue;
            out += "complete -c badrdp" + when;
            for (const auto& name : option.names)
                out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.value.empty()) out += " -r";
            out += fmt::format(" -d '{}'\n", quoted(option.text, "\\"));
        }
    };
    option_lines("", described_options(program));
    for (const auto* command : described_commands(program)) {
        out += fmt::format("complete -c badrdp -n __fish_use_subcommand -f -a {} -d '{}'\n",
                           command->get_name(), quoted(command->get_description(), "\\"));
        const auto behind = fmt::format(" -n '__fish_seen_subcommand_from {}'", command->get_name());
        option_lines(behind, described_options(*command));
        for (const auto* inner : described_commands(*command)) {
            out += fmt::format("complete -c badrdp{} -a {} -d '{}'\n", behind, inner->get_name(),
                               quoted(inner->get_description(), "\\"));
            option_lines(behind, described_options(*inner));
        }
    }
    return out;
}

}  // namespace badrdp::harness
