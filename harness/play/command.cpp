#include "harness/play/command.h"

#include <stdexcept>

#include "harness/data/client/placeholders.h"
#include "harness/data/scenario/canary.h"
#include "harness/os/run_folder.h"
#include "harness/os/sandbox/display.h"
#include "sim/peer/preconnection.h"

namespace badrdp::harness {
namespace {

// A prompt that cannot be made out is not answered: the client waits at it, and its lines show where.
bool asks(const Pattern& prompt, std::string_view said) {
    try {
        return prompt.found_in(said).has_value();
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

SandboxOrder command_for(const Client& client, const std::string& options, const RunContext& context,
                         const DisplayAddress& display, const std::filesystem::path& dir,
                         const Whereabouts& host, const std::filesystem::path& elsewhere) {
    const auto canary = canary_account();
    // Absolute, since the client's working directory is not ours.
    const auto home = std::filesystem::absolute(elsewhere.empty() ? dir / kHome : elsewhere).string();
    // A client must be told the canary's password, which is worth nothing; its log must not tell it again.
    const Values values{{"program", client.program.string()},
                        {"badrdp", context.self.string()},
                        {"host", host.host},
                        {"address", host.address},
                        {"port", std::to_string(host.port)},
                        {"user", canary.name},
                        {"password", std::string(canary.password.reveal())},
                        {"domain", canary.domain},
                        {"realm", host.realm},
                        {"machine", std::string(peer::kMachine)},
                        {"machine_id", std::to_string(peer::kMachineId)},
                        {"home", home}};
    const auto& set = client.adapter.options.at(options);
    SandboxOrder order;
    for (const auto& word : set.command) order.command.push_back(fill_in(word, values));
    order.terminal = client.adapter.terminal;
    if (!order.terminal) order.stdin_text = fill_in(set.stdin_text, values);
    for (const auto& answer : set.answers)
        order.answers.push_back(
            {[prompt = answer.prompt](std::string_view said) { return asks(prompt, said); },
             fill_in(answer.text, values)});
    order.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                         {"HOME", home},
                         {"TMPDIR", home},
                         {"XDG_RUNTIME_DIR", home},
                         {"LANG", "C.UTF-8"}};
    order.root = client.root;
    order.shows = shown_to(client, order.command);
    if (client.adapter.display) show_at(display, order);
    order.secrets = {canary.password};
    order.directory = home;
    order.log = dir / "client.log";
    order.memory_bytes = client.adapter.memory_bytes;
    order.output_bytes = client.adapter.output_bytes;
    return order;
}

std::vector<std::filesystem::path> shown_to(const Client& client, const std::vector<std::string>& command) {
    if (!client.root.empty()) return {};
    auto out = client.adapter.shows;
    std::error_code none;
    for (const std::filesystem::path word : command)
        if (word.is_absolute() && std::filesystem::is_regular_file(word, none)) out.push_back(word);
    return out;
}

}  // namespace badrdp::harness
