// The same bytes from one worker, two workers and the command line; broken workers are replaced; cancel is at once.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { choose, closeBrowser, commandLine, downloadJson, fold, go, openExample, openFile, runAudit, sha256, tableOpen, visit } from './harness.mjs';
import { berkeley, clinic, heart, linkTo } from './study.mjs';
import { heartFailure, keep } from './tables.mjs';

after(closeBrowser);

const table = heartFailure();
const digest = (text) => sha256(text.trimEnd());

/** Runs the command line; the answer is what it prints. */
const native = (...words) => execFileSync(commandLine, words, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** Opens the heart failure question on the Audit page. */
async function openHeart(page) {
  await openFile(page, table);
  await tableOpen(page, table.name);
}

/** The command that the recipe shows. */
async function shownCommand(page) {
  const command = page.getByRole('region', { name: 'Command line' });
  if (!(await command.isVisible())) await fold(page, 'Definitions and recipe').click();
  return command.innerText();
}

/** Runs a shown command as a user would, beside the data, with the command line on the path. */
function asTyped(command) {
  assert.match(command, /^causeloom audit /);
  const path = `${dirname(commandLine)}${delimiter}${process.env.PATH}`;
  return execFileSync('sh', ['-c', `${command} --format json`], {
    cwd: dirname(table.path), encoding: 'utf8', env: { ...process.env, PATH: path },
  });
}

const figures = [
  { name: 'plug-in, 1000 bootstrap samples', settings: { Estimator: 'plug-in' } },
  { name: 'debiased, logistic, 10 repeats', settings: { Estimator: 'debiased', 'Repeated cross-fits': '10' } },
  { name: 'debiased, forests, 1 repeat', settings: { Model: 'forest', 'Repeated cross-fits': '1' } },
];

/** Every figure with a number of workers: its JSON text by name, and the shown commands. */
const inPage = (workers) =>
  visit({ path: linkTo(heart(table.name), { workers }) }, async (page) => {
    const texts = new Map();
    const commands = new Map();
    await openHeart(page);
    for (const { name, settings } of figures) {
      for (const [label, value] of Object.entries(settings)) await choose(page, label, value);
      await runAudit(page);
      texts.set(name, (await downloadJson(page)).text);
      commands.set(name, await shownCommand(page));
    }
    for (const title of ['Berkeley admissions, 1973', 'Heart clinic']) {
      await openExample(page, title);
      await runAudit(page);
      texts.set(title, (await downloadJson(page)).text);
      commands.set(title, await shownCommand(page));
    }
    return { texts, commands };
  });

test('one worker, two workers and the command line give the same bytes', async (t) => {
  const one = await inPage(1);
  const two = await inPage(2);
  for (const [name, text] of one.texts) {
    await t.test(name, () => {
      const digests = [digest(text), digest(two.texts.get(name))];
      const { study } = JSON.parse(text);
      const saved = keep(`${name.replaceAll(/\W+/g, '-')}.study.json`, JSON.stringify(study));
      const data = study.data.from === 'file' ? ['--data', table.path] : [];
      digests.push(digest(native('run', saved, ...data, '--format', 'json', '--workers', '2')));
      digests.push(digest(asTyped(one.commands.get(name))));
      console.log(`${digests[0].slice(0, 16)}  ${name}`);
      assert.deepEqual(digests, Array(4).fill(digests[0]), 'one worker, two workers, replayed study, typed command');
    });
  }
});

test('a runner that breaks during a run is replaced, and the result is the same', async () => {
  const study = { ...clinic, audit: { method: 'debiased', learner: 'forest', repeats: 2 } };
  const expected = native('run', keep('clinic.study.json', JSON.stringify({ version: 1, ...study })), '--format', 'json');
  const options = { path: linkTo(study, { workers: 2 }), expected: [/broken by the test/] };
  await visit(options, async (page) => {
    await tableOpen(page, 'Heart clinic');
    await go(page, 'Audit');
    // The keeper was the first to start; the others are runners, waiting for a job.
    while (page.workers().length < 3) await page.waitForEvent('worker');
    const runner = page.workers()[1];
    const ended = new Promise((resolve) => runner.once('close', resolve));
    const replaced = page.waitForEvent('worker');
    const progress = page.getByRole('progressbar', { name: 'Progress of the computation' });
    const run = runAudit(page);
    await progress.waitFor();
    await runner.evaluate(() => setTimeout(() => {
      throw new Error('broken by the test');
    }));
    await Promise.all([ended, replaced]);
    await run;
    assert.equal(digest((await downloadJson(page)).text), digest(expected));
  });
});

test('a keeper that broke is replaced when it is needed, and knows its table again', async () => {
  await visit({ path: linkTo(berkeley, { workers: 1 }), expected: [/broken by the test/] }, async (page) => {
    await tableOpen(page, /Berkeley/);
    const keeper = page.workers()[0];
    const ended = new Promise((resolve) => keeper.once('close', resolve));
    await keeper.evaluate(() => setTimeout(() => {
      throw new Error('broken by the test');
    }));
    await ended;
    await runAudit(page);
    assert.equal((await downloadJson(page)).audit.counts.n, 4526);
  });
});

test('cancel takes 200 ms at most, and the page goes on', async () => {
  const study = { ...clinic, audit: { method: 'debiased', learner: 'forest', repeats: 50 } };
  await visit({ path: linkTo(study, { workers: 2 }) }, async (page) => {
    await tableOpen(page, 'Heart clinic');
    while (page.workers().length < 3) await page.waitForEvent('worker');
    for (const round of [1, 2]) {
      const question = page.getByRole('region', { name: 'The question' });
      await question.getByRole('button', { name: 'Run', exact: true }).click();
      const progress = page.getByRole('progressbar', { name: 'Progress of the computation' });
      await progress.waitFor();
      await page.waitForFunction(() => document.querySelector('.question progress')?.value > 0);
      const runners = page.workers().slice(1);
      let begun;
      const ended = runners.map((runner) => new Promise((resolve) => runner.once('close', () => resolve(performance.now() - begun))));
      begun = performance.now();
      const shown = await question.getByRole('button', { name: 'Cancel' }).evaluate(async (button) => {
        const pressed = performance.now();
        button.click();
        const over = () => [...document.querySelectorAll('.question button')].some((other) => other.textContent === 'Run');
        while (!over()) await new Promise(requestAnimationFrame);
        return performance.now() - pressed;
      });
      assert.ok(shown <= 200, `the page took ${shown} ms`);
      // A browser lets a terminated worker finish what it does for up to two seconds; nobody listens.
      const times = await Promise.all(ended);
      console.log(`cancel ${round}: the page after ${shown.toFixed(0)} ms, the workers gone after ${Math.max(...times).toFixed(0)} ms`);
      assert.ok(times.length === 2 && Math.max(...times) <= 3_000, `workers ended after ${times} ms`);
    }
    await choose(page, 'Model', 'regression');
    await choose(page, 'Repeated cross-fits', '1');
    await runAudit(page);
  });
});
