// The Realize page: one text before any run, a run of each writer, drafts and violations, files, words, keys.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isAccessible } from './access.mjs';
import { choose, closeBrowser, download, fold, go, start, visit } from './harness.mjs';
import { linkTo } from './study.mjs';

after(closeBrowser);

const study = (id, realize = {}, sample = {}) => ({ data: { from: 'nothing' }, model: { from: 'built-in', id }, sample, realize });
const simulated = { by: 'simulated', prior_strength: 0.5, obedience: 0.8 };

const question = (page) => page.getByRole('region', { name: 'The question' });
const answer = (page) => page.getByRole('region', { name: 'The answer' });
const verdict = (page) => page.locator('.findings .verdict');
const told = (page) => page.getByRole('group', { name: /: facts and text\./ });
const title = (page) => page.locator('.text-viewer .unit-words');

/** Opens a study on the page and waits until it can be run and one text stands. */
async function open(page, study, options = {}) {
  await start(page, linkTo(study, { step: 'realize', ...options }));
  await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
  await page.locator('.doc').waitFor();
}

/** Writes the texts and waits for the verdict. */
async function write(page) {
  const run = question(page).getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await run.waitFor();
  await verdict(page).waitFor();
  return verdict(page).innerText();
}

/** The text of the draft that is shown. */
const shownText = (page) => page.locator('.doc').evaluate((place) => place.textContent);

/** Waits until another text is shown than the titled one. */
async function titled(page, pattern) {
  await title(page).filter({ hasText: pattern }).waitFor();
}

/** The lines of the JSON Lines file. */
async function texts(page) {
  const file = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click());
  return { name: file.name, lines: file.text.trim().split('\n').map((line) => JSON.parse(line)) };
}

test('by keyboard: the page opens, a model is opened with one press, and a text stands before any run', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('5');
    const open = page.getByRole('button', { name: 'Open the intensive care model' });
    await open.focus();
    await page.keyboard.press('Enter');
    await page.locator('.doc').waitFor();
    await titled(page, /^Row 1,/);
    const first = await shownText(page);
    assert.ok(first.length > 100, first);
    assert.equal(await page.locator('.facts li').count(), 22, 'a fact is missing');
    assert.equal(await page.locator('.facts .bad').count(), 0, 'the embedded realizer changes no fact');
    assert.equal(await page.locator('.doc mark').count() >= 20, true, 'facts are not marked');

    // Arrow keys move between texts and facts; what is pointed at is marked on both sides.
    await told(page).focus();
    await page.keyboard.press('ArrowRight');
    await titled(page, /^Row 2,/);
    assert.notEqual(await shownText(page), first);
    await page.keyboard.press('ArrowLeft');
    await titled(page, /^Row 1,/);
    assert.equal(await shownText(page), first, 'the same row is told otherwise');
    await page.keyboard.press('ArrowDown');
    assert.match(await page.locator('.facts .pointed').innerText(), /^age/);
    assert.ok(await page.locator('.doc mark.pointed').count(), 'the words of the fact are not marked');
    assert.match(await page.locator('.text-viewer .figure-values').innerText(), /^✓ age is .*; told as “/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.facts .pointed').count(), 0);
    await page.locator('.doc mark').first().hover();
    assert.equal(await page.locator('.facts .pointed').count(), 1, 'a piece does not point at its fact');

    const row = page.getByLabel('Row', { exact: true });
    await row.fill('87');
    await row.press('Enter');
    await titled(page, /^Row 87,/);
    await row.fill('1000');
    await row.press('Enter');
    await answer(page).getByRole('alert').filter({ hasText: 'from 1 to 200' }).waitFor();
  });
});

test('the embedded realizer changes no fact; the file holds the text on the screen', async () => {
  await visit({}, async (page) => {
    await open(page, study('icu', { rows: 50 }));
    await page.keyboard.press('Control+Enter');
    await verdict(page).waitFor();
    assert.equal(await verdict(page).innerText(), 'Every fact of all 50 texts is read back as it was given.');
    await page.getByText(/^Nothing was wrong in any draft/).waitFor();
    assert.equal(await answer(page).getByRole('img').count(), 0, 'figures of nothing');

    const { name, lines } = await texts(page);
    assert.equal(name, 'icu-50-rows-seed-1-texts.jsonl');
    assert.equal(lines.length, 50);
    assert.equal(lines[0].text, await shownText(page));
    await page.getByRole('button', { name: 'Next text' }).click();
    await titled(page, /^Row 2,/);
    assert.equal(lines[1].text, await shownText(page));
    const csv = await download(page, () => page.locator('.downloads').getByRole('button', { name: 'CSV', exact: true }).click());
    assert.ok(csv.text.includes(lines[0].text.split('\n')[0].replaceAll('"', '""')), 'the text is not in the CSV');

    await fold(page, 'Every row').click();
    await page.getByRole('rowheader', { name: 'by the embedded realizer' }).waitFor();
    await fold(page, 'Independences').click();
    await page.getByText(/ΔFPR is 0, and no single test changes\.$/).waitFor();
    assert.doesNotMatch(await page.getByRole('main').innerText(), /significant/i);
  });
});

