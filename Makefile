# The two commands of the README are `make run` and `make test`; each sets up what it needs.
.PHONY: help run test check bench gallery format setup clean

help:
	@echo "make run     build the program and train on the embedded digits (ARGS=... for other options)"
	@echo "make test    build and run every test"
	@echo "make check   format, layers, two compilers, sanitizers, fuzzing (ONLY='format size' for some)"
	@echo "make bench   build and run the benchmarks (BOUNDS=folder of hand-written bounds to compare with)"
	@echo "make gallery draw the pictures of the documentation again"
	@echo "make format  lay out the code with clang-format"
	@echo "make setup   install what is missing with apt"
	@echo "make clean   remove build/"

run:
	@tools/setup.sh run
	@cmake --preset release -DKASANE_TESTS=OFF -DKASANE_EXAMPLES=OFF -DKASANE_BENCH=OFF > /dev/null
	@cmake --build --preset release --target kasane_program
	build/release/kasane train $(ARGS)

test:
	@tools/setup.sh test
	@tools/run_tests.sh ci

check:
	@tools/setup.sh check
	@tools/check.sh $(ONLY)

bench:
	@tools/setup.sh bench
	@cmake --preset release -DKASANE_BENCH=ON > /dev/null
	@cmake --build --preset release
	@build/release/bench/kasane-bench-gemm
	@bench/report.py build/release/bench/kasane-bench-speed $(BOUNDS)
	@bench/activations.py build/release/bench/kasane-bench-activations $(BOUNDS)

gallery:
	@tools/setup.sh test
	@cmake --preset release -DKASANE_TESTS=OFF -DKASANE_EXAMPLES=OFF -DKASANE_BENCH=OFF > /dev/null
	@cmake --build --preset release --target kasane_program
	@tools/gallery.py build/release/kasane

format:
	@tools/setup.sh check
	@tools/check_format.sh --fix

setup:
	@tools/setup.sh check

clean:
	rm -rf build
