#!/bin/bash
# check.sh [NAME...]: runs all checks, or those named, one line each; output in build/check/NAME.log
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/check
failed=0
passed=0
skipped=0

# One check: exit code 0 is ok, 77 is skip with the last line as the reason.
check() {
    local name=$1 log=build/check/$1.log status=0 start=$SECONDS
    shift
    if [ ${#wanted[@]} -gt 0 ] && [[ " ${wanted[*]} " != *" $name "* ]]; then
        return 0
    fi
    "$@" > "$log" 2>&1 || status=$?
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        printf 'ok   %-14s %4d s  %s\n' "$name" $((SECONDS - start)) "$(tail -n 1 "$log")"
    elif [ "$status" -eq 77 ]; then
        skipped=$((skipped + 1))
        echo "skip $name: $(tail -n 1 "$log")"
    else
        failed=$((failed + 1))
        tail -n 60 "$log"
        echo "FAIL $name: exit code $status; all of its output is in $log"
    fi
}

wanted=("$@")
check format tools/check_format.sh
check layers tools/check_layers.py
check size tools/check_size.py
check headers tools/check_headers.py
check readme tools/check_readme.py
check links tools/check_links.py
check selftest tools/selftest.py
check gcc tools/build.sh ci
check catalog-docs tools/check_catalog_docs.sh build/ci/kasane
check gallery tools/gallery.py --check build/ci/kasane
check clang tools/build.sh clang
check flags tools/check_flags.py build/ci build/clang
check isa-symbols tools/check_isa_symbols.sh build/ci build/clang
check consumers tools/check_consumers.sh
check asan tools/run_tests.sh asan -LE slow
check tsan tools/run_tests.sh tsan -LE slow
check fuzz tools/check_fuzz.sh
check cuda tools/check_cuda.sh
check toy tools/check_toy.sh

echo "checks: $passed ok, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
