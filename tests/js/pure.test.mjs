import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from '../../examsite/static/js/exam/api.js';
import { createClock, crossed, formatInstant, formatLeft } from '../../examsite/static/js/exam/clock.js';
import { meaning } from '../../examsite/static/js/exam/keys.js';
import { markLabel } from '../../examsite/static/js/exam/palette.js';
import { blocks } from '../../examsite/static/js/exam/prose.js';
import { createSession, howEnded, isClosed } from '../../examsite/static/js/exam/session.js';
import { canonical, completeness, describe as inWords, looksNumeric, multipleValue, numericValue } from '../../examsite/static/js/exam/values.js';
import { STEPS, stepped } from '../../examsite/static/js/exam/zoom.js';
import { forget } from '../../examsite/static/js/behaviours/sign-out.js';
import { gather, restore, usable } from '../../examsite/static/js/scoring/draft.js';
import { following } from '../../examsite/static/js/scoring/points.js';
import { cleared, press } from '../../examsite/static/js/reckon.js';
import { wordsFrom } from '../../examsite/static/js/words.js';

test('the clock follows the server and ignores noise within half a round trip', () => {
  let t = 0;
  const clock = createClock(() => t);
  t = 200; clock.sync(60000, 0);
  assert.equal(clock.remaining(), 59900);
  t = 10300; clock.sync(49950, 10100);
  assert.equal(clock.remaining(), 49800, 'the estimate stands');
  clock.sync(600000, 10300);
  assert.equal(clock.remaining(), 600000, 'an extension is seen at once');
  t = 10 ** 9;
  assert.equal(clock.remaining(), 0);
});

test('time left is rounded up, so zero means zero', () => {
  assert.equal(formatLeft(4365000), '01:12:45');
  assert.equal(formatLeft(1), '00:00:01');
  assert.equal(formatLeft(0), '00:00:00');
  assert.equal(crossed(301000, 299000), 5);
  assert.equal(crossed(299000, 298000), null);
  assert.equal(formatInstant('2026-11-25T06:17:12.000Z'), '14:17:12');
  assert.equal(formatInstant('nonsense'), '');
});

test('canonical values', () => {
  assert.equal(canonical({ b: 1, a: ['x'] }), '{"a":["x"],"b":1}');
  assert.equal(canonical(undefined), 'null');
});

test('numbers typed as people type them', () => {
  const item = { type: 'numeric', units: ['元', '%'] };
  assert.deepEqual(numericValue(item, '１２,３４５．６ ', '元'), { number: '12345.6', unit: '元' });
  assert.deepEqual(numericValue({ type: 'numeric', unit: '元' }, '−3', ''), { number: '-3', unit: '元' });
  assert.equal(numericValue(item, '  ', '元'), null);
  assert.equal(looksNumeric('1.2.3'), false);
  assert.equal(looksNumeric('.5'), true);
  assert.equal(completeness(item, { number: '3', unit: '' }), 'part');
  assert.equal(completeness(item, { number: '3', unit: '元' }), 'full');
});

test('multiple choice keeps the order of the paper; empty is null', () => {
  const item = { type: 'multiple', options: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] };
  assert.deepEqual(multipleValue(item, new Set(['c', 'a'])), ['a', 'c']);
  assert.equal(multipleValue(item, new Set()), null);
});

test('completeness and words for each type', () => {
  const w = (k) => k;
  const match = { type: 'matching', left: [{ id: 'l1', text: '甲' }, { id: 'l2', text: '乙' }], right: [{ id: 'r1', text: '丙' }] };
  assert.equal(completeness(match, { l1: 'r1' }), 'part');
  assert.equal(inWords(match, { l1: 'r1' }, w), '甲 → 丙');
  assert.equal(completeness({ type: 'true_false' }, false), 'full');
  assert.equal(inWords({ type: 'true_false' }, false, w), 'false');
  const single = { type: 'single', options: [{ id: 'x', text: '加投' }] };
  assert.equal(inWords(single, 'x', w), 'A 加投');
  assert.equal(inWords(single, null, w), 'blank');
});

test('replies become outcomes', () => {
  assert.equal(outcomeOf(200, { saved_at: 't' }, null).kind, 'ok');
  assert.deepEqual(outcomeOf(409, { code: 'stale', value: 'a', seq: 3 }, null), { kind: 'conflict', stored: { value: 'a', seq: 3 } });
  assert.deepEqual(outcomeOf(409, { code: 'seq_reused', stored: { value: null, seq: 3 } }, null).stored, { value: null, seq: 3 });
  assert.equal(outcomeOf(409, { code: 'stale' }, null).stored, null);
  assert.equal(outcomeOf(409, { code: 'taken_over' }, null).kind, 'taken');
  assert.equal(outcomeOf(410, {}, null).kind, 'closed');
  assert.equal(outcomeOf(401, {}, null).kind, 'signin');
  for (const status of [0, 408, 429, 500, 502, 503]) assert.equal(outcomeOf(status, null, null).kind, 'retry');
  assert.equal(outcomeOf(429, null, '3').wait, 3000);
  assert.equal(outcomeOf(413, null, null).kind, 'refused');
});

