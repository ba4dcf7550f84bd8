#include "harness/report/runs/merge.h"

#include <boost/test/unit_test.hpp>

#include "harness/os/usage_error.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/runs/read_results.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_merge)

using test::TempFolder;

// The second of three shards, say, with its healthy case and one of its own.
RunResult shard(const TempFolder& folder, unsigned index, Verdict verdict = Verdict::pass,
                unsigned count = 3) {
    RunResult run;
    run.version = "0.1.0";
    run.seed = 1;
    run.started = "2026-03-01T12:00:0" + std::to_string(index) + "Z";
    run.shard = std::to_string(index) + "/" + std::to_string(count);
    run.out = folder.path() / ("run" + std::to_string(index));
    std::filesystem::create_directories(run.out);
    run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, Verdict::pass));
    run.cases[0].shard = run.shard;
    run.cases.push_back(
        a_case("tls/x" + std::to_string(index), "", "xfreerdp", "lenient", Outcome::refused, verdict));
    run.planned = 2;
    return run;
}

struct Merged {
    TempFolder folder;
    std::vector<RunResult> runs;

    RunResult operator()() const {
        const auto out = folder.path() / ("merged" + std::to_string(++count));
        std::filesystem::create_directories(out);
        return merge_runs(runs, out);
    }
    mutable int count = 0;
};

BOOST_AUTO_TEST_CASE(parts_of_two_profiles_are_no_whole) {
    Merged merged;
    for (const unsigned index : {1u, 2u, 3u}) {
        merged.runs.push_back(shard(merged.folder, index));
        merged.runs.back().profile = "smoke";
    }
    BOOST_TEST(merged().profile == "smoke");
    merged.runs.back().profile.clear();
    BOOST_CHECK_EXCEPTION(merged(), UsageError, [](const UsageError& wrong) {
        return std::string(wrong.what()).ends_with("run1 by the profile smoke");
    });
}

BOOST_AUTO_TEST_CASE(all_shards_are_one_run) {
    Merged merged;
    for (const unsigned index : {3u, 1u, 2u}) merged.runs.push_back(shard(merged.folder, index));
    const auto whole = merged();
    BOOST_TEST(whole.cases.size() == 6U);
    BOOST_TEST(whole.planned == 6U);
    BOOST_TEST(whole.started == "2026-03-01T12:00:01Z");
    BOOST_TEST(exit_status(whole) == 0);
    const auto junit = junit_xml(whole);
    for (const auto* one :
         {"healthy/tls[lenient,shard 1/3]", "healthy/tls[lenient,shard 3/3]", "tls/x2[lenient]"})
        BOOST_TEST(junit.contains(one), one);
}

BOOST_AUTO_TEST_CASE(their_order_does_not_matter) {
    Merged one, other;
    for (const unsigned index : {1u, 2u, 3u}) one.runs.push_back(shard(one.folder, index));
    other.runs = {one.runs[2], one.runs[0], one.runs[1]};
    const auto cases = [](const Merged& merged) {
        auto whole = merged();
        whole.out.clear();
        return results_json(whole);
    };
    BOOST_TEST(cases(one) == cases(other));
}

BOOST_AUTO_TEST_CASE(a_missing_shard_is_named_and_is_no_success) {
    Merged merged;
    merged.runs = {shard(merged.folder, 2)};
    const auto whole = merged();
    BOOST_TEST_REQUIRE(whole.shortfalls.size() == 1U);
    BOOST_TEST(whole.shortfalls[0].why == "missing shards: 1, 3 of 3");
    BOOST_TEST(exit_status(whole) == 4);
    merged.runs = {shard(merged.folder, 2, Verdict::fail)};
    BOOST_TEST(exit_status(merged()) == 1);
}

BOOST_AUTO_TEST_CASE(a_merged_run_leads_to_what_its_runs_have_kept) {
    Merged merged;
    for (const unsigned index : {1u, 2u, 3u}) {
        auto run = shard(merged.folder, index);
        std::filesystem::create_directories(run.out / run.cases[1].dir);
        merged.runs.push_back(std::move(run));
    }
    auto whole = merged();
    auto parts = parts_of_run(whole.out);
    std::ranges::sort(parts);
    BOOST_TEST_REQUIRE(parts.size() == 3U);
    for (std::size_t i = 0; i < parts.size(); ++i)
        BOOST_TEST(parts[i] == std::filesystem::canonical(merged.runs[i].out));
    BOOST_TEST(parts_of_run(merged.runs[0].out).empty());
    for (const auto& result : whole.cases) BOOST_TEST(!result.dir.is_absolute());
    const auto& own = whole.cases.back();
    BOOST_TEST(std::filesystem::is_directory(whole.out / own.dir), own.dir.string());
    BOOST_TEST(read_results(results_json(whole), "results.json").cases.size() == 6U);
}

BOOST_AUTO_TEST_CASE(what_is_no_part_of_one_whole_is_refused) {
    Merged merged;
    const auto refused = [&](const RunResult& other) {
        merged.runs = {shard(merged.folder, 1), other};
        try {
            merged();
        } catch (const UsageError& wrong) {
            return std::string(wrong.what());
        }
        return std::string();
    };
    auto other = shard(merged.folder, 2);
    BOOST_TEST(refused(other).empty());
    other.seed = 2;
    BOOST_TEST(refused(other).contains("seed"));
    other = shard(merged.folder, 2);
    other.version = "0.2.0";
    BOOST_TEST(refused(other).contains("badrdp"));
    BOOST_TEST(refused(shard(merged.folder, 1)).contains("are both shard 1/3"));
    BOOST_TEST(refused(shard(merged.folder, 2, Verdict::pass, 4)).contains("no part of the others"));
    other = shard(merged.folder, 2);
    other.cases[1].scenario = "tls/x1";
    BOOST_TEST(refused(other).contains("tls/x1 (xfreerdp, lenient) was played in"));
    other = shard(merged.folder, 2);
    other.shard.clear();
    BOOST_TEST(refused(other).contains("only one is a shard"));
}

// Each of them played the healthy case for itself.
BOOST_AUTO_TEST_CASE(runs_of_different_clients_are_one_run_too) {
    Merged merged;
    for (const std::string client : {"xfreerdp", "rdesktop"}) {
        auto run = shard(merged.folder, client == "xfreerdp" ? 1 : 2);
        run.shard.clear();
        for (auto& result : run.cases) {
            result.client = client;
            result.shard.clear();
        }
        merged.runs.push_back(std::move(run));
    }
    BOOST_TEST(merged().cases.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
