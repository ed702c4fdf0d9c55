"use strict";
/* Shows that there is a message, and leads to the list. It keeps and touches nothing else. */
self.addEventListener("push", (event) => event.waitUntil(
  self.registration.showNotification(event.data ? event.data.text() : "…", { tag: "notices" }),
));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/me/notices/"));
});
