#include "harness/os/roots/make.h"

#include <fmt/core.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

#include "harness/os/files.h"
#include "harness/os/lines.h"
#include "harness/os/roots/helper.h"
#include "harness/os/roots/trouble.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// "deb http://an.archive/debian trixie main", and the suite that adds to it.
Words source_lines(const RootOrder& order) {
    Words out;
    for (const auto& suite : {order.recipe.over, order.recipe.suite})
        if (!suite.empty()) out.push_back(fmt::format("deb {} {} main", order.archive.uri, suite));
    return out;
}

Words apt_options(const RootOrder& order) {
    Words out{"APT::Install-Recommends \"false\"", "Acquire::Languages \"none\"", "Acquire::Retries \"2\"",
              "Acquire::http::Timeout \"30\"", "APT::Update::Error-Mode \"any\""};
    if (!order.recipe.over.empty())
        out.push_back(fmt::format("APT::Default-Release \"{}\"", order.recipe.suite));
    // Said either way: this machine's apt may be told to take anything.
    out.push_back(fmt::format("Acquire::Check-Valid-Until \"{}\"", !order.stale));
    return out;
}

// Standing beside the machine's own state, which is neither read nor written; its proxies count.
fs::path write_apt_conf(const RootOrder& order, const fs::path& folder) {
    for (const auto* below : {"state/lists/partial", "cache/archives/partial"})
        make_private_folder(folder / below);
    write_private(folder / "status", "");
    std::string sources;
    for (auto line : source_lines(order))
        sources +=
            line.insert(line.find(' '), fmt::format(" [signed-by={}]", order.archive.keyring.string())) +
            '\n';
    write_private(folder / "sources.list", sources);
    std::string conf = fmt::format(
        "Dir::State \"{0}/state\";\nDir::State::status \"{0}/status\";\nDir::Cache \"{0}/cache\";\n"
        "Dir::Etc::sourcelist \"{0}/sources.list\";\nDir::Etc::sourceparts \"/dev/null\";\n"
        "Dir::Etc::preferences \"/dev/null\";\nDir::Etc::preferencesparts \"/dev/null\";\n"
        "APT::Sandbox::User \"root\";\n#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n"
        "#clear APT::Update::Post-Invoke-Success;\n",
        folder.string());
    for (const auto& option : apt_options(order)) conf += option + ";\n";
    write_private(folder / "apt.conf", conf);
    return folder / "apt.conf";
}

std::string output_of(const RootOrder& order, Words command, std::string_view name) {
    if (::access(command.front().c_str(), X_OK) != 0)
        throw std::runtime_error(fmt::format("there is no {}; install {}", command.front(), name));
    auto end = run_helper({.command = std::move(command), .environment = {{"LC_ALL", "C.UTF-8"}}});
    if (end.exit != 0)
        throw std::runtime_error(
            fmt::format("{}: {}", folder_name(order.recipe), root_trouble(name, end.output)));
    return std::move(end.output);
}

std::uintmax_t number_in(std::string_view text) {
    std::uintmax_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

// "'http://an.archive/pool/x.deb' x_1.0_amd64.deb 1234 SHA256:...": the size is the third word.
constexpr std::string_view kQuotedUri = "'";

// The packages of those lines, as apt-cache wants them: "x=1.0".
Words packages_in(std::string_view print_uris) {
    Words out;
    for (const auto line : split_lines(print_uris)) {
        const auto words = split_words(line);
        if (words.size() < 2 || !words[0].starts_with(kQuotedUri)) continue;
        const auto file = words[1];
        const auto first = file.find('_'), second = file.find('_', first + 1);
        if (first == file.npos || second == file.npos) continue;
        std::string version(file.substr(first + 1, second - first - 1));
        for (std::size_t at; (at = version.find("%3a")) != version.npos;) version.replace(at, 3, ":");
        out.push_back(fmt::format("{}={}", file.substr(0, first), version));
    }
    return out;
}

std::string proxy_of(const RootOrder& order, const std::string& scheme) {
    const auto said = output_of(
        order, {order.tools.apt_config, "dump", "--format", "%v%n", "Acquire::" + scheme + "::Proxy"}, "apt");
    const auto line = said.substr(0, said.find('\n'));
    return line == "DIRECT" ? std::string() : line;
}

// What every C library reads, and a minimal root may lack: the sandbox lays its own over them.
void complete(const fs::path& root) {
    for (const auto& [file, text] :
         {std::pair{"hosts", "127.0.0.1 localhost\n::1 localhost\n"}, std::pair{"resolv.conf", ""},
          std::pair{"nsswitch.conf", "hosts: files dns\n"}}) {
        const auto path = root / "etc" / file;
        if (!fs::is_symlink(path) && fs::is_regular_file(path)) continue;
        fs::remove(path);
        write_private(path, text);
        fs::permissions(path, static_cast<fs::perms>(0644));
    }
}

}  // namespace

