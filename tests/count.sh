# Counting for ./test: test cases, whether Boost.Test or ctest knows them. Sourced by bash.
# shellcheck shell=bash disable=SC2154

total_passed=0 total_failed=0 total_skipped=0
count_lines=()

# `count NAME PASSED FAILED SKIPPED [SECONDS]`
count() {
    total_passed=$((total_passed + $2)) total_failed=$((total_failed + $3)) total_skipped=$((total_skipped + $4))
    count_lines+=("$(printf '%-20s %5d passed %5d failed %5d skipped %6d s' "$1" "$2" "$3" "$4" "${5:-0}")")
}

# `count_tests RING FOLDER SECONDS`: ctest.xml names every test that ctest ran. Where a Boost.Test binary left
# TEST.xml beside it, its cases count; any other test counts as one. A binary that failed without a failing
# case (it crashed, or a sanitizer spoke up at its end) counts as one failure more.
count_tests() {
    local files=("$2"/ctest.xml) sums
    for file in "$2"/*.xml; do
        [ "$file" = "$2/ctest.xml" ] || files=("$file" "${files[@]}")
    done
    sums=$(awk -f "$root/tests/count.awk" "${files[@]}" ) || sums="0 1 0"
    [ "$sums" != "0 0 0" ] || sums="0 1 0"  # a ring without a test is broken
    # shellcheck disable=SC2086
    count "$1" $sums "$3"
}

# The last line of ./test, and its exit status.
total() {
    printf '%s\n' "${count_lines[@]}" ""
    printf '%d passed, %d failed, %d skipped\n' $total_passed $total_failed $total_skipped
    [ $total_failed -eq 0 ]
}
