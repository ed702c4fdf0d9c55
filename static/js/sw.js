"use strict";
/* Opens the page for the door without reception. What it needs was put into the cache by that
   page itself; nothing else is kept or touched. */
const DOOR = /^\/s\/[^/]+\/door\/$/;
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const door = request.mode === "navigate" && DOOR.test(pathname);
  if (request.method !== "GET" || origin !== location.origin || !(door || pathname.startsWith("/static/"))) return;
  event.respondWith(fresh(request));
});

const fresh = async (request) => {
  const kept = await caches.match(request, { ignoreVary: true, ignoreSearch: true });
  const coming = fetch(request);
  if (!kept) return coming;
  /* Two bars of reception that carry nothing are as good as none. */
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([coming.catch(() => kept), late]);
};
