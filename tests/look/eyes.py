"""What axe does not see."""

REACHABLE = """() => {
    const groups = new Set();
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter(e => e.type !== "hidden" && e.checkVisibility() && e.tabIndex >= 0)
        .filter(e => !e.matches(":disabled"))
        .filter(e => {
            if (e.type !== "radio") return true;
            const known = groups.has(e.name);
            groups.add(e.name);
            return !known;
        }).length;
}"""

WATCH = """() => {
    window.walked = new Map();
    addEventListener("focusin", event => {
        const e = event.target, style = getComputedStyle(e);
        const hidden = style.outlineStyle !== "solid" || style.outlineWidth !== "3px";
        window.walked.set(e, hidden ? e.outerHTML.slice(0, 160) : "");
    });
}"""
"""Asking after each press what has the focus takes as long again as the press."""

WALKED = "() => [window.walked.size, [...window.walked.values()].filter(Boolean)]"
AT_ONCE = 10


def assert_keyboard(page):
    """Tab reaches everything that can be used, and shows where one is."""
    reachable = page.evaluate(REACHABLE)
    page.evaluate(WATCH)
    walked, hidden = 0, []
    # A date is several stops; and a page may begin in its middle, so that one goes around.
    for press in range(reachable * 2 + AT_ONCE):
        page.keyboard.down("Tab")  # held down: a release each time would double the time
        if press + 1 >= reachable and not (press + 1 - reachable) % AT_ONCE:
            walked, hidden = page.evaluate(WALKED)
            if walked >= reachable:
                break
    page.keyboard.up("Tab")
    assert not hidden, f"{page.url} hides the focus of {hidden}"
    assert walked >= reachable, f"{page.url}: {walked} of {reachable} reached"


def assert_forced_colors(page):
    """Where the person's system chooses the colors, every edge and bar is still seen."""
    page.emulate_media(forced_colors="active")
    lost = page.evaluate(
        """() => {
            const ground = getComputedStyle(document.documentElement).backgroundColor;
            const edge = e => getComputedStyle(e).borderTopColor;
            const fill = e => getComputedStyle(e).fill;
            return [...document.querySelectorAll("main .button, main .choice > label, main input")]
                .filter(e => e.checkVisibility() && edge(e) === ground)
                .concat([...document.querySelectorAll("main .bar")].filter(e => fill(e) === ground))
                .map(e => e.outerHTML.slice(0, 160));
        }"""
    )
    page.emulate_media(forced_colors="none")
    assert not lost, f"{page.url} in forced colors loses {lost}"
