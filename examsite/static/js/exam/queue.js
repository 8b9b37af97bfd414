// @ts-check
/** The save queue: one numbered value per item, newest wins, nothing is "saved" before the server said so. Pure. */
import { canonical } from './values.js';

/** @typedef {'saved'|'saving'|'unsaved'|'conflict'|'refused'} State */
/** @typedef {{kind: 'ok'|'retry'|'signin'|'conflict'|'taken'|'closed'|'refused', at?: string, stored?: {value: any, seq: number},
 *   wait?: number, code?: string}} Outcome */

const AT_ONCE = 2, LONGEST = 15000, REMEMBERED = 12;

export class SaveQueue {
  /**
   * @param {{send: (item: string, value: any, seq: number) => Promise<Outcome>,
   *   drafts: {load: (item: string) => any, save: (item: string, draft: any) => any, items: () => string[]},
   *   timers: {set: (run: () => void, ms: number) => any, clear: (id: any) => void}, random?: () => number,
   *   on: (event: 'change'|'signin'|'conflict'|'end'|'offline', detail?: any) => void}} tools
   */
  constructor({ send, drafts, timers, random = Math.random, on }) {
    Object.assign(this, { send, drafts, timers, random, on });
    /** @type {Map<string, any>} */
    this.entries = new Map();
    this.flying = 0; this.failures = 0; this.backoff = null; this.paused = false; /** @type {string|null} */ this.ended = null;
  }

  /** @param {string} item @returns {any} */
  entry(item) {
    if (!this.entries.has(item)) this.entries.set(item, { value: null, seq: 0, acked: 0, at: null, sent: {}, state: 'saved', timer: null, flying: false });
    return this.entries.get(item);
  }

  /** Server's answers and this device's drafts become one state. A draft above its acknowledged mark is sent again;
   * a server value this device never sent is a conflict, not a loser. @param {Record<string, {value: any, seq: number, saved_at?: string}>} server */
  resume(server) {
    for (const item of new Set([...Object.keys(server), ...this.drafts.items()])) {
      const there = server[item] || { value: null, seq: 0 };
      const mine = this.drafts.load(item) || { value: null, seq: 0, acked: 0, sent: {} };
      const e = Object.assign(this.entry(item), { value: mine.value, seq: mine.seq, acked: mine.acked, sent: mine.sent || {}, at: mine.at || null, conflict: null });
      if (there.seq > e.acked && e.seq > e.acked) this.meet(item, e, there);
      else if (e.seq > e.acked) e.state = 'unsaved';
      else if (there.seq < e.acked && canonical(there.value) !== canonical(e.value)) { e.seq = e.acked + 1; e.state = 'unsaved'; }
      else Object.assign(e, { value: there.value, seq: there.seq, acked: there.seq, at: there.saved_at || e.at, state: 'saved' });
      this.keep(item, e);
    }
    this.pump();
  }

  /** The server holds `stored`; this device has something newer or different. */
  meet(/** @type {string} */ item, /** @type {any} */ e, /** @type {{value: any, seq: number}} */ stored) {
    const text = canonical(stored.value);
    if (text === canonical(e.value)) Object.assign(e, { seq: stored.seq, acked: stored.seq, state: 'saved' });
    else if (e.sent[stored.seq] === text) Object.assign(e, { acked: stored.seq, seq: Math.max(e.seq, stored.seq + 1), state: 'unsaved' });
    else { e.conflict = stored; e.state = 'conflict'; this.on('conflict', { item, stored }); }
  }

  /** The candidate changed an answer; null clears it. */
  set(/** @type {string} */ item, /** @type {any} */ value, delay = 0) {
    const e = this.entry(item);
    if (this.ended || (canonical(value) === canonical(e.value) && e.state !== 'conflict' && e.state !== 'refused')) return;
    if (e.conflict) { e.acked = Math.max(e.acked, e.conflict.seq); e.conflict = null; }
    e.value = value;
    if (e.seq <= e.acked || e.seq in e.sent) e.seq = Math.max(e.seq, e.acked) + 1;
    e.state = 'unsaved';
    if (e.timer) this.timers.clear(e.timer);
    e.timer = delay ? this.timers.set(() => {
      e.timer = null;
      this.pump();
      if (e.state === 'unsaved') this.on('change', item); // not sent after all: it must not look as if it were
    }, delay) : null;
    this.keep(item, e);
    this.pump();
  }

