// @ts-check
/** The exam page: joins queue, clock, question, card and dialogs. Bound by data-behaviour="exam". */
import { fill } from '../el.js';
import { readWords } from '../words.js';
import { createApi } from './api.js';
import { createClock } from './clock.js';
import { conflictDialog, handInDialog, signInDialog } from './dialogs.js';
import { browserStorage, createDrafts, deviceId } from './drafts.js';
import { openCard, showEnd, showRefusal } from './ends.js';
import { bindKeys } from './keys.js';
import { forgetShell, keepShell, listen } from './listen.js';
import { createPalette, legend } from './palette.js';
import { waiting } from './preload.js';
import { createQuestion } from './question.js';
import { SaveQueue } from './queue.js';
import { createSession } from './session.js';
import { tellShown } from './shown.js';
import { startUntilOpen } from './starting.js';
import { createStatus } from './status.js';
import { completeness, unfinished } from './values.js';
import { createWatch, noteSignals } from './watch.js';

const root = /** @type {HTMLElement} */ (document.querySelector('[data-behaviour="exam"]'));
const facts = /** @type {any} */ (root.dataset);
const w = readWords();
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
const lang = document.documentElement.lang.startsWith('zh') ? null : 'zh';
const now = () => performance.now();
const wait = (/** @type {number} */ ms) => /** @type {Promise<void>} */ (new Promise((done) => setTimeout(done, ms)));
const storage = browserStorage();
const drafts = createDrafts(storage, facts.attempt || facts.sitting);
const clock = createClock(now);
const tab = String(Math.random());
const api = createApi({ csrf: facts.csrf, sitting: facts.sitting, attempt: facts.attempt, device: deviceId(storage),
  onReply: (body, askedAt) => { if (typeof body.remaining_ms === 'number') clock.sync(body.remaining_ms, askedAt); } });
const status = createStatus({ part, w, zone: facts.zone || 'Asia/Shanghai' });
/** @type {any[]} */ let items = [];
let index = 0, asking = false, signing = false;
/** @type {any} */ let palette = null, card = null;
/** @type {Set<string>} */ const flags = new Set(drafts.noted('flags') || []);
const queue = new SaveQueue({ send: api.save, drafts, timers: { set: (run, ms) => setTimeout(run, ms), clear: (id) => clearTimeout(id) }, on: heard });
const hidden = () => document.visibilityState === 'hidden', session = createSession({ api, clock, queue, now, wait, hidden, on: heard });
const watch = createWatch({ part, w, zone: facts.zone || 'Asia/Shanghai', drafts, clock });
const question = createQuestion(w, lang, status.say, { change: (item, value, delay) => queue.set(item.item, value, delay), flag, prev: () => go(index - 1), next: () => go(index + 1), handIn: askHandIn });

/** Everything the queue and the session have to tell. @param {string} event @param {any} [detail] */
function heard(event, detail) {
  if (event === 'change') refresh(detail);
  else if (event === 'tick') status.clock(detail);
  else if (event === 'minutes') status.say(w('minutes_left', { n: detail }), true);
  else if (event === 'time_up') status.notice(w('time_up'), 'bad');
  else if (event === 'paused' || event === 'said') watch[event](detail);
  else if (event === 'signin') signIn();
  else if (event === 'conflict') nextConflict();
  else if (event === 'end') { if (detail === 'taken') session.end('taken', null); else session.finish('closed'); }
  else if (event === 'ended') {
    if (detail.kind !== 'taken' && detail.kind !== 'other_tab' && detail.receipt) queue.deliver().then((left) => { if (left.length) drafts.note('epoch', api.epoch()); else { drafts.wipe(); forgetShell(); } });
    status.stop();
    showEnd({ root, part, w, facts, unsaved: unfinished(items, entryOf, flags).unsaved, end: Object.assign(detail, { at: status.instant(detail.at) }) });
  }
}

const entryOf = (/** @type {any} */ item) => queue.entry(item.item);

