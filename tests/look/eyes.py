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

FOCUS = """() => {
    window.walked = window.walked || [];
    const e = document.activeElement, style = getComputedStyle(e);
    if (e !== document.body && !window.walked.includes(e)) window.walked.push(e);
    return [e.tagName, e.outerHTML.slice(0, 160), style.outlineStyle, style.outlineWidth,
            window.walked.length];
}"""


def assert_keyboard(page):
    """Tab reaches everything that can be used, and shows where one is."""
    reachable = page.evaluate(REACHABLE)
    walked = 0
    # A date is several stops; and a page may begin in its middle, so that one goes around.
    for _press in range(reachable * 2 + 10):
        page.keyboard.press("Tab")
        tag, html, style, width, walked = page.evaluate(FOCUS)
        if walked >= reachable:
            break
        if tag in {"BODY", "HTML"}:
            continue
        assert (style, width) == ("solid", "3px"), f"{page.url} hides the focus of {html}"
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
