#!/usr/bin/env python3
"""Feeds the check scripts projects with one fault each and sees that they find it."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
ORDER = 'kasane_layers("core, math -> catalog, io -> kernels -> autograd -> cli")\n'


def check(script, project):
    """Runs a check on a project given as path -> text; returns its exit code and output."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"src/kasane/CMakeLists.txt": ORDER, **project}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, TOOLS / script, folder], capture_output=True,
                              text=True)
        return done.returncode, done.stdout + done.stderr


class Layers(unittest.TestCase):
    def fails(self, path, line, words):
        code, output = check("check_layers.py", {path: line + "\n"})
        self.assertEqual(code, 1, output)
        self.assertIn(words, output)

    def passes(self, path, line):
        code, output = check("check_layers.py", {path: line + "\n"})
        self.assertEqual(code, 0, output)

    def test_an_arrow_down_and_within_the_layer_is_fine(self):
        self.passes("src/kasane/kernels/map.cpp", '#include "kasane/math/real.hpp"')
        self.passes("src/kasane/math/dual.hpp", '#include "kasane/math/real.hpp"')
        self.passes("src/kasane/kernels/cpu/isa.cpp", "#ifdef __AVX2__")
        self.passes("src/kasane/kasane.hpp", '#include "kasane/autograd/tensor.hpp"')

    def test_an_arrow_up_fails(self):
        self.fails("src/kasane/core/a.hpp", '#include "kasane/io/b.hpp"', "io stands above core")
        self.fails("src/kasane/core/a.hpp", "#  include <kasane/io/b.hpp>", "above")

    def test_an_arrow_to_the_side_fails(self):
        self.fails("src/kasane/io/a.cpp", '#include "kasane/catalog/b.hpp"', "beside io")

    def test_the_umbrella_and_unknown_layers_fail(self):
        self.fails("src/kasane/io/a.cpp", '#include "kasane/kasane.hpp"', "for users")
        self.fails("src/kasane/io/a.cpp", '#include "kasane/extra/b.hpp"', "no layer 'extra'")
        self.fails("src/kasane/extra/a.cpp", "", "no layer 'extra'")

    def test_a_device_or_instruction_set_above_the_kernels_fails(self):
        self.fails("src/kasane/autograd/a.hpp", "#ifdef __CUDACC__", "instruction set")
        self.fails("src/kasane/cli/a.cpp", "#if defined(__AVX2__)", "instruction set")


class Size(unittest.TestCase):
    def test_450_lines_pass_and_451_fail(self):
        self.assertEqual(check("check_size.py", {"src/kasane/core/a.cpp": "\n" * 450})[0], 0)
        for name in ("src/kasane/core/a.cpp", "tests/core/a_test.cpp", "tools/a.py"):
            code, output = check("check_size.py", {name: "\n" * 451})
            self.assertEqual(code, 1)
            self.assertIn("451 lines", output)


class Headers(unittest.TestCase):
    def test_a_header_that_needs_another_fails(self):
        code, output = check("check_headers.py", {"src/kasane/core/a.hpp": "std::string name();\n"})
        self.assertEqual(code, 1)
        self.assertIn("does not compile alone", output)

    def test_a_heavy_header_fails_even_through_another(self):
        code, output = check("check_headers.py", {
            "src/kasane/core/a.hpp": '#include "kasane/kernels/b.hpp"\n',
            "src/kasane/kernels/b.hpp": "#include <functional>\n"})
        self.assertEqual(code, 1)
        self.assertIn("reaches <functional> through kasane/kernels/b.hpp", output)

    def test_a_private_header_may_be_heavy(self):
        code, output = check("check_headers.py",
                             {"src/kasane/math/batch.hpp": "#include <immintrin.h>\n"})
        self.assertEqual(code, 0, output)


