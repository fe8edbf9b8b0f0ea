#!/bin/sh
# Fails for every C++ and CUDA file that clang-format would change; with --fix, changes it.
set -eu
cd "$(dirname "$0")/.."
mode="--dry-run -Werror"
if [ "${1:-}" = --fix ]; then
    mode="-i"
fi
list=$(mktemp)
trap 'rm -f "$list"' EXIT
for folder in src tests bench examples; do
    if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$folder"
    else
        find "$folder" -type f
    fi
done | grep -E '\.(hpp|cpp|cu|cuh)$' | sort -u | while read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
done > "$list"
xargs -a "$list" -d '\n' -r -n 20 -P 2 clang-format $mode
echo "$(wc -l < "$list") files"
