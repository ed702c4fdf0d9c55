"use strict";
/* Comfort on top of pages that work without it. */
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const buttonsOf = (form) => all("button").filter((button) => button.form === form && button.type === "submit");

  /* A double tap sends once. A lost connection frees the form again after a while. */
  const busy = (form, on) => {
    clearTimeout(form.freed);
    form.busy = on;
    buttonsOf(form).forEach((button) => on ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled"));
    if (on) form.freed = setTimeout(busy, 10000, form, false);
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  addEventListener("pageshow", () => all("form").forEach((form) => busy(form, false)));

  /* What was typed outlives a switch of language and a send that never arrived, but for secrets.
     It is kept in this tab until the next page comes; what should be forgotten, for a switch
     alone, whose next page comes at once. */
  const ticked = (field) => field.type === "radio" || field.type === "checkbox";
  const fields = (switching) => all("main input, main select, main textarea")
    .filter((field) => !/^(hidden|password|file|submit)$/.test(field.type) && !("secret" in field.dataset))
    .filter((field) => field.form && (switching || !("forget" in field.form.dataset)));
  const key = (field) => field.form.getAttribute("action") + " " + field.name + (ticked(field) ? "=" + field.value : "");
  const here = location.pathname + location.search;
  const keep = (switching) => {
    const typed = {};
    fields(switching).forEach((field) => { typed[key(field)] = ticked(field) ? field.checked : field.value; });
    try {
      /* A form that was sent back stands at an address of its own: the switch leads to its page. */
      sessionStorage.setItem("typed", JSON.stringify({ here: switching || here, switching, typed }));
    } catch (full) { /* Private windows may refuse to keep anything. */ }
  };
  const restore = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem("typed"));
      sessionStorage.removeItem("typed");
      if (!kept) return;
      /* Whoever came back to another page may not have got through: wait for the form. */
      kept.lost = kept.lost || performance.navigation && performance.navigation.type > 0;
      if (kept.here !== here) return kept.lost && sessionStorage.setItem("typed", JSON.stringify(kept));
    } catch (refused) { /* As above. */ }
    if (!kept || !(kept.switching || kept.lost) || document.querySelector("#errors, .messages > *")) return;
    fields(kept.switching).forEach((field) => {
      if (key(field) in kept.typed) field[ticked(field) ? "checked" : "value"] = kept.typed[key(field)];
    });
  };

  /* Away at once, by the link or by Esc three times, and Back does not lead here again. */
  const exit = document.querySelector("[data-exit]");
  let presses = [];
  const leave = (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    try {
      sessionStorage.clear();
    } catch (refused) { /* As above. */ }
    location.replace(exit.href);
  };
  if (exit) {
    exit.addEventListener("click", leave);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      presses = presses.concat(event.timeStamp).filter((at) => event.timeStamp - at < 3000);
      if (presses.length === 3) leave(event);
    });
  }

  /* Back asks anew for the page of a form that was sent back, and never to send the form again; a
     reload still does, since it would lose what was typed. An address that takes nothing but the
     form is left for the page before, which the language switch names too. What does not leave this
     page, such as a link into another tab or to a phone, changes nothing. */
  const getNextTime = (pageBefore) => {
    const next = document.querySelector(".languages [name=next]");
    const pushed = location.pathname + location.search !== here;
    history.replaceState(history.state, "", pageBefore && next && !pushed ? next.value : null);
  };
  document.addEventListener("click", (event) => {
    const away = event.target.closest("a[href^='/']:not([target])");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (away && !elsewhere && !event.defaultPrevented) getNextTime(true);
  });

  const unreachable = document.getElementById("unreachable");
  const tell = (lost) => {
    unreachable.hidden = !lost;
    if (lost) unreachable.scrollIntoView({ block: "center" });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (navigator.onLine === false) {
      event.preventDefault();
      return tell(true);
    }
    keep(form.closest(".languages") && form.elements.next.value);
    /* One without an action is sent to the address of the page. */
    getNextTime(form.hasAttribute("action"));
    busy(form, true);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    tell(false);
    if (event.target.tagName === "FORM") busy(event.target, true);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.tagName === "FORM") busy(event.target, false);
  });
  document.addEventListener("htmx:sendError", () => tell(true));
  document.addEventListener("htmx:responseError", () => tell(true));

  /* Old phones know no autofocus outside of forms; htmx changes no title. */
  const heed = () => {
    const errors = document.getElementById("errors");
    if (!errors) return;
    if (!document.title.startsWith(errors.dataset.error)) document.title = errors.dataset.error + " " + document.title;
    errors.focus();
  };
  document.addEventListener("htmx:afterSettle", heed);

  const copy = (source) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(source.value || source.textContent);
    getSelection().selectAllChildren(source);
    if (source.select) source.select();
    document.execCommand("copy");
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-share], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) return print();
    const source = document.getElementById(button.dataset.copy || button.dataset.share);
    if (button.dataset.share) return navigator.share({ text: source.value }).catch(() => null);
    copy(source);
    button.textContent = button.dataset.done;
  });

  /* Some browsers know Kolkata as Calcutta. */
  const nameHere = (zone) => {
    try {
      return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
    } catch (unknown) {
      return "";
    }
  };

  /* The time of this device, where a form asks for it and offers it. */
  all("select[data-guess='time-zone']").forEach((select) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = Array.from(select.options, (option) => option.value).filter(Boolean);
    if (!select.value) select.value = zones.includes(zone) ? zone : zones.find((other) => nameHere(other) === zone) || "";
  });

  restore();
  heed();
  all("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });
  if (navigator.share) all("[data-share]").forEach((button) => { button.hidden = false; });
})();
