"use strict";
/* Asks the browser to show when there is a message, and sends where it wants to be told. */
(() => {
  const form = document.querySelector("form[data-push-key]");
  if (!form) return;
  if (!navigator.serviceWorker || !window.PushManager) {
    document.getElementById("push-not").hidden = false;
    return;
  }
  const problem = form.querySelector(".error");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const ask = async () => {
    await navigator.serviceWorker.register(form.dataset.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const browser = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) });
    form.elements.namedItem("browser").value = JSON.stringify(browser);
    form.submit();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.hidden = true;
    ask().catch(() => { problem.hidden = false; });
  });
})();
