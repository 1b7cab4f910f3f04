"""A real Chromium, driven over the WebDriver protocol of chromedriver: plain JSON over HTTP."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

_STARTED = re.compile(r"started successfully on port (\d+)")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference to an element
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}


class Refused(Exception):
    """The browser could not do what it was told."""


def missing() -> str:
    """What the machine lacks for these tests; empty if it has all."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    lacking = [
        name
        for name, found in (("chromium", chromium), ("chromedriver", shutil.which("chromedriver")))
        if not found
    ]
    return f"needs {' and '.join(lacking)} in PATH" if lacking else ""


class Browser:
    """One headless browser window. What it says and asks for is logged from the start."""

    def __init__(self) -> None:
        self._driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        self._port = self._started()
        arguments = [
            "--headless=new",
            "--no-sandbox",  # it reads the pages of these tests alone, and CI is often root
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        wanted = {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        self._session = ""
        created = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{created['sessionId']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._ask("DELETE", "")
        finally:
            self._driver.terminate()
            self._driver.communicate()

    def open(self, page: Path, fragment: str = "") -> None:
        """Load a file anew, with empty logs."""
        self.visit(page.as_uri() + fragment)

    def visit(self, address: str) -> None:
        """Load a page anew, with empty logs."""
        self._ask("POST", "/url", {"url": "about:blank"})
        self.log("browser")
        self.log("performance")
        self._ask("POST", "/url", {"url": address})

    def run(self, script: str) -> Any:  # noqa: ANN401 - JSON of any shape
        """The value of a script of statements, run in the page as the protocol does: no policy binds it."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Strike keys as a hand would."""
        strokes = [
            {"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")
        ]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def click(self, selector: str) -> None:
        """Click the first element that a CSS selector finds, as a hand would."""
        self._ask("POST", f"/element/{self._element(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self._ask("POST", f"/element/{self._element(selector)}/value", {"text": text})

    def tell(self, command: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON of any shape
        """A command of the DevTools protocol."""
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def wait(self, until: Callable[[], bool], seconds: float = 10) -> None:
        """Return once it is so."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, "nothing came"
            time.sleep(0.05)

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since the last time."""
        rows: list[dict[str, Any]] = self._ask("POST", "/se/log", {"type": kind})
        return rows

    def requests(self) -> list[str]:
        """The addresses asked for since the page was opened, the page's own left out."""
        messages = (json.loads(row["message"])["message"] for row in self.log("performance"))
        asked = [
            m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
        ]
        own = self.run("return location.href.split('#')[0]")
        return [
            url
            for url in asked
            if url.split("#")[0] not in {own, "about:blank"} and not url.startswith("data:")
        ]

    def size(self, width: int, height: int) -> None:
        """Make the window as large as this."""
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefers(self, scheme: str) -> None:
        """Let the system be `light` or `dark`."""
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, file: Path) -> None:
        """The whole page as a picture."""
        shot = self.tell("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def _element(self, selector: str) -> str:
        found = self._ask("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[_ELEMENT])

    def _started(self) -> int:
        assert self._driver.stdout is not None
        for line in self._driver.stdout:
            if found := _STARTED.search(line):
                return int(found[1])
        raise Refused("chromedriver did not start")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, self._session + path, text, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read())["value"]
        finally:
            connection.close()
        if response.status >= 400:
            raise Refused(f"{answer['error']}: {answer['message']}")
        return answer
