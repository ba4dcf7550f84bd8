#include "harness/cli/man_page.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "harness/cli/described.h"
#include "harness/os/about.h"

namespace badrdp::harness {
namespace {

// So that roff takes none of it for a request, and no dash for a hyphen.
std::string plain_text(std::string_view text) {
    std::string out;
    bool fresh = true;  // at the beginning of a line
    for (const char c : text) {
        if (fresh && (c == '.' || c == '\'')) out += "\\&";
        fresh = c == '\n';
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string in_bold(const std::string& text) { return "\\fB" + plain_text(text) + "\\fR"; }
std::string in_italics(const std::string& text) { return "\\fI" + plain_text(text) + "\\fR"; }

std::string option_entry(const DescribedOption& option) {
    std::string names;
    for (const auto& name : option.names)
        names += (names.empty() ? "" : ", ") + (option.placed ? in_italics(name) : in_bold(name));
    if (!option.value.empty() && !option.placed) names += " " + in_italics(option.value);
    return ".TP\n" + names + "\n" + plain_text(option.text) + "\n";
}

std::string synopsis(const CLI::App& command, const std::string& name) {
    std::string out = in_bold(name);
    const auto options = described_options(command);
    if (!described_commands(command).empty()) return out + " " + in_italics("COMMAND") + " ...\n";
    for (const auto& option : options)
        if (!option.placed) {
            out += " [" + in_italics("OPTION") + " ...]";
            break;
        }
    for (const auto& option : options)
        if (option.placed)
            out += " " + in_italics(option.names.front()) + (option.value.ends_with("...") ? " ..." : "");
    return out + "\n";
}

std::string options_of(const CLI::App& command) {
    std::string out;
    for (const auto& option : described_options(command)) out += option_entry(option);
    return out;
}

// It is laid out by hand, with its own columns.
std::string footer_of(const CLI::App& command) {
    const auto& text = command.get_footer();
    return text.empty() ? text : ".PP\n.nf\n" + plain_text(text) + "\n.fi\n";
}

std::string inner_command(const CLI::App& command, const std::string& outer) {
    const auto name = outer + " " + command.get_name();
    return ".SS " + plain_text(name) + "\n" + plain_text(command.get_description()) + "\n.PP\n" +
           synopsis(command, name) + options_of(command) + footer_of(command);
}

}  // namespace

std::string man_page(const CLI::App& command, bool whole_program) {
    const auto typed = whole_program ? std::string("badrdp") : "badrdp " + command.get_name();
    const auto page = whole_program ? std::string("badrdp") : "badrdp-" + command.get_name();
    // "badrdp - breaks RDP connections": whatis(1) wants a name, and what it does.
    auto what = command.get_description();
    if (whole_program && what.starts_with("badrdp ")) what.erase(0, 7);
    auto out =
        fmt::format(".TH \"{}\" 1 \"\" \"{}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}", page,
                    kApplication, plain_text(page), plain_text(what), synopsis(command, typed));
    const auto commands = described_commands(command);
    if (!commands.empty()) out += ".SH COMMANDS\n";
    for (const auto* one : commands)
        out += whole_program ? fmt::format(".TP\n{}(1)\n{}\n", in_bold("badrdp-" + one->get_name()),
                                           plain_text(one->get_description()))
                             : inner_command(*one, typed);
    out += ".SH OPTIONS\n" + options_of(command);
    if (!command.get_footer().empty()) out += ".SH NOTES\n" + footer_of(command);
    return out + ".SH SEE ALSO\n" +
           (whole_program ? in_bold("https://badssl.com") + " does for TLS what badrdp does for RDP.\n"
                          : in_bold("badrdp") + "(1)\n");
}

}  // namespace badrdp::harness
