// Times in Chromium: first load, audits, samples and texts by one worker and two, forests, and reading a million rows. Run by `cargo xtask bench`; words choose parts.

import { execFileSync } from 'node:child_process';
import { brotliCompressSync } from 'node:zlib';
import { address, choose, closeBrowser, commandLine, inputDelays, openExample, openFile, quantile, runAudit, runToEnd, start, tableOpen, theBrowser, visit } from './harness.mjs';
import { heart, linkTo } from './study.mjs';
import { draws, heartFailure, keep, wide } from './tables.mjs';

const rounds = 3;

/** One line: least, median and greatest of the rounds, and what the project holds itself to. */
function report(name, values, unit, bound = '') {
  const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  const three = [Math.min(...values), quantile(values, 0.5), Math.max(...values)].map(digits).join(' / ');
  console.log(`${name.padEnd(58)} ${three} ${unit}${bound && `   (${bound})`}`);
}

/** The seconds that the page says the last run took, and by its own clock. */
async function seconds(page) {
  const begun = performance.now();
  await runAudit(page);
  return (performance.now() - begun) / 1000;
}

/** Bytes of files as brotli packs them. */
async function packed(urls) {
  const sizes = [...urls].map(async (url) => brotliCompressSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length);
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

async function firstLoad() {
  const pages = [];
  const tables = [];
  let [first, all] = [new Set(), new Set()];
  for (let round = 0; round < rounds; round += 1) {
    const context = await (await theBrowser()).newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    all = new Set();
    context.on('request', (request) => request.url().startsWith('http') && all.add(request.url()));
    await start(page);
    pages.push(await page.evaluate(() => performance.now()));
    // The code of later pages comes once the first stands, while nobody waits for it.
    first = new Set([...all].filter((url) => !url.endsWith('/split_pages.wasm')));
    const begun = performance.now();
    await openExample(page, 'Berkeley admissions, 1973');
    tables.push(performance.now() - begun);
    await context.close();
  }
  report('first load to the first page', pages, 'ms');
  report('from there to the first table, an example', tables, 'ms');
  console.log(`${'bytes as brotli: of the first load; with the first table'.padEnd(58)} ${await packed(first)}; ${await packed(all)}`);
}

async function audits() {
  const table = heartFailure();
  await visit({ path: linkTo(heart(table.name, { method: 'plug-in' }), { workers: 1 }) }, async (page) => {
    await openFile(page, table);
    await tableOpen(page, table.name);
    const kinds = [
      ['plug-in, logistic, 1000 bootstrap refits, 299 × 11', {}, '≤ 1 s'],
      ['debiased, logistic, 10 repeats, 299 × 11', { Estimator: 'debiased', Model: 'regression' }, ''],
      ['debiased, forests, 10 repeats, 299 × 11', { Model: 'forest' }, '≤ 10 s'],
    ];
    for (const [name, settings, bound] of kinds) {
      for (const [label, value] of Object.entries(settings)) await choose(page, label, value);
      const times = [];
      for (let round = 0; round < rounds; round += 1) times.push(await seconds(page));
      report(name, times, 's', bound);
    }
  });
}

/** A table of a yes-no protected column, nine numbers and an outcome. */
function forestTable(rows) {
  const draw = draws(rows);
  const lines = ['group,x1,x2,x3,x4,x5,x6,x7,x8,x9,y'];
  for (let row = 0; row < rows; row += 1) {
    const group = draw() < 0.5 ? 1 : 0;
    const x = Array.from({ length: 9 }, () => draw() + draw() + draw() - 1.5);
    const score = 0.8 * x[0] - 0.6 * x[1] * x[2] + 0.5 * group + (x[3] > 0 ? 0.7 : 0);
    lines.push([group, ...x.map((value) => value.toFixed(4)), draw() < 1 / (1 + Math.exp(-score)) ? 'yes' : 'no'].join(','));
  }
  return keep(`forest-${rows}.csv`, `${lines.join('\n')}\n`);
}

/** Forests are reached by an audit: two folds, one repeat, so a handful of forests on 5,000 rows each. */
async function forests() {
  const path = forestTable(10_000);
  const study = {
    data: { from: 'file', name: 'forest-10000.csv' },
    roles: {
      protected: ['group'], baseline: '0', comparison: '1', confounders: ['x1', 'x2', 'x3'],
      mediators: ['x4', 'x5', 'x6', 'x7', 'x8', 'x9'], outcome: 'y', positive: 'yes',
    },
    audit: { method: 'debiased', learner: 'forest', repeats: 1, folds: 2 },
  };
  await visit({ path: linkTo(study, { workers: 1 }) }, async (page) => {
    await openFile(page, { path });
    await tableOpen(page, 'forest-10000.csv');
    const times = [];
    for (let round = 0; round < rounds; round += 1) times.push(await seconds(page));
    report('debiased, forests, 1 repeat in 2 folds, 10,000 × 10', times, 's');
  });
  const saved = keep('forest.study.json', JSON.stringify({ version: 1, ...study }));
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    execFileSync(commandLine, ['run', saved, '--data', path, '--format', 'json', '--workers', '1'], { maxBuffer: 1 << 28 });
    times.push((performance.now() - begun) / 1000);
  }
  report('  the same, native, one worker, with reading', times, 's');
}

