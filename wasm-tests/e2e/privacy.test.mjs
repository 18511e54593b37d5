// Nothing leaves the tab: page and workers reach no other origin, cells occur in no request and no storage, markup stays text.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { address, closeBrowser, fold, go, openFile, runAudit, tableOpen, visit } from './harness.mjs';
import { clinic, linkTo } from './study.mjs';

let other;
let asked = [];

before(async () => {
  other = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' }).end('reached');
  });
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await closeBrowser();
  other.close();
});

/** Tries everything that could carry bytes to an address; the answer lists what got through. */
const tryToReach = async (url) => {
  const own = await fetch(url.own, { cache: 'no-store' }).then((answer) => answer.ok, () => false);
  const ways = {
    fetch: () => fetch(url.other).then(() => true),
    post: () => fetch(url.other, { method: 'POST', mode: 'no-cors', body: 'row' }).then(() => true),
    module: () => import(`${url.other}module.js`).then(() => true),
    socket: () => new Promise((resolve, reject) => {
      const socket = new WebSocket(url.other.replace('http', 'ws'));
      socket.onopen = () => resolve(true);
      socket.onerror = reject;
    }),
  };
  if (typeof document !== 'undefined') {
    const loaded = (element) => new Promise((resolve, reject) => {
      Object.assign(element, { onload: () => resolve(true), onerror: reject, src: `${url.other}${element.tagName}` });
      document.head.append(element);
    });
    ways.image = () => loaded(document.createElement('img'));
    ways.script = () => loaded(document.createElement('script'));
    // A beacon may say that it was queued; whether it arrived is asked of the other server.
    ways.beacon = async () => navigator.sendBeacon(`${url.other}beacon`, 'row') && false;
  }
  const through = [];
  for (const [name, way] of Object.entries(ways)) {
    if (await way().catch(() => false)) through.push(name);
  }
  return { own, through };
};

test('neither the page nor any worker reaches another origin', async () => {
  asked = [];
  const url = { own: `${new URL(address).origin}/`, other: `http://127.0.0.1:${other.address().port}/` };
  const expected = [/Content Security Policy|Failed to load|net::ERR/];
  const refused = ({ url: tried }) => !tried.startsWith(url.other) && !tried.startsWith(url.other.replace('http', 'ws'));
  await visit({ path: linkTo(clinic, { workers: 2 }), expected }, async (page, seen) => {
    await tableOpen(page, 'Heart clinic');
    await runAudit(page);
    const workers = page.workers();
    assert.ok(workers.length >= 3, `a keeper and two runners, found ${workers.length}`);
    for (const place of [page, ...workers]) {
      assert.deepEqual(await place.evaluate(tryToReach, url), { own: true, through: [] });
    }
    // What the browser noted of these tries and stopped is no request of the application.
    seen.requests = seen.requests.filter(refused);
  });
  // The way to the server itself is open: this is what makes the silence above mean something.
  assert.deepEqual(asked, []);
  assert.equal(await fetch(url.other).then((answer) => answer.text()), 'reached');
});

const canary = (row, column) => `canary${row}x${column}q`;

/** Everything that the browser keeps for this origin, and the address, as one text. */
const kept = async () => {
  const stores = await Promise.all((await indexedDB.databases()).map(({ name }) => name));
  const caches = await self.caches.keys();
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, stores, caches, document.cookie, location.href, history.state]);
};

test('what stands in the cells of a file occurs in no request, no storage and no address', async () => {
  const rows = Array.from({ length: 80 }, (_, row) =>
    [canary(0, row % 2), canary(1, row % 3), canary(2, (row * 7) % 5), row % 5 < 2 ? canary(3, 0) : canary(3, 1), `${canary(4, row)} free text`].join(','),
  );
  const bytes = Buffer.from(`group,colour,town,result,remark\n${rows.join('\n')}\n`);
  await visit({}, async (page, seen) => {
    await openFile(page, { name: 'people.csv', bytes });
    await tableOpen(page, 'people.csv');
    await page.getByText(canary(4, 3)).first().waitFor();
    const parts = { group: 'protected', colour: 'confounder', town: 'mediator', result: 'outcome' };
    for (const [column, part] of Object.entries(parts)) {
      await page.getByLabel(`Part of ${column}`, { exact: true }).selectOption(part);
    }
    await go(page, 'Audit');
    await runAudit(page);
    assert.equal(new URL(page.url()).search, '');
    for (const { url } of seen.requests) assert.doesNotMatch(decodeURIComponent(url), /canary/);

    // Group names that the user chose are a part of the question, so a link holds them; nothing else.
    const fragment = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('s');
    const study = Buffer.from(fragment, 'base64url').toString();
    const chosen = [canary(0, 0), canary(0, 1), canary(3, 0), canary(3, 1)];
    const found = [...study.matchAll(/canary\w+/g)].map(([text]) => text);
    assert.deepEqual(found.filter((text) => !chosen.includes(text)), []);
    const storage = (await page.evaluate(kept)).replaceAll(page.url(), '');
    assert.doesNotMatch(storage, /canary/);
    assert.doesNotMatch(storage, /Y2FuYXJ5|NhbmFye|jYW5hcn/, 'nor in base64');
    await page.getByText('Nothing of your file has left this tab.').waitFor();

    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.getByText(canary(4, 3)).count(), 0, 'rows do not outlive the page');
  });
});

test('the application asks for its own few files only, and the header counts nothing else', async () => {
  await visit({ path: linkTo(clinic, { workers: 2 }) }, async (page, seen) => {
    await tableOpen(page, 'Heart clinic');
    await runAudit(page);
    const files = new Set(seen.requests.map(({ url }) => url).filter((url) => !url.startsWith('blob:')).map((url) => new URL(url).pathname));
    const known = ['/', '/app.css', '/app.js', '/app_bg.wasm', '/boot.js', '/engine.js', '/engine_bg.wasm', '/pages.js', '/split_pages.wasm', '/worker.js'];
    assert.deepEqual([...files].filter((file) => !known.includes(file)), []);
    await page.getByRole('button', { name: /^0 requests since the page was loaded/ }).click();
    await page.getByRole('region', { name: 'Log of requests' }).getByText('engine_bg.wasm').first().waitFor();
  });
});

test('markup in names and cells is shown as text', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const rows = Array.from({ length: 60 }, (_, row) => `${row % 2 ? '<b>m</b>' : '<script>alert(2)</script>'},${30 + (row * 7) % 50},${row % 3 ? 0 : 1},${evil}`);
  const bytes = Buffer.from(`${evil},age,died,<svg/onload=alert(3)>\n${rows.join('\n')}\n`);
  await visit({}, async (page) => {
    let dialogs = 0;
    page.on('dialog', (dialog) => (dialogs += 1, dialog.dismiss()));
    await openFile(page, { name: '<i>people</i>.csv', bytes });
    await tableOpen(page, '<i>people</i>.csv');
    await page.getByLabel(`Part of ${evil}`, { exact: true }).selectOption('protected');
    await page.getByLabel('Part of died', { exact: true }).selectOption('outcome');
    await page.getByLabel('Part of age', { exact: true }).selectOption('confounder');
    await go(page, 'Audit');
    const answer = await runAudit(page);
    await fold(page, 'Definitions and recipe').click();
    await answer.getByText(evil).first().waitFor();
    assert.equal(await page.locator('main img, main script, main i:not(.key):not(.dot), main b:not(.column-name)').count(), 0);
    assert.equal(dialogs, 0);
  });
});
