#!/bin/bash
# check_fuzz.sh [RUNS]: a smoke run of every fuzz target, from its seeds where it has some.
# The limits are for inputs of a few kilobytes: one that takes seconds or 256 MB at once is a fault.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/fuzz
runs=${1:-100000}
tools/build.sh fuzz

run_one() {
    local program=$1 name work log
    name=$(basename "$program" | sed 's/^kasane_fuzz_//')
    work=$(mktemp -d)
    log="$build/fuzz_$name.log"
    mkdir "$work/corpus"
    if [ -d "tests/fuzz/corpus/$name" ]; then
        cp -r "tests/fuzz/corpus/$name/." "$work/corpus"
    fi
    if "$program" "$work/corpus" -runs="$runs" -seed=1 -max_len=4096 -timeout=10 \
        -rss_limit_mb=1024 -malloc_limit_mb=256 -verbosity=1 -print_final_stats=1 \
        -artifact_prefix="$build/fuzz_$name-" > "$log" 2>&1; then
        echo "$name: $(awk '/^stat::number_of_executed_units/ {print $2}' "$log") runs"
    else
        echo "$name: failed, see $log; the input is beside it"
        tail -n 40 "$log"
        rm -rf "$work"
        return 1
    fi
    rm -rf "$work"
}
export -f run_one
export build runs

targets=$(find "$build/tests/fuzz" -maxdepth 1 -type f -executable -name 'kasane_fuzz_*' | sort)
if [ -z "$targets" ]; then
    echo "no fuzz targets yet"
    exit 77
fi
echo "$targets" | xargs -n 1 -P 2 bash -c 'run_one "$0"'
echo "$(echo "$targets" | wc -l) targets, $runs runs each"
