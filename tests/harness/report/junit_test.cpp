#include "harness/report/junit.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/report/python.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_junit)

const auto needs_python = boost::unit_test::precondition(python_is_here);

// One line for each case: its names, and what it is; fails where the sums are wrong or a name comes twice.
constexpr std::string_view kRead = R"py(
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == 'testsuites', root.tag
kinds = {'failure': 'failures', 'error': 'errors', 'skipped': 'skipped'}
def check(element, cases, kinds=kinds):
    assert int(element.get('tests')) == len(cases)
    for tag, sum in kinds.items():
        assert int(element.get(sum)) == len([c for c in cases if c.find(tag) is not None]), tag
# The attributes that the schema of Jenkins' xUnit plugin gives <testsuites>.
assert set(root.keys()) <= {'name', 'time', 'tests', 'failures', 'disabled', 'errors'}, root.keys()
check(root, list(root.iter('testcase')), {'failure': 'failures', 'error': 'errors'})
for suite in root: check(suite, suite.findall('testcase'))
names = set()
for case in root.iter('testcase'):
    assert set(case.keys()) <= {'name', 'classname', 'time', 'group'}, case.keys()
    name = case.get('classname') + ' ' + case.get('name')
    assert name not in names, name
    names.add(name)
    float(case.get('time'))
    what = [c for c in case if c.tag in kinds]
    print(name, what[0].tag + '/' + (what[0].get('type') or what[0].get('message')) if what else 'passed')
)py";

std::string read(const RunResult& run) { return python(kRead, junit_xml(run)); }

BOOST_AUTO_TEST_CASE(every_verdict_has_its_element, *needs_python) {
    BOOST_TEST(read(sample_run()) ==
               "badrdp.healthy.rdesktop healthy/tls[lenient] passed\n"
               "badrdp.healthy.rdesktop healthy/nla[nla] skipped/it was built without CredSSP\n"
               "badrdp.certificate.rdesktop certificate/expired[lenient] skipped/known\n"
               "badrdp.negotiation.rdesktop negotiation/failure[code=5,lenient] failure/changed\n"
               "badrdp.tls.rdesktop tls/reset-after-client-hello[lenient] failure/moot\n"
               "badrdp.healthy.rdesktop healthy/tls[lenient,last] passed\n"
               "badrdp.healthy.xfreerdp healthy/tls[lenient] passed\n"
               "badrdp.healthy.xfreerdp healthy/nla[nla] passed\n"
               "badrdp.certificate.xfreerdp certificate/expired[strict] failure/fail\n"
               "badrdp.certificate.xfreerdp certificate/expired[lenient] passed\n"
               "badrdp.negotiation.xfreerdp negotiation/failure[code=5,lenient] failure/fixed\n"
               "badrdp.tls.xfreerdp tls/reset-after-client-hello[lenient] passed\n"
               "badrdp.path.xfreerdp path/black-hole[mtu=1280,lenient,tap] error/error\n"
               "badrdp.service.xfreerdp service/slow[lenient] skipped/"
               "unsteady: changed in 1 of 3 plays, pass in 2\n"
               "badrdp.healthy.xfreerdp healthy/tls[lenient,last] passed\n");
}

// No case of it is to blame, and all the same it is no success.
BOOST_AUTO_TEST_CASE(what_was_wanted_and_not_got_is_a_failure_of_its_own, *needs_python) {
    auto run = sample_run();
    run.cases.resize(1);
    run.shortfalls = {{.status = 4, .why = "xfreerdp was named, and is not here"}};
    BOOST_TEST(read(run) ==
               "badrdp.run wanted 1 failure/wanted\n"
               "badrdp.healthy.xfreerdp healthy/tls[lenient] passed\n"
               "badrdp.run finished error/unfinished\n");
    run.planned = 1;
    run.cases[0].shard = "2/4";
    BOOST_TEST(read(run).contains("healthy/tls[lenient,shard 2/4] passed\n"));
}

BOOST_AUTO_TEST_CASE(a_suite_has_the_version_of_its_client) {
    auto run = sample_run();
    run.judged_by = {{"xfreerdp 2.11.7", "2.3"}};
    run.profile = "smoke";
    const auto xml = junit_xml(run);
    BOOST_TEST(
        xml.contains("<properties>\n<property name=\"client\" value=\"rdesktop\"/>\n"
                     "<property name=\"version\" value=\"1.9.0\"/>\n"
                     "<property name=\"seed\" value=\"18446744073709551557\"/>\n"
                     "<property name=\"badrdp\" value=\"0.1.0\"/>\n"
                     "<property name=\"profile\" value=\"smoke\"/>\n</properties>\n<testcase"));
    BOOST_TEST(
        xml.contains("<property name=\"badrdp\" value=\"0.1.0\"/>\n"
                     "<property name=\"baseline\" value=\"2.3\"/>\n"
                     "<property name=\"profile\" value=\"smoke\"/>\n</properties>\n<testcase"));
}

