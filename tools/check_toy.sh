#!/bin/bash
# One struct and one name make an entry of the catalog: adds what the pages docs/how-to/activation.md,
# loss.md and optimizer.md show to a copy of the sources, and sees that the entries arrive in
# lookup, kernels, gradient tests and `kasane list`.
set -euo pipefail
cd "$(dirname "$0")/.."
source=build/toy/source
build=$source/build/ci

if [ ! -f src/kasane/cli/main.cpp ]; then
    echo "there is no program kasane yet"
    exit 77
fi

# A fresh copy each time; files keep their dates, so a second run compiles what has changed.
find "$source" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} + 2> /dev/null || true
mkdir -p "$source"
{
    if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard
    else
        find . -path ./build -prune -o -type f -print
    fi
} | while read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
done | tar -c -T - | tar -x -C "$source"

add() {  # page: prints the entry's name
    tools/add_from_page.py "docs/how-to/$1.md" "$source" | cut -d ' ' -f 2
}
activation=$(add activation)
loss=$(add loss)
optimizer=$(add optimizer)

# The cheapest build that still answers: one instruction set, no optimisation. Warnings are the
# business of other checks.
isa=v2
if grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo; then
    isa=v3
fi
(cd "$source" && cmake --preset ci -DKASANE_ISAS=$isa -DKASANE_EXAMPLES=OFF -DKASANE_INSTALL=OFF \
    -DKASANE_WERROR=OFF -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0) > build/toy/configure.log
tests=()
for layer in catalog kernels autograd; do
    [ ! -d "tests/$layer" ] || tests+=("kasane_test_$layer")
done
if [ ${#tests[@]} -eq 0 ]; then
    echo "there are no tests yet"
    exit 77
fi
cmake --build "$build" --target kasane_program "${tests[@]}"

expect() {  # words, command...: the command's output has a line that begins with them
    local words=$1
    shift
    "$@" > build/toy/output.txt
    if ! grep -q "^ *$words" build/toy/output.txt; then
        cat build/toy/output.txt
        echo "'$*' says nothing of '$words'"
        exit 1
    fi
}
kasane=$build/kasane
expect "$activation " "$kasane" list activations
expect "$loss " "$kasane" list losses
expect "$optimizer " "$kasane" list optimizers
for name in "$activation" "$loss" "$optimizer"; do
    expect ".*$name" "$kasane" describe "$name"
done
expect "done " "$kasane" train --iterations 5 --activation "$activation" --optimizer "$optimizer" \
    --out build/toy/run

cases_of() {  # program, entry: runs the cases of an entry and prints how many passed
    local program=$build/tests/$1 log=build/toy/$1.log
    if ! "$program" --gtest_filter="*/$2:*/*_$2" --gtest_brief=0 > "$log" 2>&1; then
        cat "$log"
        return 1
    fi
    sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log"
}
total=0
count() {  # program, entry
    local cases
    cases=$(cases_of "$1" "$2") || { echo "$cases"; exit 1; }
    if [ "${cases:-0}" -eq 0 ]; then
        echo "$1 runs no case called $2"
        exit 1
    fi
    total=$((total + cases))
}
for test in "${tests[@]}"; do
    for name in "$activation" "$loss" "$optimizer"; do
        # Optimizers have no gradients to check.
        [ "$test $name" = "kasane_test_autograd $optimizer" ] || count "$test" "$name"
    done
done
echo "$activation, $loss and $optimizer: one struct and one name each, $total cases of the tests"
