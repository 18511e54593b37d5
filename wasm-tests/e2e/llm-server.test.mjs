// The server that fails as it is told, as a page of another origin meets it: leave to ask, streams, 18 faults in 3 phases.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { closeBrowser, theBrowser } from './harness.mjs';
import { forget, key, server, steer } from './model-server.mjs';


const quick = { stall: 300, bound: 600, junk: 10 << 20, pace: 0 };
const told = 'Age 71 years. No sepsis.';
const messages = [{ role: 'user', content: '{"age": "71 years", "sepsis": "absent"}' }];

let elsewhere;
let page;

before(async () => {
  elsewhere = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><link rel="icon" href="data:,">'));
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  page = await (await theBrowser()).newPage();
  await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  await page.evaluate(() => {
    /** Asks, and tells all that a page can know of the answer. */
    window.put = async ({ url, headers, body, abortAfter }) => {
      const abort = new AbortController();
      const came = { text: '', reads: 0 };
      try {
        const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers }, signal: abort.signal });
        came.status = answer.status;
        came.retryAfter = answer.headers.get('retry-after');
        const reader = answer.body.getReader();
        const decoder = new TextDecoder();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          came.reads += 1;
          came.text += decoder.decode(value, { stream: true });
          if (came.reads === abortAfter) abort.abort();
        }
        came.ended = 'whole';
      } catch (error) {
        came.ended = error.name;
      }
      return came;
    };
  });
});

/** Makes the server as it was when it started. */
beforeEach(async () => {
  await forget();
  await steer('POST', '/settings', quick);
});

after(async () => {
  await forget();
  await closeBrowser();
  elsewhere.close();
});

/** Asks in OpenAI's dialect from the page. */
const chat = (more = {}) =>
  page.evaluate((question) => window.put(question), {
    url: `${server}/v1/chat/completions`,
    headers: { authorization: `Bearer ${key}`, ...more.headers },
    body: { model: 'echo-1', stream: true, messages },
    abortAfter: more.abortAfter,
  });

/** The text of a stream in OpenAI's dialect, lines that are none of its events left out. */
const textOf = (stream) =>
  stream.split('\n').filter((line) => line.startsWith('data: {')).map((line) => {
    try {
      return JSON.parse(line.slice(6)).choices[0].delta.content ?? '';
    } catch {
      return '';
    }
  }).join('');

test('a page may ask with the headers that providers allow, and with no other', async () => {
  const good = await chat();
  assert.deepEqual([good.status, good.ended, textOf(good.text)], [200, 'whole', told]);
  assert.equal((await chat({ headers: { 'x-stainless-os': 'any' } })).ended, 'TypeError');
  const anthropic = (headers) =>
    page.evaluate((question) => window.put(question), {
      url: `${server}/v1/messages`,
      headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01', ...headers },
      body: { model: 'echo-1', max_tokens: 99, messages },
    });
  assert.match((await anthropic({})).text, /must set 'anthropic-dangerous-direct-browser-access'/);
  assert.equal((await anthropic({ 'anthropic-dangerous-direct-browser-access': 'true' })).status, 200);
  await steer('POST', '/settings', { cors: 'none' });
  assert.equal((await chat()).ended, 'TypeError');
});

test('the time to wait is told in the body, and in a header that only some servers let a page read', async () => {
  await steer('POST', '/fault', { name: 'rate-limit', times: 2 });
  const hidden = await chat();
  assert.deepEqual([hidden.status, hidden.retryAfter], [429, null]);
  assert.match(hidden.text, /try again in 0\.2s/);
  await steer('POST', '/settings', { expose: true });
  assert.equal((await chat()).retryAfter, '1');
});

test('an answer comes in pieces, and a page that leaves is noticed', async () => {
  await steer('POST', '/settings', { pace: 40 });
  const slow = await chat();
  assert.ok(slow.reads > 3, `${slow.reads} reads`);
  const left = await chat({ abortAfter: 2 });
  assert.equal(left.ended, 'AbortError');
  const last = async () => (await steer('GET', '/requests')).filter(({ method }) => method === 'POST').at(-1);
  while ((await last()).ended === 'open') await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal((await last()).ended, 'left by the client');
});

/** How a page sees the end of each fault, in its three phases, where it is not a whole answer. */
const broken = { 'name-lost': [1, 2, 3], 'cors-refused': [1, 2, 3], reset: [1, 2, 3], drip: [1, 2, 3] };

/** Faults in which a reader that takes what it understands reads all of the text. */
const harmless = {
  'rate-limit': [3], 'server-error': [3], unavailable: [3], unauthorized: [3], 'error-event': [3],
  'truncated-json': [3], html: [3], 'wrong-schema': [3], drip: [3], empty: [3], reset: [3], 'name-lost': [3],
  stall: [1, 2, 3], junk: [1, 2, 3],
};

test('18 faults in 3 phases reach the page as what they are', async () => {
  const names = await steer('GET', '/faults');
  assert.equal(names.length, 18);
  for (const name of names) {
    for (const phase of [1, 2, 3]) {
      await steer('POST', '/script', { replies: ['An earlier text.'] });
      await chat();
      await steer('POST', '/fault', { name, phase });
      const begun = performance.now();
      const came = await chat();
      const took = performance.now() - begun;
      const what = `${name} in phase ${phase}: ${came.status} ${came.ended} ${came.text.slice(0, 200)}`;
      assert.deepEqual(await steer('GET', '/fault'), { struck: 1 }, what);
      assert.equal(came.ended === 'TypeError', (broken[name] ?? []).includes(phase), what);
      const isTold = textOf(came.text) === told;
      assert.equal(isTold, (harmless[name] ?? []).includes(phase), what);
      if (name === 'stall') assert.ok(took >= quick.stall, `${what}: ${took} ms`);
      if (name === 'junk') assert.ok(came.text.length > quick.junk, what);
      if (name === 'drip') assert.ok(took >= quick.bound, `${what}: ${took} ms`);
      assert.equal(textOf((await chat()).text), told, `${what}: and then it is good again`);
    }
  }
});
