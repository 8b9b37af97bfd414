// @ts-check
/** Counts data-remaining-ms down by the monotonic clock; data-then="reload" asks the server when it is over. */
import { createClock, formatLeft } from '../exam/clock.js';

/** @param {any} node @param {any} w */
export function countdown(node, w) {
  const clock = createClock(() => performance.now());
  clock.sync(Number(node.dataset.remainingMs), performance.now());
  let shown = '';
  const timer = setInterval(() => {
    if (!document.contains(node)) { clearInterval(timer); return; }
    const left = clock.remaining(), days = Math.floor(left / 86400000);
    const time = formatLeft(left % 86400000);
    const text = left === 0 ? w('time_up') : days ? w('days_time', { d: days, time }) : time;
    if (text !== shown) { shown = text; node.textContent = text; }
    if (left > 0) return;
    clearInterval(timer);
    if (node.dataset.then === 'reload') setTimeout(() => location.reload(), 500 + Math.random() * 2500); // not everybody in the same second
  }, 250);
}
