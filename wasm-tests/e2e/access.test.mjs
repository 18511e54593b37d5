// axe-core finds nothing on any page, in light and dark, wide and narrow; nothing scrolls sideways, moves, or hides.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { look } from './access.mjs';
import { closeBrowser, fold, go, openFile, runAudit, runToEnd, start, tableOpen, visit } from './harness.mjs';
import { clinic, linkTo } from './study.mjs';
import { heartFailure } from './tables.mjs';

after(closeBrowser);

const nothing = (found) => assert.ok(found.length === 0, `\n${found.join('\n')}`);

/** Every page and state, one after the other. */
async function lookAround(page) {
  const found = [];
  await look(page, found, 'data, empty');
  await go(page, 'Audit');
  await look(page, found, 'audit, empty');
  const table = heartFailure();
  await openFile(page, table);
  await tableOpen(page, table.name);
  await go(page, 'Audit');
  await look(page, found, 'audit, no question yet');
  await go(page, 'Data');
  await page.locator('summary').filter({ hasText: 'How it was read' }).click();
  await look(page, found, 'data, a file');
  await openFile(page, { name: 'broken.csv', bytes: Buffer.from('a,b\n1,2\n3,4,5\n') });
  await page.getByRole('main').getByRole('alert').waitFor();
  await look(page, found, 'data, an error');
  await start(page, linkTo(clinic));
  await tableOpen(page, 'Heart clinic');
  await look(page, found, 'audit, ready to run');
  const answer = await runAudit(page);
  await look(page, found, 'audit, a result');
  const toggleFolds = async () => {
    for (const summary of await page.locator('main .fold > summary').all()) await summary.click();
  };
  await toggleFolds();
  await answer.getByRole('region', { name: 'The parts under each model' }).waitFor();
  await look(page, found, 'audit, folds open');
  await toggleFolds();
  await answer.getByText('Direct', { exact: true }).first().click();
  await page.locator('.definition:popover-open').waitFor();
  await look(page, found, 'audit, a definition');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add to confounders' }).click();
  await look(page, found, 'audit, a menu');
  await page.keyboard.press('Escape');
  await page.getByRole('banner').locator('button.study').click();
  await look(page, found, 'the menu of the study');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Swap the groups' }).click();
  await answer.getByText('The question changed since this was computed.').waitFor();
  await look(page, found, 'audit, a stale result');
  nothing(found);
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`${colorScheme}, ${width} pixels`, () => visit({ colorScheme, width, height: 844 }, lookAround));
  }
}

test('forced colors: every text is still told from its ground', async () => {
  await visit({ forcedColors: 'active', path: linkTo(clinic) }, async (page) => {
    const found = [];
    await tableOpen(page, 'Heart clinic');
    await runAudit(page);
    await look(page, found, 'forced colors, audit');
    await go(page, 'Data');
    await look(page, found, 'forced colors, data');
    const asia = { data: { from: 'nothing' }, model: { from: 'built-in', id: 'asia' }, sample: { interventions: ['smoke = no'] } };
    await start(page, linkTo(asia, { step: 'sample' }));
    await page.getByRole('region', { name: 'The question' }).getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.findings .verdict').first().waitFor();
    await look(page, found, 'forced colors, sample');
    await go(page, 'Model');
    await page.locator('.graph-canvas [data-node="smoke"]').click();
    await page.getByRole('article', { name: 'Node smoke' }).waitFor();
    await look(page, found, 'forced colors, model');
    nothing(found);
  });
});

test('reduced motion: nothing moves', async () => {
  await visit({ path: linkTo({ ...clinic, audit: { learner: 'forest', repeats: 1 } }) }, async (page) => {
    await tableOpen(page, 'Heart clinic');
    await page.evaluate(() => {
      window.moving = new Set();
      window.motionWatch = setInterval(() => {
        for (const animation of document.getAnimations()) {
          const { duration } = animation.effect.getComputedTiming();
          if (duration > 10) window.moving.add(`${animation.effect.target?.outerHTML.slice(0, 80)} ${duration} ms`);
        }
      }, 10);
    });
    await runToEnd(page);
    await fold(page, 'Overlap').click();
    assert.deepEqual(await page.evaluate(() => [...window.moving]), []);
  });
});
