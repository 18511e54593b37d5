// The Sample page: rows with and without interventions, files, one row and what would have been, a probability, tests.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { isAccessible } from './access.mjs';
import { choose, closeBrowser, commandLine, download, fold, go, inputDelays, openFile, quantile, start, tableOpen, visit } from './harness.mjs';
import { linkTo } from './study.mjs';

after(closeBrowser);

const asia = (sample = {}) => ({ data: { from: 'nothing' }, model: { from: 'built-in', id: 'asia' }, sample });

/** What the command line writes. */
const written = (...words) => execFileSync(commandLine, words, { maxBuffer: 1 << 28 });

const question = (page) => page.getByRole('region', { name: 'The question' });
const answer = (page) => page.getByRole('region', { name: 'The answer' });
const verdict = (page) => page.locator('.findings .verdict').first();

/** Opens a study on the page and waits until it can be run. */
async function open(page, study, options = {}) {
  await start(page, linkTo(study, { step: 'sample', ...options }));
  await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
}

/** Draws the sample and waits for its verdict. */
async function draw(page) {
  const run = question(page).getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await run.waitFor();
  await verdict(page).waitFor();
}

/** The cells of a node in the table of all nodes. */
async function cells(page, name) {
  const row = page.getByRole('region', { name: 'All nodes' }).getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  return row.getByRole('cell').allInnerTexts();
}

const number = (text) => Number(text.replace('−', '-').replace(/[^\d.-]/g, ''));

/** The cells of one row: name, as it is, as it would have been. */
const unitCells = (page) =>
  page.locator('.unit-cells tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const field = row.querySelector('.would select, .would input');
      return [row.querySelector('th').firstChild.data, row.querySelector('td').innerText, field.value];
    }));

/** Waits until the answer about one row has the state of a node. */
const unitSays = (page, name, value) =>
  page.waitForFunction(
    ([label, value]) => document.querySelector(`[aria-label="${label}"]`)?.value === value,
    [`${name} would have been`, value],
  );

test('ASIA from nothing: smoke is set to no, and the published probability is on screen within its error', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('4');
    await page.getByRole('button', { name: /^Open Asia/ }).click();
    await choose(page, 'Node to act on', 'smoke');
    await choose(page, 'Value', 'no');
    await question(page).getByRole('button', { name: 'Add', exact: true }).click();
    await question(page).getByText('set smoke to no').waitFor();
    await draw(page);
    assert.match(await verdict(page).innerText(), /^Setting smoke to no lowers P\(dysp = yes\) from 4\d\.\d % to 3\d\.\d %\.$/);

    const [shown, before, after, difference, exact] = await cells(page, 'dysp');
    assert.equal(shown, 'share of yes');
    // P(dysp = yes | do(smoke = no)) = 0.319, P(dysp = yes) = 0.436; four standard errors of 10,000 rows.
    assert.ok(Math.abs(number(before) - 43.6) < 2 && Math.abs(number(after) - 31.9) < 2, `${before}, ${after}`);
    assert.ok(Math.abs(number(difference) - (number(after) - number(before))) < 0.11, difference);
    assert.equal(exact, '31.91 %');
    const [, one, other, same] = await cells(page, 'asia');
    assert.deepEqual([other, same], [one, 'identical']);

    // A row of the table is the node in the figure.
    await page.getByRole('region', { name: 'All nodes' }).getByRole('button', { name: 'xray' }).click();
    await page.waitForFunction(() => document.querySelector('.findings .verdict').innerText.includes('xray'));
    const chart = answer(page).getByRole('group', { name: /^Bars of the share of each value of xray/ });
    await chart.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText(/^yes: as it is .* \(exactly 11\.0 %\), smoke = no .* \(exactly 6\.9 %\)$/).waitFor();

    await page.getByRole('button', { name: 'Sort by Difference' }).click();
    const first = page.getByRole('region', { name: 'All nodes' }).locator('tbody th').first();
    assert.match(await first.innerText(), /asia|tub/);
    await page.getByRole('button', { name: 'Sort by Difference' }).click();
    assert.match(await first.innerText(), /smoke/);

    // Without the intervention the answer is an old one; undo is an intervention again.
    await question(page).getByRole('button', { name: 'Remove: set smoke to no' }).click();
    await page.getByText('The question changed since this was drawn.').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('The question changed since this was drawn.').waitFor({ state: 'detached' });

    // A reload draws the same again.
    const text = await verdict(page).innerText();
    await page.reload();
    await verdict(page).waitFor();
    assert.match(await verdict(page).innerText(), /^Setting smoke to no/);
    await page.getByRole('region', { name: 'All nodes' }).getByRole('button', { name: 'xray' }).click();
    await page.waitForFunction((text) => document.querySelector('.findings .verdict').innerText === text, text);
  });
});

