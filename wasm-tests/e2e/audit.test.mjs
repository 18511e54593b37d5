// The Audit page by mouse: roles, run, figures on screen and in the files, warnings, switches, undo, reload, links.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { choose, closeBrowser, download, downloadJson, fold, go, openExample, openFile, runAudit, start, tableOpen, visit } from './harness.mjs';
import { berkeleyByHand, clinic, linkTo } from './study.mjs';
import { heartFailure } from './tables.mjs';

after(closeBrowser);

/** Logistic plug-in of R 4.2.2: glm on all rows, sex 0 to 1. */
const published = {
  total_variation: -0.004221894944,
  direct: -0.06191042601,
  indirect: -0.040226547749,
  spurious: -0.017461983317,
  ett: -0.021683878261,
};
const near = (found, expected, tolerance, name) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${name}: ${found} against ${expected}`);

/** The estimate that the table of effects shows, as text. */
const shown = async (answer, effect) => {
  const row = answer.getByRole('region', { name: 'Parts of the gap' }).first().getByRole('row').filter({
    has: answer.page().getByRole('rowheader', { name: new RegExp(`^${effect}`) }),
  });
  return row.getByRole('cell').first().innerText();
};
const shownEffects = async (answer) =>
  Promise.all(['Total variation', 'Direct', 'Indirect', 'Spurious'].map((effect) => shown(answer, effect)));

/** Notes every state of a progress bar while `action` goes on. */
async function progressDuring(page, action) {
  await page.evaluate(() => {
    window.bars = [];
    window.barWatch = new MutationObserver(() => {
      const bar = document.querySelector('.question progress');
      if (bar) window.bars.push([bar.value, bar.max, bar.parentElement.textContent]);
    });
    window.barWatch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await action();
  return page.evaluate(() => (window.barWatch.disconnect(), window.bars));
}

/** Opens the heart failure records and asks the published question by mouse. */
async function askHeart(page, table) {
  await openFile(page, table);
  await tableOpen(page, table.name);
  await go(page, 'Audit');
  const question = page.getByRole('region', { name: 'The question' });
  await choose(page, 'Protected attribute', 'sex');
  await choose(page, 'Comparison group', '1');
  await choose(page, 'Baseline group', '0');
  await choose(page, 'Outcome', 'DEATH_EVENT');
  await choose(page, 'Value of the outcome that is counted', '1');
  await page.getByRole('button', { name: 'Add to confounders' }).click();
  await page.getByRole('checkbox', { name: 'age', exact: true }).check();
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: /^the other 10 columns are mediators/ }).click();
  await choose(page, 'Estimator', 'plug-in');
}

test('heart failure by mouse: the published figures on screen, in every file, and after a reload', async () => {
  const table = heartFailure();
  await visit({ path: '/?workers=1' }, async (page) => {
    await askHeart(page, table);
    const bars = await progressDuring(page, () => runAudit(page));
    assert.ok(bars.length > 1, 'no progress was shown');
    assert.ok(bars.some(([value]) => value > 0), `the bar never moved: ${JSON.stringify(bars.slice(0, 5))}`);

    const answer = page.getByRole('region', { name: 'The answer' });
    const { audit, text } = await downloadJson(page);
    assert.equal(audit.counts.n, 299);
    const gap = audit.direct.estimate - audit.indirect.estimate - audit.spurious.estimate;
    near(gap, audit.total_variation.estimate, 1e-12, 'direct − indirect − spurious');
    if (table.real) {
      for (const [key, value] of Object.entries(published)) near(audit[key].estimate, value, 1e-8, key);
      assert.deepEqual(await shownEffects(answer), ['−0.4', '−6.2', '−4.0', '−1.7']);
      assert.match(await answer.locator('.verdict').innerText(), /No path effect can be told from zero in these 299 rows/);
    }

    const csv = await download(page, () => answer.getByRole('button', { name: 'CSV', exact: true }).click());
    const lines = csv.text.trim().split('\n');
    assert.equal(lines.length, 11);
    assert.equal(lines[1].split(',')[1], String(audit.total_variation.estimate));
    const svg = await download(page, () => answer.locator('.downloads').getByRole('button', { name: 'SVG' }).click());
    assert.match(svg.text, /^<svg [^>]*aria-label="Waterfall[^]*<\/svg>\s*$/);
    const png = await download(page, () => answer.locator('.downloads').getByRole('button', { name: 'PNG' }).click());
    assert.equal(png.bytes.subarray(0, 4).toString('hex'), '89504e47');
    assert.ok(png.bytes.length > 5_000, `${png.bytes.length} bytes of picture`);

    await page.reload();
    await page.getByText(table.name).first().waitFor();
    await openFile(page, table);
    await tableOpen(page, table.name);
    await page.getByText(/^took .* s · seed 1/).waitFor();
    assert.equal((await downloadJson(page)).text, text, 'the same study after a reload gives the same file');
  });
});

test('heart failure: the chart is drawn, time is warned about, signs switch, sensitivity is computed', async () => {
  const table = heartFailure();
  await visit({}, async (page) => {
    await askHeart(page, table);
    const answer = await runAudit(page);

    const colors = await answer.locator('canvas').first().evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    assert.ok(colors > 20, `the chart has ${colors} colors`);
    await answer.getByText(/time seems to be recorded after the outcome/).waitFor();

    const before = await shownEffects(answer);
    const mirrored = (value) => (value.startsWith('−') ? value.slice(1) : /[1-9]/.test(value) ? `−${value}` : value);
    const explanation = answer.locator('.sign-switch p');
    const asDefined = await explanation.innerText();
    await answer.getByRole('radio', { name: 'parts that add up' }).check();
    assert.deepEqual(await shownEffects(answer), [before[0], before[1], mirrored(before[2]), mirrored(before[3])]);
    assert.notEqual(await explanation.innerText(), asDefined);
    await answer.getByRole('radio', { name: /^reversed transitions/ }).check();
    assert.deepEqual(await shownEffects(answer), before);

    await fold(page, 'If the model were different').click();
    const models = answer.getByRole('region', { name: 'The parts under each model' });
    await models.waitFor();
    assert.equal(await models.getByRole('row').count(), 13, 'header, as stated, and eleven moved columns');
    await fold(page, 'Overlap').click();
    await fold(page, 'Balance').click();
    await answer.getByRole('region', { name: 'Means of each column in the two groups' }).waitFor();
    assert.equal(await answer.locator('canvas').count(), 4, 'waterfall, overlap, balance, other models');

    await answer.getByRole('button', { name: 'Leave time out' }).click();
    await answer.getByText('The question changed since this was computed.').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await answer.getByText('The question changed since this was computed.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Redo/ }).click();
    await answer.getByRole('button', { name: 'Run again' }).first().click();
    await answer.getByText('The question changed since this was computed.').waitFor({ state: 'detached' });
    const { audit } = await downloadJson(page);
    assert.equal(audit.contrast.mediators.length, 9);
    if (table.real) near(audit.direct.estimate, -0.062996292411, 1e-8, 'direct without time');
  });
});

test('Berkeley in one click: the exact effects of the 24 counts', async () => {
  await visit({}, async (page) => {
    await openExample(page, /Berkeley admissions/);
    await go(page, 'Audit');
    const answer = await runAudit(page);
    assert.deepEqual(await shownEffects(answer), ['−14.2', '7.1', '21.3', '0.0']);
    const { audit } = await downloadJson(page);
    for (const [key, value] of Object.entries(berkeleyByHand())) near(audit[key].estimate, value, 1e-12, key);
    assert.equal(audit.spurious.estimate, 0);
    assert.equal(audit.counts.n, 4526);
  });
});

test('the clinic shows the truth beside the estimates, and a link leads another tab to the same bytes', async () => {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const { link, text } = await visit({ permissions }, async (page) => {
    await openExample(page, /Heart clinic/);
    await go(page, 'Audit');
    const answer = await runAudit(page);
    await answer.getByRole('columnheader', { name: 'Truth' }).waitFor();
    const { audit, text } = await downloadJson(page);
    for (const key of ['total_variation', 'direct', 'indirect', 'spurious']) {
      const { truth, estimate, standard_error } = audit[key];
      assert.ok(Math.abs(estimate - truth) < 4 * standard_error, `${key}: ${estimate}, truth ${truth}`);
    }
    await page.getByRole('button', { name: 'Share' }).click();
    const link = await page.waitForFunction(() => navigator.clipboard.readText());
    return { link: await link.jsonValue(), text };
  });
  const { pathname, hash } = new URL(link);
  await visit({ path: pathname + hash }, async (page) => {
    await go(page, 'Audit');
    await runAudit(page);
    assert.equal((await downloadJson(page)).text, text);
  });
});

test('a job that was asked for starts again after a reload', async () => {
  await visit({ path: linkTo(clinic) }, async (page) => {
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await runAudit(page);
    await page.reload();
    await page.getByText(/^took .* s · seed 1/).waitFor();
    await start(page, '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.getByText(/^took .* s · seed/).count(), 0, 'a fresh start asks for nothing');
  });
});