/** Samples in the page, from the click on Run to the verdict, by one worker and by two. */
async function sampling() {
  for (const [id, nodes, rows] of [['asia', 8, 40_000_000], ['alarm', 37, 10_000_000]]) {
    const study = { data: { from: 'nothing' }, model: { from: 'built-in', id }, sample: { rows } };
    const medians = [];
    for (const workers of [1, 2]) {
      const times = [];
      await visit({ path: linkTo(study, { step: 'sample', workers }) }, async (page) => {
        const run = page.getByRole('region', { name: 'The question' }).getByRole('button', { name: 'Run', exact: true });
        for (let round = 0; round <= rounds; round += 1) {
          await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
          // Timed in the page, frame by frame: the driver looks only now and then.
          const time = await run.evaluate(async (button) => {
            const frame = () => new Promise(requestAnimationFrame);
            const isIdle = () => [...document.querySelectorAll('.question button')].some((other) => other.textContent === 'Run');
            const begun = performance.now();
            button.click();
            do await frame(); while (isIdle());
            while (!isIdle()) await frame();
            return performance.now() - begun;
          });
          // The first round starts the workers.
          if (round > 0) times.push(time / 1000);
        }
      });
      medians.push(quantile(times, 0.5));
      const what = `${id}, ${rows / 1e6} M rows drawn and counted, ${workers === 1 ? 'one worker' : 'two workers'}`;
      report(what, times.map((time) => rows / time / 1e6), 'M rows/s');
      report('  table draws a second', times.map((time) => (rows * nodes) / time / 1e6), 'M/s');
    }
    report('  two workers against one', [medians[0] / medians[1]], 'times', '≥ 1.7');
  }
}

async function reading() {
  const rows = 1_000_000;
  const path = wide('million.csv', rows, 20);
  const times = [];
  const p95 = [];
  const greatest = [];
  for (let round = 0; round < rounds; round += 1) {
    await visit({ path: '/?workers=1' }, async (page) => {
      const begun = performance.now();
      const delays = await inputDelays(page, async () => {
        await openFile(page, { path });
        await tableOpen(page, 'million.csv');
      });
      times.push((performance.now() - begun) / 1000);
      p95.push(quantile(delays, 0.95));
      greatest.push(Math.max(...delays));
    });
  }
  report('CSV of 1,000,000 × 20, from the choice to the table', times, 's');
  report('  rows a second', times.map((time) => rows / time), 'rows/s');
  report('  input delay meanwhile, p95', p95, 'ms', '≤ 50 ms');
  report('  input delay meanwhile, greatest', greatest, 'ms');
}

/** Texts drawn, written by the embedded realizer, read back and counted, by the page's own clock. */
async function realizing() {
  const rows = 20_000;
  for (const id of ['icu', 'asia', 'alarm']) {
    for (const workers of [1, 2]) {
      const study = { data: { from: 'nothing' }, model: { from: 'built-in', id }, realize: { rows } };
      await visit({ path: linkTo(study, { step: 'realize', workers }) }, async (page) => {
        await page.waitForFunction(() => document.querySelector('.run .primary')?.disabled === false);
        const times = [];
        for (let round = 0; round < rounds; round += 1) {
          await runToEnd(page);
          const words = await page.locator('.run .small').filter({ hasText: 'took' }).innerText();
          times.push(Number(words.match(/took ([\d.]+)/)[1]));
        }
        report(`${rows} texts of ${id}, ${workers} worker${workers === 1 ? '' : 's'}`, times.map((time) => rows / time), 'texts/s', 'aim 20,000');
      });
    }
  }
}

const parts = { firstLoad, audits, sampling, realizing, forests, reading };
const wanted = process.argv.slice(2);
console.log(`${address}, Chromium ${(await theBrowser()).version()}: least / median / greatest of ${rounds}`);
try {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await part();
  }
} finally {
  await closeBrowser();
}
