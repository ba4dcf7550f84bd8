#include "harness/data/history/history.h"

#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <thread>

#include "tests/harness/os/sandbox/play.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(data_history)

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::TempFolder;

PastRun run_on(int day) {
    const auto date = std::string(day < 10 ? "0" : "") + std::to_string(day);
    return {.folder = "202611" + date + "T010000Z",
            .started = "2026-11-" + date + "T01:00:00Z",
            .badrdp = "0.1.0",
            .took = 83'400ms};
}

PastCase a_past(std::string scenario, Verdict verdict = Verdict::pass) {
    return {.name = {std::move(scenario), "xfreerdp", "lenient", "loopback", false},
            .version = "2.11.7",
            .verdict = verdict,
            .outcome = Outcome::refused,
            .reason = Reason::network,
            .step = wire::Step::x224_confirm,
            .took = 312ms};
}

bool all(const PastName&) { return true; }

// "tls/reset: 1 pass, 2 fail": which run, and what it came to there.
std::string told(const History& history, const std::function<bool(const PastName&)>& wanted = all,
                 std::size_t first_run = 0) {
    std::ostringstream out;
    std::string before;
    for (const auto& [run, of] : history.results(wanted, first_run)) {
        if (of.name.scenario != before) out << (before.empty() ? "" : "; ") << of.name.scenario << ":";
        before = of.name.scenario;
        out << " " << run << " " << name(of.verdict);
    }
    return out.str();
}

// What somebody else's hand does to the file.
void meddle(const fs::path& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    BOOST_REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    BOOST_TEST(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
               sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

BOOST_AUTO_TEST_CASE(what_is_entered_comes_back) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    auto unsteady = a_past("service/slow", Verdict::unsteady);
    unsteady.note = "changed in 1 of 3 plays";
    unsteady.plays = 3;
    unsteady.good = 2;
    auto error = a_past("path/black-hole", Verdict::error);
    error.outcome.reset();
    error.name.last_round = true;
    auto run = run_on(1);
    run.exit_status = 3;
    run.whole = false;
    History(file, History::Use::write).add(run, {unsteady, error});
    const History history(file, History::Use::read);
    BOOST_TEST((history.runs() == std::vector{run}));
    const auto results = history.results(all);
    BOOST_TEST_REQUIRE(results.size() == 2u);
    BOOST_TEST((results[0].of == error));
    BOOST_TEST((results[1].of == unsteady));
    BOOST_TEST(results[0].run == 0u);
}

BOOST_AUTO_TEST_CASE(runs_come_in_the_order_in_which_they_began) {
    const TempFolder folder;
    History history(folder / "history.sqlite", History::Use::write);
    history.add(run_on(3), {a_past("tls/reset", Verdict::fail)});
    history.add(run_on(1), {a_past("tls/reset"), a_past("tcp/closed")});
    history.add(run_on(2), {a_past("tls/reset")});
    BOOST_TEST(told(history) == "tcp/closed: 0 pass; tls/reset: 0 pass 1 pass 2 fail");
    BOOST_TEST(told(history, [](const auto& name) { return name.scenario == "tcp/closed"; }) ==
               "tcp/closed: 0 pass");
    BOOST_TEST(told(history, all, 1) == "tls/reset: 1 pass 2 fail");
    BOOST_TEST(told(history, all, 3) == "");
}

BOOST_AUTO_TEST_CASE(a_run_is_there_once_and_a_merged_one_takes_the_place_of_its_parts) {
    const TempFolder folder;
    History history(folder / "history.sqlite", History::Use::write);
    history.add(run_on(1), {a_past("tls/reset", Verdict::fail)});
    history.add(run_on(1), {a_past("tls/reset")});
    BOOST_TEST(told(history) == "tls/reset: 0 pass");
    history.add(run_on(2), {a_past("tcp/closed")});
    history.add(run_on(3), {a_past("tls/reset"), a_past("tcp/closed")},
                {run_on(1).folder, run_on(2).folder, "never there"});
    BOOST_TEST(history.runs().size() == 1u);
    BOOST_TEST(told(history) == "tcp/closed: 0 pass; tls/reset: 0 pass");
}

BOOST_AUTO_TEST_CASE(the_oldest_runs_go_and_their_words_with_them) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    History history(file, History::Use::write);
    const HistoryLimits small{.runs = 3, .results = 4};
    auto gone = a_past("tls/gone");
    gone.note = "a word of the first run";
    history.add(run_on(1), {gone}, {}, small);
    history.add(run_on(2), {a_past("tls/reset")}, {}, small);
    history.add(run_on(3), {a_past("tls/reset")}, {}, small);
    history.add(run_on(4), {a_past("tls/reset")}, {}, small);
    BOOST_TEST((history.runs() == std::vector{run_on(2), run_on(3), run_on(4)}));
    history.add(run_on(5), {a_past("tls/a"), a_past("tls/b"), a_past("tls/c")}, {}, small);
    BOOST_TEST((history.runs() == std::vector{run_on(4), run_on(5)}));
    // The newest is kept even where it alone is too much.
    history.add(run_on(6),
                {a_past("tls/a"), a_past("tls/b"), a_past("tls/c"), a_past("tls/d"), a_past("tls/e")}, {},
                small);
    BOOST_TEST((history.runs() == std::vector{run_on(6)}));
    meddle(file,
           "CREATE TABLE seen AS SELECT count(*) AS n FROM name WHERE scenario = 'tls/gone' "
           "UNION SELECT count(*) FROM word WHERE text = 'a word of the first run';"
           "CREATE TABLE one (x CHECK (x = 0)); INSERT INTO one SELECT n FROM seen;");
}

BOOST_AUTO_TEST_CASE(a_hundred_nights_take_a_few_megabytes) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    History history(file, History::Use::write);
    std::vector<PastCase> night;
    for (int i = 0; i < 500; ++i) night.push_back(a_past("tls/case-" + std::to_string(i)));
    for (int day = 1; day <= 20; ++day)
        history.add(run_on(day), night, {}, {.runs = 2'000, .results = 5'000});
    BOOST_TEST(history.runs().size() == 10u);
    // 5,000 results: the limit of 400,000 is then well below 32 MiB.
    BOOST_TEST(fs::file_size(file) < 400'000u);
}

BOOST_AUTO_TEST_CASE(of_runs_that_end_at_once_none_is_lost) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    std::vector<std::thread> runs;
    std::array<std::string, 8> troubles;
    for (int day = 1; day <= 8; ++day)
        runs.emplace_back([&, day] {
            try {
                std::vector<PastCase> cases;
                for (int i = 0; i < 50; ++i) cases.push_back(a_past("tls/case-" + std::to_string(i)));
                History(file, History::Use::write).add(run_on(day), cases);
                const History again(file, History::Use::read);
                if (again.results(all).size() % 50 != 0) throw HistoryTrouble("half a run is there");
            } catch (const HistoryTrouble& trouble) {
                troubles[static_cast<std::size_t>(day) - 1] = trouble.what();
            }
        });
    for (auto& one : runs) one.join();
    for (const auto& trouble : troubles) BOOST_TEST(trouble == "");
    const History history(file, History::Use::read);
    BOOST_TEST(history.runs().size() == 8u);
    BOOST_TEST(history.results(all).size() == 400u);
}

