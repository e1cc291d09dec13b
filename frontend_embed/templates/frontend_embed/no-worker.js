// Pages are kept no more: this worker takes the copies of the one before it away, and then itself.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("agorama /p/{{ perimeter }}/ ")).map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  );
});