BOOST_AUTO_TEST_CASE(a_red_case_has_its_files_and_no_other_has) {
    const auto xml = junit_xml(sample_run());
    BOOST_TEST(xml.contains(
        "\n[[ATTACHMENT|out/2026-03-01T12-00-00/certificate/expired/xfreerdp-strict/capture.pcapng]]\n"));
    BOOST_TEST(!xml.contains("expired/xfreerdp-lenient/capture.pcapng]]"));
    auto run = sample_run();
    run.capture = "no right to capture";
    BOOST_TEST(!junit_xml(run).contains("capture.pcapng"));
    BOOST_TEST(junit_xml(run).contains("/client.log]]\n"));
}

BOOST_AUTO_TEST_CASE(a_case_says_its_verdict_seed_and_step) {
    const auto xml = junit_xml(sample_run());
    for (const auto* line : {"[[PROPERTY|verdict=known]]\n", "[[PROPERTY|seed=18446744073709551557]]\n",
                             "[[PROPERTY|step=tls_finished]]\n", "[[PROPERTY|client=xfreerdp]]\n"})
        BOOST_TEST(xml.contains(line), line);
}

// The schema of Jenkins' xUnit plugin gives a <testcase> name, classname, time and group alone.
BOOST_AUTO_TEST_CASE(a_case_says_its_file_and_who_looks_after_what_is_known, *needs_python) {
    auto run = sample_run();
    run.cases[4].file = "ours/a&b.toml";
    run.cases[6].judgement.owner = "bob";
    run.cases[6].tags = {"middlebox", "slow"};
    const auto xml = junit_xml(run);
    BOOST_TEST(xml.contains("[[PROPERTY|file=ours/a&amp;b.toml]]\n"));
    BOOST_TEST(xml.contains("[[PROPERTY|owner=bob]]\n"));
    BOOST_TEST(xml.contains("[[PROPERTY|tags=middlebox,slow]]\n"));
    BOOST_TEST(!xml.contains("[[PROPERTY|tags=]]"));
    BOOST_TEST(read(run).contains("certificate/expired[strict] failure/fail\n"));
    BOOST_TEST(!xml.contains(" file="));
    const auto for_gitlab = junit_xml(run, true);
    BOOST_TEST(for_gitlab.contains(
        " name=\"certificate/expired[strict]\" time=\"20.000\" file=\"ours/a&amp;b.toml\">"));
    BOOST_TEST(!for_gitlab.contains("file=\"\""));
}

BOOST_AUTO_TEST_CASE(names_of_several_shards_do_not_collide, *needs_python) {
    RunResult run;
    run.planned = 1;
    run.shard = "2/4";
    BOOST_TEST(read(run) == "badrdp.run finished (shard 2/4) error/unfinished\n");
}

BOOST_AUTO_TEST_CASE(no_name_comes_twice, *needs_python) {
    RunResult run;
    const auto same = a_case("tls/x", "", "xfreerdp", "lenient", Outcome::refused, Verdict::pass);
    run.cases.assign(4, same);
    run.cases[1].version = "3.5.0";
    run.cases[2].net = "tap";
    run.planned = 4;
    BOOST_TEST(read(run) ==
               "badrdp.tls.xfreerdp tls/x[lenient,2.11.7] passed\n"
               "badrdp.tls.xfreerdp tls/x[lenient,tap,2.11.7] passed\n"
               "badrdp.tls.xfreerdp tls/x[lenient,2.11.7] (2) passed\n"
               "badrdp.tls.xfreerdp tls/x[lenient,3.5.0] passed\n");
}

BOOST_AUTO_TEST_CASE(whatever_a_client_printed_the_document_is_well_formed, *needs_python) {
    auto run = hostile_run();
    for (int byte = 0; byte < 256; ++byte) run.cases[0].facts.said += static_cast<char>(byte);
    std::rotate(run.cases[0].facts.said.begin(), run.cases[0].facts.said.end() - 256,
                run.cases[0].facts.said.end());
    BOOST_TEST(read(run).size() > 0U);
}

BOOST_AUTO_TEST_CASE(a_run_that_did_not_finish_is_not_green, *needs_python) {
    auto run = RunResult{};
    run.cases.push_back(a_case("tls/x", "", "xfreerdp", "lenient", Outcome::refused, Verdict::pass));
    run.planned = 2;
    BOOST_TEST(read(run).contains("badrdp.run finished error/unfinished\n"));
    run.planned = 1;
    BOOST_TEST(!read(run).contains("badrdp.run"));
    run.interrupted = true;
    BOOST_TEST(read(run).contains("badrdp.run finished error/unfinished\n"));
}

BOOST_AUTO_TEST_CASE(an_empty_run_is_a_document_too, *needs_python) { BOOST_TEST(read(RunResult{}) == ""); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
