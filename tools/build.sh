#!/bin/sh
# build.sh PRESET [cmake --build arguments]: configures quietly and builds.
set -eu
cd "$(dirname "$0")/.."
preset=$1
shift
mkdir -p "build/$preset"
log="build/$preset/configure.log"
if ! cmake --preset "$preset" > "$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
cmake --build --preset "$preset" "$@"
echo "build/$preset is up to date"
