"""Chromium and Firefox, driven by WebDriver BiDi, the one protocol that both speak.

Firefox speaks it itself; Chromium through Debian's chromedriver. Neither goes to the network.
"""

import base64
import json
import os
import re
import subprocess
import tempfile
import threading
import urllib.request
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from websockets.sync.client import connect

NAMES = ("chromium", "firefox")
_START_SECONDS = 40
_ANSWER_SECONDS = 60
_QUIET = {
    "goog:chromeOptions": {
        "args": [
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            "--disable-dev-shm-usage",
        ]
    }
}
_FIREFOX_PREFS = """
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("remote.active-protocols", 1);
"""
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Shift": "\ue008",
    "Down": "\ue015",
    "Up": "\ue013",
    "Backspace": "\ue003",
}


class Wrong(AssertionError):
    """What the browser says of a command or a script that failed."""


class Page:
    """One tab of a browser."""

    def __init__(self, name, socket):
        self.name = name
        self._socket = socket
        self._ids = count(1)
        self.events = []
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.call("session.subscribe", events=["log.entryAdded"])

    def call(self, method, **params):
        """Send a command and wait for its result; what happens meanwhile is kept in ``events``."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv(timeout=_ANSWER_SECONDS))
            if told.get("id") != number:
                self.events.append(told)
                continue
            if "error" in told:
                raise Wrong(f"{method}: {told['error']}: {told.get('message')}")
            return told["result"]

    def open(self, address):
        """Go to an address and wait until it has loaded."""
        self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, script, *arguments):
        """Run the body of an async function; arguments and what it returns are JSON."""
        wrapped = (
            "(async (...given) => { const answer = await (async (...arguments_) => {"
            f"{script}\n}})(...given.map(one => JSON.parse(one)));"
            "return JSON.stringify(answer ?? null); })"
        )
        result = self.call(
            "script.callFunction",
            functionDeclaration=wrapped,
            arguments=[{"type": "string", "value": json.dumps(one)} for one in arguments],
            awaitPromise=True,
            target={"context": self.context},
            userActivation=True,
        )
        if result["type"] != "success":
            raise Wrong(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def wait(self, condition, seconds=20):
        """Wait until an expression is true in the page."""
        self.run(
            "const until = performance.now() + 1000 * arguments_[0];"
            f"while (!({condition})) {{"
            "  if (performance.now() > until) throw new Error('never: ' + arguments_[1]);"
            "  await new Promise(go => setTimeout(go, 20)); }",
            seconds,
            condition,
        )

    def press(self, *keys, shift=False):
        """Press keys one after the other; names as in ``KEYS``, or letters."""
        strokes = [{"type": "keyDown", "value": KEYS["Shift"]}] if shift else []
        for key in keys:
            value = KEYS.get(key, key)
            strokes += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        strokes += [{"type": "keyUp", "value": KEYS["Shift"]}] if shift else []
        source = {"type": "key", "id": "keyboard", "actions": strokes}
        self.call("input.performActions", context=self.context, actions=[source])

    def type(self, text):
        """Type a text letter by letter."""
        self.press(*text)

    def resize(self, width, height):
        """Give the page a size in CSS pixels."""
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.context, viewport=size)

    def picture(self, path, *, whole=False):
        """Write a screenshot as PNG."""
        origin = "document" if whole else "viewport"
        shot = self.call("browsingContext.captureScreenshot", context=self.context, origin=origin)
        Path(path).write_bytes(base64.b64decode(shot["data"]))

    def print(self):
        """Give the printed page as PDF."""
        printed = self.call("browsingContext.print", context=self.context)
        return base64.b64decode(printed["data"])

    @property
    def complaints(self):
        """Errors of the page's scripts and of its policy, as the console holds them."""
        return [
            each["params"]["text"]
            for each in self.events
            if each.get("method") == "log.entryAdded" and each["params"]["level"] == "error"
        ]


@contextmanager
def browser(name):
    """Start a browser with an empty profile, and end it."""
    with tempfile.TemporaryDirectory(prefix=f"paraf-{name}-", ignore_cleanup_errors=True) as home:
        start = {"chromium": _chromium, "firefox": _firefox}[name]
        with start(home) as address, connect(address, max_size=None) as socket:
            if name == "firefox":
                socket.send('{"id": 0, "method": "session.new", "params": {"capabilities": {}}}')
                assert json.loads(socket.recv(timeout=_START_SECONDS))["type"] == "success"
            page = Page(name, socket)
            yield page
            if name == "firefox":
                socket.send('{"id": 0, "method": "browser.close", "params": {}}')


@contextmanager
def _chromium(home):
    with _started(["chromedriver", "--port=0"], home, r"successfully on port (\d+)") as port:
        options = json.loads(json.dumps(_QUIET))
        options["goog:chromeOptions"]["args"].append(f"--user-data-dir={home}/profile")
        wanted = {"capabilities": {"alwaysMatch": {"webSocketUrl": True, **options}}}
        service = f"http://127.0.0.1:{port}/session"
        session = _asked(service, "POST", wanted)
        try:
            yield session["capabilities"]["webSocketUrl"]
        finally:
            _asked(f"{service}/{session['sessionId']}", "DELETE")


@contextmanager
def _firefox(home):
    profile = Path(home) / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(_FIREFOX_PREFS)
    command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile)]
    command += ["--remote-debugging-port=0", "about:blank"]
    with _started(command, home, r"BiDi listening on (ws://[^\s]+)") as address:
        yield f"{address}/session"


@contextmanager
def _started(command, home, announcement):
    """Run a program until the end; gives what it announces."""
    surroundings = os.environ | {"HOME": home, "MOZ_HEADLESS": "1"}
    process = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    reader = threading.Thread(target=process.stdout.read, daemon=True)
    alarm = threading.Timer(_START_SECONDS, process.kill)
    alarm.start()
    try:
        told = []
        for line in process.stdout:
            told.append(line)
            if found := re.search(announcement, line):
                break
        else:
            raise Wrong(f"{command[0]} did not start: {''.join(told)}")
        alarm.cancel()
        reader.start()
        yield found[1]
    finally:
        alarm.cancel()
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if reader.is_alive():
            reader.join(timeout=10)
        process.stdout.close()


def _asked(address, method, body=None):
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=_START_SECONDS) as answer:  # noqa: S310
        return json.load(answer)["value"]
