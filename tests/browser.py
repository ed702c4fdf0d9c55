"""Tests in chromium: a page at the live server, from which no request may leave it.

@pytest.mark.browser
def test_home(page, amina):
    sign_in(page, amina)
    page.goto("/n/millbrook/home/")
    assert_axe(page)
"""

import os
import shutil
from functools import wraps
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page

CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which, ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        ),
    ),
    None,
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = "options => axe.run(options).then(({violations}) => ({violations}))"
"""What is well would take longer to be told than to be found."""
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}

UNSEEN = [
    # An address bar for each window, and a process in store: half of all that chromium does.
    *["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"],
    # What Playwright turns off too, since the last list alone counts.
    *["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
    *["LensOverlay", "MediaRouter", "OptimizationHints", "PaintHolding", "PreconnectToSearch"],
    *["NetworkTimeServiceQuerying", "ThirdPartyStoragePartitioning"],
]
"""Features of chromium that no page here needs."""

# Playwright keeps an event loop in the thread of the tests, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def arriving(click):
    """A click that leads on is over once the next page is there, and not as soon as it begins to
    come: on a busy machine, what is asked of it at once would not stand on it yet."""

    @wraps(click)
    def click_and_arrive(self, *args, **options):
        click(self, *args, **options)
        getattr(self, "page", self).wait_for_load_state()

    return click_and_arrive


for kind in (Page, Locator):
    setattr(kind, "click", arriving(kind.click))  # noqa: B010 - mypy takes no other way


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM:
        pytest.fail('No chromium on this machine: run pytest with -m "not browser".')
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            f"--disable-features={','.join(UNSEEN)}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture
def new_page(browser, live_server):
    """``new_page(**context options) -> Page`` that has opened nothing yet, logged out.

    Each has its own cookies and storage. The test fails if a page asks any other server for
    anything, breaks the content security policy, or raises in its script. Another ``base_url``
    leads to the live server another way.
    """
    contexts, complaints, homes = [], [], set()

    def open_page(**options):
        options = {
            "base_url": live_server.url,
            "locale": "en",
            "reduced_motion": "reduce",
        } | options
        homes.add(urlsplit(options["base_url"]).netloc)
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.on("request", lambda request: stay_home(request.url))
        context.on("console", lambda message: heed_policy(message.text))
        context.on("weberror", lambda problem: complaints.append(f"script: {problem.error}"))
        return context.new_page()

    def stay_home(url):
        address = urlsplit(url)
        if address.scheme not in {"data", "blob"} and address.netloc not in homes:
            complaints.append(f"request to {url}")

    def heed_policy(text):
        if "Content Security Policy" in text:
            complaints.append(text)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(new_page):
    """A page as on a computer."""
    return new_page()


@pytest.fixture
def phone(new_page):
    """A page 320 px wide, on a touch screen."""
    return new_page(**PHONE)


@pytest.fixture
def javascript_off(new_page):
    """A page in a browser that runs no script."""
    return new_page(java_script_enabled=False)


def sign_in(page, who, *, client=None):
    """Sign in as a member, or its user, without going through the forms; or as a client has."""
    if client is None:
        client = Client()
        client.force_login(getattr(who, "user", who))
    set_cookie(
        page, settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value
    )


def set_language(page, language):
    set_cookie(page, settings.LANGUAGE_COOKIE_NAME, language)


def set_cookie(page, name, value):
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def assert_axe(page):
    """axe finds nothing against WCAG 2.2 AA. Needs a page with JavaScript on."""
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(VIOLATIONS, {"runOnly": WCAG, "resultTypes": ["violations"]}))
    assert not found.violations_count, f"{page.url}\n{found.generate_report()}"


def assert_fits(page):
    """Nothing makes the page scroll sideways."""
    page.wait_for_load_state()
    too_wide = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
                .filter(e => { const box = e.getBoundingClientRect();
                               return box.right > width + 1 || box.left < -1; })
                .map(e => e.outerHTML.slice(0, 120)).concat("scrolls sideways");
        }"""
    )
    assert not too_wide, f"{page.url} at {page.viewport_size['width']} px: {too_wide}"
