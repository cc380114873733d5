"""When a phone first shows something: python -m tests.browser.paint ADDRESS …

Three variants of a page on slow 4G with a processor slowed four times: an empty page, the page as
it is, and the page with its styles the other way round: inlined where it links them, linked where
it inlines them. They take turns, so that whatever else the machine does meets all alike. Only the
ratios carry over to another machine.
"""

import gzip
import os
import re
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from threading import Thread
from urllib.parse import urljoin

from playwright.sync_api import Browser, sync_playwright

ROUNDS = 9
# What Chromium's own tools call slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWDOWN = 4
EMPTY = '<!doctype html><html lang="en"><title>Empty</title><p>Empty</p></html>'
LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
INLINE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
SHEET = "/linked.css"


def measure_first_paint(browser: Browser, address: str) -> dict[str, float]:
    """Median milliseconds to the first contentful paint of each variant, over `ROUNDS` rounds."""
    page = fetched(address)[1].decode()
    texts = {"/empty": EMPTY, "/as-it-is": page, **other_way(page, address)}
    times: dict[str, list[float]] = {name: [] for name in texts if name != SHEET}
    with served(texts, address) as server:
        for _ in range(ROUNDS):
            for name, taken in times.items():
                taken.append(first_paint(browser, server + name))
    return {name: median(taken) for name, taken in times.items()}


def other_way(page: str, address: str) -> dict[str, str]:
    """The same page with linked styles inlined, or with inlined styles linked."""
    if linked := LINK.search(page):
        css = fetched(urljoin(address, linked[1]))[1].decode()
        return {"/inlined": page.replace(linked[0], f"<style>{css}</style>")}
    if inline := INLINE.search(page):
        link = f'<link rel="stylesheet" href="{SHEET}">'
        return {"/linked": page.replace(inline[0], link), SHEET: inline[1]}
    return {}


def first_paint(browser: Browser, address: str) -> float:
    # A context of its own, and so an empty cache.
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_4G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address, wait_until="load")
    paint = page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    )
    taken = float(paint.json_value())
    context.close()
    return taken


@cache
def fetched(address: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        return answer.headers["Content-Type"], answer.read()


@contextmanager
def served(texts: dict[str, str], origin: str) -> Iterator[str]:
    """Serve the texts, and whatever they refer to, from one server that is equally fast for
    all. A browser slows down what comes over its network, not what a test hands to it.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path in texts:
                kind = "text/css" if self.path == SHEET else "text/html; charset=utf-8"
                body = texts[self.path].encode()
            else:
                kind, body = fetched(urljoin(origin, self.path))
            packed = gzip.compress(body)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def main(addresses: list[str]) -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    switches = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        for address in addresses:
            times = measure_first_paint(browser, address)
            print(address)
            for name, taken in times.items():
                print(f"  {name[1:]:10} {taken:6.0f} ms  {taken / times['/empty']:.2f}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