test('keys never steal what is being typed', () => {
  assert.equal(meaning({ key: '3' }, 'other'), 3);
  assert.equal(meaning({ key: '3' }, 'text'), null);
  assert.equal(meaning({ key: 'n' }, 'choice'), 'next');
  assert.equal(meaning({ key: 'ArrowRight' }, 'choice'), null);
  assert.equal(meaning({ key: 'ArrowRight' }, 'other'), 'next');
  assert.equal(meaning({ key: 'n', ctrlKey: true }, 'other'), null);
  assert.equal(meaning({ key: 'n', isComposing: true }, 'other'), null);
});

test('the card says its state in words', () => {
  const w = (k, f) => (f ? `${k}${f.n}` : k === 'comma' ? ',' : k);
  assert.equal(markLabel(3, { answered: 'full', flag: true, state: 'unsaved', current: true }, w), 'item_n3,mark_full,mark_flag,mark_unsaved,mark_current');
});

test('stems: paragraphs and tables', () => {
  const [p, t] = blocks('甲\n\n| a | b |\n|---|---|\n| 1 | 2 |');
  assert.equal(p.kind, 'p');
  assert.deepEqual(t.rows, [['a', 'b'], ['1', '2']]);
});

test('words fill their marks and show an unknown key as it is', () => {
  const w = wordsFrom({ a: '第 {n} 题' });
  assert.equal(w('a', { n: 3 }), '第 3 题');
  assert.equal(w('zzz'), 'zzz');
});

test('sign-out forgets papers and keeps what was never acknowledged', () => {
  const m = new Map([['exam:A:note:paper', '{}'], ['exam:A:item:q1', '{"seq":2,"acked":2}'], ['exam:A:item:q2', '{"seq":3,"acked":2}'], ['text-size', 'l']]);
  forget({ get length() { return m.size; }, key: (n) => [...m.keys()][n], getItem: (k) => m.get(k), removeItem: (k) => m.delete(k) });
  assert.deepEqual([...m.keys()], ['exam:A:item:q2', 'text-size']);
});

test('a score sheet draft goes out and comes back', () => {
  const form = () => [{ name: 'band-a', type: 'radio', value: '3', checked: false }, { name: 'band-a', type: 'radio', value: '4', checked: false },
    { name: 'done', type: 'checkbox', value: 'c1', checked: false }, { name: 'note-a', type: 'textarea', value: '' }, { name: 'csrf_token', type: 'hidden', value: 't' }];
  const from = form();
  from[1].checked = true; from[2].checked = true; from[3].value = '10:21';
  const to = form();
  assert.equal(restore(to, JSON.parse(JSON.stringify(gather(from)))), 3);
  assert.deepEqual(to, from);
  assert.equal('csrf_token' in gather(from), false);
  assert.equal(usable({ data: {}, version: '1' }, '2'), false);
});

function sitting(replies, { remaining = 0 } = {}) {
  let t = 0, left = remaining;
  const events = [], asked = [];
  const api = { epoch: () => 1, look: async () => { asked.push('look'); const r = replies.look(); if (r.kind === 'ok') left = r.body.remaining_ms; return r; }, handIn: async () => { asked.push('handIn'); return replies.handIn(); } };
  const queue = { ended: null, backoff: null, flush() {}, unsaved: () => [] };
  const session = createSession({ api, queue, clock: { remaining: () => left, known: () => true, hold() {} }, now: () => t, wait: async (ms) => { t += ms; }, on: (e, d) => events.push([e, d]) });
  const run = async () => { session.tick(); for (let n = 0; n < 60; n++) await Promise.resolve(); };
  return { run, events, asked, session };
}

test('zero here is a hint: more time given by staff is taken, nothing is handed in', async () => {
  const s = sitting({ look: () => ({ kind: 'ok', body: { state: 'open', epoch: 1, remaining_ms: 300000 } }), handIn: () => assert.fail('handed in') });
  await s.run();
  assert.equal(s.session.over(), false);
});

test('zero confirmed by the server shows the automatic receipt', async () => {
  const s = sitting({ look: () => ({ kind: 'ok', body: { state: 'open', epoch: 1, remaining_ms: 0 } }),
    handIn: () => ({ kind: 'ok', body: { state: 'closed_by_deadline', submitted_at: 't', receipt: { code: 'X' } } }) });
  await s.run();
  assert.deepEqual(s.events.at(-1), ['ended', { kind: 'by_deadline', receipt: { code: 'X' }, at: 't' }]);
  assert.equal(isClosed('closed_by_deadline'), true);
  assert.equal(isClosed('open'), false);
});

