// The page answers while a table of 200,000 rows is read: input delay, progress, cancel.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, inputDelays, openFile, quantile, tableOpen, visit } from './harness.mjs';
import { wide } from './tables.mjs';

after(closeBrowser);

const rows = 200_000;

test('while 200,000 × 20 cells are read, keys wait at most 50 ms (p95) and progress is shown', async () => {
  const path = wide('wide.csv', rows, 20);
  await visit({}, async (page) => {
    const bar = page.getByRole('progressbar', { name: 'Progress of reading' });
    const delays = await inputDelays(page, async () => {
      await openFile(page, { path });
      await bar.waitFor();
      await page.waitForFunction(() => document.querySelector('main progress')?.value > 0);
      await tableOpen(page, 'wide.csv');
    });
    const p95 = quantile(delays, 0.95);
    console.log(`${delays.length} keys, delay p50 ${quantile(delays, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, greatest ${Math.max(...delays).toFixed(1)} ms`);
    assert.ok(delays.length >= 20, `only ${delays.length} keys were pressed`);
    assert.ok(p95 <= 50, `p95 ${p95} ms`);
    await page.getByText(/200\s000 rows × 20 columns/).first().waitFor();
  });
});

test('reading can be stopped at once, and another table opened', async () => {
  const path = wide('wide.csv', rows, 20);
  await visit({}, async (page) => {
    await openFile(page, { path });
    const bar = page.getByRole('progressbar', { name: 'Progress of reading' });
    await bar.waitFor();
    const took = await page.getByRole('main').getByRole('button', { name: 'Cancel' }).evaluate(async (button) => {
      const pressed = performance.now();
      button.click();
      while (document.querySelector('main progress')) await new Promise(requestAnimationFrame);
      return performance.now() - pressed;
    });
    assert.ok(took <= 200, `${took} ms`);
    await page.getByRole('heading', { name: 'Start with a table' }).waitFor();
    await page.getByRole('button', { name: /Berkeley/ }).click();
    await tableOpen(page, /Berkeley/);
    assert.equal(await page.getByText('wide.csv').count(), 0);
  });
});
