#include "harness/load/tally.h"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/load/print.h"

namespace badrdp::load_tests {

using namespace badrdp::harness::load;
using wire::Step;

namespace {

Client active_after(double milliseconds, double began = 0) {
    Client out{.began = began, .took = milliseconds, .deepest = Step::active};
    out.reached.back() = static_cast<float>(milliseconds);
    return out;
}

Client failed(std::string kind, Step deepest, std::string why) {
    return {.came = Client::Came::failed,
            .took = 1,
            .kind = std::move(kind),
            .why = std::move(why),
            .deepest = deepest};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(load_tally)

BOOST_AUTO_TEST_CASE(a_percentile_is_at_most_two_of_a_hundred_too_long) {
    Histogram took;
    for (int i = 1; i <= 1000; ++i) took.add(i);
    for (const double of_hundred : {1.0, 50.0, 90.0, 99.0, 99.9}) {
        BOOST_TEST_CONTEXT(of_hundred) {
            BOOST_TEST(took.percentile(of_hundred) >= of_hundred * 10);
            BOOST_TEST(took.percentile(of_hundred) <= of_hundred * 10 * 1.021);
        }
    }
    BOOST_TEST(took.percentile(100) == 1000);
    BOOST_TEST(took.least() == 1);
    BOOST_TEST(Histogram().percentile(50) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_tiny_or_huge_is_counted_and_takes_no_more_room) {
    Histogram took;
    for (const double odd : {0.0, -1.0, 1e-9, 1e12}) took.add(odd);
    BOOST_TEST(took.count() == 4);
    BOOST_TEST(took.most() == 1e12);
    BOOST_TEST(took.percentile(50) <= 0.01);
}

BOOST_AUTO_TEST_CASE(failures_are_told_apart_by_kind_and_step) {
    Tally tally(10);
    tally.over(failed("reset", Step::client_hello, "first"));
    tally.over(failed("reset", Step::client_hello, "second"));
    tally.over(failed("reset", Step::x224_request, "\x1b]0;own\a"));
    const auto& all = tally.failures(false);
    BOOST_REQUIRE(all.size() == 2);
    BOOST_TEST(all.at({"reset", Step::client_hello}).clients == 2);
    BOOST_TEST(all.at({"reset", Step::client_hello}).example == "first");
    BOOST_TEST(all.at({"reset", Step::x224_request}).example.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_deviates_is_no_failure_of_the_host) {
    LoadResult result{.tally = Tally(10)};
    result.tally.over(active_after(5));
    auto deviant = failed("closed", Step::active, "");
    deviant.faulty = true;
    result.tally.over(deviant);
    BOOST_TEST(result.tally.failed() == 0);
    BOOST_TEST(result.tally.failures(true).size() == 1);
    BOOST_TEST(exit_status(result) == 0);
    result.tally.over(failed("reset", Step::none, ""));
    BOOST_TEST(exit_status(result) == 1);
    result.interrupted = true;
    BOOST_TEST(exit_status(result) == 130);
    BOOST_TEST(exit_status(LoadResult{.tally = Tally(1)}) == 4);
}

BOOST_AUTO_TEST_CASE(a_load_whose_clients_all_deviate_is_as_it_was_to_be) {
    LoadResult result{.tally = Tally(10)};
    BOOST_TEST(exit_status(result) == 4);  // nobody began
    auto deviant = failed("own fault", Step::client_hello, "");
    deviant.faulty = true;
    result.tally.began(0);
    result.tally.over(deviant);
    BOOST_TEST(exit_status(result) == 0);
    result.tally.began(0);
    result.tally.over(failed("reset", Step::none, ""));
    BOOST_TEST(exit_status(result) == 4);
}

BOOST_AUTO_TEST_CASE(that_the_count_ended_it_is_told) {
    LoadResult result{.target = "host:3389", .took = 50, .tally = Tally(60)};
    for (int i = 0; i < 1000; ++i) result.tally.began(i / 20.0);
    BOOST_TEST(as_text({}, result).find("--count") == std::string::npos);
    BOOST_TEST(boost::json::parse(as_json({}, result)).at("count_reached").is_null());
    result.count_reached = 49.95;
    BOOST_TEST(as_text({}, result).find("--count ended it: 1000 clients had begun after 50.0 s") !=
               std::string::npos);
    BOOST_TEST(boost::json::parse(as_json({}, result)).at("count_reached").as_double() == 49.95);
    BOOST_TEST(as_page({}, result).find("--count") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_ended_when_is_for_the_plot_and_an_hour_has_no_more_stretches_than_ten_minutes) {
    Tally tally(3600);
    BOOST_TEST(tally.width() == 6);
    tally.over(active_after(1000, 3599));
    tally.over(active_after(1000, 1e9));
    BOOST_TEST(tally.stretches().size() <= 1201);
    BOOST_TEST(tally.stretches().at(600).to_active.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_share_of_any_hundred_in_a_row_deviates) {
    const LoadOrder two{.faulty = 2};
    for (const std::uint64_t from : {0u, 1u, 49u, 50u, 77u, 1234u}) {
        unsigned seen = 0;
        for (std::uint64_t i = from; i < from + 100; ++i) seen += is_faulty(two, i);
        BOOST_TEST(seen == 2);
    }
    BOOST_TEST(is_faulty({.faulty = 100}, 0));
    BOOST_TEST(!is_faulty({.faulty = 0}, 99));
}

BOOST_AUTO_TEST_CASE(a_rate_rises_to_what_was_asked_for) {
    const LoadOrder rate{.rate = 100, .ramp = 10};
    BOOST_TEST(wanted_by(rate, 0) == 1);     // the first one begins at once
    BOOST_TEST(wanted_by(rate, 10) == 501);  // half of what the full rate would have been
    BOOST_TEST(wanted_by(rate, 11) == 601);
    const LoadOrder crowd{.ramp = 10, .at_once = 40};
    BOOST_TEST(wanted_by(crowd, 5) == 20);
    BOOST_TEST(wanted_by(crowd, 50) == 40);
}

BOOST_AUTO_TEST_CASE(what_a_host_says_is_text_on_the_page_and_in_json) {
    LoadResult result{.target = "host:3389", .took = 2, .tally = Tally(10)};
    result.tally.over(failed("server", Step::client_info, "</td><script>alert(1)</script>\xff"));
    const auto page = as_page({}, result);
    BOOST_TEST(page.find("<script>") == std::string::npos);
    BOOST_TEST(page.find("&lt;script") != std::string::npos);
    const auto json = boost::json::parse(as_json({}, result));
    BOOST_TEST(json.at("failures").at(0).at("step").as_string() == "client_info");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::load_tests
