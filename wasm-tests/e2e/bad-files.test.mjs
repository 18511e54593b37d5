// Files that go wrong: each gives a clear message or a table, never a broken page, and the next table opens.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { badFiles } from './bad-files.mjs';
import { choose, closeBrowser, go, openExample, openFile, runAudit, runToEnd, visit } from './harness.mjs';

after(closeBrowser);

/** Words that a program says when it did not think of something. */
const slips = /\bNaN\b|\bundefined\b|panicked|unreachable|\[object|RuntimeError|\binf\b/;

/** Opens the file and waits for its table or a message: `{ message }` or `{ rows }`. */
async function outcome(page, file) {
  await openFile(page, file);
  const main = page.getByRole('main');
  // The table that was open before stays until this one is read.
  const heading = main.getByRole('heading', { level: 1, name: file.name, exact: true });
  await main.getByRole('alert').or(heading).first().waitFor();
  const text = await main.innerText();
  assert.doesNotMatch(text, slips);
  if (await main.getByRole('alert').count()) return { message: await main.getByRole('alert').first().innerText() };
  return { rows: Number(text.match(/([\d\s]+) rows? ×/)[1].replaceAll(/\s/g, '')), text };
}

/** Asks about `died` by `sex` with age as confounder; by both estimators; the answer is all that the page says. */
async function audit(page) {
  for (const [column, part] of Object.entries({ sex: 'protected', age: 'confounder', died: 'outcome' })) {
    const choice = page.getByLabel(`Part of ${column}`, { exact: true });
    if (!(await choice.count())) continue;
    // Whole numbers that all differ are taken for names of rows until one says otherwise.
    const reading = page.getByLabel(`How ${column} is read`, { exact: true });
    if ((await choice.isDisabled()) && (await reading.inputValue()) === 'identifier') {
      await reading.selectOption('number');
      await page.getByText('your choice; guessed identifier').first().waitFor();
    }
    if (await choice.isEnabled()) await choice.selectOption(part);
  }
  await go(page, 'Audit');
  const question = page.getByRole('region', { name: 'The question' });
  const stopped = question.getByRole('alert');
  const run = question.getByRole('button', { name: 'Run', exact: true });
  await run.waitFor();
  const said = [await page.getByRole('main').innerText()];
  for (const estimator of ['debiased', 'plug-in']) {
    if ((await run.isDisabled()) || (await stopped.count())) break;
    await choose(page, 'Estimator', estimator);
    const answer = await runToEnd(page);
    await answer.locator('.findings .verdict').or(answer.getByRole('alert')).first().waitFor();
    said.push(await answer.innerText());
  }
  return said.join('\n');
}

test('every bad file', async (t) => {
  await visit({}, async (page) => {
    for (const file of badFiles) {
      await t.test(file.name, async () => {
        const found = await outcome(page, file);
        if (file.refused) {
          assert.ok(found.message, `it was read: ${JSON.stringify(found)}`);
          assert.match(found.message, file.refused);
          assert.match(found.message, new RegExp(file.name.replaceAll('.', '\\.')), 'it names the file');
        } else {
          assert.equal(found.rows, file.read, found.message);
        }
        if (/\bsex\b[^]*\bdied\b/.test(found.text ?? '')) {
          const said = await audit(page);
          assert.doesNotMatch(said, slips);
          if (file.audit) assert.match(said, file.audit);
        }
        await openExample(page, 'Berkeley admissions, 1973');
        await go(page, 'Audit');
        const answer = await runAudit(page);
        assert.match(await answer.innerText(), /−14\.2/);
        await go(page, 'Data');
      });
    }
  });
});
