"use strict";
/* From door to door: answers stay on this phone until they are sent, once. */
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("door");
  const words = form.dataset;
  const name = "door:" + words.code;
  const shared = byId("shared");

  /* What is on this phone: the form as it stands, and what was finished. A shared phone keeps it
     in this page only. */
  let store = { now: null, entries: [] };
  try {
    store = JSON.parse(localStorage.getItem(name)) || store;
  } catch (refused) { /* A private window keeps nothing, as a shared phone. */ }
  /* Whoever finds the phone learns neither who answered when, nor the code that opens it. */
  const forgetful = (key, value) => (key === "at" || key === "receipt" ? undefined : value);
  const keep = () => {
    try {
      if (shared.checked || !(store.now || store.entries.length)) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(store, forgetful));
      return !shared.checked;
    } catch (refused) {
      return false;
    }
  };

  const pairs = () => Array.from(new FormData(form)).filter(([, value]) => value !== "");
  const clean = () => {
    form.reset();
    form.querySelectorAll(".problem").forEach((problem) => problem.remove());
  };
  /* A question that was reworded since takes what was typed for the old one, but no ticks: to the
     new words they may say something else. */
  const stem = (field) => field.replace(/^q\d+/, "");
  const fill = (given) => {
    clean();
    given.forEach(([field, value]) => {
      const inputs = Array.from(form.elements).filter((input) => stem(input.name) === stem(field));
      inputs.filter((input) => input.type !== "hidden").forEach((input) => {
        if (!/^(radio|checkbox)$/.test(input.type)) input.value = value;
        else if (input.name === field) input.checked = input.checked || input.value === value;
      });
    });
    follow();
  };

  const inputsOf = (field) => Array.from(form.elements).filter((input) =>
    input.name === field || input.name.startsWith(field + ":"));

  /* Ask only what follows from the answers so far. */
  const follow = () => form.querySelectorAll("[data-if]").forEach((box) => {
    const any = JSON.parse(box.dataset.any);
    box.hidden = !inputsOf(box.dataset.if).some((input) =>
      !input.closest("[hidden]")
      && (input.checked || /^(text|textarea)$/.test(input.type))
      && any.includes(input.value));
  });

  const say = (text) => { byId("state").textContent = text; };
  const time = () => {
    const now = new Date();
    return [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  };
  const told = (entry) => ({
    sent: entry.at ? words.sent.replace("{time}", entry.at) : words.before,
    again: [words.again, ...Object.values(entry.problems || {})].join(" · "),
  })[entry.state] || (keep() ? words.kept : words.unsent);

  const show = () => {
    const list = byId("entries");
    list.textContent = "";
    store.entries.forEach((entry) => {
      const row = byId("entry").content.cloneNode(true);
      row.querySelector(".told").textContent = told(entry);
      row.querySelector(".receipt").textContent = entry.receipt || "";
      row.querySelector(".receipt").parentElement.hidden = !entry.receipt;
      const reopen = row.querySelector("button");
      reopen.hidden = entry.state !== "again";
      reopen.addEventListener("click", () => reopened(entry));
      list.append(row);
    });
    byId("kept").hidden = !store.entries.length && !store.now;
    byId("waiting").hidden = !shared.checked || store.entries.every((entry) => entry.state === "sent");
  };

  const reopened = (entry) => {
    store.entries = store.entries.filter((other) => other !== entry);
    if (store.now) store.entries.push({ ...finished(), state: "again" });
    store.now = entry.pairs;
    fill(entry.pairs);
    Object.entries(entry.problems || {}).forEach(([field, text]) => {
      const [input] = field ? inputsOf(field) : [];
      const box = input ? input.closest(".field") : form;
      const problem = document.createElement("p");
      problem.className = "error problem";
      problem.textContent = text;
      box.prepend(problem);
    });
    keep();
    show();
    form.scrollIntoView();
    const wrong = form.querySelector(".problem");
    (wrong ? wrong.parentElement : form).querySelector("input, textarea").focus();
  };

  const token = () => Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const finished = () => ({ token: token(), pairs: pairs(), language: document.documentElement.lang, state: "kept" });
  const finish = () => {
    store.entries.push(finished());
    store.now = null;
    clean();
    follow();
    keep();
    show();
    say(keep() ? words.kept : words.unsent);
    byId("state").scrollIntoView({ block: "center" });
    send();
  };

  /* The token makes sending twice the same as sending once. */
  let sending = false;
  const send = async () => {
    if (sending || "closed" in words) return;
    sending = true;
    for (const entry of store.entries.filter((each) => each.state === "kept")) {
      const body = new URLSearchParams(entry.pairs);
      body.set("token", entry.token);
      body.set("language", entry.language);
      const answer = await fetch(words.send, { method: "POST", body, credentials: "omit" }).catch(() => null);
      if (!answer || ![200, 409, 422].includes(answer.status)) break;
      const content = await answer.json().catch(() => null);
      if (!content) break;
      if (!store.entries.includes(entry)) continue;
      if (answer.ok) Object.assign(entry, { state: "sent", at: time(), receipt: content.receipt, pairs: [], token: "" });
      else Object.assign(entry, { state: "again", problems: content.problems });
      say(told(entry));
      keep();
      show();
    }
    sending = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.reportValidity()) finish();
  });
  form.addEventListener("input", () => {
    follow();
    store.entries.forEach((entry) => { delete entry.receipt; }); /* The next household sees it not. */
    store.now = pairs().some(([field]) => field.startsWith("q")) ? pairs() : null;
    keep();
    show();
  });
  shared.addEventListener("change", () => {
    keep();
    show();
    say(shared.checked ? words.shared : "");
  });
  byId("clear").addEventListener("click", () => {
    store = { now: null, entries: [] };
    clean();
    follow();
    keep();
    show();
    say(words.cleared);
  });
  addEventListener("beforeunload", (event) => {
    if (!byId("waiting").hidden) event.preventDefault();
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, 30000);

  if (store.now) fill(store.now);
  follow();
  form.hidden = byId("codes").hidden = byId("phone").hidden = "closed" in words;
  show();
  send();

  const assets = Array.from(document.querySelectorAll("link[rel='stylesheet'], link[rel='icon'], script[src]"), (asset) => asset.href || asset.src);
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register("/sw.js")
      .then(() => caches.open("door"))
      .then((cache) => cache.addAll([location.pathname, ...assets]))
      .then(() => { byId("ready").hidden = false; })
      .catch(() => null);
  }
})();