test('a voided attempt keeps the time of its receipt and says why', async () => {
  const s = sitting({ look: () => ({ kind: 'ok', body: { state: 'voided', epoch: 1, remaining_ms: 9, closing_note: 'why' } }),
    handIn: () => ({ kind: 'ok', body: { state: 'voided', submitted_at: 'voided', receipt: { code: 'X', at: 'handed in' } } }) });
  await s.run();
  assert.deepEqual(s.events.at(-1), ['ended', { kind: 'voided', receipt: { code: 'X', at: 'handed in' }, at: 'handed in', note: 'why' }]);
});

test('another device is noticed by asking', async () => {
  const s = sitting({ look: () => ({ kind: 'ok', body: { state: 'open', epoch: 2, remaining_ms: 0 } }) });
  await s.run();
  assert.equal(s.events.at(-1)[1].kind, 'taken');
});

test('marking goes on to the next line without points, and round', () => {
  assert.equal(following([null, null, null], 0), 1);
  assert.equal(following([null, 2, 1], 2), 0);
  assert.equal(following([0, 2, null], 0), 2, 'nothing given is not zero given');
  assert.equal(following([0, 2, 1], 1), -1);
  assert.equal(following([null, 1], -1), 0);
});

test('while paused the time left stands and runs on from there', () => {
  let t = 0;
  const clock = createClock(() => t);
  clock.sync(60000, 0);
  clock.hold(true);
  t = 30000;
  assert.equal(clock.remaining(), 60000);
  clock.sync(90000, t);
  assert.equal(clock.remaining(), 90000, 'an extension during a pause is seen');
  clock.hold(false);
  t = 40000;
  assert.equal(clock.remaining(), 80000);
});

test('a pause and announcements are told once; nothing is closed meanwhile', async () => {
  const said = [{ id: 1, at: 't', text: '请安静' }];
  const body = { state: 'in_progress', epoch: 1, remaining_ms: 0, paused: true, announcements: said };
  const s = sitting({ look: () => ({ kind: 'ok', body }), handIn: () => assert.fail('handed in') });
  s.session.learn(body);
  await s.run();
  s.session.learn(body);
  assert.deepEqual(s.events.filter(([e]) => e === 'paused'), [['paused', true]]);
  assert.equal(s.session.over(), false);
});

test('an end by staff says why', async () => {
  const s = sitting({ look: () => ({ kind: 'ok', body: { state: 'voided', epoch: 1, remaining_ms: 0, closing_note: '替考' } }),
    handIn: () => ({ kind: 'ok', body: { state: 'voided', submitted_at: 't', receipt: null } }) });
  await s.run();
  assert.deepEqual(s.events.at(-1), ['ended', { kind: 'voided', receipt: null, at: 't', note: '替考' }]);
  assert.equal(howEnded('handed_in', 'closed', '身体不适'), 'by_staff');
  assert.equal(howEnded('handed_in', 'handed_in', null), 'handed_in');
});

test('a drawing grows and shrinks by steps and stops at both ends', () => {
  assert.equal(stepped(150, 1), 200);
  assert.equal(stepped(150, -1), 100);
  assert.equal(stepped(STEPS[0], -1), STEPS[0]);
  assert.equal(stepped(STEPS[STEPS.length - 1], 1), STEPS[STEPS.length - 1]);
});

/** @param {string} keys separated by blanks */
const reckoned = (keys) => keys.split(' ').reduce(press, cleared()).entry;

test('the calculator reckons exactly, in the order of the keys', () => {
  for (const [keys, shown] of [
    ['0 . 1 + 0 . 2 =', '0.3'], ['1 ÷ 3 =', '0.333333333333'], ['2 ÷ 3 =', '0.666666666667'], ['7 − 9 =', '-2'],
    ['1 2 0 0 × 1 5 % =', '180'], ['2 + 3 × 4 =', '20'], ['5 + − 3 =', '2'], ['5 + =', '10'], ['1 . . 5 + 1 =', '2.5'],
    ['9 ⌫ ⌫ 8', '8'], ['8 ± × 2 =', '-16'], ['5 M+ C 7 M+ C MR', '12'], ['5 M+ MC MR', '0'], ['1 ÷ 0 =', '–'], ['1 ÷ 0 = 5', '–'], ['1 ÷ 0 = C 5', '5'],
    ['9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9', '999999999999999'], ['9 9 9 9 9 9 9 9 9 × 9 9 9 9 9 9 9 9 9 =', '–'], ['1 2 3 4 5 . 6 7 × 1 0 0 =', '1234567'],
    ['0 . 0 0 0 0 0 1 × 0 . 0 0 0 0 0 1 =', '0.000000000001'], ['± 5', '5'], ['1 + 2 = 4', '4'],
  ]) assert.equal(reckoned(keys), shown, keys);
});