test('a simulated language model overrides facts, is corrected, and is called simulated', async () => {
  await visit({}, async (page) => {
    await open(page, study('icu', { rows: 50 }));
    await choose(page, 'Writer', 'simulated');
    await page.getByLabel('Prior strength', { exact: true }).fill('0.5');
    await page.getByLabel('Obedience', { exact: true }).fill('0.8');
    assert.match(await write(page), /^Simulated: \d+\.\d % of 50 texts change no fact in the first draft; after corrections (\d+\.\d %|all|all but \d) do\.$/);

    const verified = answer(page).getByRole('group', { name: /^texts that say every fact/ });
    await verified.focus();
    await page.keyboard.press('Home');
    const words = answer(page).locator('.figure').first().locator('.figure-values');
    const share = async () => Number((await words.innerText()).match(/: (\d+\.\d) %/)[1]);
    await words.filter({ hasText: /^draft: / }).waitFor();
    const draft = await share();
    await page.keyboard.press('End');
    await words.filter({ hasText: /^correction 3: / }).waitFor();
    assert.ok((await share()) > draft, 'corrections do not help');
    for (const caption of await answer(page).locator('figcaption > span:first-child').allInnerTexts()) {
      assert.match(caption, /simulated/, 'a figure does not say that it is simulated');
    }

    await page.getByRole('button', { name: 'Next with a wrong draft' }).click();
    await page.locator('.violations').waitFor();
    const kind = await page.locator('.violations code').first().innerText();
    assert.match(kind, /^(MISSING|WRONG|CONTRADICTED|EXTRA|VAGUE|UNPARSED_NUMBER)$/);
    assert.ok(await page.locator('.facts .bad, .doc mark.bad').count(), 'the violation is marked nowhere');
    await page.locator('.violations').getByRole('button').first().click();
    await page.locator('.definition').getByText(/./).first().waitFor();
    await page.keyboard.press('Escape');

    // The last draft is the text, and the file holds the same.
    const row = Number(await page.getByLabel('Row', { exact: true }).inputValue());
    const drafts = page.getByRole('group', { name: 'Drafts' }).getByRole('button');
    assert.ok((await drafts.count()) > 1, 'there is no correction');
    const wrong = await shownText(page);
    await drafts.last().click();
    await page.getByText('Every fact is told as it was given.').waitFor();
    const { lines } = await texts(page);
    assert.equal(lines[row - 1].text, await shownText(page));
    assert.notEqual(lines[row - 1].text, wrong);
  });
});

test('settings are steps that can be undone; interventions can be told row by row, twice', async () => {
  await visit({}, async (page) => {
    await open(page, study('asia', { rows: 50 }, { interventions: ['smoke = no'] }));
    await choose(page, 'Which rows', 'pairs');
    const text = page.getByLabel('Text', { exact: true });
    await text.fill('2');
    await text.press('Enter');
    await titled(page, /^Row 1, with smoke = no/);
    await page.locator('.facts li', { hasText: 'smoke' }).getByText('set', { exact: true }).waitFor();
    const note = await shownText(page);
    await choose(page, 'Kind of text', 'transaction-log');
    await page.waitForFunction((before) => document.querySelector('.doc').textContent !== before, note);
    await page.getByRole('button', { name: 'Undo: write log lines' }).click();
    await page.waitForFunction((before) => document.querySelector('.doc').textContent === before, note);
    await page.getByRole('button', { name: 'Redo: write log lines' }).click();
    await page.waitForFunction((before) => document.querySelector('.doc').textContent !== before, note);
    assert.match(await write(page), /all 100 texts/);
    await page.getByRole('button', { name: '200', exact: true }).click();
    await page.getByText('The question changed since these texts were written.').waitFor();
  });
});

test('the words of a value are changed as JSON; wrong words are refused where they stand', async () => {
  await visit({}, async (page) => {
    await open(page, study('asia', { rows: 50 }));
    await fold(page, /^Words/).click();
    await page.getByText('These words come with the model.').waitFor();
    await fold(page, 'Change the words').click();
    const field = page.getByLabel('Words as JSON');
    const words = await field.inputValue();
    const apply = page.getByRole('button', { name: 'Apply' });
    await field.fill(words.slice(0, 40));
    await apply.click();
    await page.locator('.words-edit').getByRole('alert').waitFor();
    await field.fill(words.replaceAll('bronchitis', 'bronchial catarrh'));
    await apply.click();
    await page.getByText('These words are your own.').waitFor();
    await page.locator('.doc').filter({ hasText: 'bronchial catarrh' }).waitFor();
    await page.getByRole('button', { name: 'Undo: change the words' }).click();
    await page.locator('.doc').filter({ hasNotText: 'bronchial catarrh' }).waitFor();
    await page.getByText('These words come with the model.').waitFor();
  });
});

