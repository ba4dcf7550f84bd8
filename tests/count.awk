# JUnit files in, ctest.xml last; "PASSED FAILED SKIPPED" out, and what was skipped on stderr.

function attribute(name,    found) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    found = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", found)
    sub(/"$/, "", found)
    return found
}

# A test that ctest could not start is none that was skipped: only the test itself may say so, or its author.
function count(test) {
    if (status == "fail" || (status == "notrun" && why !~ /^SKIP_/)) {
        passed += good[test]; skips += idle[test]
        fails += bad[test] ? bad[test] : 1
    } else if (test in good) {
        passed += good[test]; fails += bad[test]; skips += idle[test]
    } else if (status == "run") {
        passed++
    } else {
        skips++
        print "skipped: " test > "/dev/stderr"
    }
}

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/\.xml$/, "", file)
}

file != "ctest" && /^<testsuite / {
    bad[file] = attribute("failures") + attribute("errors")
    good[file] = attribute("tests") - bad[file]
    idle[file] = attribute("skipped") + 0
}
file != "ctest" && /^<testcase / { unit = attribute("classname") "/" attribute("name") }
file != "ctest" && /^- reason: / { print "skipped: " file ": " unit ": " substr($0, 11) > "/dev/stderr" }

file == "ctest" && /<testcase / { test = attribute("name"); status = attribute("status"); why = "" }
file == "ctest" && /<skipped / { why = attribute("message") }
file == "ctest" && (/<\/testcase>/ || /<testcase .*\/>/) { count(test) }

END { print passed + 0, fails + 0, skips + 0 }
