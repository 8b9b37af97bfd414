import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, heardAgo, inOrder, seatOf, stateAt, wanted } from '../../examsite/static/js/board/seats.js';
import { createSignals } from '../../examsite/static/js/exam/signals.js';
import { unheard } from '../../examsite/static/js/exam/watch.js';

function noticing(answer = () => ({ kind: 'ok' })) {
  let t = 0;
  const sent = [];
  const signals = createSignals({ now: () => t, send: async (batch) => { sent.push(batch.map((one) => [one.kind, one.amount])); return answer(); } });
  return { signals, sent, at: async (ms) => { t = ms; signals.tick(); await Promise.resolve(); await Promise.resolve(); } };
}

test('a notification that takes the focus for a moment is nothing', async () => {
  const p = noticing();
  p.signals.leave();
  await p.at(1900);
  p.signals.back();
  await p.at(20000);
  assert.deepEqual(p.sent, []);
});

test('leaving is told after two seconds, returning with how long it was', async () => {
  const p = noticing();
  p.signals.leave();
  p.signals.leave();
  await p.at(2000);
  assert.deepEqual(p.sent, [[['focus_lost', 0]]]);
  await p.at(41000);
  p.signals.back();
  p.signals.back();
  await p.at(46000);
  assert.deepEqual(p.sent.at(-1), [['focus_returned', 41]]);
});

test('a machine that slept tells both at once', async () => {
  const p = noticing();
  p.signals.leave();
  await p.at(0);
  p.signals.back();
  p.signals.leave();
  const before = p.sent.length;
  await p.at(90000);
  p.signals.back();
  await p.at(95000);
  assert.deepEqual(p.sent.slice(before).flat(), [['focus_lost', 0], ['focus_returned', 90]]);
});

test('pasting is a length; what was not taken is sent again, what was refused is not', async () => {
  let kind = 'retry';
  const p = noticing(() => ({ kind }));
  p.signals.paste(120);
  await p.at(5000);
  await p.at(10000);
  assert.deepEqual(p.sent, [[['paste', 120]], [['paste', 120]]]);
  kind = 'refused';
  await p.at(15000);
  await p.at(20000);
  assert.equal(p.sent.length, 3);
  assert.equal(p.signals.waiting(), 0);
});

test('only announcements not taken note of are shown', () => {
  assert.deepEqual(unheard([{ id: 3 }, { id: 8 }], 3), [{ id: 8 }]);
});

test('silence begins on the board without news', () => {
  const seat = seatOf([7, 'K7', 'on', 12, 1000, 1]);
  assert.equal(stateAt(seat, 31000), 'on');
  assert.equal(stateAt(seat, 31001), 'lost');
  assert.equal(stateAt({ ...seat, state: 'pause' }, 99000), 'pause');
  assert.equal(stateAt({ ...seat, state: 'done' }, 99000), 'done');
  assert.deepEqual(heardAgo(seat, 13900), ['seconds', 10]);
  assert.deepEqual(heardAgo(seat, 200000), ['minutes', 3]);
  assert.equal(heardAgo({ ...seat, state: 'done' }, 13900), null);
});

test('what needs a person stands first; the roster decides between equals', () => {
  const seats = [{ n: 1, state: 'done' }, { n: 2, state: 'on' }, { n: 4, state: 'lost' }, { n: 3, state: 'lost' }];
  assert.deepEqual(inOrder(seats, true).map((s) => s.n), [3, 4, 2, 1]);
  assert.deepEqual(inOrder(seats, false).map((s) => s.n), [1, 2, 3, 4]);
  assert.deepEqual(counted(seats), { done: 1, on: 1, lost: 2 });
});

test('seats are found by number, account or name, within a state', () => {
  const seat = { state: 'on', find: '037 cand0036 示例考生' };
  assert.equal(wanted(seat, '', '０３７'), true);
  assert.equal(wanted(seat, 'on', '考生'), true);
  assert.equal(wanted(seat, 'lost', '考生'), false);
  assert.equal(wanted(seat, '', '038'), false);
});