std::string trouble_with(const fs::path& file, History::Use use) {
    try {
        const History history(file, use);
        history.results(all);
        history.runs();
    } catch (const HistoryTrouble& trouble) {
        return trouble.what();
    }
    return "";
}

BOOST_AUTO_TEST_CASE(what_is_no_history_is_said_to_be_none_and_left_alone) {
    const TempFolder folder;
    using enum History::Use;
    const auto missing = folder / "history.sqlite";
    BOOST_TEST(trouble_with(missing, read) == missing.string() + ": there is no such file");
    BOOST_TEST(!fs::exists(missing));

    const auto text = folder.write("text", std::string(5'000, 'x'));
    for (const auto use : {read, write})
        BOOST_TEST(trouble_with(text, use) == text.string() + ": file is not a database");
    BOOST_TEST(test::text_of(text) == std::string(5'000, 'x'));

    const auto link = folder / "link";
    fs::create_symlink(folder / "elsewhere", link);
    BOOST_TEST(trouble_with(link, write) == link.string() + ": no plain file");
    BOOST_TEST(!fs::exists(folder / "elsewhere"));

    const auto others = folder / "others";
    meddle(others, "CREATE TABLE mine (x); PRAGMA user_version = 7;");
    BOOST_TEST(trouble_with(others, write) ==
               others.string() + ": no history that this version of badrdp knows");
    BOOST_TEST(trouble_with(folder / "no/such/folder", write) ==
               (folder / "no/such/folder").string() + ": cannot be written: No such file or directory");
}

BOOST_AUTO_TEST_CASE(words_that_are_not_known_here_are_left_out) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    History(file, History::Use::write)
        .add(run_on(1), {a_past("tls/a"), a_past("tls/b", Verdict::fail), a_past("tls/c")});
    meddle(file,
           "UPDATE word SET text = 'splendid' WHERE text = 'fail';"
           "UPDATE name SET scenario = hex(zeroblob(9000)) WHERE scenario = 'tls/c'");
    const History history(file, History::Use::read);
    const auto results = history.results(all);
    BOOST_TEST_REQUIRE(results.size() == 2u);
    BOOST_TEST(results[0].of.name.scenario.size() < 600u);
    BOOST_TEST(results[1].of.name.scenario == "tls/a");
}

BOOST_AUTO_TEST_CASE(a_question_without_an_end_in_the_place_of_a_table_ends) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    History(file, History::Use::write).add(run_on(1), {a_past("tls/a")});
    meddle(file,
           "ALTER TABLE run RENAME TO kept; DROP VIEW history;"
           "CREATE VIEW run AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
           "SELECT i AS id, 'f' AS folder, 's' AS started, 'b' AS badrdp, 1 AS ms, 0 AS exit_status, "
           "1 AS whole FROM n WHERE i < 0");
    BOOST_TEST(trouble_with(file, History::Use::read) == file.string() + ": interrupted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
