// Texts by a language model behind an address: consent, streams, faults, pause, cancel, reload; and what never leaves.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { closeBrowser, download, openFile, sha256, start, tableOpen, visit } from './harness.mjs';
import { linkTo } from './study.mjs';

const server = process.env.CAUSELOOM_LLM_SERVER;
const llama = process.env.CAUSELOOM_LLAMA_SERVER;
const key = process.env.CAUSELOOM_LLM_KEY;
assert.ok(server && llama && key, 'CAUSELOOM_LLM_SERVER, CAUSELOOM_LLAMA_SERVER and CAUSELOOM_LLM_KEY must be set: run `cargo xtask test --only e2e`');

/** Tells the server that fails as it is told something; the answer is its JSON. */
const steer = async (method, path, body) => {
  const answer = await fetch(server + path, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, `${method} ${path}`);
  return answer.json();
};

const forget = () => Promise.all(['/settings', '/fault', '/script', '/requests'].map((path) => steer('DELETE', path)));

beforeEach(async () => {
  await forget();
  await steer('POST', '/settings', { stall: 300, bound: 600, pace: 0 });
});

after(async () => {
  await forget();
  await closeBrowser();
});

const study = (realize = {}, id = 'asia') => ({
  data: { from: 'nothing' },
  model: { from: 'built-in', id },
  realize: { rows: 12, writer: { by: 'server', provider: 'custom', base_url: `${server}/v1`, model: 'echo-1' }, ...realize },
});

const asked = [server, llama].map((url) => new URL(url).origin);
/** What Chromium says of answers that are errors, and of connections that break. */
const noise = [/Failed to load resource/, /net::ERR/, /CORS policy/];

const question = (page) => page.getByRole('region', { name: 'The question' });
const button = (page, name) => question(page).getByRole('button', { name, exact: true });
const runWords = (page) => question(page).locator('.run .small');

/** Opens a study on the page and waits until the server's panel stands. */
async function open(page, study) {
  await start(page, linkTo(study, { step: 'realize' }));
  await page.getByLabel('Provider', { exact: true }).locator('option').nth(3).waitFor({ state: 'attached' });
}

async function giveKey(page) {
  const field = page.locator('input[type=password]');
  await field.fill(key);
  await field.press('Enter');
  await button(page, 'Forget the key').waitFor();
}

/** Presses Run and agrees to send. */
async function send(page) {
  await button(page, 'Run').click();
  await page.getByRole('group', { name: 'Before anything is sent' }).waitFor();
  const body = await page.getByRole('region', { name: 'First request' }).innerText();
  await button(page, 'Send').click();
  return body;
}

/** Waits for the end of a run; the answer is what it came to, and the texts with their facts. */
async function ended(page) {
  await runWords(page).filter({ hasText: 'by the language model' }).waitFor();
  const file = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
  const lines = file.text.trim().split('\n').map((line) => JSON.parse(line));
  return { words: await runWords(page).innerText(), lines };
}

const posts = async () => (await steer('GET', '/requests')).filter(({ method }) => method === 'POST');

test('nothing is sent before the user agrees; then the first request is what was shown, and every request is in the log', async () => {
  await visit({ asked, expected: noise }, async (page, seen) => {
    await open(page, study());
    await giveKey(page);
    await button(page, 'Run').click();
    await page.getByRole('group', { name: 'Before anything is sent' }).getByText(new URL(server).host).first().waitFor();
    assert.deepEqual(await posts(), []);
    await button(page, 'Do not send').click();
    assert.deepEqual(await posts(), []);
    const shown = await send(page);
    const { words, lines } = await ended(page);
    assert.match(words, /^12 texts · /);
    assert.equal(lines.length, 12);
    const sent = seen.requests.filter(({ method }) => method === 'POST');
    assert.ok(sent.length >= 12, `${sent.length} requests`);
    assert.equal(sent[0].body, shown);
    assert.ok(sent.every(({ frame }) => frame === '/gateway.html'), 'only the gateway asks');
    await page.getByRole('button', { name: new RegExp(`^${sent.length} requests since the page was loaded`) }).click();
    const log = page.getByRole('region', { name: 'Log of requests' });
    assert.equal(await log.getByText('to a language model').count(), sent.length);
    const first = log.locator('.sent-body').first();
    await first.locator('summary').click();
    assert.equal(await first.getByRole('region', { name: 'Body' }).innerText(), shown);
    await first.getByText(sha256(shown)).waitFor();
    assert.ok(!(await log.innerText()).includes(key));
    await page.getByText('Simulated rows have left this tab, because you asked for it.').waitFor();
  });
});
