// Chromium at the served application: pages that notice every error, breach and request, and the first moves of a person.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Where the application is served. */
export const address = process.env.CAUSELOOM_URL;
assert.ok(address, 'CAUSELOOM_URL must say where the application is served: run `cargo xtask test --only e2e`');

/** The native command line. */
export const commandLine = process.env.CAUSELOOM_CLI;

const results = fileURLToPath(new URL('./test-results/', import.meta.url));

const flags = [
  '--no-sandbox', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** A minute for what takes seconds on a slow machine. */
export const patience = 60_000;

let browser;

/** The browser of this process; it starts when it is first needed. */
export async function theBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
  });
  return browser;
}

/** Ends the browser; every test file does so after its tests. */
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/**
 * Opens the application in a fresh profile and hands `(page, seen)` to `visit`. Afterwards nothing
 * unexpected may have happened: no error in the console, none thrown, no policy broken, no request
 * but for files of the own origin. `expected` lists patterns of errors that the visit provokes;
 * `asked` lists origins that the gateway's document, and it alone, may ask.
 */
export async function visit(options, action) {
  const { path = '/', width = 1280, height = 900, expected = [], asked = [], ...profile } = options;
  const context = await (await theBrowser()).newContext({
    viewport: { width, height },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...profile,
  });
  context.setDefaultTimeout(patience);
  const seen = { errors: [], requests: [] };
  watch(context, seen);
  const page = await context.newPage();
  try {
    await start(page, path);
    const answer = await action(page, seen);
    const unexpected = seen.errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
    assert.deepEqual(unexpected, [], 'errors in the page or its workers');
    assert.deepEqual(foreign(seen, asked), [], 'requests that are no static file of the own origin');
    return answer;
  } catch (error) {
    mkdirSync(results, { recursive: true });
    const picture = `${results}${basename(process.argv[1])}-${Date.now()}.png`;
    await page.screenshot({ path: picture, fullPage: true, timeout: 5_000 }).catch(() => {});
    if (seen.errors.length > 0) console.log(`errors in the page:\n${seen.errors.join('\n')}`);
    console.log(`the page as it was: ${picture}`);
    throw error;
  } finally {
    await context.close();
  }
}

/** Loads the application and waits until it can be used. */
export async function start(page, path = '/') {
  await page.goto(new URL(path, address).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

function watch(context, seen) {
  context.on('weberror', (error) => seen.errors.push(`thrown: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(`console: ${message.text()}`);
  });
  context.on('page', (page) => page.on('crash', () => seen.errors.push('the page crashed')));
  context.on('request', (request) => {
    seen.requests.push({ method: request.method(), url: request.url(), body: request.postData() ?? '', frame: frameOf(request) });
  });
}

/** The file of the document that a request comes from, as the browser tells it. */
function frameOf(request) {
  try {
    return new URL(request.frame().url()).pathname;
  } catch {
    // A navigation has no document yet.
    return '';
  }
}

/** Requests that are not for a static file of the own origin, or that carry something. */
function foreign(seen, asked) {
  const own = (url) => {
    const { origin, search } = new URL(url);
    return origin === new URL(address).origin && (search === '' || /^\?workers=\d+$/.test(search));
  };
  const fromGateway = ({ url, frame }) => frame === '/gateway.html' && asked.includes(new URL(url).origin);
  const harmless = (request) => fromGateway(request) || (request.method === 'GET' && request.body === '' && own(request.url));
  return seen.requests.filter((request) => !harmless(request));
}

/** Opens a file by the menu of the study. `file` has a `path`, or a `name` and `bytes`. */
export async function openFile(page, file) {
  const given = file.bytes ? { name: file.name, mimeType: 'text/csv', buffer: file.bytes } : file.path;
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pickFromMenu(page, /^Open a file/)]);
  await chooser.setFiles(given);
}

/** Opens a built-in example by the menu of the study and waits for its table. */
export async function openExample(page, title) {
  await pickFromMenu(page, title);
  await tableOpen(page, title);
}

/** Waits until the table of a name is open; the header then shows its rows. */
export async function tableOpen(page, name) {
  await page.getByRole('banner').getByRole('button', { name }).filter({ hasText: /\d rows/ }).waitFor();
}

async function pickFromMenu(page, name) {
  await page.getByRole('banner').locator('button.study').click();
  await page.locator('.study-menu').getByRole('button', { name }).click();
}

/** The heading of a fold, which opens and closes it. */
export function fold(page, title) {
  return page.locator('summary').filter({ hasText: title });
}

/** Goes to a page of the application by its navigation. */
export async function go(page, step) {
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: step }).click();
}

/** Chooses in a select, which its label names. */
export async function choose(page, label, value) {
  await page.getByLabel(label, { exact: true }).selectOption(value);
}

/** Presses Run and waits for its end; the answer is the section of the answer. */
export async function runToEnd(page) {
  const run = page.getByRole('region', { name: 'The question' }).getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await run.waitFor();
  return page.getByRole('region', { name: 'The answer' });
}

/** Presses Run and waits for the verdict. */
export async function runAudit(page) {
  const answer = await runToEnd(page);
  const end = answer.locator('.findings .verdict').or(answer.getByRole('alert')).first();
  await end.waitFor();
  assert.equal(await answer.getByRole('alert').count(), 0, await end.innerText());
  return answer;
}

/** The audit as the page's JSON file. */
export async function downloadJson(page) {
  const file = await download(page, () => page.getByRole('button', { name: 'JSON', exact: true }).click());
  return { ...file, audit: JSON.parse(file.text) };
}

/** The fingerprint of a text or of bytes. */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** Waits for the file that `action` makes the page save: `{ name, bytes, text }`. */
export async function download(page, action) {
  const [file] = await Promise.all([page.waitForEvent('download'), action()]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}

/** Milliseconds that each of the key presses of `during` waited for the page, while it goes on. */
export async function inputDelays(page, during) {
  await page.evaluate(() => {
    window.delays = [];
    const onKey = (event) => window.delays.push(performance.now() - event.timeStamp);
    addEventListener('keydown', onKey, { capture: true });
    window.stopDelays = () => removeEventListener('keydown', onKey, { capture: true });
  });
  let over = false;
  const presses = (async () => {
    while (!over) await page.keyboard.press('Shift', { delay: 15 });
  })();
  try {
    await during();
  } finally {
    over = true;
    await presses;
  }
  return page.evaluate(() => (window.stopDelays(), window.delays));
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
