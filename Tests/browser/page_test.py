#!/usr/bin/env python3
"""Opens the flow's page in a real headless Chromium and checks what only a browser can check.

    page_test.py --url LINK [--shots FOLDER] [--abort] [--chromium PATH]

LINK is the login link that `steady token` prints. Checked at 1280 and 390 pixels, light and dark: the page loads without
console errors and without anything blocked by its own content policy, nothing makes it scroll sideways, it is updated
without being reloaded, it can be read without script. With --abort a rollout must be running: the button asks, keeps
asking while the page updates beneath, and ends the rollout. Screenshots go to FOLDER. Exit code 0 only if all holds.

Needs the Python package `playwright`; it drives the Chromium of the system and downloads none.
"""

import argparse
import pathlib
import sys

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

SIZES = [(1280, 900), (390, 844)]
SCHEMES = ["light", "dark"]
UPDATE_MS = 15_000
ABORT_MS = 60_000


class Checks:
    """Collects what failed, so that one run tells everything."""

    def __init__(self):
        self.failed = []

    def expect(self, holds, what):
        print(("ok    " if holds else "FAIL  ") + what, flush=True)
        if not holds:
            self.failed.append(what)


def watch(page, problems):
    """Notes console errors, script errors and failed requests of a page."""
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda answer: problems.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)


# Texts whose contrast with what lies behind them is below WCAG AA: 4.5, or 3 from 24 px on.
FAINT_TEXTS = """() => {
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.offsetHeight || element.closest(".hidden, .skip, thead")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(`${element.textContent.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
  }
  return faint;
}"""


def sideways(page):
    """How many pixels the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def check_view(browser, options, checks, size, scheme):
    """One size and colour scheme: load, update, width."""
    name = f"{size[0]} px, {scheme}"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, device_scale_factor=2 if size[0] < 500 else 1)
    page = context.new_page()
    problems = []
    watch(page, problems)
    page.goto(options.url)
    checks.expect("token=" not in page.url, f"{name}: the address does not keep the token")
    checks.expect(page.locator("#status .state strong").inner_text() in ("Good", "Bad", "Unknown"), f"{name}: says the state in a word")
    page.evaluate("window.notReloaded = true")
    before = page.locator("#clock").inner_text()
    page.wait_for_function("before => document.getElementById('clock').textContent !== before", arg=before, timeout=UPDATE_MS)
    checks.expect(page.evaluate("window.notReloaded === true"), f"{name}: is updated without being reloaded")
    checks.expect(page.locator("#connection").get_attribute("class").endswith("live"), f"{name}: says that it is live")
    checks.expect(sideways(page) <= 0, f"{name}: does not scroll sideways ({sideways(page)} px)")
    small = page.evaluate("""() => [...document.querySelectorAll('a.button, button')].filter(b => b.offsetHeight > 0 &&
        b.offsetHeight < 24).length""")
    checks.expect(small == 0, f"{name}: all buttons are large enough to hit")
    charts = page.evaluate("[...document.querySelectorAll('svg.chart')].every(c => c.querySelector('title') && c.querySelector('desc'))")
    checks.expect(charts, f"{name}: every chart says in words what it shows")
    faint = page.evaluate(FAINT_TEXTS)
    checks.expect(not faint, f"{name}: all text stands out from what lies behind it {faint}")
    page.screenshot(path=str(options.shots / f"page-{size[0]}-{scheme}.png"), full_page=True)
    checks.expect(not problems, f"{name}: no console errors {problems}")
    context.close()


def check_without_script(browser, options, checks):
    """The page is complete as the server sends it, and its buttons lead to pages that ask."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(options.url)
    checks.expect(page.locator("#status .state strong").count() == 1, "without script: the state is there")
    checks.expect(page.locator("noscript").count() >= 1, "without script: the page reloads itself")
    button = page.locator("#abort")
    if button.count() == 1:
        page.goto(page.url.rstrip("/") + button.get_attribute("href"))
        checks.expect(page.locator("form button").count() == 1, "without script: abort leads to a page that asks")
        page.screenshot(path=str(options.shots / "confirm-without-script.png"))
    context.close()


def check_abort(browser, options, checks):
    """The button asks, the question stays open while the page updates, and then the rollout ends."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems = []
    watch(page, problems)
    page.goto(options.url)
    if page.locator("#abort").count() == 0:
        checks.expect(False, "abort: a rollout is running")
        return
    page.locator("#abort").click()
    checks.expect(page.locator("dialog#confirm").is_visible(), "abort: asks first")
    page.locator("#confirm-reason").fill("page test")
    before = page.locator("#clock").inner_text()
    page.wait_for_function("before => document.getElementById('clock').textContent !== before", arg=before, timeout=UPDATE_MS)
    checks.expect(page.locator("dialog#confirm").is_visible(), "abort: the question stays open while the page updates")
    checks.expect(page.locator("#confirm-reason").input_value() == "page test", "abort: the reason stays too")
    faint = page.evaluate(FAINT_TEXTS)
    checks.expect(not faint, f"abort: all text stands out from what lies behind it {faint}")
    page.screenshot(path=str(options.shots / "abort-dialog.png"))
    page.locator("#confirm-go").click()
    try:
        page.wait_for_selector("#finished .rollout", timeout=ABORT_MS)
        outcome = page.locator("#finished .verdict .word").inner_text()
    except PlaywrightTimeout:
        outcome = f"nothing within {ABORT_MS / 1000:.0f} s; {problems}; {page.locator('main').inner_text()[:200]}"
    checks.expect("Abort" in outcome, f"abort: the page shows that it was aborted ({outcome})")
    checks.expect(page.locator("#abort").count() == 0, "abort: the button is gone")
    checks.expect(not problems, f"abort: no console errors {problems}")
    page.screenshot(path=str(options.shots / "aborted.png"), full_page=True)
    context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="the login link")
    parser.add_argument("--shots", type=pathlib.Path, default=pathlib.Path("page-shots"), help="folder for screenshots")
    parser.add_argument("--abort", action="store_true", help="abort the running rollout")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser")
    options = parser.parse_args()
    options.shots.mkdir(parents=True, exist_ok=True)
    checks = Checks()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"])
        for size in SIZES:
            for scheme in SCHEMES:
                check_view(browser, options, checks, size, scheme)
        check_without_script(browser, options, checks)
        if options.abort:
            check_abort(browser, options, checks)
        browser.close()
    print(f"{len(checks.failed)} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