test('rows as files: the same bytes as the command line, before and after, in both formats', async () => {
  await visit({}, async (page) => {
    await open(page, asia({ rows: 45_000, interventions: ['smoke = no'] }));
    await draw(page);
    const files = page.locator('.downloads');
    const save = (name) => download(page, () => files.getByRole('button', { name, exact: true }).click());
    const line = ['sample', '--model', 'asia', '--rows', '45000', '--seed', '1'];

    const changed = await save('CSV');
    assert.equal(changed.name, 'asia-45000-rows-seed-1-after.csv');
    assert.ok(changed.bytes.equals(written(...line, '--do', 'smoke = no')), 'other bytes after');
    const jsonl = await save('JSON Lines');
    assert.ok(jsonl.bytes.equals(written(...line, '--do', 'smoke = no', '--format', 'jsonl')), 'other bytes as JSON Lines');
    await choose(page, 'Which rows', 'before');
    const before = await save('CSV');
    assert.equal(before.name, 'asia-45000-rows-seed-1.csv');
    assert.ok(before.bytes.equals(written(...line)), 'other bytes before');

    const bif = await save('BIF');
    assert.equal(bif.text.match(/^variable /gm).length, 8);
  });
});

test('one row: what would have been is what the command line draws, and only what is downstream changes', async () => {
  await visit({}, async (page) => {
    await open(page, asia());
    const row = page.getByLabel('Row', { exact: true });
    const names = ['asia', 'tub', 'smoke', 'lung', 'bronc', 'either', 'xray', 'dysp'];
    // A row of the command line, by the names of its header.
    const drawn = (index, ...words) => {
      const [header, values] = written('sample', '--model', 'asia', '--seed', '1', '--rows', String(index + 1), ...words)
        .toString().trim().split('\n').filter((_, line) => line === 0 || line === index + 1).map((line) => line.split(','));
      return names.map((name) => values[header.indexOf(name)]);
    };
    // The first row in which something follows.
    const rows = [...Array(40).keys()];
    const other = (index) => (drawn(index)[2] === 'yes' ? 'no' : 'yes');
    const index = rows.find((index) => drawn(index, '--do', `smoke = ${other(index)}`)[7] !== drawn(index)[7]);
    await row.fill(String(index + 1));
    await row.press('Enter');
    const factual = drawn(index);
    await unitSays(page, 'smoke', factual[2]);
    const smoke = other(index);
    await choose(page, 'smoke would have been', smoke);
    const counterfactual = drawn(index, '--do', `smoke = ${smoke}`);
    await unitSays(page, 'dysp', counterfactual[7]);
    const found = await unitCells(page);
    const expected = names.map((name, place) => [name, factual[place], counterfactual[place]]);
    assert.deepEqual(found.map(([name, one, two]) => [name.trim(), one, two]).sort(), expected.sort());

    await page.getByText(new RegExp(`^Had we set smoke to ${smoke}, .*would have changed`)).waitFor();
    const look = (name) => page.locator(`.unit-parts [data-node="${name}"]`).getAttribute('class');
    assert.match(await look('smoke'), /\bset\b/);
    assert.match(await look('dysp'), /\bchanged\b/);
    assert.match(await look('asia'), /\bunreached\b/);
    assert.ok((await page.locator('.unit-parts .graph-edge.strong').count()) >= 2, 'the way is not set off');
    await page.getByText(/not identified by data alone/).waitFor();

    // A change is a step that can be undone; typed cells are not, because the study holds no rows.
    await page.getByRole('button', { name: /^Undo: set smoke to .* in one row/ }).click();
    await page.getByText(/^Nothing is changed yet/).waitFor();
    await page.getByRole('button', { name: /^Redo/ }).click();
    await page.getByText(new RegExp(`^Had we set smoke to ${smoke}, .*would have changed`)).waitFor();

    await page.getByRole('button', { name: 'Take back the change of smoke' }).click();
    await page.getByText(/^Nothing is changed yet/).waitFor();

    // The same person, typed with a blank: what is not known is inferred.
    await page.getByRole('button', { name: 'Type from this row' }).click();
    await choose(page, 'bronc as it is', '');
    await page.locator('.unit-cells tr', { hasText: 'bronc' }).getByText(/^probably (yes|no)$/).waitFor();
    await choose(page, 'smoke would have been', smoke);
    await page.getByText(/^Had we set smoke to .*, in most draws /).waitFor();
    await page.getByText(/1000 draws of the noise/).waitFor();
    await page.locator('.unit-cells').getByText(/^\d+\.\d % of draws$/).first().waitFor();
  });
});

