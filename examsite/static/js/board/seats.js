// @ts-check
/** What the board shows of seats: their state as time passes, their order, which of them are asked for. Pure. */
import { holds } from '../behaviours/filter.js';

export const SILENT = 30000;
/** What needs a person first. */
export const ORDER = ['lost', 'check', 'pause', 'on', 'wait', 'away', 'done', 'void'];

/** @typedef {{n: number, attempt: string, state: string, answered: number, contact: number|null, changes: number}} Seat */

/** A line of the server's answer. @param {any[]} line @returns {Seat} */
export const seatOf = ([n, attempt, state, answered, contact, changes]) => ({ n, attempt, state, answered, contact, changes });

/** Silence begins while nothing arrives: who writes and was last heard over 30 s ago is lost, whatever was said then.
 * @param {Seat} seat @param {number} now the server's clock in ms */
export function stateAt(seat, now) {
  const writing = seat.state === 'on' || seat.state === 'check';
  return writing && seat.contact !== null && now - seat.contact > SILENT ? 'lost' : seat.state;
}

/** @param {{n: number, state: string}[]} seats @param {boolean} urgent what needs a person first, else as on the roster */
export function inOrder(seats, urgent) {
  return seats.slice().sort((a, b) => (urgent ? ORDER.indexOf(a.state) - ORDER.indexOf(b.state) : 0) || a.n - b.n);
}

/** @param {{state: string, find: string}} seat @param {string} pick a state, '' for all @param {string} query */
export const wanted = (seat, pick, query) => (!pick || seat.state === pick) && (!query.trim() || holds(seat.find, query.trim()));

/** How many seats are in each state. @param {{state: string}[]} seats */
export function counted(seats) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const { state } of seats) found[state] = (found[state] || 0) + 1;
  return found;
}

/** How long ago a seat that is writing was last heard, in steps that do not flicker: a word's key and a number, or null.
 * @param {Seat} seat @param {number} now @returns {[string, number]|null} */
export function heardAgo(seat, now) {
  if (seat.contact === null || !['on', 'check', 'pause', 'lost'].includes(seat.state)) return null;
  const seconds = Math.max(0, Math.floor((now - seat.contact) / 1000));
  return seconds < 60 ? ['seconds', Math.floor(seconds / 5) * 5] : ['minutes', Math.floor(seconds / 60)];
}