class Readme(unittest.TestCase):
    EXAMPLE = "int main() {\n    int a = 1;\n    return a;\n}\n"

    def check(self, mark, code):
        return check("check_readme.py", {"examples/a.cpp": self.EXAMPLE,
                                         "README.md": f"# A\n\n{mark}\n```cpp\n{code}```\n"})

    def fails(self, mark, code, words):
        status, output = self.check(mark, code)
        self.assertEqual(status, 1, output)
        self.assertIn(words, output)

    def test_a_whole_file_and_a_part_of_it_are_fine(self):
        for mark, code in (("<!-- examples/a.cpp -->", self.EXAMPLE),
                           ("<!-- part of examples/a.cpp -->", "int a = 1;\nreturn a;\n")):
            status, output = self.check(mark, code)
            self.assertEqual(status, 0, output)

    def test_a_block_that_differs_or_is_from_nowhere_fails(self):
        self.fails("<!-- examples/a.cpp -->", "int a = 1;\n", "is not what examples/a.cpp holds")
        self.fails("<!-- part of examples/a.cpp -->", "int a = 2;\n", "is not what")
        self.fails("<!-- examples/b.cpp -->", self.EXAMPLE, "there is no examples/b.cpp")
        self.fails("As in", self.EXAMPLE, "does not say which example")

    def test_the_tutorial_is_held_to_the_same_and_says_what_prints_its_text(self):
        page = "docs/tutorial/01.md"
        readme = f"<!-- examples/a.cpp -->\n```cpp\n{self.EXAMPLE}```\n"
        for text, words in (("```cpp\nint b;\n```\n", "does not say which example"),
                            ("```text\n1\n```\n", "does not say what prints it"),
                            ("<!-- printed by examples/b.cpp -->\n```text\n1\n```\n", "no examples/b")):
            code, output = check("check_readme.py", {"examples/a.cpp": self.EXAMPLE,
                                                     "README.md": readme, page: f"# B\n\n{text}"})
            self.assertEqual(code, 1, output)
            self.assertIn(f"{page}: ", output)
            self.assertIn(words, output)


class Printed(unittest.TestCase):
    def check(self, block, program="printf 'a\\nb\\nc\\n'"):
        page = f"<!-- printed by examples/a.cpp -->\n```text\n{block}```\n"
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "README.md").write_text(page)
            script = Path(folder, "program")
            script.write_text(f"#!/bin/sh\n{program}\n")
            script.chmod(0o755)
            done = subprocess.run([sys.executable, TOOLS / "check_printed.py", "examples/a.cpp",
                                   script, folder], capture_output=True, text=True)
        return done.returncode

    def test_lines_that_the_program_prints_are_fine(self):
        for block in ("a\nb\n", "c\n", "a\n...\nc\n"):
            self.assertEqual(self.check(block), 0, block)

    def test_other_lines_another_order_and_a_fault_of_the_program_fail(self):
        for block in ("d\n", "a\nc\n", "c\n...\na\n"):
            self.assertEqual(self.check(block), 1, block)
        self.assertEqual(self.check("a\n", "echo a; exit 3"), 1)


class Links(unittest.TestCase):
    def check(self, text):
        return check("check_links.py", {"a.md": text, "docs/b.md": "# Two words\n"})

    def test_files_headings_and_pages_elsewhere_are_fine(self):
        code, output = self.check("[b](docs/b.md) [c](docs/b.md#two-words) [d](https://x.org/y)\n"
                                  "`[e](nowhere)`\n")
        self.assertEqual(code, 0, output)

    def test_links_that_lead_nowhere_fail(self):
        for link in ("[b](docs/c.md)", "[b](docs/b.md#three)", "![b](docs/b.svg)",
                     '<img src="docs/b.svg">'):
            code, output = self.check(link + "\n")
            self.assertEqual(code, 1, link)
            self.assertIn("a.md: ", output)

    def test_a_picture_on_no_page_fails(self):
        code, output = check("check_links.py", {"a.md": "", "docs/img/a.svg": "<svg/>"})
        self.assertEqual(code, 1)
        self.assertIn("is on no page", output)


class Summary(unittest.TestCase):
    def test_a_crash_a_failure_and_a_skip_are_counted_and_named(self):
        with tempfile.TemporaryDirectory() as folder:
            reports = Path(folder, "reports")
            reports.mkdir()
            (reports / "ctest.xml").write_text(
                '<testsuite><testcase name="mixed" status="fail"/>'
                '<testcase name="kasane_test_crash" status="run"/>'
                '<testcase name="plain" status="run"/>'
                '<testcase name="lost" status="notrun"><skipped message="No such file"/></testcase>'
                "</testsuite>")
            (reports / "mixed.xml").write_text(
                '<testsuites><testsuite><testcase classname="A" name="Good" status="run"/>'
                '<testcase classname="A" name="Bad" status="run"><failure/></testcase>'
                '<testcase classname="A" name="NoData" status="run">'
                '<skipped message="f:1&#10;no MNIST"/>'
                "</testcase></testsuite></testsuites>")
            done = subprocess.run([sys.executable, TOOLS / "test_summary.py", folder],
                                  capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("skipped: A.NoData (no MNIST)", done.stdout)
        self.assertIn("failed: kasane_test_crash (no report", done.stdout)
        self.assertEqual(done.stdout.splitlines()[-1], "2 passed, 3 failed, 1 skipped")


if __name__ == "__main__":
    unittest.main()
