#include "harness/run/command.h"

#include <fmt/core.h>

#include <map>

namespace badrdp::harness {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

std::string fill_in(std::string_view text, const Values& values) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find('{', at);
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        out += text.substr(at, open - at);
        if (close == std::string_view::npos) {
            if (open != std::string_view::npos) out += text.substr(open);
            break;
        }
        const auto name = text.substr(open + 1, close - open - 1);
        const auto value = values.find(name);
        if (value == values.end()) throw std::runtime_error(fmt::format("unknown placeholder {{{}}}", name));
        out += value->second;
        at = close + 1;
    }
    return out;
}

}  // namespace

CageOrder command_for(const Client& client, const std::string& options, const Stage& stage,
                      const std::filesystem::path& dir, std::uint16_t port, bool by_name) {
    const Canary canary;
    const auto home = (dir / "home").string();
    const std::string host = by_name ? "localhost" : "127.0.0.1";
    const Values values{{"program", client.program.string()},
                        {"badrdp", stage.self.string()},
                        {"host", host},
                        {"address", "127.0.0.1"},
                        {"port", std::to_string(port)},
                        {"user", canary.user},
                        {"password", canary.password},
                        {"domain", canary.domain},
                        {"home", home}};
    const auto& set = client.adapter.options.at(options);
    CageOrder order;
    for (const auto& word : set.command) order.command.push_back(fill_in(word, values));
    order.stdin_text = fill_in(set.stdin_text, values);
    order.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                         {"HOME", home},
                         {"TMPDIR", home},
                         {"XDG_RUNTIME_DIR", home},
                         {"LANG", "C.UTF-8"}};
    if (client.adapter.display) order.environment.emplace_back("DISPLAY", stage.display);
    order.directory = home;
    order.log = dir / "client.log";
    order.memory_bytes = client.adapter.memory_bytes;
    order.output_bytes = client.adapter.output_bytes;
    return order;
}

}  // namespace badrdp::harness
