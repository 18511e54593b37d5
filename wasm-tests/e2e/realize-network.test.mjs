// Texts by a language model behind an address: consent, streams, faults, pause, cancel, reload; and what never leaves.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { closeBrowser, download, openFile, sha256, start, tableOpen, visit } from './harness.mjs';
import { button, forget, key, posts, question, server, steer } from './model-server.mjs';
import { linkTo } from './study.mjs';

const llama = process.env.CAUSELOOM_LLAMA_SERVER;
assert.ok(llama, 'CAUSELOOM_LLAMA_SERVER must be set: run `cargo xtask test --only e2e`');

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

const runWords = (page) => question(page).locator('.run .small');

/** Opens a study on the page and waits until the panel of its writer stands. */
async function open(page, study, field = 'Provider') {
  await start(page, linkTo(study, { step: 'realize' }));
  await page.getByLabel(field, { exact: true }).locator('option').nth(1).waitFor({ state: 'attached' });
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
  return { words: await runWords(page).innerText(), lines, text: file.text };
}

/** The runs that the browser's database keeps, the lines about them, and the tabs that they belong to. */
const runsKept = () => new Promise((resolve, fail) => {
  const opening = indexedDB.open('causeloom');
  opening.onerror = fail;
  opening.onsuccess = () => {
    const asked = opening.result.transaction(['runs', 'about']);
    const [runs, about] = ['runs', 'about'].map((name) => asked.objectStore(name).getAll());
    const tabs = asked.objectStore('runs').getAllKeys();
    asked.oncomplete = () => {
      opening.result.close();
      resolve({ runs: runs.result, about: about.result, tabs: tabs.result });
    };
  };
});

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

test('a run is paused, goes on, outlives a reload, and ends with every text once', async () => {
  await steer('POST', '/settings', { pace: 25 });
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 30 }));
    await giveKey(page);
    await send(page);
    const words = question(page).locator('.network-run .words');
    await words.filter({ hasText: /^[2-9] of 30 texts/ }).waitFor();
    await button(page, 'Pause').click();
    await words.filter({ hasText: 'paused' }).waitFor();
    // What is under way goes on; then there is silence.
    await page.waitForTimeout(1_500);
    const [before, silent] = [(await posts()).length, await words.innerText()];
    await page.waitForTimeout(1_000);
    assert.equal((await posts()).length, before);
    assert.equal(await words.innerText(), silent);
    await button(page, 'Go on').click();
    await words.filter({ hasText: /^1\d of 30 texts/ }).waitFor();
    await page.waitForTimeout(1_200);
    await page.reload();
    await question(page).getByRole('group', { name: 'An interrupted run' }).getByText(/interrupted at \d+ of 30 texts/).waitFor();
    await giveKey(page);
    await button(page, 'Go on').click();
    const { lines } = await ended(page);
    assert.equal(lines.length, 30);
    assert.deepEqual([...new Set(lines.map(({ row }) => row))].length, 30);
    await page.waitForFunction(() => document.querySelector('.network-run') === null);
    assert.deepEqual(await page.evaluate(runsKept), { runs: [], about: [], tabs: [] });
  });
});

const interrupted = (page) => question(page).getByRole('group', { name: 'An interrupted run' });

