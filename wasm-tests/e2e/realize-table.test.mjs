// Rows of an open table in words: proposed words, what is left out, and what of the table reaches a language model.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { isAccessible } from './access.mjs';
import { choose, closeBrowser, download, fold, go, openFile, start, tableOpen, visit } from './harness.mjs';
import { button, forget, key, posts, question, server, steer } from './model-server.mjs';


beforeEach(forget);
after(async () => {
  await forget();
  await closeBrowser();
});

const asked = [new URL(server).origin];
const noise = [/Failed to load resource/, /net::ERR/];
const verdict = (page) => page.locator('.findings .verdict');

/** A table as people have them: an odd name, an identifier, a date, free text, empty cells. */
const people = () => {
  const line = (row) => [
    `P${String(row * 37 % 997).padStart(4, '0')}`, row % 7 ? 17 + (row * 5) % 70 : '', ['Private', 'Self-emp-not-inc', 'Federal-gov'][row % 3],
    row % 3 ? '<=50K' : '>50K', row % 4 ? 'no' : 'yes', `2020-0${1 + row % 9}-1${row % 10}`, `"said ""${row}"", then left; no more"`,
  ].join(',');
  return `id,Age (years),workclass,income,married?,since,comment\n${Array.from({ length: 80 }, (_, row) => line(row)).join('\n')}\n`;
};

/** Opens a table and goes to the Realize page, where its rows are told. */
async function tell(page, name, text) {
  await start(page);
  await openFile(page, { name, bytes: Buffer.from(text) });
  await tableOpen(page, name);
  await go(page, 'Realize');
  await page.getByRole('button', { name: `Tell the rows of ${name}` }).click();
  await page.locator('.doc').waitFor();
}

/** Writes by what is at hand. */
async function write(page) {
  await button(page, 'Run').click();
  await button(page, 'Run').waitFor();
  await verdict(page).waitFor();
}

