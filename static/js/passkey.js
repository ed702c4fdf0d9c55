"use strict";
/* What a passkey signs goes back in a form: to add one, or to sign in with it. */
(() => {
  const form = document.querySelector("form[data-begin]");
  if (!form || !window.PublicKeyCredential) return;
  const answer = form.elements.namedItem("answer");
  const problem = form.querySelector(".error");

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const told = ({ id, rawId, type, response }) => {
    const parts = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (response[name]) parts[name] = text(response[name]);
    });
    return JSON.stringify({ id, rawId: text(rawId), type, response: parts });
  };

  const ask = async () => {
    const headers = { "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value };
    const begun = await fetch(form.dataset.begin, { method: "POST", headers });
    if (begun.redirected) return location.assign(begun.url);
    const { publicKey } = await begun.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    (publicKey.excludeCredentials || []).forEach((each) => { each.id = bytes(each.id); });
    answer.value = told(await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey }));
    form.submit();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.hidden = true;
    ask().catch(() => { problem.hidden = false; });
  });
})();
