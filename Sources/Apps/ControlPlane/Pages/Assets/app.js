// Keeps the page live: replaces the parts that changed, says when the connection is lost, asks before it does anything.
// Everything here also works without this script: the page reloads itself and buttons lead to pages that ask.
(() => {
  "use strict";
  const body = document.body;
  const byId = (id) => document.getElementById(id);

  // The question before a rollout is ended. It lies outside the parts that are replaced, so it stays open.
  const dialog = byId("confirm");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (!link || !dialog || typeof dialog.showModal !== "function" || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    byId("confirm-title").textContent = link.dataset.confirm;
    byId("confirm-text").textContent = link.dataset.text;
    byId("confirm-go").textContent = link.dataset.go;
    byId("confirm-to").value = link.dataset.to || "";
    byId("confirm-form").action = new URL(link.href).pathname;
    byId("confirm-reason").value = "";
    dialog.showModal();
    byId("confirm-reason").focus();
  });
  if (dialog) {
    byId("confirm-cancel").addEventListener("click", () => dialog.close());
    byId("confirm-form").addEventListener("submit", () => { byId("confirm-go").disabled = true; });
  }

  if (!body.dataset.live || !window.EventSource) return;

  // Parts whose replacement waits because somebody is selecting text in them.
  const waiting = new Map();

  const isSelecting = (element) => {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && selection.anchorNode && element.contains(selection.anchorNode);
  };

  // Puts new content in place without moving what the reader holds on to: focus, scrolled tables, opened details.
  const replace = (element, html) => {
    const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
    const scrolled = [...element.querySelectorAll(".scroll[id], pre")].map((box) => [box.id, box.scrollLeft, box.scrollTop]);
    const details = [...element.querySelectorAll("details[id]")].map((box) => [box.id, box.open]);
    element.innerHTML = html;
    for (const [id, left, top] of scrolled) {
      const box = id ? byId(id) : element.querySelector("pre");
      if (box) { box.scrollLeft = left; box.scrollTop = top; }
    }
    for (const [id, open] of details) { const box = byId(id); if (box) box.open = open; }
    if (focused && byId(focused)) byId(focused).focus({ preventScroll: true });
  };

  const apply = () => {
    for (const [id, html] of waiting) {
      const element = byId(id);
      if (element && isSelecting(element)) continue;
      waiting.delete(id);
      if (element) replace(element, html);
    }
    const hero = document.querySelector("[data-title]");
    if (hero && document.title !== hero.dataset.title) document.title = hero.dataset.title;
  };

  const connection = byId("connection");
  const say = (text, isLost) => {
    byId("connection-text").textContent = text;
    connection.classList.toggle("lost", isLost);
    connection.classList.toggle("live", !isLost);
  };

  const first = 1000;
  const longest = 15000;
  const silence = 10000;
  let source = null;
  let delay = first;
  let retry = 0;
  let watchdog = 0;

  const stop = () => {
    clearTimeout(watchdog);
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  };

  const lose = () => {
    stop();
    const seconds = Math.round(delay / 1000);
    say(`Connection lost, trying again in ${seconds} s. Last update`, true);
    // A session that has run out looks like a lost connection to an event source: ask once, and log in again.
    fetch("/api/v1/ledger?last=1", { method: "HEAD", cache: "no-store" })
      .then((answer) => { if (answer.status === 401) location.reload(); })
      .catch(() => {}); // The control plane is away: that is what the line above says already.
    retry = setTimeout(connect, delay);
    delay = Math.min(longest, delay * 2);
  };

  const heard = () => {
    delay = first;
    clearTimeout(watchdog);
    watchdog = setTimeout(lose, silence);
  };

  function connect() {
    stop();
    source = new EventSource(body.dataset.live);
    watchdog = setTimeout(lose, silence);
    source.addEventListener("snapshot", (event) => {
      heard();
      const update = JSON.parse(event.data);
      // Another version of the program serves the page now: take its style and script, but never from under a question.
      if (update.version !== body.dataset.version && !(dialog && dialog.open)) return location.reload();
      say("Live", false);
      for (const id of Object.keys(update.fragments)) waiting.set(id, update.fragments[id]);
      apply();
    });
    source.addEventListener("trouble", (event) => {
      heard();
      say(`Connected, but ${JSON.parse(event.data).message}. Last update`, true);
    });
    source.onerror = lose;
  }

  // A hidden page needs no updates, and browsers allow only six connections to one server.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stop();
    delay = first;
    connect();
  });
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  if (!document.hidden) connect();
})();
