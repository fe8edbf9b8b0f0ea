#!/bin/sh
# check_isa_symbols.sh BUILD...: no two instruction sets may share a weak symbol. The linker would
# keep one of them, and an older machine would meet an instruction it does not have. What they call
# is libc's, which exists once for all; v2 also calls libm's fma, having no instruction for it.
set -eu
cd "$(dirname "$0")/.."

allowed_of() {  # isa
    libc='memcpy|memset|memmove|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_'
    if [ "$1" = v2 ]; then
        echo "^($libc|fmaf?)\$"
    else
        echo "^($libc)\$"
    fi
}

faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
count=0

objects_of() {  # build isa
    find "$1" -path "*kasane_kernels_$2.dir*" -name '*.o'
}

for build in "$@"; do
    weak=$(mktemp)
    strong=$(mktemp)
    for isa in v2 v3 v4; do
        objects=$(objects_of "$build" $isa)
        [ -n "$objects" ] || continue
        count=$((count + $(echo "$objects" | wc -l)))
        nm --defined-only $objects | awk '$2 ~ /^[WVuv]$/ {print $3}' | sort -u >> "$weak"
        nm --defined-only $objects | awk '$2 ~ /^[TDBRC]$/ {print $3}' | sort -u >> "$strong"
        nm --defined-only $objects | awk 'NF == 3 {print $3}' | sort -u > "$weak.defined"
        nm --undefined-only $objects | awk 'NF == 2 {print $2}' | sort -u |
            grep -vxFf "$weak.defined" | grep -vE "$(allowed_of $isa)" |
            sed "s|^|$build: $isa calls |" >> "$faults" || true
    done
    sort "$weak" | uniq -d | sed "s|^|$build: shared weak symbol |" >> "$faults"
    sort "$strong" | uniq -d | sed "s|^|$build: defined twice |" >> "$faults"
    rm -f "$weak" "$weak.defined" "$strong"
done

if [ -s "$faults" ]; then
    cat "$faults"
    exit 1
fi
if [ "$count" -eq 0 ]; then
    echo "no kernel objects yet"
    exit 77
fi
echo "$count kernel objects share no weak symbol"