test('a probability is asked for in its usual text; a wrong one says where', async () => {
  await visit({}, async (page) => {
    await open(page, asia());
    const field = page.getByLabel('Probability', { exact: true });
    const ask = async (query) => {
      await field.fill(query);
      await field.press('Enter');
    };
    await ask('P(dysp = yes | do(smoke = no))');
    await page.getByText('P(dysp = yes | do(smoke = no)) = 0.3191').waitFor();
    await ask('P(dysp | do(smoke = no))');
    await page.getByText(/most probably no, with 68\.1 %/).waitFor();
    await page.getByRole('group', { name: /^Bars of the P\(dysp/ }).waitFor();
    await ask('P(dysp | do(smoke = maybe))');
    await answer(page).getByRole('alert').filter({ hasText: 'maybe' }).waitFor();
    await page.getByRole('button', { name: 'P(dysp)', exact: true }).click();
    await page.getByText(/^P\(dysp\): most probably no, with 56\.4 %/).waitFor();
  });
});

test('interventions that the model refuses are not taken, and the place of the fault is named', async () => {
  await visit({}, async (page) => {
    await open(page, asia());
    await choose(page, 'Node to act on', 'smoke');
    await choose(page, 'How', 'rule');
    const value = page.getByLabel('Value', { exact: true });
    const add = question(page).getByRole('button', { name: 'Add', exact: true });
    const refused = question(page).getByRole('alert');
    await value.fill('if(asia = "yes", "no"');
    await add.click();
    await refused.filter({ hasText: /character \d+/ }).waitFor();
    await value.fill('dysp');
    await add.click();
    await refused.filter({ hasText: /circle|causes/ }).waitFor();
    await value.fill('if(asia = "yes", "no", smoke)');
    await add.click();
    await question(page).getByText('give smoke by if(asia = "yes", "no", smoke)').waitFor();
    await choose(page, 'How', 'draw');
    assert.equal(await value.inputValue(), 'yes: 0.5, no: 0.5');
    await value.fill('yes: 0.2, no: 0.8');
    await value.press('Enter');
    await question(page).getByText('draw smoke with yes: 0.2, no: 0.8').waitFor();
    assert.equal(await question(page).locator('.chip').count(), 1, 'one thing is done to a node');
    await draw(page);
    const [, , after] = await cells(page, 'smoke');
    assert.ok(Math.abs(number(after) - 20) < 2, after);
  });
});

test('the graph is tested on rows of the model and on a table; a pair is shown on the graph', async () => {
  await visit({}, async (page) => {
    await open(page, asia({ rows: 5_000 }));
    const section = page.getByRole('region', { name: 'Does the graph hold?' });
    await section.getByRole('button', { name: 'Test', exact: true }).click();
    await section.getByText(/^Of \d+ implied independences, .* chance alone gives about \d\.\d\.$/).waitFor();
    await section.getByText(/Of 8 arrows, \d are seen \(power \d+\.\d %\)\./).first().waitFor();
    const table = section.getByRole('region', { name: 'Implied independences' });
    const values = (await table.locator('tbody td:nth-child(5)').allInnerTexts()).map((text) => number(text.replace('< ', '')));
    assert.deepEqual(values, [...values].sort((one, other) => one - other), 'not sorted by p');
    await table.getByRole('button', { name: 'Sort by p', exact: true }).click();
    await table.locator('tbody button').first().click();
    const pair = (await table.locator('tbody button').first().innerText()).split(' ⊥ ');
    for (const name of pair) await section.locator(`.graph-node.pair[data-node="${name}"]`).waitFor();
    assert.equal(await section.locator('.graph-pair').count(), 1);
    await section.getByRole('group', { name: /^Sorted p-values of/ }).waitFor();
    await fold(page, 'Arrows').click();
    await section.getByRole('region', { name: 'Arrows' }).getByText('smoke').first().waitFor();
    assert.doesNotMatch(await page.getByRole('main').innerText(), /significant/i);

    // The same rows as a table give the same statistics; a node that copies another breaks the graph.
    const statistics = () =>
      table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].slice(0, 4).map((cell) => cell.innerText).join(' ')));
    const bytes = written('sample', '--model', 'asia', '--rows', '5000', '--seed', '1');
    const sample = await statistics();
    await choose(page, 'Rows to test', 'table');
    await section.getByText('Open a table on the Data page first.').waitFor();
    await openFile(page, { name: 'asia.csv', bytes });
    await tableOpen(page, 'asia.csv');
    await go(page, 'Sample');
    await section.getByRole('button', { name: 'Test', exact: true }).click();
    await section.locator('.stale-line').waitFor({ state: 'detached' });
    await section.getByText(/^5000 rows;/).waitFor();
    await table.getByRole('button', { name: 'Sort by p', exact: true }).click();
    assert.deepEqual(await statistics(), sample);

    const [header, ...lines] = bytes.toString().trim().split('\n');
    const place = (name) => header.split(',').indexOf(name);
    const broken = lines.map((line) => {
      const cells = line.split(',');
      cells[place('xray')] = cells[place('bronc')];
      return cells.join(',');
    });
    await openFile(page, { name: 'broken.csv', bytes: Buffer.from([header, ...broken, ''].join('\n')) });
    await tableOpen(page, 'broken.csv');
    await go(page, 'Sample');
    await section.getByRole('button', { name: 'Test', exact: true }).click();
    await section.getByText('That is more than chance gives').waitFor();
  });
});