test('a run that is reloaded at any moment ends with the bytes of one that is not', async () => {
  await steer('POST', '/settings', { pace: 12 });
  const many = study({ rows: 14 });
  const whole = await visit({ asked, expected: noise }, async (page) => {
    await open(page, many);
    await giveKey(page);
    await send(page);
    return (await ended(page)).text;
  });
  assert.equal(whole.trim().split('\n').length, 14);
  let nTakenUp = 0;
  for (const delay of [0, 200, 500, 900, 1_400, 2_000]) {
    await visit({ asked, expected: noise }, async (page) => {
      await open(page, many);
      await giveKey(page);
      await send(page);
      await page.waitForTimeout(delay);
      const isOver = await question(page).locator('.network-run').count() === 0;
      await page.reload();
      await button(page, 'Run').waitFor();
      const isKept = await interrupted(page).waitFor({ timeout: 2_500 }).then(() => true, () => false);
      assert.ok(!(isOver && isKept), 'a run that is over is offered again');
      await giveKey(page);
      if (isKept) {
        nTakenUp += 1;
        await button(page, 'Go on').click();
      } else {
        await send(page);
      }
      assert.equal((await ended(page)).text, whole, `reloaded after ${delay} ms`);
      assert.equal((await page.evaluate(runsKept)).runs.length, 0);
    });
  }
  assert.ok(nTakenUp >= 3, `${nTakenUp} runs were taken up`);
});

test('a kept run belongs to its tab: a duplicate of the tab and another one neither take it up nor overwrite it, and old ones go', async () => {
  await steer('POST', '/settings', { pace: 25 });
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 30 }));
    await giveKey(page);
    await send(page);
    const words = question(page).locator('.network-run .words');
    await words.filter({ hasText: /^([3-9]|1\d) of 30 texts/ }).waitFor();
    await button(page, 'Pause').click();
    await words.filter({ hasText: 'paused' }).waitFor();
    await page.waitForTimeout(2_500);
    const before = await page.evaluate(runsKept);
    assert.equal(before.runs.length, 1);
    // Another page that is older than a week, and one that is not.
    await page.evaluate((old) => new Promise((done) => {
      const opening = indexedDB.open('causeloom');
      opening.onsuccess = () => {
        const asked = opening.result.transaction(['runs', 'about'], 'readwrite');
        for (const [tab, time] of [['old', old], ['fresh', old + 2 * 24 * 3_600_000]]) {
          asked.objectStore('runs').put('{}', tab);
          asked.objectStore('about').put(JSON.stringify({ words: '1 of 2 texts', time }), tab);
        }
        asked.oncomplete = () => done(opening.result.close());
      };
    }), Date.now() - 8 * 24 * 3_600_000);
    const duplicate = page.waitForEvent('popup');
    await page.evaluate(() => { window.open(location.href); });
    for (const other of [await duplicate, await page.context().newPage()]) {
      await other.goto(page.url());
      await button(other, 'Run').waitFor();
      await other.waitForTimeout(1_500);
      assert.equal(await interrupted(other).count(), 0, 'another tab is offered the run');
      const now = await other.evaluate(runsKept);
      assert.deepEqual([...now.tabs].sort(), [...before.tabs, 'fresh'].sort());
      await other.close();
    }
    await page.reload();
    await interrupted(page).waitFor();
    await interrupted(page).getByRole('button', { name: 'Discard it', exact: true }).click();
    await interrupted(page).waitFor({ state: 'detached' });
    await page.waitForFunction(async (tab) => !(await new Promise((resolve) => {
      const opening = indexedDB.open('causeloom');
      opening.onsuccess = () => {
        const keys = opening.result.transaction('runs').objectStore('runs').getAllKeys();
        keys.onsuccess = () => { opening.result.close(); resolve(keys.result); };
      };
    })).includes(tab), before.tabs[0]);
  });
});

test('where the browser keeps nothing the page says so, and the run goes on', async () => {
  await steer('POST', '/settings', { pace: 15 });
  await visit({ asked, expected: noise }, async (page) => {
    await page.addInitScript(() => { Object.defineProperty(window, 'indexedDB', { get: () => null }); });
    await page.reload();
    await open(page, study({ rows: 10 }));
    await giveKey(page);
    await send(page);
    await question(page).getByText('The browser does not store this run').waitFor();
    assert.equal((await ended(page)).lines.length, 10);
  });
});

const shownText = (page) => page.locator('.doc').evaluate((place) => place.textContent);
const tabs = (page) => page.getByRole('group', { name: 'Drafts' }).getByRole('button');

