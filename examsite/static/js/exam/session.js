// @ts-check
/** The life of one sitting at the exam: start or resume, ask the time again, hand in, be handed in. No DOM here. */
import { crossed } from './clock.js';

/** The words of an end: by the state the server tells, and by whether somebody said why. @param {string} state @param {string} kind @param {string|null} [note] */
export const howEnded = (state, kind, note) => (state === 'voided' ? 'voided' : state === 'closed_by_deadline' ? 'by_deadline' : note ? 'by_staff' : kind);

const CLOSED = ['handed_in', 'submitted', 'closed', 'closed_by_deadline', 'voided', 'marked', 'released'];
export const isClosed = (/** @type {string|undefined} */ state) => CLOSED.includes(String(state));

/** Extensions, pauses and announcements are seen within five seconds; a page in the background asks half as often. */
const POLL = 4500, HIDDEN = 10000, SLEPT = 5000, GRACE = 8000;

/**
 * @param {{api: any, clock: any, queue: any, now: () => number, wait: (ms: number) => Promise<void>, hidden?: () => boolean,
 *   on: (event: 'tick'|'minutes'|'time_up'|'paused'|'said'|'ended', detail?: any) => void}} tools
 */
export function createSession({ api, clock, queue, now, wait, hidden = () => false, on }) {
  let polledAt = now(), tickedAt = now(), left = Infinity, checking = false, over = false, paused = false, asking = false;

  /** Ask the server; it alone knows about extensions, pauses, announcements and the end. @param {boolean} [whole] even if nothing has changed */
  async function look(whole = false) {
    if (asking && !whole) return { kind: 'same' };
    asking = true;
    polledAt = now();
    const got = await api.look(whole);
    asking = false;
    if (over || got.kind !== 'ok') return got;
    learn(got.body);
    if (isClosed(got.body.state)) await finish(got.body.state === 'closed_by_deadline' ? 'by_deadline' : 'closed', got.body.closing_note || null);
    else if (got.body.epoch > api.epoch()) end('taken', null);
    return got;
  }

  /** What an answer says of a pause and of announcements. @param {any} body */
  function learn(body) {
    if (Boolean(body.paused) !== paused) {
      paused = Boolean(body.paused);
      clock.hold(paused);
      on('paused', paused);
    }
    if (body.announcements) on('said', body.announcements);
  }

  /** 00:00 here is only a hint: send what waits, then ask until the server says it is over or gives more time. */
  async function timeUp() {
    if (checking || over) return;
    checking = true;
    on('time_up');
    queue.flush();
    for (let spent = 0; spent < GRACE && queue.unsaved().length && !queue.ended; spent += 250) await wait(250);
    while (!over && clock.remaining() === 0) {
      const got = await look(true);
      if (over || clock.remaining() > 0) break;
      if (got.kind === 'ok' && got.body.remaining_ms <= 0) await finish('by_deadline');
      if (!over) await wait(2000);
    }
    checking = false;
  }

  /** Fetch the receipt of an end that already is; the same receipt however often it is asked. `note`: why staff ended it, not asked yet if left out.
   * @param {string} kind @param {string|null} [note] */
  async function finish(kind, note) {
    if (kind === 'closed' && note === undefined) {
      const got = await api.look(true);
      note = got.kind === 'ok' ? got.body.closing_note : null;
    }
    for (let tries = 0; tries < 4 && !over; tries++) {
      const got = await api.handIn();
      if (got.kind === 'ok') { end(howEnded(got.body.state, kind, note), got.body, note); return; }
      if (got.kind !== 'retry') break;
      await wait(1500);
    }
    if (kind !== 'by_deadline') end(kind, null, note);
  }

  /** @param {string} kind @param {any} reply @param {string|null} [note] */
  function end(kind, reply, note) {
    if (over) return;
    over = true;
    queue.ended = queue.ended || kind;
    on('ended', Object.assign({ kind, receipt: reply && reply.receipt, at: reply && ((reply.receipt && reply.receipt.at) || reply.submitted_at) }, note ? { note } : {}));
  }

  return {
    look, learn, finish, end,
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
      else if (t - polledAt > (hidden() ? HIDDEN : POLL) || t - tickedAt > SLEPT) look();
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
