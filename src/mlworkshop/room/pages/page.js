// What both pages share: language, colours, elements that are changed in place, the server.

import { TEXTS } from "./texts.js";

const kept = (name) => localStorage.getItem(`room-${name}`);
const keep = (name, value) => localStorage.setItem(`room-${name}`, value);

let language = kept("language") ?? (navigator.language.startsWith("ja") ? "ja" : "en");
const isDark = matchMedia("(prefers-color-scheme: dark)");

/** Words of the page, in its language. */
export function say(key, ...values) {
  const words = TEXTS[key][language];
  return typeof words === "function" ? words(...values) : words;
}

/** Words that the server sends in both languages. */
export const inLanguage = (both) => both?.[language] ?? "";
export const currentLanguage = () => language;

/** The time of day, as people here write it. */
const clock = (moment) =>
  moment.toLocaleTimeString(language, { timeStyle: "medium", hourCycle: "h23" });

export const byId = (id) => document.getElementById(id);

/** An element with properties, attributes (those with a dash) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Change what an element says, unless it says so already: a live region would repeat it. */
export function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Show an element or not; hidden, it cannot have the focus. */
export function show(element, isShown) {
  if (element.hidden === isShown) element.hidden = !isShown;
}

/** Set an attribute, or take it away, where that changes anything. */
export function mark(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/**
 * Make a parent's children those of `items`, by their ids: one that stays is changed in place, so
 * that it keeps the focus.
 */
export function list(parent, items, create, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.id, child]));
  const ids = new Set(items.map(({ id }) => id));
  for (const [id, child] of old) if (!ids.has(id)) child.remove();
  items.forEach((item, at) => {
    const child = old.get(item.id) ?? create(item);
    child.dataset.id = item.id;
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
    update(child, item, at);
  });
}

/** Do what may take away the element that has the focus; then the focus goes to another one. */
export function keepingFocus(change, other) {
  const focused = document.activeElement;
  change();
  const isGone = !focused.isConnected || focused.closest("[hidden]");
  if (isGone) other()?.focus();
}

function dress() {
  const theme = kept("theme") ?? (isDark.matches ? "dark" : "light");
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-says]")) {
    put(element, say(element.dataset.says));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    mark(element, "aria-label", say(element.dataset.label));
  }
  byId("language").lang = language === "ja" ? "en" : "ja";
  mark(byId("theme"), "aria-pressed", theme === "dark");
}

/** Give the page its language and colours, with buttons to change both; then `render`. */
export function begin(render) {
  const both = () => {
    dress();
    render();
  };
  byId("language").addEventListener("click", () => {
    language = language === "ja" ? "en" : "ja";
    keep("language", language);
    both();
  });
  byId("theme").addEventListener("click", () => {
    keep("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    dress();
  });
  isDark.addEventListener("change", dress);
  both();
}

/** Ask the server; no answer within five seconds is none, which raises. */
export function ask(path, { token, body, headers = {} } = {}) {
  return fetch(path, {
    method: body === undefined ? "GET" : "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    cache: "no-store",
    signal: AbortSignal.timeout(5000),
  });
}

let lostSince = null;

function sayConnected(isConnected) {
  const line = byId("connection");
  if (!isConnected && !lostSince) {
    lostSince = new Date();
    put(line, say("noConnection", clock(lostSince)));
    mark(line, "data-lost", true);
  } else if (isConnected && lostSince) {
    lostSince = null;
    put(line, say("connected"));
    mark(line, "data-lost", null);
    setTimeout(() => lostSince ?? put(line, ""), 5000);
  }
}

/**
 * Ask the same again and again while the page is seen.
 *
 * `on.changed(state)`; `on.refused(status)`; `on.reached()` each time that the server has answered.
 * Whether it answers at all is said in one line.
 */
export function watch(path, token, milliseconds, on) {
  let etag = null;
  let timer = null;
  let isAsking = false;
  let isOver = false;
  let turn = 0;

  async function look() {
    clearTimeout(timer);
    if (isOver || isAsking || document.hidden) return;
    isAsking = true;
    const asked = turn;
    try {
      const answer = await ask(path, { token, headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.status === 200) {
        const state = await answer.json();
        if (asked === turn && !isOver) {
          etag = answer.headers.get("ETag");
          on.changed(state);
        }
      } else if (answer.status >= 500) {
        throw new Error(answer.status);
      } else if (answer.status !== 304 && answer.status !== 429 && !isOver) {
        on.refused(answer.status);
      }
      sayConnected(true);
      if (!isOver) on.reached?.();
    } catch {
      if (!isOver) sayConnected(false);
    }
    isAsking = false;
    if (isOver) return;
    timer = setTimeout(look, milliseconds);
  }
  document.addEventListener("visibilitychange", look);
  look();
  return {
    /** What the server says from now on is newer than what it is being asked at the moment. */
    outdate() {
      turn += 1;
      etag = null;
    },
    now: look,
    stop() {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    },
  };
}

const TIME_IS_UP = 60; // seconds for which that is said

/** A countdown that runs between the server's words: `tick(seconds or null)` whenever it changes. */
export function countdown(tick) {
  let ends = null;
  let said = null;
  setInterval(() => {
    const exact = ends === null ? null : Math.ceil((ends - performance.now()) / 1000);
    const left = exact === null || exact < -TIME_IS_UP ? null : Math.max(0, exact);
    if (left === said) return;
    said = left;
    tick(left);
  }, 200);
  return (timer) => {
    ends = timer === null ? null : performance.now() + timer.ends_in * 1000;
  };
}

export const asTime = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
