#include "harness/play/pick.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/play/fake_run.h"

BOOST_AUTO_TEST_SUITE(run_pick)

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;

namespace {

// Plans of two clients, with what their cases refer to.
struct Night {
    std::deque<Scenario> scenarios;
    std::deque<Client> clients;
    std::vector<ClientPlan> plans;
    Pick wanted;

    Night() {
        for (const auto* name : {"one", "two"}) {
            clients.push_back(client_named(name));
            plans.push_back(
                {.client = &clients.back(), .first = {}, .cases = {}, .last = {}, .unsupported = {}});
            auto& plan = plans.back();
            plan.first.push_back(order("healthy/tls"));
            for (char letter = 'a'; letter <= 'j'; ++letter)
                plan.cases.push_back(order(std::string("tls/") + letter));
            plan.last.push_back(order("healthy/tls"));
            for (const auto* other : {"path/a", "path/b", "path/c"})
                plan.unsupported.push_back(blank_result(order(other)));
        }
    }
    CaseOrder order(const std::string& name) {
        scenarios.push_back(demanding(name));
        CaseOrder out;
        out.scenario = &scenarios.back();
        out.client = &clients.back();
        out.options = "lenient";
        return out;
    }
    std::vector<ClientPlan> picked() const {
        auto out = plans;
        pick(out, wanted);
        return out;
    }
};

std::optional<ShardSaid> said(std::map<std::string, std::string> variables,
                              std::optional<unsigned> count = {}) {
    return shard_said(
        [&](const std::string& name) {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        },
        count);
}

std::string text(const std::optional<ShardSaid>& one) {
    return one ? std::to_string(one->shard.index) + "/" + std::to_string(one->shard.count) + " " +
                     one->variables
               : "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_shard_is_one_of_so_many) {
    BOOST_TEST((parse_shard("2/4") == Shard{2, 4}));
    for (const auto* wrong : {"", "2", "0/4", "5/4", "1/0", "a/b", "1/2/3", "-1/2", "1/1001", " 1/2"})
        BOOST_TEST(!parse_shard(wrong), wrong);
}

// Index and count as each of them documents its variables: GitLab counts from 1, Bazel, GoogleTest and
// Kubernetes from 0, Slurm from the array's own minimum.
BOOST_AUTO_TEST_CASE(the_surroundings_say_which_shard_this_is) {
    BOOST_TEST(text(said({{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "4"}})) ==
               "1/4 CI_NODE_INDEX and CI_NODE_TOTAL");
    BOOST_TEST(text(said({{"TEST_SHARD_INDEX", "3"}, {"TEST_TOTAL_SHARDS", "4"}})) ==
               "4/4 TEST_SHARD_INDEX and TEST_TOTAL_SHARDS");
    BOOST_TEST(text(said({{"GTEST_SHARD_INDEX", "0"}, {"GTEST_TOTAL_SHARDS", "2"}})) ==
               "1/2 GTEST_SHARD_INDEX and GTEST_TOTAL_SHARDS");
    BOOST_TEST(text(said({{"SLURM_ARRAY_TASK_ID", "7"},
                          {"SLURM_ARRAY_TASK_COUNT", "3"},
                          {"SLURM_ARRAY_TASK_MIN", "5"}})) ==
               "3/3 SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT");
    BOOST_TEST(text(said({{"JOB_COMPLETION_INDEX", "1"}}, 3)) == "2/3 JOB_COMPLETION_INDEX");
    BOOST_TEST(text(said({{"JOB_COMPLETION_INDEX", "1"}})).empty());
    BOOST_TEST(text(said({{"CI_NODE_INDEX", "5"}, {"CI_NODE_TOTAL", "4"}})).empty());
    BOOST_TEST(text(said({})).empty());
}

BOOST_AUTO_TEST_CASE(each_case_is_in_one_shard_and_the_healthy_ones_in_each) {
    Night night;
    std::map<CaseId, int> seen;
    for (unsigned i = 1; i <= 3; ++i) {
        night.wanted.shard = Shard{i, 3};
        for (const auto& plan : night.picked()) {
            BOOST_TEST(plan.first.size() == 1u);
            for (const auto& order : plan.cases) ++seen[id_of(order)];
            for (const auto& result : plan.unsupported) ++seen[id_of(result)];
        }
    }
    BOOST_TEST(seen.size() == 2u * (10 + 3));
    for (const auto& [id, times] : seen) BOOST_TEST(times == 1);
}

BOOST_AUTO_TEST_CASE(the_order_of_clients_does_not_matter) {
    Night night;
    night.wanted.shard = Shard{2, 3};
    const auto ids = [](const std::vector<ClientPlan>& plans) {
        std::set<CaseId> out;
        for (const auto& plan : plans)
            for (const auto& order : plan.cases) out.insert(id_of(order));
        return out;
    };
    const auto before = ids(night.picked());
    std::ranges::reverse(night.plans);
    BOOST_TEST((ids(night.picked()) == before));
}

// Nine short ones weigh as much as the long one.
BOOST_AUTO_TEST_CASE(shards_take_about_as_long_as_each_other) {
    Night night;
    night.plans.resize(1);
    for (const auto& order : night.plans[0].cases) night.wanted.durations[id_of(order)] = 1s;
    night.wanted.durations[id_of(night.plans[0].cases[4])] = 9s;
    night.wanted.shard = Shard{1, 2};
    BOOST_TEST(night.picked()[0].cases.size() == 1u);
    night.wanted.shard = Shard{2, 2};
    BOOST_TEST(night.picked()[0].cases.size() == 9u);
}

BOOST_AUTO_TEST_CASE(only_what_failed_is_played_and_who_did_not_fail_is_not) {
    Night night;
    night.wanted.only = {id_of(night.plans[1].cases[3])};
    const auto plans = night.picked();
    BOOST_TEST(plans[0].first.empty());
    BOOST_TEST(plans[0].cases.empty());
    BOOST_TEST(plans[0].last.empty());
    BOOST_TEST(plans[0].unsupported.empty());
    BOOST_TEST_REQUIRE(plans[1].cases.size() == 1u);
    BOOST_TEST(plans[1].cases[0].scenario->id() == "tls/d");
    BOOST_TEST(plans[1].first.size() == 1u);
    BOOST_TEST(plans[1].last.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
