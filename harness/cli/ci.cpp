#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <memory>

#include "harness/cli/cli.h"
#include "harness/os/files.h"
#include "harness/play/builtin/arguments.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

struct System {
    std::string_view name;
    std::string_view file;  // where such a system looks, or a name that says what it is
};
constexpr std::array kSystems{
    System{"gitlab", "badrdp.gitlab-ci.yml"}, System{"github", ".github/workflows/badrdp.yml"},
    System{"jenkins", "Jenkinsfile.badrdp"},  System{"kubernetes", "badrdp.kubernetes.yaml"},
    System{"slurm", "badrdp.sbatch"},         System{"parallel", "badrdp-night.sh"}};

struct CiOptions {
    std::string system;
    unsigned shards = 4;
    std::string image = "badrdp";
    std::string run;
    std::string out;  // "-": standard output
    bool force = false;
};

// What stands in a shell's command in somebody's file: nothing that a shell, YAML or Groovy would take for
// more.
void demand_plain(std::string_view option, const std::string& words) {
    constexpr std::string_view also = " -_./,=:+*@~";
    const auto odd = std::ranges::find_if(words, [&](const char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && also.find(c) == also.npos;
    });
    if (odd != words.end())
        throw UsageError(
            fmt::format("{}: '{}' cannot stand in such a file; it is yours to edit", option, *odd));
}

std::string filled(std::string text, std::string_view mark, const std::string& value) {
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

std::string template_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.empty()) throw UsageError(fmt::format("{} cannot be read", file.string()));
    return text;
}

int init(const Globals& globals, const CiOptions& options) {
    demand_plain("--run", options.run);
    demand_plain("--image", options.image);
    const auto* system = std::ranges::find(kSystems, options.system, &System::name);
    const auto file = options.out.empty() ? std::string(system->file) : options.out;
    std::string list;
    for (unsigned i = 1; i <= options.shards; ++i) list += (i > 1 ? ", " : "") + std::to_string(i);
    auto text = template_of(globals.scenarios / "ci" / (options.system + ".in"));
    text = filled(std::move(text), "@SHARDS@", std::to_string(options.shards));
    text = filled(std::move(text), "@LIST@", list);
    text = filled(std::move(text), "@IMAGE@", options.image);
    text = filled(std::move(text), "@FILE@", options.out == "-" ? std::string(system->file) : file);
    text = filled(std::move(text), " @RUN@", options.run.empty() ? "" : " " + options.run);
    if (options.out == "-") {
        fmt::print("{}", text);
        return kOk;
    }
    if (fs::exists(file) && !options.force)
        throw UsageError(fmt::format("{} is there already; --force writes it anew", file));
    if (const auto above = fs::path(file).parent_path(); !above.empty()) fs::create_directories(above);
    demand_writable("--out", file);
    replace_file(file, text);
    fmt::print("{}: plays in {} shards, and merges them; its first lines say how to start it\n", file,
               options.shards);
    return kOk;
}

}  // namespace

void add_ci(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("ci", "Set up a night in shards where a team runs its jobs");
    command->require_subcommand(1);
    auto* made = command->add_subcommand(
        "init", "Write the file that such a system wants: play in shards, try errors again, merge");
    made->footer(
        "Systems: gitlab, github, jenkins, kubernetes, slurm, and parallel (GNU parallel, over ssh too).\n"
        "The file is yours from then on. In each of them an error of the harness (exit status 3) is tried\n"
        "again, a verdict is not, and `badrdp merge` judges the whole (docs/gate.md).\n"
        "Examples:\n"
        "  badrdp ci init gitlab\n"
        "  badrdp ci init kubernetes --shards 8 --image registry.example/badrdp:0.1\n"
        "  badrdp ci init parallel --run '-c xfreerdp --profile smoke' -o night.sh");
    auto options = std::make_shared<CiOptions>();
    std::vector<std::string> names;
    for (const auto& system : kSystems) names.emplace_back(system.name);
    made->add_option("system", options->system, "Which one")->required()->check(word_among(names));
    made->add_option("--shards", options->shards, "How many machines, pods or jobs share the work [4]")
        ->check(whole_number(1, 256));
    made->add_option("--image", options->image, "The image with badrdp (docs/package.md) [badrdp]");
    made->add_option("--run", options->run,
                     "What `badrdp run` gets beside the shard [all scenarios and clients]");
    made->add_option("-o,--out", options->out, "The file; - is standard output [what the system looks for]");
    made->add_flag("--force", options->force, "Write it anew if it is there");
    made->callback([options, &globals, &status] { status = init(globals, *options); });
}

}  // namespace badrdp::harness
