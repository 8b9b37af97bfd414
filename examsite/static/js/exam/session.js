// @ts-check
/** The life of one sitting at the exam: start or resume, ask the time again, hand in, be handed in. No DOM here. */
import { crossed } from './clock.js';

const CLOSED = ['handed_in', 'submitted', 'closed', 'closed_by_deadline', 'voided', 'marked', 'released'];
export const isClosed = (/** @type {string|undefined} */ state) => CLOSED.includes(String(state));

const POLL = 25000, SLEPT = 5000, GRACE = 8000;

/**
 * @param {{api: any, clock: any, queue: any, now: () => number, wait: (ms: number) => Promise<void>,
 *   on: (event: 'tick'|'minutes'|'time_up'|'paused'|'ended', detail?: any) => void}} tools
 */
export function createSession({ api, clock, queue, now, wait, on }) {
  let polledAt = now(), tickedAt = now(), left = Infinity, checking = false, over = false, paused = false;

  /** Ask the server; it alone knows about extensions, pauses and the end. */
  async function look() {
    polledAt = now();
    const got = await api.look();
    if (over || got.kind !== 'ok') return got;
    const was = paused;
    paused = got.body.state === 'paused';
    if (paused !== was) on('paused', paused);
    if (isClosed(got.body.state)) await finish(got.body.state === 'closed_by_deadline' ? 'by_deadline' : 'closed');
    else if (got.body.epoch > api.epoch()) end('taken', null);
    return got;
  }

  /** 00:00 here is only a hint: send what waits, then ask until the server says it is over or gives more time. */
  async function timeUp() {
    if (checking || over) return;
    checking = true;
    on('time_up');
    queue.flush();
    for (let spent = 0; spent < GRACE && queue.unsaved().length && !queue.ended; spent += 250) await wait(250);
    while (!over && clock.remaining() === 0) {
      const got = await look();
      if (over || clock.remaining() > 0) break;
      if (got.kind === 'ok' && got.body.remaining_ms <= 0) await finish('by_deadline');
      if (!over) await wait(2000);
    }
    checking = false;
  }

  /** Fetch the receipt of an end that already is; the same receipt however often it is asked. @param {string} kind */
  async function finish(kind) {
    for (let tries = 0; tries < 4 && !over; tries++) {
      const got = await api.handIn();
      if (got.kind === 'ok') { end(got.body.state === 'closed_by_deadline' ? 'by_deadline' : kind, got.body); return; }
      if (got.kind !== 'retry') break;
      await wait(1500);
    }
    if (kind !== 'by_deadline') end(kind, null);
  }

  /** @param {string} kind @param {any} reply */
  function end(kind, reply) {
    if (over) return;
    over = true;
    queue.ended = queue.ended || kind;
    on('ended', { kind, receipt: reply && reply.receipt, at: reply && reply.submitted_at });
  }

  return {
    look, finish, end,
    over: () => over,
    /** Called four times a second. A gap between ticks means the machine slept: ask at once. */
    tick() {
      if (over) return;
      const t = now(), before = left;
      left = clock.remaining();
      on('tick', clock.known() ? left : null);
      const mark = before === Infinity ? null : crossed(before, left);
      if (mark !== null) on('minutes', mark);
      if (clock.known() && left === 0 && !paused) timeUp();
      else if (t - polledAt > POLL || t - tickedAt > SLEPT) look();
      tickedAt = t;
    },
    /** The candidate hands in: what waits goes first, then the server answers. @returns {Promise<any>} */
    async handIn() {
      queue.flush();
      for (let spent = 0; spent < GRACE && queue.unsaved().length && !queue.ended && !queue.backoff; spent += 100) await wait(100);
      const got = await api.handIn();
      if (got.kind === 'ok') end(got.body.state === 'closed_by_deadline' ? 'by_deadline' : 'handed_in', got.body);
      return got;
    },
  };
}