test('a million rows do not freeze the page; drawing and writing are canceled at once', async () => {
  await visit({}, async (page) => {
    await open(page, asia({ rows: 1_000_000, interventions: ['smoke = no'] }));
    const delays = await inputDelays(page, async () => draw(page));
    assert.ok(quantile(delays, 0.95) < 100, `a key waited ${quantile(delays, 0.95)} ms`);
    const [, , after] = await cells(page, 'dysp');
    assert.ok(Math.abs(number(after) - 31.91) < 0.2, after);

    await page.locator('.downloads').getByRole('button', { name: 'CSV', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Progress of the file' }).waitFor();
    await answer(page).getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Stopped').first().waitFor();
    assert.equal(await page.getByRole('progressbar').count(), 0);

    const rows = page.getByLabel('Rows', { exact: true });
    await rows.fill('100000000');
    await rows.press('Enter');
    await question(page).getByRole('button', { name: 'Run', exact: true }).click();
    await question(page).getByRole('progressbar').waitFor();
    const begun = Date.now();
    await question(page).getByRole('button', { name: 'Cancel' }).click();
    await question(page).getByRole('button', { name: 'Run', exact: true }).waitFor();
    assert.ok(Date.now() - begun < 2_000, 'it took long to stop');
    await rows.fill('none');
    await rows.press('Enter');
    await question(page).getByRole('alert').filter({ hasText: /number/ }).waitFor();
  });
});

test('one, two and four workers draw and test the same, to the letter', async () => {
  const study = { model: { from: 'built-in', id: 'alarm' }, sample: { rows: 300_000, interventions: ['CATECHOL = HIGH'] } };
  const inPage = (workers) =>
    visit({ path: linkTo({ data: { from: 'nothing' }, ...study }, { step: 'sample', workers }) }, async (page) => {
      await draw(page);
      const table = await page.getByRole('region', { name: 'All nodes' }).innerText();
      const section = page.getByRole('region', { name: 'Does the graph hold?' });
      await section.getByRole('button', { name: 'Test', exact: true }).click();
      await section.getByText(/implied independences/).first().waitFor();
      return { table, tests: await section.getByRole('region', { name: 'Implied independences' }).innerText() };
    });
  const one = await inPage(1);
  assert.ok(one.table.includes('CATECHOL') && one.tests.includes('⊥'), 'nothing is compared');
  for (const workers of [2, 4]) assert.deepEqual(await inPage(workers), one, `${workers} workers`);
});

test('axe-core finds nothing on the Sample page, empty and full, light and dark, wide and narrow', async () => {
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    await visit({ width, colorScheme }, async (page) => {
      const look = (where) => isAccessible(page, `${where}, ${width}, ${colorScheme}`);
      await page.keyboard.press('4');
      await page.getByRole('button', { name: /^Open Asia/ }).waitFor();
      await look('empty');
      await open(page, asia({ interventions: ['smoke = no'] }));
      await look('ready');
      await draw(page);
      await page.getByRole('button', { name: 'Change as in the sample' }).click();
      await page.getByText(/^Had we set smoke to no/).waitFor();
      await page.getByRole('button', { name: 'P(dysp)', exact: true }).click();
      await page.getByText(/^P\(dysp\): most probably/).waitFor();
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await page.getByText(/implied independences/).waitFor();
      await look('full');
      await page.getByRole('radio', { name: 'a row that I type' }).check();
      await page.getByText(/draws of the noise/).waitFor();
      for (const title of ['Arrows', 'Definitions and recipe']) await fold(page, title).click();
      await look('typed and folded out');
    });
  }
});