test('a long run is canceled at once, a file too; a reload runs again', async () => {
  await visit({}, async (page) => {
    await open(page, study('icu', { rows: 100_000, writer: simulated }));
    await question(page).getByRole('button', { name: 'Run', exact: true }).click();
    await question(page).getByRole('progressbar').waitFor();
    const begun = Date.now();
    await question(page).getByRole('button', { name: 'Cancel' }).click();
    await question(page).getByRole('button', { name: 'Run', exact: true }).waitFor();
    assert.ok(Date.now() - begun < 2_000, 'it took long to stop');

    await page.getByRole('button', { name: '1000', exact: true }).click();
    await write(page);
    await page.locator('.downloads').getByRole('button', { name: 'JSON Lines', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Progress of the file' }).waitFor();
    await answer(page).getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Stopped').first().waitFor();
    assert.equal(await page.getByRole('progressbar').count(), 0);

    await page.getByRole('button', { name: '50', exact: true }).click();
    const before = await write(page);
    await page.reload();
    await verdict(page).waitFor();
    assert.equal(await verdict(page).innerText(), before);
  });
});

test('one and three workers write the same, to the letter', async () => {
  const inPage = (workers) =>
    visit({ path: linkTo(study('alarm', { rows: 200, writer: simulated }), { step: 'realize', workers }) }, async (page) => {
      await write(page);
      return { verdict: await verdict(page).innerText(), lines: (await texts(page)).lines };
    });
  const one = await inPage(1);
  assert.equal(one.lines.length, 200);
  assert.deepEqual(await inPage(3), one);
});

test('axe-core finds nothing on the Realize page, empty and full, light and dark, wide and narrow', async () => {
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    await visit({ width, colorScheme }, async (page) => {
      const look = (where) => isAccessible(page, `${where}, ${width}, ${colorScheme}`);
      await go(page, 'Realize');
      await page.getByRole('button', { name: /^Open the intensive/ }).waitFor();
      await look('empty');
      await open(page, study('icu', { rows: 50, writer: simulated }));
      await look('ready');
      await write(page);
      await page.getByRole('button', { name: 'Next with a wrong draft' }).click();
      await page.locator('.violations').waitFor();
      await look('full');
      for (const title of ['Every row', 'Violations by kind', 'Diversity', /^Words/, 'Definitions and recipe']) await fold(page, title).click();
      await fold(page, 'Change the words').click();
      await look('folded out');
      await open(page, study('alarm', { rows: 50 }));
      await write(page);
      await look('embedded');
    });
  }
});

test('two runs are kept side by side, with the difference of their first drafts, and the table is copied', async () => {
  await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await open(page, study('asia', { rows: 80, writer: simulated }));
    await write(page);
    await fold(page, 'Compare runs').click();
    const table = page.getByRole('region', { name: 'Runs side by side' });
    const row = (title) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: title }) });
    const cells = (title) => row(title).getByRole('cell').allInnerTexts();
    await row(/^Right in the first draft/).waitFor();
    const first = await cells(/^Right in the first draft/);
    assert.equal(first.length, 1);
    await page.getByRole('button', { name: 'Keep this run', exact: true }).click();
    const names = page.getByRole('list', { name: 'Runs that are kept' }).getByRole('textbox');
    assert.equal(await names.count(), 1);
    assert.match(await names.first().inputValue(), /^a simulated language model, admission notes/);
    assert.equal((await cells(/^Right in the first draft/)).length, 1, 'a kept run stands there twice');
    await names.first().fill('half as strong');
    await names.first().press('Enter');
    await table.getByRole('columnheader', { name: 'half as strong' }).waitFor();

    await choose(page, 'Writer', 'embedded');
    await write(page);
    await table.getByRole('columnheader', { name: 'this run' }).waitFor();
    const both = await cells(/^Right in the first draft/);
    assert.equal(both[0], first[0]);
    assert.match(both[1], /^100\.0 % \[95\.\d, 100\.0\]$/);
    const less = await cells(/^First drafts less those of half as strong/);
    assert.equal(less[0], '–');
    assert.match(less[1], /^\+\d+\.\d points \[\d+\.\d, \d+\.\d\]$/);
    await answer(page).getByText('Runs over the same rows are paired').waitFor();
    assert.equal(await answer(page).getByText('tell different rows').count(), 0);
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-compare.png`, fullPage: true });

    const tools = page.locator('.compared + .table-tools');
    await tools.getByRole('button', { name: 'Copy table', exact: true }).click();
    await tools.getByRole('button', { name: 'Markdown', exact: true }).click();
    const copied = await (await page.waitForFunction(() => navigator.clipboard.readText())).jsonValue();
    assert.match(copied, /half as strong/);
    assert.ok(copied.includes(less[1]), copied);

    // Other rows are told apart.
    const rows = page.getByLabel('Rows', { exact: true });
    await rows.fill('60');
    await rows.press('Enter');
    await write(page);
    await answer(page).getByText('this run and half as strong tell different rows (number of rows)').waitFor();
    await page.getByRole('button', { name: 'Remove half as strong', exact: true }).click();
    assert.equal(await names.count(), 0);
    assert.equal((await cells(/^Right in the first draft/)).length, 1);
  });
});