std::uintmax_t bytes_to_fetch(std::string_view print_uris) {
    std::uintmax_t out = 0;
    for (const auto line : split_lines(print_uris)) {
        const auto words = split_words(line);
        if (words.size() > 2 && words[0].starts_with(kQuotedUri)) out += number_in(words[2]);
    }
    return out;
}

RootEstimate packages_shown(std::string_view show) {
    RootEstimate out;
    std::string package;
    constexpr std::string_view kPackage = "Package: ", kVersion = "Version: ", kSize = "Installed-Size: ";
    for (const auto line : split_lines(show)) {
        if (line.starts_with(kPackage)) package = line.substr(kPackage.size());
        if (line.starts_with(kVersion)) out.packages[package] = line.substr(kVersion.size());
        if (line.starts_with(kSize)) out.installed += 1024 * number_in(line.substr(kSize.size()));
    }
    return out;
}

RootEstimate estimate_root(const RootOrder& order, const fs::path& workshop) {
    const auto folder = workshop / "apt";
    remove_folder(folder);
    const auto conf = write_apt_conf(order, folder).string();
    const auto& tools = order.tools;
    output_of(order, {tools.apt_get, "-c", conf, "-q", "update"}, "apt");
    Words install{tools.apt_get,
                  "-c",
                  conf,
                  "-qq",
                  "--yes",
                  "--print-uris",
                  "install",
                  "?essential",
                  "?priority(required)",
                  "apt",
                  order.recipe.package};
    install.insert(install.end(), order.with.begin(), order.with.end());
    const auto uris = output_of(order, std::move(install), "apt");
    Words show{tools.apt_cache, "-c", conf, "show"};
    for (auto& package : packages_in(uris)) show.push_back(std::move(package));
    auto out = packages_shown(output_of(order, std::move(show), "apt"));
    out.fetched = bytes_to_fetch(uris);
    remove_folder(folder);
    return out;
}

std::vector<std::string> mmdebstrap_command(const RootOrder& order, bool as_root, const fs::path& tar) {
    // What it mounts while it works must never be seen by whoever removes the workshop.
    Words out;
    if (as_root) out = {order.tools.unshare, "--mount", "--propagation", "private", "--"};
    out.insert(out.end(),
               {order.tools.mmdebstrap, "--variant=minbase", "--format=tar",
                as_root ? "--mode=root" : "--mode=unshare", "--keyring=" + order.archive.keyring.string(),
                "--include=" + order.recipe.package});
    for (const auto& package : order.with) out.push_back("--include=" + package);
    for (const auto& option : apt_options(order)) out.push_back("--aptopt=" + option);
    out.push_back(order.recipe.over.empty() ? order.recipe.suite : order.recipe.over);
    out.push_back(tar.string());
    for (auto& line : source_lines(order)) out.push_back(std::move(line));
    return out;
}

fs::path make_root(const RootOrder& order, const fs::path& workshop,
                   const std::function<void(std::string_view)>& stage) {
    const auto tar = workshop / "root.tar", root = workshop / "root";
    for (const auto& [program, package] :
         {std::pair{order.tools.mmdebstrap, "mmdebstrap"}, std::pair{order.tools.tar, "tar"}})
        if (::access(program.c_str(), X_OK) != 0)
            throw std::runtime_error(fmt::format("there is no {}; install {}", program, package));
    const bool as_root = ::geteuid() == 0;
    HelperOrder helper{.command = mmdebstrap_command(order, as_root, tar),
                       .environment = {{"LC_ALL", "C.UTF-8"}},
                       .on_line = [&](std::string_view line) {
                           if (line.starts_with("I: ")) stage(line.substr(3));
                       }};
    // The users of an unshared root cannot enter our private folder: theirs is the system's temporary one.
    if (as_root) helper.environment.emplace_back("TMPDIR", workshop.string());
    for (const auto* scheme : {"http", "https"})
        if (auto proxy = proxy_of(order, scheme); !proxy.empty())
            helper.environment.emplace_back(fmt::format("{}_proxy", scheme), std::move(proxy));
    const auto made = run_helper(helper);
    if (made.exit != 0)
        throw std::runtime_error(
            fmt::format("{}: {}", folder_name(order.recipe), root_trouble("mmdebstrap", made.output)));
    stage("unpacking");
    make_private_folder(root);
    output_of(order,
              {order.tools.tar, "--extract", "--file", tar.string(), "--directory", root.string(),
               "--no-same-owner", "--same-permissions", "--exclude=./dev/*"},
              "tar");
    fs::remove(tar);
    complete(root);
    return root;
}

}  // namespace badrdp::harness