  /** After a conflict: keep this device's value (sent above the other) or take the stored one. */
  choose(/** @type {string} */ item, /** @type {boolean} */ mine) {
    const e = this.entry(item), stored = e.conflict;
    if (!stored) return;
    Object.assign(e, { acked: stored.seq, conflict: null }, mine ? { seq: Math.max(e.seq, stored.seq + 1), state: 'unsaved' }
      : { value: stored.value, seq: stored.seq, state: 'saved' });
    this.keep(item, e);
    this.pump();
  }

  /** Send now what waits for a pause in typing, and stop waiting after failures. */
  flush() {
    this.entries.forEach((e) => { if (e.timer) { this.timers.clear(e.timer); e.timer = null; } });
    if (this.backoff) { this.timers.clear(this.backoff); this.backoff = null; }
    this.pump();
  }

  go() { this.paused = false; this.failures = 0; this.flush(); }

  unsaved() { return Array.from(this.entries.keys()).filter((item) => this.entry(item).state !== 'saved'); }

  /** After the end everything unsaved goes to the server once more, to be kept for people; resolves to what did not arrive. */
  async deliver() {
    /** @type {string[]} */ const left = [];
    for (const item of this.unsaved().filter((one) => !this.entry(one).conflict)) { // of a conflict it keeps both already
      const outcome = await this.send(item, this.entry(item).value, this.entry(item).seq).catch(() => ({ kind: 'retry' }));
      if (outcome.kind !== 'closed' && outcome.kind !== 'ok') left.push(item);
    }
    return left;
  }

  pump() {
    for (const [item, e] of this.entries) {
      if (this.ended || this.paused || this.backoff || this.flying >= AT_ONCE) return;
      if (e.state === 'unsaved' && !e.flying && !e.timer) this.launch(item, e);
    }
  }

  launch(/** @type {string} */ item, /** @type {any} */ e) {
    const seq = e.seq;
    e.sent[seq] = canonical(e.value);
    e.flying = true; e.state = 'saving'; this.flying++;
    this.keep(item, e);
    this.send(item, e.value, seq).catch(() => /** @type {Outcome} */ ({ kind: 'retry' })).then((outcome) => {
      e.flying = false; this.flying--;
      this.land(item, e, seq, outcome);
      this.keep(item, e);
      this.pump();
    });
  }

  land(/** @type {string} */ item, /** @type {any} */ e, /** @type {number} */ seq, /** @type {Outcome} */ outcome) {
    const newer = e.seq > seq;
    if (outcome.kind !== 'ok' && e.state === 'saving') e.state = 'unsaved';
    switch (outcome.kind) {
      case 'ok':
        this.failures = 0;
        Object.assign(e, { acked: Math.max(e.acked, seq), at: outcome.at || e.at, state: newer ? 'unsaved' : 'saved' });
        Object.keys(e.sent).forEach((n) => { if (Number(n) < e.acked - REMEMBERED) delete e.sent[n]; });
        break;
      case 'conflict': this.meet(item, e, /** @type {any} */ (outcome.stored)); break;
      case 'refused': if (!newer) { e.state = 'refused'; e.why = outcome.code; } break;
      case 'signin': this.paused = true; this.on('signin'); break;
      case 'taken': case 'closed': if (!this.ended) { this.ended = outcome.kind; this.on('end', outcome.kind); } break;
      default: this.rest(outcome.wait || 0);
    }
  }

  /** Wait before the next try: 1, 2, 4 ... 15 s, each halved by chance at most, never below what the server asked. */
  rest(/** @type {number} */ least) {
    if (this.backoff) return;
    const step = Math.min(LONGEST, 1000 * 2 ** this.failures++);
    this.on('offline');
    this.backoff = this.timers.set(() => { this.backoff = null; this.pump(); }, Math.max(least, step * (0.5 + this.random() / 2)));
  }

  keep(/** @type {string} */ item, /** @type {any} */ e) { this.drafts.save(item, { value: e.value, seq: e.seq, acked: e.acked, at: e.at, sent: e.sent }); this.on('change', item); }
}
