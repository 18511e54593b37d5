// What people do besides: save and open a study, undo over tables, another file of the same name, gaps, numbers, damaged links.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { choose, closeBrowser, download, downloadJson, fold, go, openExample, openFile, runAudit, start, tableOpen, visit } from './harness.mjs';
import { berkeley, clinic, heart, linkTo } from './study.mjs';
import { heartFailure } from './tables.mjs';

after(closeBrowser);

const table = heartFailure();
const alert = (page) => page.getByRole('main').getByRole('alert');

test('a saved study holds no rows and opens again as it was', async () => {
  await visit({}, async (page) => {
    await openFile(page, table);
    await tableOpen(page, table.name);
    await page.getByRole('button', { name: 'Apply' }).click();
    await go(page, 'Audit');
    await choose(page, 'Model', 'forest');
    const save = async () => {
      await page.getByRole('banner').locator('button.study').click();
      await page.getByRole('button', { name: /^Save the study/ }).click();
    };
    const file = await download(page, save);
    const study = JSON.parse(file.text);
    assert.equal(study.version, 1);
    assert.equal(study.audit.learner, 'forest');
    assert.ok(!file.text.includes('263358.03'), 'a cell of the table is in the saved study');
    await openExample(page, 'Berkeley admissions, 1973');
    await openFile(page, { name: file.name, bytes: file.bytes });
    await tableOpen(page, table.name);
    await go(page, 'Audit');
    assert.equal(await page.getByLabel('Model', { exact: true }).inputValue(), 'forest');
  });
});

test('undo and redo go over tables, and each comes back with its roles', async () => {
  await visit({}, async (page) => {
    await openFile(page, table);
    await tableOpen(page, table.name);
    await page.getByRole('button', { name: 'Apply' }).click();
    await openExample(page, 'Heart clinic');
    await page.getByRole('button', { name: /^Undo: open Heart clinic/ }).click();
    await tableOpen(page, table.name);
    await go(page, 'Data');
    assert.equal(await page.getByLabel('Part of sex', { exact: true }).inputValue(), 'protected');
    await page.getByRole('button', { name: /^Undo: suggested parts/ }).click();
    assert.equal(await page.getByLabel('Part of sex', { exact: true }).inputValue(), '');
    await page.getByRole('button', { name: /^Redo/ }).click();
    await page.getByRole('button', { name: /^Redo/ }).click();
    await tableOpen(page, 'Heart clinic');
  });
});

test('a file of the wanted name and other contents is not taken for it', async () => {
  const study = heart(table.name, { method: 'plug-in' });
  study.data.sha256 = 'ab'.repeat(32);
  await visit({ path: linkTo(study, { step: 'data' }) }, async (page) => {
    await page.getByRole('heading', { name: 'Open the study\'s file again' }).waitFor();
    await openFile(page, table);
    await alert(page).getByText(/its contents differ/).waitFor();
    await page.getByRole('button', { name: 'Use it all the same' }).click();
    await tableOpen(page, table.name);
    await go(page, 'Audit');
    await runAudit(page);
  });
});

test('missing cells are counted, and left out or filled in as chosen', async () => {
  const rows = Array.from({ length: 300 }, (_, row) =>
    ['ab'[row % 2], row % 7 ? 30 + ((row * 7) % 31) : '', row % 11 ? 'uvw'[row % 3] : '', (row * 11) % 5 < 2 ? 'yes' : 'no'].join(','),
  );
  const bytes = Buffer.from(`sex,age,job,died\n${rows.join('\n')}\n`);
  const incomplete = rows.filter((row) => row.split(',').includes('')).length;
  const empty = rows.join(',').split(',').filter((cell) => cell === '').length;
  await visit({}, async (page) => {
    await openFile(page, { name: 'gaps.csv', bytes });
    await tableOpen(page, 'gaps.csv');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'The rest are mediators' }).click();
    await page.getByText(`${empty} cells are missing in the columns that have a part.`).waitFor();
    await go(page, 'Audit');
    let answer = await runAudit(page);
    await answer.getByText(`${incomplete} rows with missing cells were left out.`).waitFor();
    assert.equal((await downloadJson(page)).audit.counts.n, 300 - incomplete);
    await go(page, 'Data');
    await choose(page, 'Rows that lack a needed cell', 'impute');
    await go(page, 'Audit');
    answer = await runAudit(page);
    await answer.getByText(`${empty} missing cells were filled in`).waitFor();
    assert.equal((await downloadJson(page)).audit.counts.n, 300);
  });
});

test('a numeric outcome, a crossed attribute, another way to read a file', async () => {
  await visit({ path: linkTo(heart(table.name)) }, async (page) => {
    await openFile(page, table);
    await tableOpen(page, table.name);
    await go(page, 'Audit');
    await choose(page, 'Outcome', 'ejection_fraction');
    const answer = await runAudit(page);
    await answer.getByText(/^The mean of ejection_fraction is/).waitFor();
    const { contrast } = (await downloadJson(page)).audit;
    assert.deepEqual([contrast.probability, contrast.unit, contrast.positive], [false, 'ejection_fraction', null]);
    await page.getByRole('button', { name: 'Add to protected' }).click();
    await page.getByRole('checkbox', { name: 'diabetes', exact: true }).check();
    await page.keyboard.press('Escape');
    await choose(page, 'Baseline group', '0 × 0');
    await choose(page, 'Comparison group', '1 × 1');
    await runAudit(page);
    assert.equal((await downloadJson(page)).audit.contrast.protected, 'sex × diabetes');

    await openFile(page, { name: 'bars.csv', bytes: Buffer.from('a,1;b,1\n1,5;2,5\n3,5;4,5\n') });
    await tableOpen(page, 'bars.csv');
    await fold(page, 'How it was read').click();
    await choose(page, 'Delimiter', ',');
    await page.getByText(/2 rows × 3 columns/).waitFor();
    await choose(page, 'Delimiter', ';');
    await page.getByText(/2 rows × 2 columns/).waitFor();
  });
});

test('a damaged link, one of another version, and one that names what is not there say so', async () => {
  const cases = [
    ['/#step=data&s=abcdefg', /The link's study is damaged/],
    [linkTo({ ...berkeley, version: 9 }, { step: 'data' }), /of version 9, this build reads version 1/],
    [linkTo({ ...clinic, data: { from: 'example', id: 'nope' } }, { step: 'data' }), /no example named `nope`/],
  ];
  for (const [path, words] of cases) {
    await visit({ path }, async (page) => {
      await alert(page).getByText(words).waitFor();
      await openExample(page, 'Heart clinic');
      assert.equal(await alert(page).count(), 0);
    });
  }
  await visit({}, async (page) => {
    await start(page, linkTo({ ...berkeley, roles: { ...berkeley.roles, mediators: ['nope'] } }));
    await tableOpen(page, /Berkeley/);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await alert(page).getByText(/no column 'nope'/).waitFor();
    await page.getByRole('button', { name: 'Remove nope' }).click();
    await runAudit(page);
  });
});
