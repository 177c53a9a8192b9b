// This telephone's place in the room, kept in the browser: its token, and what is still to be sent.

import { ask } from "./page.js";

const KEY = "room-attendance";
const FIRST = 1_000_000_000; // a notebook of the same attendance counts from 1

let isUnderway = false;
let notBefore = 0;

/** `{token, next, voted, waiting}`, or null outside a room. */
export const attendance = () => JSON.parse(localStorage.getItem(KEY));
const keep = (place) => localStorage.setItem(KEY, JSON.stringify(place));

/** Take a place; coming back to the same one keeps what waits. */
export function joined({ token }) {
  if (attendance()?.token !== token) keep({ token, next: FIRST, voted: {}, waiting: [] });
}

export const left = () => localStorage.removeItem(KEY);

/** The last event that waits and for which `test` holds. */
export const waiting = (test) => attendance()?.waiting.findLast(test);

/** Whether the server says that the room, or this place in it, is no more. */
export const isOver = (status) => status === 401 || status === 410;

export const isSending = () => isUnderway;

/** Keep an event until the server has it; `next` is the number that the server expects. */
export function queue(event, next, voted = {}) {
  const place = attendance();
  const n = Math.max(place.next, next ?? FIRST);
  place.waiting.push({ n, time: Date.now() / 1000, ...event });
  keep({ ...place, next: n + 1, voted: { ...place.voted, ...voted } });
}

/**
 * Send what waits, in order; give the events that the server has now.
 *
 * `gone` is called if the server knows no such attendance.
 */
export async function flush(gone) {
  const place = attendance();
  if (!place?.waiting.length || isUnderway || performance.now() < notBefore) return [];
  isUnderway = true;
  try {
    const events = place.waiting.slice(0, 100);
    const answer = await ask("api/events", { token: place.token, body: { events } });
    if (isOver(answer.status)) gone();
    else if (answer.status === 429) {
      notBefore = performance.now() + 1000 * (Number(answer.headers.get("Retry-After")) || 1);
    } else if (answer.status === 422) {
      drop([events[(await answer.json()).at]?.n]); // it would be refused for ever
    } else if (answer.ok) {
      const { got } = await answer.json();
      drop(got);
      return events.filter(({ n }) => got.includes(n));
    }
    return [];
  } catch {
    return []; // no network: they go on waiting
  } finally {
    isUnderway = false;
  }
}

function drop(numbers) {
  const place = attendance();
  if (place) keep({ ...place, waiting: place.waiting.filter(({ n }) => !numbers.includes(n)) });
}
