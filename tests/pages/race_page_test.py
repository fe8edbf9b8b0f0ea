#!/usr/bin/env python3
"""race_page_test.py PROGRAM: the page of a race in Chromium without a window, as its reader uses it.
Ends with 77 where Chromium or its driver is missing."""

import math
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from browser import MISSING, Browser

PROGRAM = sys.argv.pop(1)
TITLE = "</script><script>alert(1)</script> & `id` \"q\" 'a' <b>"
LIST = "sgd(lr=0.01), adam(lr=0.1), nag(variant=document, lr=0.001), clip_norm(1) | momentum(lr=0.001), lbfgs, lion(lr=0.01)"
ARROW_RIGHT, ARROW_UP, SPACE = "\ue014", "\ue013", " "

# The canvas's pixels as `d`, read from a copy that is made for being read.
PIXELS = """const c = document.getElementById('canvas'), t = document.createElement('canvas');
t.width = c.width; t.height = c.height;
const pen = t.getContext('2d', {willReadFrequently: true}); pen.drawImage(c, 0, 0);
const d = pen.getImageData(0, 0, t.width, t.height).data; let n = 0;
"""
# What they look like, as one number.
LOOK = PIXELS + """for (let i = 0; i < d.length; i += 4) n = (n * 31 + d[i] + 256 * d[i + 1] + d[i + 2]) | 0;
return n;"""
# How many have about this colour.
COUNT = PIXELS + """const [r, g, b] = arguments[0];
for (let i = 0; i < d.length; i += 4)
  n += Math.abs(d[i] - r) + Math.abs(d[i + 1] - g) + Math.abs(d[i + 2] - b) < 12;
return n;"""
BACKGROUND = "return getComputedStyle(document.body).backgroundColor"
ROWS = """return Object.fromEntries([...document.querySelectorAll('#explain tbody tr')].map((row) =>
  [row.cells[0].textContent, [...row.cells].slice(1).map((c) => Number(c.textContent.replaceAll('−', '-')))]))"""
GO = """const s = document.getElementById('step'); s.value = arguments[0];
s.dispatchEvent(new Event('input'))"""


def rgb(color):
    return [int(color[i:i + 2], 16) for i in (1, 3, 5)]


class RacePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name, "race.html")
        subprocess.run([PROGRAM, "race", "--surface", "beale", "--optimizers", LIST, "--steps", "60",
                        "--title", TITLE, "-o", cls.path, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def setUp(self):
        self.page = self.browser
        self.page.complaints()
        self.page.requests()
        self.page.open(self.path.as_uri())

    def tearDown(self):
        self.assertEqual(self.page.complaints(), [])
        self.assertEqual([url for url in self.page.requests() if not url.startswith("data:")],
                         [self.path.as_uri()])

    def look(self):
        return self.page.run(LOOK)

    def changes(self, act):
        before = self.look()
        act()
        self.assertNotEqual(self.look(), before)

    def text(self, selector):
        return self.page.run("return document.querySelector(arguments[0]).textContent", selector)

    def choose(self, k):
        self.page.run("document.querySelectorAll('[type=radio]')[arguments[0]].click()", k)

    def test_the_title_is_text_whatever_it_says(self):
        self.assertEqual(self.text("#title"), TITLE)
        self.assertEqual(self.page.run("return document.title"), TITLE)
        self.assertEqual(self.page.run("return document.scripts.length"), 2)

    def test_play_runs_to_the_end_and_can_be_paused(self):
        self.page.click("#play")
        self.assertEqual(self.text("#play"), "Pause")
        time.sleep(0.5)
        self.page.click("#play")
        step = self.page.run("return Number(document.getElementById('step').value)")
        self.assertGreater(step, 0)
        self.assertLess(step, 60)
        before = self.look()
        time.sleep(0.2)
        self.assertEqual(self.look(), before)
        self.page.run(GO, 57)
        self.page.click("#play")
        for _ in range(50):
            if self.text("#play") == "Play":
                break
            time.sleep(0.1)
        self.assertEqual(self.text("#count"), "60 / 60")

    def test_the_slider_moves_the_optimizers(self):
        self.changes(lambda: self.page.keys("#step", ARROW_RIGHT * 5))
        self.assertEqual(self.text("#count"), "5 / 60")

    def test_hiding_an_optimizer_takes_its_line_away(self):
        self.page.run(GO, 20)
        self.page.run("document.getElementById('paths').click()")
        color = rgb("#0072B2")  # the first of the light theme
        self.assertGreater(self.page.run(COUNT, color), 50)
        self.page.click("#legend tbody tr input[type=checkbox]")
        self.assertEqual(self.page.run(COUNT, color), 0)

    def test_the_theme_follows_the_system_and_the_button(self):
        light = self.page.run(BACKGROUND)
        self.page.click("#theme")
        dark = self.page.run(BACKGROUND)
        self.assertEqual([light, dark], ["rgb(255, 255, 255)", "rgb(20, 24, 29)"])
        with Browser(dark=True) as other:
            other.open(self.path.as_uri())
            self.assertEqual(other.run(BACKGROUND), dark)

    def test_the_surface_turns_and_zooms_by_mouse_and_keys(self):
        self.changes(lambda: self.page.click("#surface"))
        start = self.look()
        self.changes(lambda: self.page.drag("#canvas", 80, 20))
        self.changes(lambda: self.page.keys("#canvas", ARROW_RIGHT))
        self.changes(lambda: self.page.keys("#canvas", ARROW_UP))
        self.changes(lambda: self.page.keys("#canvas", "+"))
        self.changes(lambda: self.page.wheel("#canvas", 200))
        self.changes(lambda: self.page.click("#reset"))
        self.assertEqual(self.look(), start)

    def test_the_map_moves_and_its_colours_change(self):
        self.changes(lambda: self.page.drag("#canvas", 60, 40))
        self.changes(lambda: self.page.keys("#canvas", "+"))
        self.changes(lambda: self.page.click("#log"))
        self.page.keys("#canvas", SPACE)
        self.assertEqual(self.text("#play"), "Pause")

    def test_one_step_of_adam_adds_up(self):
        self.choose(1)
        self.page.run(GO, 1)
        rows = self.page.run(ROWS)
        # Beale at its start (1, 1.5): f = 14.203, by hand its gradient.
        x, y = rows["position before"]
        terms = [(1.5 - x + x * y, -1 + y, x), (2.25 - x + x * y**2, -1 + y**2, 2 * x * y),
                 (2.625 - x + x * y**3, -1 + y**3, 3 * x * y**2)]
        gradient = [sum(2 * t[0] * t[k] for t in terms) for k in (1, 2)]
        for k in (0, 1):
            g = rows["gradient g"][k]
            self.assertTrue(math.isclose(g, gradient[k], rel_tol=1e-3))
            self.assertTrue(math.isclose(rows["m now"][k], 0.1 * g, rel_tol=1e-3))
            self.assertTrue(math.isclose(rows["v now"][k], 0.001 * g * g, rel_tol=1e-3))
            self.assertTrue(math.isclose(rows["m / (1 - beta1^t)"][k], g, rel_tol=1e-3))
            self.assertTrue(math.isclose(rows["v / (1 - beta2^t)"][k], g * g, rel_tol=1e-3))
            self.assertTrue(math.isclose(rows["update"][k], -0.1 * math.copysign(1, g),
                                         rel_tol=1e-3))

    def test_every_optimizer_says_what_it_did(self):
        self.page.run(GO, 3)
        for k in range(5):
            self.choose(k)
            rows = self.page.run(ROWS)
            for words in ("position before", "gradient g", "update", "position after"):
                self.assertIn(words, rows)
        self.choose(5)  # moves by the state as it was, then changes that
        self.assertIn("beta1 * m + (1 - beta1) * g", rows := self.page.run(ROWS))
        self.assertEqual([abs(x) for x in rows["update"]], [0.01, 0.01])
        self.choose(2)  # looks ahead
        self.assertIn("gradient taken at", self.page.run(ROWS))

    def test_nothing_is_wider_than_a_telephone(self):
        with Browser(390, 844) as phone:
            phone.open(self.path.as_uri())
            self.assertLessEqual(phone.run("return document.documentElement.scrollWidth"), 390)
            self.assertEqual(phone.complaints(), [])


if __name__ == "__main__":
    if MISSING:
        print("SKIPPED: no " + " and no ".join(MISSING))
        sys.exit(77)
    unittest.main()
