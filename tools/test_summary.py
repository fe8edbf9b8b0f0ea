#!/usr/bin/env python3
"""test_summary.py BUILD: names what failed and what was skipped in the last ctest run; ends with
the line 'N passed, N failed, N skipped' over all GoogleTest cases and all other tests."""

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path


def cases_of_report(path):
    """(name, outcome, why) for each case of a GoogleTest report."""
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None:
            yield name, "failed", ""
        elif case.find("skipped") is not None:
            message = case.find("skipped").get("message") or ""
            yield name, "skipped", (message.strip().splitlines() or [""])[-1]
        elif case.get("status") == "run":
            yield name, "passed", ""


def cases_of_test(test, reports):
    """The cases of one ctest: those in its report, or itself where it has none."""
    name, passed = test.get("name"), test.get("status") == "run"
    # ctest also says "skipped" of a program it could not start, which is a failure.
    skip = test.find("skipped")
    skipped = skip is not None and "SKIP_" in (skip.get("message") or "")
    report = reports / f"{name}.xml"
    cases = list(cases_of_report(report)) if report.exists() else []
    if cases and (passed or any(outcome == "failed" for _, outcome, _ in cases)):
        return cases
    if skipped:
        return cases + [(name, "skipped", "")]
    if cases:
        return cases + [(name, "failed", "its tests passed, yet it ended badly: see above")]
    if name.startswith("kasane_test_"):
        return [(name, "failed", "no report; run it by hand, its last [ RUN ] names the test")]
    return [(name, "passed" if passed else "failed", "")]


def main():
    build = Path(sys.argv[1])
    ctest = ElementTree.parse(build / "reports/ctest.xml")
    cases = [case for test in ctest.iter("testcase")
             for case in cases_of_test(test, build / "reports")]
    for wanted in ("skipped", "failed"):
        for name, outcome, why in cases:
            if outcome == wanted:
                print(f"{wanted}: {name}" + (f" ({why})" if why else ""))
    counts = Counter(outcome for _, outcome, _ in cases)
    line = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))
    (build / "reports/summary.txt").write_text(line + "\n")
    print(line)
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)


main()