test('a text is seen growing before it is done, its violations and the correction that was sent too, and the run is followed', async () => {
  await steer('POST', '/settings', { pace: 150 });
  await steer('POST', '/script', { replies: ['The patient smokes. There is no dyspnea, and the rest of it was not told by anybody at all.'] });
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 1, mode: 'free' }));
    await giveKey(page);
    await send(page);
    await page.locator('.doc.growing').getByText('The patient').waitFor();
    await page.locator('.text-viewer .draft-words').getByText('It is judged once it is whole.').waitFor();
    const first = await shownText(page);
    assert.ok(!first.includes('at all'), `it was whole at once: ${first}`);
    // Facts are marked as far as they are read, and the others are not called told.
    await page.locator('.doc.growing mark').first().waitFor();
    await page.waitForFunction((first) => document.querySelector('.doc').textContent.length > first.length, first);
    const second = await shownText(page);
    assert.ok(second.startsWith(first), `${first} → ${second}`);
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-growing.png`, fullPage: true });
    assert.ok(await page.locator('.facts').getByText('not told yet').count() > 0);
    // The correction grows in its turn; the draft that was judged stands before it.
    await tabs(page).getByText(/^correction 1, being written$/).waitFor();
    assert.equal(await tabs(page).first().innerText(), 'first draft');
    await page.locator('.doc.growing').waitFor();
    await tabs(page).first().click();
    await page.locator('.violations').getByText('MISSING').first().waitFor();
    assert.equal(await page.locator('.doc.growing').count(), 0);
    await tabs(page).last().click();
    const fold = page.locator('.text-viewer summary').getByText('The correction that was sent');
    await fold.click();
    const words = await page.locator('.sent-words').innerText();
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-correction.png`, fullPage: true });
    await ended(page);
    await tabs(page).getByText('correction 1 ✓').waitFor();
    const sent = (await posts()).at(-1);
    assert.ok(JSON.stringify(sent).includes(JSON.stringify(words.split('\n')[0]).slice(1, -1)), words);

    await page.evaluate((hash) => { location.hash = hash; }, linkTo(study({ rows: 12 }), { step: 'realize' }).split('#')[1]);
    await button(page, 'Run').click();
    const follow = page.getByRole('button', { name: 'Follow the run', exact: true });
    assert.equal(await follow.getAttribute('aria-pressed'), 'true');
    const title = page.locator('.text-viewer .unit-words');
    await title.filter({ hasText: /^Row 1, under way/ }).waitFor();
    await title.filter({ hasText: /^Row ([2-9]|1\d),/ }).waitFor();
    await page.getByRole('button', { name: 'Text before', exact: true }).click();
    await follow.and(page.locator('[aria-pressed=false]')).waitFor();
    const number = await page.locator('.text-viewer .stepper input').inputValue();
    await title.filter({ hasText: new RegExp(`^Row ${number},`) }).waitFor();
    await page.waitForTimeout(2_500);
    assert.equal((await title.innerText()).split(',')[0], `Row ${number}`, 'it moves by itself');
    await follow.click();
    await follow.and(page.locator('[aria-pressed=true]')).waitFor();
    await button(page, 'Cancel').click();
    const { lines } = await ended(page);
    assert.equal(lines.length, 12);
    assert.equal(await follow.count(), 0);
  });
});

const recordingField = (page) => page.getByLabel('Recording', { exact: true });

