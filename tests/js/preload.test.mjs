import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { dropSealed, keepSealed, sealedOf, unseal } from '../../examsite/static/js/exam/preload.js';
import { startUntilOpen } from '../../examsite/static/js/exam/starting.js';

const ITEMS = [{ item: 'A', position: 1, type: 'true_false', stem: '改价须双人复核。' }];
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

async function sealing() {
  const key = webcrypto.getRandomValues(new Uint8Array(32)), nonce = new Uint8Array(12), hash = 'h'.repeat(64);
  const opened = await webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const how = { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(hash) };
  const sealed = await webcrypto.subtle.encrypt(how, opened, new TextEncoder().encode(JSON.stringify(ITEMS)));
  return { key: base64(key), sealed: { hash, nonce: base64(nonce), sealed: base64(sealed) } };
}

function storage() {
  const kept = new Map();
  return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
}

test('a paper opens with its own key and with no other', async () => {
  const { key, sealed } = await sealing(), other = await sealing();
  assert.deepEqual(await unseal(webcrypto.subtle, sealed, key), ITEMS);
  await assert.rejects(unseal(webcrypto.subtle, sealed, other.key));
  await assert.rejects(unseal(webcrypto.subtle, { ...sealed, hash: 'x' }, key));
});

test('what is kept comes back, and nothing where there is no room', async () => {
  const { sealed } = await sealing(), room = storage();
  assert.equal(keepSealed(room, 'S', sealed), true);
  assert.deepEqual(sealedOf(room, 'S'), sealed);
  dropSealed(room, 'S');
  assert.equal(sealedOf(room, 'S'), null);
  room.setItem('sealed:S', '{"hash":');
  assert.equal(sealedOf(room, 'S'), null);
  assert.equal(keepSealed(null, 'S', sealed), false);
});

test('a damaged paper is fetched whole instead', async () => {
  const { key, sealed } = await sealing(), asked = [];
  const api = { start: async (hash) => {
    asked.push(hash);
    const body = { attempt: 'T', epoch: 1, state: 'in_progress' };
    return { kind: 'ok', body: hash ? { ...body, key } : { ...body, items: ITEMS } };
  } };
  let paper = null;
  const broken = { ...sealed, sealed: sealed.sealed.slice(0, -8) + 'AAAAAAA=' };
  const nothing = () => { throw new Error('not expected'); };
  await startUntilOpen({ api, drafts: { note() {} }, wait: async () => {}, sealed: broken, unseal: (one) => unseal(webcrypto.subtle, broken, one),
    opened: (got) => { paper = got; }, offline: nothing, closed: nothing, signIn: nothing, refused: nothing });
  assert.deepEqual(asked, [sealed.hash, undefined]);
  assert.deepEqual(paper.items, ITEMS);
});
