# JUnit files in, ctest.xml last; "PASSED FAILED SKIPPED" out, and what was skipped on stderr.

function attribute(name,    found) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    found = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", found)
    sub(/"$/, "", found)
    return found
}

FNR == 1 {
    test = FILENAME
    sub(/.*\//, "", test)
    sub(/\.xml$/, "", test)
}

test != "ctest" && /^<testsuite / {
    bad[test] = attribute("failures") + attribute("errors")
    good[test] = attribute("tests") - bad[test]
    idle[test] = attribute("skipped") + 0
}
test != "ctest" && /^<testcase / { unit = attribute("classname") "/" attribute("name") }
test != "ctest" && /^- reason: / { print "skipped: " test ": " unit ": " substr($0, 11) > "/dev/stderr" }

test == "ctest" && /<testcase / {
    name = attribute("name")
    status = attribute("status")
    failed = status == "fail"
    if (name in good) {
        passed += good[name]; fails += bad[name]; skips += idle[name]
        if (failed && !bad[name]) fails++
    } else if (failed) fails++
    else if (status == "run") passed++
    else { skips++; print "skipped: " name > "/dev/stderr" }
}

END { print passed + 0, fails + 0, skips + 0 }
