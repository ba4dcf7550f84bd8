#include "harness/cli/described.h"

#include <algorithm>

namespace badrdp::harness {

std::vector<DescribedOption> described_options(const CLI::App& command) {
    std::vector<DescribedOption> out;
    for (const auto* option : command.get_options()) {
        if (option->get_group().empty()) continue;
        DescribedOption one{
            .names = {}, .value = {}, .text = option->get_description(), .placed = option->get_positional()};
        for (const auto& name : option->get_snames()) one.names.push_back("-" + name);
        for (const auto& name : option->get_lnames()) one.names.push_back("--" + name);
        if (one.placed) one.names = {option->get_name(true)};
        if (option->get_items_expected_max() > 0) one.value = option->get_type_name();
        if (option->get_items_expected_max() > 1 || option->get_allow_extra_args()) one.value += " ...";
        out.push_back(std::move(one));
    }
    std::ranges::stable_partition(out, &DescribedOption::placed);
    return out;
}

std::vector<const CLI::App*> described_commands(const CLI::App& command) {
    return command.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

}  // namespace badrdp::harness
