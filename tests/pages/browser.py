"""Chromium without a window, driven through chromedriver by plain HTTP (W3C WebDriver)."""

import base64
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
MISSING = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]


class Browser:
    """One page at a time; closed at the end of a with block."""

    def __init__(self, width=1280, height=800, dark=False):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.session = None
        try:
            self._address = f"http://127.0.0.1:{self._port()}"
            arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                         f"--window-size={width},{height}"]
            if dark:
                arguments.append("--force-dark-mode")
            wanted = {"browserName": "chrome",
                      "goog:chromeOptions": {"args": arguments},
                      "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
            made = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = f"/session/{made['sessionId']}"
            self._devtools("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": height, "deviceScaleFactor": 1,
                            "mobile": False})
            self._devtools("Emulation.setEmulatedMedia", {"features": [
                {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        except BaseException:
            self.close()
            raise

    def _port(self):
        for line in self.driver.stdout:
            if found := re.search(r"successfully on port (\d+)", line):
                return int(found.group(1))
        raise RuntimeError("chromedriver has ended")

    def _send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with NO_PROXY.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def _devtools(self, command, parameters):
        return self._send("POST", self.session + "/goog/cdp/execute",
                          {"cmd": command, "params": parameters})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            if self.session:
                self._send("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()

    def open(self, url):
        self._send("POST", self.session + "/url", {"url": url})

    def run(self, script, *arguments):
        """The value that the script returns."""
        return self._send("POST", self.session + "/execute/sync",
                          {"script": script, "args": list(arguments)})

    def _element(self, selector):
        found = self._send("POST", self.session + "/element",
                           {"using": "css selector", "value": selector})
        return f"{self.session}/element/{next(iter(found.values()))}"

    def click(self, selector):
        self._send("POST", self._element(selector) + "/click", {})

    def keys(self, selector, text):
        """Types into an element; WebDriver's code points stand for keys such as arrows."""
        self._send("POST", self._element(selector) + "/value", {"text": text})

    def drag(self, selector, dx, dy):
        """Presses in the middle of an element and lets go elsewhere."""
        middle = {"type": "pointerMove", "duration": 0,
                  "origin": self._element_reference(selector), "x": 0, "y": 0}
        away = {"type": "pointerMove", "duration": 100, "origin": "pointer", "x": dx, "y": dy}
        actions = [middle, {"type": "pointerDown", "button": 0}, away,
                   {"type": "pointerUp", "button": 0}]
        self._send("POST", self.session + "/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "actions": actions}]})

    def wheel(self, selector, dy):
        self._send("POST", self.session + "/actions", {"actions": [
            {"type": "wheel", "id": "wheel", "actions": [
                {"type": "scroll", "origin": self._element_reference(selector), "x": 0, "y": 0,
                 "deltaX": 0, "deltaY": dy, "duration": 0}]}]})

    def _element_reference(self, selector):
        return self._send("POST", self.session + "/element",
                          {"using": "css selector", "value": selector})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._send("GET", self.session + "/screenshot")))

    def _log(self, kind):
        return self._send("POST", self.session + "/se/log", {"type": kind})

    def complaints(self):
        """What the page has written to the console."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self):
        """The addresses that the page has asked for, itself included."""
        urls = []
        for entry in self._log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
        return urls