test('every row of a messy table is told, what is left out is said, and the choice can be taken back', async () => {
  await visit({}, async (page) => {
    await tell(page, 'people.csv', people());
    await write(page);
    assert.equal(await verdict(page).innerText(), 'Every fact of all 80 texts is read back as it was given.');
    const notes = page.locator('.result-notes');
    await notes.getByText(/3 columns are not told: `id` \(.*`since` \(dates are not told\); `comment` \(free text is not told\)/).waitFor();
    await notes.getByText('The table has 80 rows, and all of them are told.').waitFor();
    const file = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
    assert.equal(file.name, 'people-200-rows-seed-1-texts.jsonl');
    const lines = file.text.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(lines.length, 80);
    assert.deepEqual(lines[3].facts, { 'Age (years)': 32, workclass: 'Private', income: '>50K', 'married?': 'no' });
    assert.deepEqual(lines[3].found, lines[3].facts);
    assert.ok(!('Age (years)' in lines[7].facts), 'an empty cell is told by nobody');
    await page.keyboard.press('Control+z');
    await page.getByText('No model is open yet.').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.locator('.doc').waitFor();
  });
});

test('proposed words can be changed, and words that do not fit the table are refused by name', async () => {
  await visit({}, async (page) => {
    await tell(page, 'people.csv', people());
    await fold(page, /^Words/).click();
    await fold(page, 'Change the words').click();
    await page.getByText('These words are proposed from names and values.').waitFor();
    const field = page.locator('.folds textarea').first();
    const words = JSON.parse(await field.inputValue());
    assert.deepEqual(words.slots.map(({ name }) => name), ['Age (years)', 'workclass', 'income', 'married?']);
    words.slots[1].says.states.anchors = ['employer'];
    words.slots[1].label = 'employer';
    await field.fill(JSON.stringify(words));
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.locator('.doc').filter({ hasText: 'employer' }).waitFor();
    words.slots[1].name = 'occupation';
    await field.fill(JSON.stringify(words));
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText(/the dictionary's `occupation` is no column of the table/i).first().waitFor();
  });
});

const bad = [
  'No [[c1]]. Possible [[c2]] and [[c2]]. [[c9]] on day 12. The record denies [[c3]].',
  'History of [[c3]]; [[c1]] was ruled out. Mother had [[c2]].',
  'Record: [[canaryname_one]], [[canaryname_two]] and [[canaryname_three]]; no [[c3]].',
];

/** Every cell, and every name, can be told from everything else; two values are common. */
const canaries = () => {
  const names = ['canaryname_one', 'canaryname_two', 'canaryname_three'];
  const rows = Array.from({ length: 40 }, (_, row) => [`rarecanary${row % 8}`, 7310003 + (row * 7919) % 1000, `commoncanary${row % 2}`]);
  return { names, rows, text: [names, ...rows].map((row) => row.join(',')).join('\n') };
};

async function askServer(page, level) {
  await choose(page, 'Writer', 'server');
  await page.getByLabel('Provider', { exact: true }).locator('option').nth(1).waitFor({ state: 'attached' });
  await choose(page, 'Provider', 'custom');
  await page.getByLabel('Address', { exact: true }).fill(`${server}/v1`);
  await page.getByLabel('Address', { exact: true }).press('Enter');
  await page.getByLabel('Language model', { exact: true }).fill('echo-1');
  await page.getByLabel('Language model', { exact: true }).press('Enter');
  const field = page.locator('input[type=password]');
  await field.fill(key);
  await field.press('Enter');
  await page.getByLabel('What may leave of the table').selectOption({ label: level });
}

const consent = (page) => page.getByRole('group', { name: 'Before anything is sent' });
for (const [level, says, footer] of [
  ['nothing', 'nothing of your table but how many facts a row has', /no cell of a row\.$/],
  ['names, types and coarse ranges', 'names, types and ranges of your table’s columns, no cell of a row', /no cell of a row\.$/],
  ['names, types, ranges, means and counts', 'names, types and ranges, means and counts of your table’s columns, no cell of a row', /no cell of a row\.$/],
]) {
  test(`of the table may leave: ${level}; no cell is in any request, whatever the model answers`, async () => {
    const { names, rows, text } = canaries();
    await steer('POST', '/script', { replies: Array.from({ length: 60 }, (_, n) => bad[n % bad.length]) });
    await visit({ asked, expected: noise }, async (page, seen) => {
      await tell(page, 'canaries.csv', text);
      await askServer(page, level);
      await page.getByLabel('Mode', { exact: true }).locator('option').filter({ hasText: 'with placeholders' }).waitFor({ state: 'attached' });
      assert.equal(await page.getByLabel('Mode', { exact: true }).locator('option').count(), 1, 'cells that may not leave are placeholders');
      await page.getByLabel('Rows', { exact: true }).fill('12');
      await page.getByLabel('Rows', { exact: true }).press('Enter');
      await button(page, 'Run').click();
      await consent(page).getByText(`Leaves this tab: ${says}.`).waitFor();
      await button(page, 'Send').click();
      await question(page).locator('.run .small').filter({ hasText: 'by the language model' }).waitFor();
      const bodies = (await posts()).map((request) => JSON.stringify(request));
      assert.ok(bodies.length > 40, `${bodies.length} requests: corrections were asked for`);
      const sent = seen.requests.map(({ url, body }) => decodeURIComponent(url) + body);
      for (const body of [...bodies, ...sent]) {
        for (const cell of rows.flatMap((row) => row.slice(0, 2))) assert.ok(!body.includes(String(cell)), `${cell} in ${body}`);
        if (level === 'nothing') assert.ok(!/commoncanary/.test(body), body);
      }
      const first = bodies[0];
      assert.equal(names.some((name) => first.includes(name)), level !== 'nothing');
      const file = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
      const lines = file.text.trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(lines.length, 12);
      for (const line of lines) assert.deepEqual(line.found, line.facts);
      await page.getByRole('contentinfo').getByText(footer).waitFor();
    });
  });
}

test('cells leave only after a tick, each time, and the page says afterwards that they did', async () => {
  const { text } = canaries();
  await visit({ asked, expected: noise }, async (page, seen) => {
    await tell(page, 'canaries.csv', text);
    await askServer(page, 'the rows that are told');
    await page.getByLabel('Rows', { exact: true }).fill('4');
    await page.getByLabel('Rows', { exact: true }).press('Enter');
    for (const again of [false, true]) {
      await button(page, 'Run').click();
      await consent(page).getByText('Leaves this tab: 12 cells of 4 rows of your table.').waitFor();
      assert.ok(await button(page, 'Send').isDisabled());
      assert.equal((await posts()).length > 0, again, 'nothing is sent before the tick');
      await consent(page).getByLabel(/I allow 12 cells of 4 rows of your table to go to /).check();
      await button(page, 'Send').click();
      await question(page).locator('.run .small').filter({ hasText: 'by the language model' }).waitFor();
    }
    assert.ok((await posts()).some((request) => JSON.stringify(request).includes('rarecanary')));
    assert.ok(seen.requests.every(({ method, frame }) => method !== 'POST' || frame === '/gateway.html'));
    await page.getByRole('contentinfo').getByText('Cells of your file have left this tab, because you allowed it: the log shows them.').waitFor();
  });
});

test("the browser's own model is told no cell of a table and writes around placeholders", async () => {
  const { rows, text } = canaries();
  await visit({}, async (page) => {
    // Stands for the browser's model, which no test can have: it says every placeholder that it is given.
    await page.addInitScript(() => {
      window.prompts = [];
      const session = {
        contextWindow: 9_000,
        destroy: () => {},
        promptStreaming: (turns) => {
          window.prompts.push(JSON.stringify(turns));
          const names = new Set(JSON.stringify(turns[0]).match(/\[\[[a-z_]+\]\](?=\\")/g));
          return new ReadableStream({
            start(stream) {
              for (const name of names) stream.enqueue(`The record shows ${name}. `);
              stream.close();
            },
          });
        },
      };
      window.LanguageModel = { availability: async () => 'available', create: async () => session };
    });
    await tell(page, 'canaries.csv', text);
    await choose(page, 'Writer', 'browser');
    await button(page, "Load the browser's model").click();
    await page.getByText('built-in is loaded.').waitFor();
    await page.getByText(/so no cell of your table stands in one/).waitFor();
    await button(page, 'Run').click();
    await question(page).locator('.run .small').filter({ hasText: '40 by the language model' }).waitFor();
    const prompts = await page.evaluate(() => window.prompts);
    assert.equal(prompts.length, 40);
    for (const prompt of prompts) {
      for (const cell of rows.flatMap((row) => row.slice(0, 2))) assert.ok(!prompt.includes(String(cell)), `${cell} in ${prompt}`);
    }
    const file = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
    for (const line of file.text.trim().split('\n').map((line) => JSON.parse(line))) assert.deepEqual(line.found, line.facts);
  });
});

test('a run over a table is not kept on disk', async () => {
  const { text } = canaries();
  await steer('POST', '/settings', { pace: 40 });
  await visit({ asked, expected: noise }, async (page) => {
    await tell(page, 'canaries.csv', text);
    await askServer(page, 'nothing');
    await button(page, 'Run').click();
    await button(page, 'Send').click();
    await question(page).locator('.network-run .words').filter({ hasText: /^[2-9] of 40 texts/ }).waitFor();
    await page.waitForTimeout(1_500);
    const kept = await page.evaluate(async () => {
      const all = [{ ...localStorage }, { ...sessionStorage }];
      for (const { name } of await indexedDB.databases()) {
        const open = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
        const base = await open(indexedDB.open(name));
        for (const store of base.objectStoreNames) all.push(await open(base.transaction(store).objectStore(store).getAll()));
      }
      return JSON.stringify(all);
    });
    assert.ok(!kept.includes('canary') && !kept.includes('731000'), kept);
    await page.getByText(/not stored/).waitFor();
  });
});

test('axe-core finds nothing where a table is told, in light and dark, wide and narrow; nothing scrolls sideways', async () => {
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    await visit({ width, colorScheme }, async (page) => {
      await tell(page, 'people.csv', people());
      await write(page);
      await choose(page, 'Writer', 'server');
      await page.getByLabel('What may leave of the table').selectOption({ label: 'the rows that are told' });
      await isAccessible(page, `a table that is told, ${width}, ${colorScheme}`);
    });
  }
});