test('a saved recording is loaded again: with it alone nothing is asked and the texts are the same bytes, and a damaged one is told by its line', async () => {
  const saveTexts = (page) => download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
  const saveRecording = (page) => download(page, () => button(page, 'Save the recording').click());
  let texts;
  let recording;
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 6 }));
    await giveKey(page);
    await send(page);
    await ended(page);
    texts = (await saveTexts(page)).text;
    recording = await saveRecording(page);
  });
  const n = recording.text.trim().split('\n').length - 1;
  assert.match(recording.text.split('\n')[0], /"study"/);
  await steer('DELETE', '/requests');
  const take = (page, text) => recordingField(page).setInputFiles({ name: 'yesterday.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
  // Another tab, without a key: with the line of the study and without.
  for (const text of [recording.text, recording.text.split('\n').slice(1).join('\n')]) {
    await visit({ asked, expected: noise }, async (page) => {
      await open(page, study({ rows: 6 }));
      await take(page, text);
      const used = page.getByRole('group', { name: 'The recording that is used' });
      await used.getByText(`${n} answers in yesterday.jsonl are not asked for again.`).waitFor();
      assert.equal(await used.getByText('made under other settings').count(), 0);
      await used.getByLabel('ask nothing that is not in it').check();
      if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-recording.png`, fullPage: true });
      await button(page, 'Run').click();
      await ended(page);
      assert.equal((await saveTexts(page)).text, texts);
      assert.deepEqual(await posts(), []);
    });
  }
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 8 }));
    const lines = recording.text.trim().split('\n');
    await take(page, [...lines.slice(0, 2), '{"hash": 1}', ...lines.slice(3)].join('\n'));
    await question(page).getByRole('alert').getByText(/yesterday\.jsonl: line 3 is no question with its answer/i).waitFor();
    // Of another study: said; with it alone the run stops at what is missing, and asks nobody.
    await take(page, recording.text);
    const used = page.getByRole('group', { name: 'The recording that is used' });
    await used.getByText('made under other settings').waitFor();
    assert.equal(await question(page).getByRole('alert').count(), 0, 'an old error stays');
    await used.getByLabel('ask nothing that is not in it').check();
    await button(page, 'Run').click();
    await question(page).locator('[data-code="not-recorded"]').waitFor();
    await question(page).locator('.network-run .words').filter({ hasText: /^6 of 8 texts/ }).waitFor();
    await button(page, 'Cancel').click();
    assert.equal((await ended(page)).lines.length, 8);
    assert.deepEqual(await posts(), []);
    // As a cache only what is missing is asked.
    await used.getByLabel('ask nothing that is not in it').uncheck();
    await giveKey(page);
    await runAgainWith(page);
    assert.equal((await posts()).length, 2);
  });
});

/** Runs again with consent; the answer is what it came to. */
async function runAgainWith(page) {
  await page.evaluate(() => document.querySelectorAll('.run .small').forEach((place) => place.remove()));
  await send(page);
  return ended(page);
}

test('a canceled run loses no text: the embedded realizer writes what is left', async () => {
  await steer('POST', '/settings', { pace: 40 });
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 40 }));
    await giveKey(page);
    await send(page);
    await question(page).locator('.network-run .words').filter({ hasText: /^[3-9] of 40 texts/ }).waitFor();
    await page.locator('.text-viewer .doc').waitFor();
    await page.locator('.findings .verdict').waitFor();
    await button(page, 'Cancel').click();
    const { lines } = await ended(page);
    assert.equal(lines.length, 40);
    const open_ = (await posts()).filter(({ ended }) => ended === 'open');
    assert.deepEqual(open_, [], 'nothing goes on');
  });
});

test('llama.cpp locked to the facts by a grammar: every text is verified', async () => {
  await visit({ asked, expected: noise }, async (page) => {
    const writer = { by: 'server', provider: 'llama-cpp', base_url: `${llama}/v1`, model: '' };
    await open(page, study({ rows: 20, mode: 'locked', writer }));
    await giveKey(page);
    await button(page, 'List models').click();
    await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
    await send(page);
    const { words, lines } = await ended(page);
    assert.equal(lines.length, 20);
    assert.match(words, /20 by the language model/);
    assert.ok(lines.every(({ violations }) => violations.length === 0));
  });
});

/** Runs once more, on after every trouble; what stood of the last run is taken away first. */
async function runAgain(page) {
  await page.evaluate(() => document.querySelectorAll('.run .small').forEach((place) => place.remove()));
  await button(page, 'Run').click();
  const over = question(page).locator('.run .small').filter({ hasText: 'by the language model' });
  const goOn = button(page, 'Go on');
  for (;;) {
    await over.or(goOn).first().waitFor();
    if (await over.count() > 0) return ended(page);
    await goOn.click();
    await page.waitForTimeout(100);
  }
}

test('18 faults in 3 phases: no text is lost or doubled, and none that is wrong is accepted', async () => {
  const quick = { stall: 300, bound: 600, junk: 1 << 20, pace: 0 };
  await steer('POST', '/settings', quick);
  const names = await steer('GET', '/faults');
  assert.equal(names.length, 18);
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study({ rows: 4 }));
    await giveKey(page);
    await send(page);
    const { lines } = await ended(page);
    const right = new Map(lines.map(({ row, text, path }) => [row, { text, path }]));
    const isByModel = (path) => !JSON.stringify(path).includes('embedded');
    assert.ok(lines.every(({ path }) => isByModel(path)), JSON.stringify(lines[0]));
    const bad = [];
    for (const name of names) {
      for (const phase of [1, 2, 3]) {
        const what = `${name} in phase ${phase}`;
        await steer('DELETE', '/requests');
        await steer('POST', '/fault', { name, phase, times: 1 });
        const { lines } = await runAgain(page);
        const { struck } = await steer('GET', '/fault');
        if (struck !== 1) bad.push(`${what} struck ${struck} times`);
        const rows = lines.map(({ row }) => row).sort((one, other) => one - other);
        if (JSON.stringify(rows) !== '[0,1,2,3]') bad.push(`${what}: rows ${rows}`);
        for (const { row, text, path, violations } of lines) {
          if (isByModel(path) && text !== right.get(row).text) bad.push(`${what}: row ${row} is ${text}`);
          if (violations.length > 0) bad.push(`${what}: row ${row} keeps ${JSON.stringify(violations)}`);
        }
        await steer('DELETE', '/fault');
      }
    }
    assert.deepEqual(bad, []);
  });
});

test('a budget of requests is never exceeded, and says so; what is left is written by the embedded realizer', async () => {
  await visit({ asked, expected: noise }, async (page) => {
    const writer = { ...study().realize.writer, budget: { requests: 5 } };
    await open(page, study({ rows: 12, writer }));
    await giveKey(page);
    await send(page);
    await question(page).getByRole('alert').getByText('the budget of the run is reached', { exact: false }).or(question(page).getByText(/budget of the run is reached/)).first().waitFor();
    assert.ok((await posts()).length <= 5, `${(await posts()).length} requests`);
    await button(page, 'Cancel').click();
    const { lines } = await ended(page);
    assert.equal(lines.length, 12);
    assert.ok((await posts()).length <= 5);
  });
});

test('a server that does not let the page in, one that is not there, and a wrong key are named with what helps', async () => {
  await steer('POST', '/settings', { cors: 'none' });
  await visit({ asked: [...asked, 'http://127.0.0.1:9'], expected: noise }, async (page) => {
    await open(page, study());
    await button(page, 'List models').click();
    await page.getByText('it does not let this page in (CORS)').waitFor();
    await page.getByRole('region', { name: 'Start the server so' }).getByText(new URL(process.env.CAUSELOOM_URL).origin).waitFor();
    await forget();
    await button(page, 'List models').click();
    await page.getByText('The server refuses the key').first().waitFor();
    await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/v1');
    await page.getByLabel('Address', { exact: true }).press('Enter');
    await button(page, 'List models').click();
    await page.getByText('the connection was refused').waitFor();
  });
});

test('a model file in the tab writes texts locked to their facts, and nothing is sent', async () => {
  const file = process.env.CAUSELOOM_TINY_MODEL;
  await visit({}, async (page) => {
    await open(page, study({ rows: 4, mode: 'locked', writer: { by: 'file', name: '' } }), 'Mode');
    await page.getByLabel('Model file (GGUF)').setInputFiles(file);
    await page.getByText('is loaded.').waitFor();
    await button(page, 'Run').click();
    const { words, lines } = await ended(page);
    assert.equal(lines.length, 4);
    assert.match(words, /4 by the language model/);
    await page.getByRole('button', { name: /^0 requests since the page was loaded/ }).waitFor();
    await page.getByText('Nothing of your file has left this tab.').waitFor();
  });
});

test("the browser's own model is told to be missing where it is", async () => {
  await visit({}, async (page) => {
    await open(page, study({ rows: 4, writer: { by: 'browser' } }), 'Mode');
    await button(page, "Load the browser's model").click();
    await question(page).getByRole('alert').getByText('no language model of its own').waitFor();
  });
});

const canary = (row, column) => `canary${row}x${column}q`;

/** Everything that the browser keeps for this origin, and the address, as one text. */
const kept = async () => {
  const stores = await Promise.all((await indexedDB.databases()).map(({ name }) => name));
  const runs = await new Promise((resolve) => {
    const opening = indexedDB.open('causeloom');
    opening.onsuccess = () => {
      const all = opening.result.transaction('runs').objectStore('runs').getAll();
      all.onsuccess = () => { opening.result.close(); resolve(all.result); };
    };
  });
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, stores, runs, await self.caches.keys(), document.cookie, location.href, history.state]);
};

test('cells of an open table are in no request, and the key is in no address, storage, log, saved run or recording', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => [canary(0, row % 2), canary(1, row % 3), canary(2, row % 5)].join(','));
  const bytes = Buffer.from(`group,town,result\n${rows.join('\n')}\n`);
  await steer('POST', '/settings', { pace: 60 });
  await visit({ asked, expected: noise }, async (page, seen) => {
    await open(page, study({ rows: 20 }));
    await openFile(page, { name: 'people.csv', bytes });
    await tableOpen(page, 'people.csv');
    await page.evaluate((hash) => { location.hash = hash; }, linkTo(study({ rows: 20 }), { step: 'realize' }).split('#')[1]);
    await giveKey(page);
    await send(page);
    await question(page).locator('.network-run .words').filter({ hasText: /^[4-9] of 20 texts/ }).waitFor();
    await page.waitForTimeout(1_500);
    const during = await page.evaluate(kept);
    assert.match(during, /cassette/, 'the run is kept');
    assert.ok(!during.includes(key), 'not in the storage while it runs');
    await ended(page);
    const asked = await steer('GET', '/requests');
    assert.ok(asked.length >= 20);
    assert.doesNotMatch(JSON.stringify(asked), /canary/);
    for (const { url, body } of seen.requests) {
      assert.doesNotMatch(decodeURIComponent(url) + body, /canary/);
      assert.ok(!(url + body).includes(key));
    }
    assert.ok(!(await page.evaluate(kept)).includes(key));
    assert.ok(!(await page.content()).includes(key));
    const recording = await download(page, () => question(page).getByRole('button', { name: 'Save the recording', exact: true }).click());
    assert.ok(recording.text.length > 1_000 && !recording.text.includes(key));
  });
});

test('a key is remembered until the tab is closed only where the user wants it, and forgotten at a press', async () => {
  await visit({ asked, expected: noise }, async (page) => {
    await open(page, study());
    await page.getByLabel(/remember it until this tab is closed/).check();
    await giveKey(page);
    assert.ok((await page.evaluate(kept)).includes(key));
    await page.reload();
    await button(page, 'Forget the key').click();
    await page.locator('input[type=password]').waitFor();
    assert.ok(!(await page.evaluate(kept)).includes(key));
  });
});
