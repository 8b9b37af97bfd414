// @ts-check
/** Time left, from the server's remaining_ms and a monotonic clock. The wall clock is never asked. Pure. */

/** @param {() => number} now a monotonic clock in ms, e.g. performance.now */
export function createClock(now) {
  /** @type {number|null} */
  let end = null;
  /** @type {number|null} */
  let held = null;
  const left = () => (held !== null ? held : end === null ? 0 : Math.max(0, end - now()));
  return {
    /** The answer to a question asked at `askedAt` arrived just now. Within half a round trip the old estimate stands. */
    sync(/** @type {number} */ remainingMs, /** @type {number} */ askedAt) {
      if (held !== null) held = remainingMs;
      const half = Math.max(0, now() - askedAt) / 2;
      const next = askedAt + half + remainingMs;
      if (end === null || Math.abs(next - end) > half) end = next;
    },
    known: () => end !== null,
    remaining: left,
    /** While paused the time left stands; going on it runs from there until the server says more. */
    hold(/** @type {boolean} */ on) {
      if (on === (held !== null)) return;
      const stood = left();
      held = on ? stood : null;
      if (!on) end = now() + stood;
    },
  };
}

/** 4365000 -> "01:12:45". Rounded up: 00:00:00 is shown only when nothing is left. */
export function formatLeft(/** @type {number} */ ms) {
  const s = Math.ceil(ms / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** An RFC 3339 instant as the local hh:mm:ss of the exam's zone. */
export function formatInstant(/** @type {string|null|undefined} */ instant, zone = 'Asia/Shanghai') {
  if (!instant || isNaN(Date.parse(instant))) return '';
  const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: zone };
  return new Intl.DateTimeFormat('en-GB', /** @type {any} */ (parts)).format(new Date(instant));
}

/** Minutes at which the candidate is told once how much is left; returns the threshold just crossed or null. */
export function crossed(/** @type {number} */ before, /** @type {number} */ after, marks = [15, 5, 1]) {
  const hit = marks.filter((m) => before > m * 60000 && after <= m * 60000);
  return hit.length ? Math.min(...hit) : null;
}
