#!/bin/bash
# A user's project takes Kasane by find_package, add_subdirectory and FetchContent, and each program
# runs. find_package uses what build/ci installs; the other two build a shared library, so that this
# also finds a public function without KASANE_API.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/build/consumer
mkdir -p "$work"

consume() {  # way, folder, cmake arguments
    local way=$1 folder=$work/$2
    shift 2
    cmake -S tests/consumer -B "$folder" -G Ninja -DKASANE_HOW="$way" "$@"
    cmake --build "$folder"
    echo "$way: $("$folder/consumer")"
}

tools/build.sh ci
rm -rf "$work/prefix"
cmake --install build/ci --prefix "$work/prefix" > "$work/install.log"
[ ! -x build/ci/kasane ] || [ -x "$work/prefix/bin/kasane" ]
consume package package -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$work/prefix"
shared=(-DCMAKE_BUILD_TYPE=Debug -DBUILD_SHARED_LIBS=ON -DKASANE_ISAS=v2 -DKASANE_ROOT="$root")
consume subdirectory sources "${shared[@]}"
consume fetch sources "${shared[@]}" -DFETCHCONTENT_FULLY_DISCONNECTED=ON
echo "find_package, add_subdirectory and FetchContent work"
