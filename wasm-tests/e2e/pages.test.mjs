// The code of the pages after the first: fetched once, before anybody asks for it; where that fails, it is said and can be mended.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, go, visit } from './harness.mjs';

after(closeBrowser);

const code = (url) => new URL(url).pathname === '/split_pages.wasm';
const focused = (page) => page.evaluate(() => document.activeElement.textContent);

test('the code of later pages is fetched once, from the first page as from a link to a later one', async () => {
  for (const path of ['/', '/#step=model']) {
    await visit({ path }, async (page, seen) => {
      await go(page, 'Model');
      await page.getByRole('heading', { level: 1, name: 'What causes what?' }).waitFor();
      await go(page, 'Sample');
      await page.getByRole('heading', { level: 1, name: 'What if we intervened?' }).waitFor();
      assert.equal(seen.requests.filter(({ url }) => code(url)).length, 1, path);
    });
  }
});

test('a page whose code cannot be fetched says so, comes when it is asked for again, and gets the focus', async () => {
  const expected = [/net::ERR_FAILED/, /Failed to fetch/];
  await visit({ expected }, async (page) => {
    await page.route(code, (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Start with a table' }).waitFor();
    await go(page, 'Model');
    await page.getByRole('alert').getByText('could not be fetched').waitFor();
    await page.unroute(code);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'What causes what?' }).waitFor();
    assert.equal(await focused(page), 'What causes what?');
  });
});
