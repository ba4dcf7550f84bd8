// [host.rdp], [host.credssp], [host.session] and [[host.account]], written down again: what differs from an
// honest host.
#include "harness/data/scenario/write_session.h"

#include <fmt/format.h>

#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/key_writer.h"
#include "harness/data/scenario/session_keys.h"

namespace badrdp::harness {
namespace {

struct Section {
    std::string title;
    std::vector<wire::KeyAndValue> lines;
};

std::vector<Section> sections(const peer::ServerChoices& server, const peer::ServerChoices& usual) {
    return {{"rdp", differences(server, usual, [](auto& v, const auto& c) { visit_rdp(v, c); })},
            {"credssp", differences(server, usual, [](auto& v, const auto& c) { visit_credssp(v, c); })},
            {"session", differences(server, usual, [](auto& v, const auto& c) { visit_session(v, c); })}};
}

}  // namespace

std::string session_to_toml(const peer::ServerChoices& server, const peer::ServerChoices& usual,
                            std::string_view whose) {
    std::string text;
    for (const auto& [title, lines] : sections(server, usual))
        if (!lines.empty()) text += fmt::format("\n[{}.{}]\n{}", whose, title, lines_text(lines));
    if (server.accounts == usual.accounts) return text;
    for (const auto& account : server.accounts) {
        const auto lines = lines_of(account, [](auto& v, const auto& a) { visit_account(v, a); });
        text += fmt::format("\n[[{}.account]]\n{}", whose, lines_text(lines));
        if (account.password != canary_account().password) text += "same_password = false\n";
    }
    return text;
}

std::vector<std::string> session_notes(const peer::ServerChoices& server) {
    std::vector<std::string> notes;
    for (const auto& [title, lines] : sections(server, honest_choices()))
        for (const auto& line : lines)
            notes.push_back(fmt::format("{}.{} = {}", title, line.key, toml_value(line)));
    if (server.accounts == honest_choices().accounts) return notes;
    for (const auto& account : server.accounts)
        notes.push_back(fmt::format(
            "knows the account {} ({}{})", account.name, name_of(account_state_words(), account.state),
            account.password == canary_account().password ? "" : ", with another password"));
    return notes;
}

}  // namespace badrdp::harness
