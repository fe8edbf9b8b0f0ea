#!/bin/sh
# Compiles the CUDA kernels where nvcc is installed. Running them needs a GPU and comes later.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/local/cuda/bin"

if ! command -v nvcc > /dev/null; then
    echo "nvcc is not installed"
    exit 77
fi
files=$(find src/kasane/kernels/cuda -name '*.cu' 2> /dev/null || true)
if [ -z "$files" ]; then
    echo "no .cu files yet"
    exit 77
fi
mkdir -p build/cuda
for file in $files; do
    echo "nvcc $file"
    nvcc -std=c++20 -fmad=false -arch=sm_90 -Isrc -c "$file" -o "build/cuda/$(basename "$file").o"
done
echo "$(echo "$files" | wc -l) CUDA files compile"
