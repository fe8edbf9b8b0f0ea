#!/bin/sh
# check_catalog_docs.sh [--fix] [PROGRAM]: fails when a page of docs/catalog is not what the program
# makes of a kind of its catalog, with the kernels of any instruction set that runs here, and when
# it is the page of no kind; with --fix, writes them. PROGRAM: the one that was built last.
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
pages=docs/catalog
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# Data sets are listed too, but are no kind of the catalog.
kinds=$("$program" list --json | sed -n 's/.*"name":"\([a-z_]*\)".*/\1/p' | grep -vx data)
if [ $fix = yes ]; then
    mkdir -p $pages
    grep -l '^<!-- made by: kasane describe' $pages/*.md | xargs -r rm
    for kind in $kinds; do
        "$program" describe "$kind" --markdown > $pages/"$kind".md
    done
fi

isas=$("$program" info --json | sed 's/.*"runnable_isas":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr ',' ' ')
status=0
for kind in $kinds; do
    for isa in $isas; do
        KASANE_ISA=$isa "$program" describe "$kind" --markdown > "$made"
        if ! diff -uN $pages/"$kind".md "$made" | head -n 200 | grep . ; then continue; fi
        echo "$pages/$kind.md is not what the catalog says (kernels of $isa)"
        status=1
    done
done
for page in $(grep -l '^<!-- made by: kasane describe' $pages/*.md); do
    if ! echo "$kinds" | grep -qx "$(basename "$page" .md)"; then
        echo "$page is the page of no kind of the catalog"
        status=1
    fi
done
if [ $status != 0 ]; then
    echo "run: tools/check_catalog_docs.sh --fix"
    exit 1
fi
# Words, not lines.
# shellcheck disable=SC2086
echo "the pages of" $kinds "say what the catalog says, by the kernels of $isas"
