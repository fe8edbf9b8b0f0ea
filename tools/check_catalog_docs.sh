#!/bin/sh
# check_catalog_docs.sh [--fix] [PROGRAM]: fails when a page of docs/catalog is not what the program
# makes of its catalog, with the kernels of any instruction set that runs here; with --fix, writes
# it. PROGRAM: the one that was built last.
set -eu
cd "$(dirname "$0")/.."
fix=no
if [ "${1:-}" = --fix ]; then
    fix=yes
    shift
fi
program=${1:-$(ls -t build/*/kasane 2> /dev/null | head -n 1)}
if [ ! -x "$program" ]; then
    echo "there is no program ${program:-build/*/kasane}; build it first (make run)"
    exit 1
fi
page=docs/catalog/activations.md
if [ $fix = yes ]; then
    mkdir -p docs/catalog
    "$program" describe activations --markdown > "$page"
fi
made=$(mktemp)
trap 'rm -f "$made"' EXIT
isas=$("$program" info --json | sed 's/.*"runnable_isas":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr ',' ' ')
for isa in $isas; do
    KASANE_ISA=$isa "$program" describe activations --markdown > "$made"
    if ! diff -u "$page" "$made"; then
        echo "$page is not what the catalog says (kernels of $isa)"
        echo "run: tools/check_catalog_docs.sh --fix"
        exit 1
    fi
done
echo "$page says what the catalog says, by the kernels of $isas"
