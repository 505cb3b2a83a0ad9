// Comfort on top of pages that work without it: evidence beside the story, keys, live news. No library, no network
// but this desk's own.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  for (const it of all(".scripted")) it.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ── Evidence in place ──────────────────────────────────────────────────────────────────────────────────────────
  const pane = $(".pane");
  const passage = $("#passage");
  let opener = null;
  let asked = 0;

  async function show(link) {
    const url = new URL(link.href);
    const mine = ++asked;
    let html;
    try {
      const answer = await fetch(url.pathname + "/passage" + url.search, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      html = await answer.text();
    } catch {
      location.href = link.href;
      return;
    }
    if (mine !== asked) return;
    const parsed = new DOMParser().parseFromString(html, "text/html");
    passage.replaceChildren(...parsed.body.childNodes);
    passage.hidden = false;
    $(".sources", pane).hidden = true;
    $(".pane-head", pane).hidden = false;
    pane.classList.add("open");
    for (const other of all("[aria-current=true]", $(".story"))) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    opener = link;
    const hit = $("#at", passage);
    if (hit) {
      const top = hit.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
      // Who says it stays in sight where there is room for both.
      const room = top + hit.offsetHeight < pane.clientHeight * 0.8;
      pane.scrollTo({ top: room ? 0 : Math.max(0, top - pane.clientHeight / 3), behavior: calm ? "auto" : "smooth" });
    } else {
      pane.scrollTo({ top: 0 });
    }
  }

  function close() {
    if (!pane || passage.hidden) return false;
    asked++;
    passage.hidden = true;
    passage.replaceChildren();
    $(".sources", pane).hidden = false;
    $(".pane-head", pane).hidden = true;
    pane.classList.remove("open");
    for (const other of all("[aria-current=true]", $(".story"))) other.removeAttribute("aria-current");
    if (opener) opener.focus({ preventScroll: true });
    opener = null;
    return true;
  }

  if (pane) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.ev");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      show(link);
    });
    $(".close", pane).addEventListener("click", close);
  }

  // A link to a finding opens its tab first.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    const panel = target.closest(".panel");
    if (panel) {
      const tab = all(".tab input").find((input) => panel.classList.contains(input.value));
      if (tab) tab.checked = true;
    }
    for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (panel) target.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", reveal);
  reveal();

  // ── Folding on a phone ─────────────────────────────────────────────────────────────────────────────────────────
  const narrow = $(".narrow");
  if (narrow && matchMedia("(max-width: 59.99rem)").matches) narrow.open = false;

  // ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────
  const dialog = $("#keys");
  const openKeys = () => dialog.showModal();
  $(".places .keys").addEventListener("click", openKeys);

  const stops = () => {
    const list = all("[role=feed] > article");
    if (list.length) return list;
    return all(".sentence, .panel .finding, .quote, .happenings > li, .copies > li").filter((it) => it.checkVisibility());
  };
  function move(step) {
    const list = stops();
    if (!list.length) return;
    const here = document.activeElement;
    let at = list.findIndex((it) => it === here || it.contains(here));
    if (at < 0) {
      const top = list.findIndex((it) => it.getBoundingClientRect().bottom > 80);
      at = step > 0 ? top - 1 : top < 0 ? list.length : top;
    }
    const next = list[Math.min(list.length - 1, Math.max(0, at + step))];
    if (!next) return;
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }
  function open() {
    const here = document.activeElement;
    const item = stops().find((it) => it === here || it.contains(here));
    const link = item && $("h2 a, a.ev, a", item);
    if (link) link.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (dialog.open) return;
    if (event.key === "Escape") { if (close()) event.preventDefault(); return; }
    if (event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
    const act = {
      j: () => move(1), k: () => move(-1), o: open, "?": openKeys,
      "/": () => $("#q").focus(), h: () => { location.href = "/"; },
      u: () => { const up = $("a.up"); if (up) up.click(); },
      n: () => {
        const list = all(".panel.conflicting .finding");
        if (!list.length) return;
        const tab = $("#tab-conflicting"); if (tab) tab.checked = true;
        const next = list[(list.indexOf(document.activeElement) + 1) % list.length];
        next.focus(); next.scrollIntoView({ block: "center" });
      },
    }[event.key];
    if (act) { event.preventDefault(); act(); return; }
    const tab = all(".tab input")[Number(event.key) - 1];
    if (tab && !tab.disabled) { tab.checked = true; event.preventDefault(); }
  });
  // The feed pattern of WAI-ARIA: Page Down and Page Up go from article to article.
  for (const feed of all("[role=feed]")) feed.addEventListener("keydown", (event) => {
    if (event.key === "PageDown") { event.preventDefault(); move(1); }
    if (event.key === "PageUp") { event.preventDefault(); move(-1); }
  });

  // ── Live news: said, never forced; the page stays where it is ──────────────────────────────────────────────────
  const news = $("#news");
  const story = $("article.story");
  const front = document.body.classList.contains("front-page");
  if ((front || (story && !$(".asof"))) && "EventSource" in window) {
    const changed = new Set();
    const source = new EventSource("/live?since=" + encodeURIComponent(document.body.dataset.sequence || "0"));
    source.addEventListener("story", (event) => {
      let what;
      try { what = JSON.parse(event.data); } catch { return; }
      if (story && what.story !== story.dataset.id) return;
      changed.add(what.story);
      let button = $("button", news);
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.addEventListener("click", () => location.reload());
        news.replaceChildren(button);
      }
      button.textContent = story ? "This story has changed. Show it" :
        changed.size === 1 ? "1 story is new or has changed. Show it" : changed.size + " stories are new or have changed. Show them";
    });
    addEventListener("pagehide", () => source.close());
  }
})();
