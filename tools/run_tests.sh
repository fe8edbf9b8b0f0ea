#!/bin/bash
# run_tests.sh PRESET [ctest arguments]: builds the preset, runs its tests and counts the cases.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
build=$PWD/build/$preset

tools/build.sh "$preset"
rm -rf "$build/reports"
mkdir -p "$build/reports" "$build/scratch"
find "$build/scratch" -mindepth 2 -delete
status=0
# The address layouts of new Linux kernels stop the TSan of older compilers before main.
layout=()
if [ "$preset" = tsan ] && setarch -R true 2> /dev/null; then
    layout=(setarch -R)
fi
"${layout[@]}" ctest --preset "$preset" --output-junit "$build/reports/ctest.xml" "$@" || status=$?
tools/test_summary.py "build/$preset" || status=1
exit "$status"
