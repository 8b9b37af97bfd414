import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDrafts } from '../../examsite/static/js/exam/drafts.js';
import { SaveQueue } from '../../examsite/static/js/exam/queue.js';
import { canonical } from '../../examsite/static/js/exam/values.js';

class Memory {
  #m = new Map();
  get length() { return this.#m.size; }
  key(n) { return [...this.#m.keys()][n] ?? null; }
  getItem(k) { return this.#m.has(k) ? this.#m.get(k) : null; }
  setItem(k, v) { if (this.full) throw new Error('QuotaExceededError'); this.#m.set(k, String(v)); }
  removeItem(k) { this.#m.delete(k); }
}

/** A server that follows wire.md, a clock turned by hand, and a network that can be told to misbehave. */
function world({ memory = new Memory(), server = {} } = {}) {
  let time = 0, id = 0;
  const jobs = new Map(), events = [], faults = [], calls = [];
  const timers = { set: (run, ms) => { jobs.set(++id, { run, at: time + ms }); return id; }, clear: (n) => jobs.delete(n) };
  const drafts = createDrafts(memory, 'A');
  const answer = (item, value, seq) => {
    const now = server[item];
    if (now && seq < now.seq) return { kind: 'conflict', stored: { ...now } };
    if (now && seq === now.seq && canonical(now.value) !== canonical(value)) return { kind: 'conflict', stored: { ...now } };
    server[item] = { value, seq };
    return { kind: 'ok', at: '2026-11-25T06:17:12.000Z' };
  };
  const send = async (item, value, seq) => {
    calls.push([item, value, seq]);
    const fault = faults.shift();
    if (fault === 'lost') { answer(item, value, seq); return { kind: 'retry' }; }
    return fault ? { kind: fault } : answer(item, value, seq);
  };
  const queue = new SaveQueue({ send, drafts, timers, random: () => 0, on: (e, d) => { if (e !== 'change') events.push([e, d]); } });
  const settle = async () => { for (let n = 0; n < 20; n++) await Promise.resolve(); };
  const pass = async (ms) => {
    const end = time + ms;
    for (;;) {
      await settle();
      const next = [...jobs].filter(([, j]) => j.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!next) break;
      jobs.delete(next[0]);
      time = next[1].at;
      next[1].run();
    }
    time = end;
    await settle();
  };
  return { queue, server, memory, drafts, faults, calls, events, pass };
}

test('a choice is sent at once and called saved only after the reply', async () => {
  const w = world();
  w.queue.resume({});
  w.queue.set('q1', 'a');
  assert.equal(w.queue.entry('q1').state, 'saving');
  await w.pass(0);
  assert.equal(w.queue.entry('q1').state, 'saved');
  assert.deepEqual(w.server.q1, { value: 'a', seq: 1 });
});

test('what is typed while the network is away does not go on looking as if it were being saved', async () => {
  const w = world(), seen = [];
  w.queue.resume({});
  w.faults.push('retry', 'retry', 'retry');
  w.queue.set('q1', 'a');
  await w.pass(0);
  w.queue.on = (event, item) => { if (event === 'change' && item === 'q2') seen.push(w.queue.entry('q2').timer ? 'waiting' : w.queue.entry('q2').state); };
  w.queue.set('q2', '2.69', 700);
  await w.pass(700);
  assert.deepEqual([seen[0], seen[seen.length - 1]], ['waiting', 'unsaved']);
});

test('typing is sent once, after the pause', async () => {
  const w = world();
  w.queue.resume({});
  for (const text of ['2', '2.', '2.6', '2.69']) { w.queue.set('q1', text, 700); await w.pass(100); }
  assert.equal(w.calls.length, 0);
  assert.equal(w.drafts.load('q1').value, '2.69', 'but kept on the device at every stroke');
  await w.pass(700);
  assert.deepEqual(w.calls, [['q1', '2.69', 1]]);
});

test('clearing an answer saves null', async () => {
  const w = world();
  w.queue.resume({ q1: { value: 'a', seq: 4 } });
  w.queue.set('q1', null);
  await w.pass(0);
  assert.deepEqual(w.server.q1, { value: null, seq: 5 });
});

test('failures back off and the newest value wins', async () => {
  const w = world();
  w.queue.resume({});
  w.faults.push('retry', 'retry', 'retry');
  w.queue.set('q1', 'a');
  await w.pass(0);
  w.queue.set('q1', 'b');
  await w.pass(400);
  assert.equal(w.calls.length, 1, 'nothing is sent while it rests');
  await w.pass(20000);
  assert.deepEqual(w.server.q1, { value: 'b', seq: 2 });
  assert.equal(w.queue.failures, 0);
});

test('a lost acknowledgement is harmless, also when the answer has changed since', async () => {
  const w = world();
  w.queue.resume({});
  w.faults.push('lost');
  w.queue.set('q1', 'a');
  await w.pass(10);
  w.queue.set('q1', 'b');
  await w.pass(5000);
  assert.deepEqual(w.server.q1, { value: 'b', seq: 2 });
  assert.deepEqual(w.events.filter(([e]) => e === 'conflict'), []);
});

test('after a reload everything above the acknowledged mark is sent again', async () => {
  const one = world();
  one.queue.resume({});
  one.faults.push('lost', 'retry');
  one.queue.set('q1', 'a');
  one.queue.set('q2', ['a', 'b']);
  await one.pass(0);
  one.queue.set('q1', 'c');
  const two = world({ memory: one.memory, server: one.server });
  two.queue.resume(structuredClone(one.server));
  assert.equal(two.queue.entry('q1').value, 'c');
  await two.pass(0);
  assert.deepEqual(two.server, { q1: { value: 'c', seq: 2 }, q2: { value: ['a', 'b'], seq: 1 } });
  assert.deepEqual(two.events.filter(([e]) => e === 'conflict'), [], 'our own unacknowledged value is no conflict');
});

test('a value from elsewhere is shown, never overwritten silently', async () => {
  const one = world();
  one.queue.resume({ q1: { value: 'a', seq: 1 } });
  one.faults.push('retry');
  one.queue.set('q1', 'b');
  await one.pass(0);
  const two = world({ memory: one.memory, server: { q1: { value: 'd', seq: 2 } } });
  two.queue.resume({ q1: { value: 'd', seq: 2 } });
  await two.pass(60000);
  assert.equal(two.queue.entry('q1').state, 'conflict');
  assert.deepEqual(two.server.q1, { value: 'd', seq: 2 });
  two.queue.choose('q1', true);
  await two.pass(0);
  assert.deepEqual(two.server.q1, { value: 'b', seq: 3 });
});

test('choosing the stored value sends nothing', async () => {
  const w = world({ server: { q1: { value: 'd', seq: 7 } } });
  w.queue.resume({});
  w.queue.set('q1', 'b');
  await w.pass(0);
  assert.equal(w.queue.entry('q1').state, 'conflict');
  w.queue.choose('q1', false);
  await w.pass(0);
  assert.equal(w.queue.entry('q1').value, 'd');
  assert.equal(w.calls.length, 1);
});

test('same number, other value (two tabs) is a conflict', async () => {
  const w = world({ server: { q1: { value: 'd', seq: 1 } } });
  w.queue.resume({});
  w.queue.set('q1', 'b');
  await w.pass(0);
  assert.equal(w.queue.entry('q1').state, 'conflict');
});

test('an acknowledged draft yields to a newer server value', () => {
  const one = world();
  one.drafts.save('q1', { value: 'a', seq: 3, acked: 3, at: null, sent: {} });
  one.queue.resume({ q1: { value: 'b', seq: 5 } });
  assert.equal(one.queue.entry('q1').value, 'b');
  assert.equal(one.queue.entry('q1').state, 'saved');
});

test('an acknowledged draft the server no longer has is sent again', async () => {
  const one = world();
  one.drafts.save('q1', { value: 'a', seq: 3, acked: 3, at: null, sent: {} });
  one.queue.resume({});
  await one.pass(0);
  assert.deepEqual(one.server.q1, { value: 'a', seq: 4 });
});

test('signing in again sends what waited', async () => {
  const w = world();
  w.queue.resume({});
  w.faults.push('signin');
  w.queue.set('q1', 'a');
  await w.pass(60000);
  assert.deepEqual(w.events, [['signin', undefined]]);
  assert.equal(w.calls.length, 1);
  w.queue.go();
  await w.pass(0);
  assert.equal(w.queue.entry('q1').state, 'saved');
});

for (const kind of ['taken', 'closed']) {
  test(`${kind}: nothing more is sent and the rest is told as unsaved`, async () => {
    const w = world();
    w.queue.resume({});
    w.faults.push(kind);
    w.queue.set('q1', 'a');
    await w.pass(0);
    w.queue.set('q2', 'b');
    await w.pass(60000);
    assert.equal(w.calls.length, 1);
    assert.deepEqual(w.events, [['end', kind]]);
    assert.deepEqual(w.queue.unsaved(), ['q1']);
  });
}

test('a refused value waits for a change', async () => {
  const w = world();
  w.queue.resume({});
  w.faults.push('refused');
  w.queue.set('q1', 'x'.repeat(10));
  await w.pass(60000);
  assert.equal(w.queue.entry('q1').state, 'refused');
  w.queue.set('q1', 'x');
  await w.pass(0);
  assert.equal(w.server.q1.value, 'x');
});

test('a full storage is told and loses nothing on the way to the server', async () => {
  const w = world();
  w.memory.full = true;
  w.queue.resume({});
  w.queue.set('q1', 'a');
  await w.pass(0);
  assert.equal(w.drafts.healthy(), false);
  assert.equal(w.server.q1.value, 'a');
});

test('random storms: the last value chosen is the value stored, with no false conflict', async () => {
  let s = 7;
  const chance = () => (s = (s * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let round = 0; round < 200; round++) {
    let w = world();
    w.queue.resume({});
    const last = {};
    for (let step = 0; step < 30; step++) {
      const item = `q${Math.floor(chance() * 3)}`, value = chance() < 0.2 ? null : `v${Math.floor(chance() * 4)}`;
      if (chance() < 0.5) w.faults.push(chance() < 0.5 ? 'lost' : 'retry');
      w.queue.set(item, value, chance() < 0.3 ? 700 : 0);
      last[item] = value;
      await w.pass(chance() * 900);
      if (chance() < 0.15) { const next = world({ memory: w.memory, server: w.server }); next.queue.resume(structuredClone(w.server)); w = next; }
    }
    w.faults.length = 0;
    await w.pass(120000);
    for (const item of Object.keys(last)) assert.deepEqual((w.server[item] || { value: null }).value, last[item]);
    assert.deepEqual(w.events.filter(([e]) => e === 'conflict'), []);
    assert.deepEqual(w.queue.unsaved(), []);
  }
});

test('after the end, every unsaved answer is handed to the server once, and what did not arrive is named', async () => {
  const { queue, faults, calls, pass } = world();
  queue.paused = true;
  for (const [item, value] of [['q1', 'a'], ['q2', 'b'], ['q3', 'c']]) queue.set(item, value);
  queue.ended = 'closed';
  faults.push('closed', 'retry', 'closed');
  assert.deepEqual(await queue.deliver(), ['q2']);
  assert.deepEqual(calls.map(([item]) => item), ['q1', 'q2', 'q3']);
  await pass(60000);
  assert.equal(calls.length, 3);
});

test('a receipt page sends what is left on the device and keeps what did not arrive', async () => {
  const { sendLeft } = await import('../../examsite/static/js/exam/late.js');
  const { drafts, memory } = world();
  drafts.save('q1', { value: 'a', seq: 3, acked: 3, at: null, sent: {} });
  drafts.save('q2', { value: 'b', seq: 2, acked: 1, at: null, sent: {} });
  drafts.save('q3', { value: null, seq: 5, acked: 4, at: null, sent: {} });
  drafts.note('epoch', 2);
  const known = [], sent = [];
  let down = true;
  const api = { adopt: (facts) => known.push(facts), save: async (item, value, seq) => {
    sent.push([item, value, seq]);
    return { kind: down && item === 'q3' ? 'retry' : 'closed' };
  } };
  assert.deepEqual(await sendLeft({ drafts, api, attempt: 'A' }), { sent: 1, left: 1 });
  assert.deepEqual(known[0], { epoch: 2, attempt: 'A' });
  down = false;
  assert.deepEqual(await sendLeft({ drafts, api, attempt: 'A' }), { sent: 1, left: 0 });
  assert.deepEqual(sent, [['q2', 'b', 2], ['q3', null, 5], ['q3', null, 5]]);
  assert.equal(memory.length, 0);
  assert.deepEqual(await sendLeft({ drafts, api, attempt: 'A' }), { sent: 0, left: 0 });
});