/** @param {string} [only] */
function refresh(only) {
  items.forEach((item, n) => {
    if (only && item.item !== only && n !== index) return;
    const e = entryOf(item), answered = completeness(item, e.value);
    palette.mark(n, { answered, flag: flags.has(item.item), state: e.state, current: n === index });
    if (n === index) question.state(e.state, e.seq ? status.words(e) : '', answered !== 'none');
  });
  status.total({ items, entryOf, flags, failing: queue.failures > 0, healthy: drafts.healthy(), full: (item) => completeness(item, entryOf(item).value) !== 'none' });
}

/** @param {number} to @param {boolean} [focus] */
function go(to, focus = true) {
  if (to < 0 || to >= items.length || session.over()) return;
  const was = index;
  index = to;
  queue.flush();
  drafts.note('at', index);
  question.show(items[index], index, items.length, entryOf(items[index]).value, flags.has(items[index].item), focus);
  refresh(items[was].item);
  part('prev').toggleAttribute('disabled', index === 0);
  part('next').toggleAttribute('disabled', index === items.length - 1);
}

/** @param {any} item */
function flag(item) {
  if (!flags.delete(item.item)) flags.add(item.item);
  drafts.note('flags', Array.from(flags));
  refresh(item.item);
  return flags.has(item.item);
}

function askHandIn() {
  if (!items.length || session.over()) return;
  queue.flush();
  handInDialog(w, unfinished(items, entryOf, flags), { go, signIn, handIn: session.handIn });
}

function nextConflict() {
  const n = items.findIndex((item) => entryOf(item).state === 'conflict');
  if (asking || n < 0 || session.over()) return;
  asking = true;
  const e = entryOf(items[n]);
  conflictDialog(w, items[n], n + 1, e.value, e.conflict.value, lang, (mine) => { asking = false; queue.choose(items[n].item, mine); go(n); nextConflict(); });
}

function signIn() {
  if (signing) return;
  signing = true;
  signInDialog(w, api.signIn, facts.username || '', () => {
    signing = false;
    if (items.length) { queue.go(); session.look(); } else start();
  });
}

/** @param {any} paper @param {any} answers */
function open(paper, answers) {
  if (!items.length) {
    items = paper.items.slice().sort((/** @type {any} */ a, /** @type {any} */ b) => a.position - b.position);
    palette = createPalette(items, w, (n) => { if (card) card.close(); go(n); });
    fill(part('palette'), palette.node, legend(w));
    fill(root, question.node);
    index = Math.min(Number(drafts.noted('at')) || 0, items.length - 1);
    ['dock', 'proof', 'hand-in', 'card'].forEach((name) => { part(name).hidden = false; });
  }
  queue.resume(answers);
  go(index);
  nextConflict();
}

/** Start or resume. Without network the paper kept on this device opens, and saving waits for the server. */
const start = () => startUntilOpen({ api, drafts, wait, ...waiting(storage, facts.sitting),
  opened: (paper) => { queue.paused = false; status.notice('', 'warn'); open(paper, paper.answers || {}); session.learn(paper); session.look(true); tellShown({ api, drafts, status, w, wait }); },
  offline: (kept) => { if (kept && !items.length) { api.adopt(kept); queue.paused = true; open(kept, {}); } status.notice(w(kept ? 'offline_paper' : 'cannot_reach'), 'warn'); },
  closed: () => session.finish('closed'), signIn, refused: (why) => showRefusal({ root, w, facts, why }) });

part('open-card').addEventListener('click', () => { card = openCard(w, part('palette'), () => { card = null; }); });
for (const [name, step] of /** @type {[string, number][]} */ ([['prev', -1], ['next', 1]])) part(name).addEventListener('click', () => go(index + step));
part('hand-in').addEventListener('click', askHandIn);
bindKeys({ prev: () => go(index - 1), next: () => go(index + 1), flag: () => { if (items.length) { flag(items[index]); go(index, false); } }, root: () => root });
listen({ queue, session, key: `exam:${facts.attempt || facts.sitting}:note:tab`, tab, ready: () => items.length > 0 });
noteSignals({ api, now, ready: () => items.length > 0 && !session.over() });
keepShell(facts.worker);
drafts.note('tab', tab);
setInterval(() => session.tick(), 250);
start();
