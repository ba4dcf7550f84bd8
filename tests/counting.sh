#!/usr/bin/env bash
# What ./test counts, on files as Boost.Test 1.81 and ctest 3.25 write them.
set -uo pipefail
root=$(dirname "$(readlink -f "$0")")/..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

want() {  # WHAT, "PASSED FAILED SKIPPED"
    local files=() seen
    for file in "$work"/test_*.xml; do [ -e "$file" ] && files+=("$file"); done
    seen=$(awk -f "$root/tests/count.awk" "${files[@]}" "$work/ctest.xml" 2>"$work/skipped")
    [ "$seen" = "$2" ] && return
    failures=$((failures + 1))
    printf '%s: wanted "%s", seen "%s"\n' "$1" "$2" "$seen"
}

boost() {  # NAME TESTS SKIPPED ERRORS FAILURES
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite tests="%s" skipped="%s" errors="%s" failures="%s" id="0" name="badrdp" time="0.01">\n<testcase assertions="0" classname="s" name="skippy" time="0">\n<skipped/>\n<system-out><![CDATA[Test case disabled because of the following chain of decision:\n- disabled test unit: '"'s/skippy'"'\n- reason: '"'precondition failed: no capability'"']]></system-out>\n</testcase>\n</testsuite>\n' "${@:2}" >"$work/$1.xml"
}

ctest_says() {  # lines: NAME STATUS [WHY IT DID NOT RUN]
    {
        printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="(empty)"\n\ttests="7"\n\t>\n'
        while read -r name status why; do
            printf '\t<testcase name="%s" classname="%s" time="0.01" status="%s">\n' "$name" "$name" "$status"
            [ -z "$why" ] || printf '\t\t<skipped message="%s"/>\n' "$why"
            printf '\t\t<system-out></system-out>\n\t</testcase>\n'
        done
        printf '</testsuite>\n'
    } >"$work/ctest.xml"
}

ctest_says <<'END'
ok run
bad fail
no_tool notrun SKIP_RETURN_CODE=77
gone notrun Unable to find executable
off disabled
END
want "tests without cases" "1 2 2"

boost test_a 7 2 1 2
ctest_says <<'END'
test_a fail
END
want "cases of a binary" "4 3 2"
grep -qx "skipped: test_a: s/skippy: 'precondition failed: no capability'.*" "$work/skipped" ||
    { echo "the reason of a skip is not printed:" && cat "$work/skipped" && failures=$((failures + 1)); }

boost test_a 5 0 0 0
ctest_says <<'END'
test_a fail
END
want "a binary that fails though no case did" "5 1 0"

rm "$work/test_a.xml"
ctest_says <<'END'
test_a fail
END
want "a binary that died before it wrote anything" "0 1 0"

boost test_a 5 0 0 0
printf '<testcase name="test_a" status="run"/>\n' >"$work/ctest.xml"
want "a line that ./test wrote itself" "5 0 0"

[ $failures -eq 0 ]
