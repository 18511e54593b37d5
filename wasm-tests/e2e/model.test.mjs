// The Model page: a graph drawn by keyboard alone, text and picture in step, models opened and imported.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { isAccessible } from './access.mjs';
import { closeBrowser, commandLine, download, openFile, start, tableOpen, visit } from './harness.mjs';
import { linkTo } from './study.mjs';
import { keep } from './tables.mjs';

after(closeBrowser);

const arrows = [
  ['asia', 'tub'], ['smoke', 'lung'], ['smoke', 'bronc'], ['lung', 'either'],
  ['tub', 'either'], ['either', 'xray'], ['bronc', 'dysp'], ['either', 'dysp'],
];
const nodes = ['asia', 'tub', 'smoke', 'lung', 'bronc', 'either', 'xray', 'dysp'];

const textOf = (page) => page.getByLabel('The graph as text');
const node = (page, name) => page.locator(`.graph-canvas [data-node="${name}"]`);
const counts = async (page) => [
  await page.locator('.graph-canvas [data-node]').count(),
  await page.locator('.graph-canvas .graph-edge').count(),
];

/** Waits until the picture has so many nodes and edges. */
async function drawn(page, wanted) {
  await page.waitForFunction(
    ([n, m]) => document.querySelectorAll('.graph-canvas [data-node]').length === n
      && document.querySelectorAll('.graph-canvas .graph-edge').length === m,
    wanted,
  ).catch(async () => assert.deepEqual(await counts(page), wanted));
}

/** Waits until the focus is on a node. */
const focusOn = (page, name) =>
  page.waitForFunction((name) => document.activeElement?.getAttribute('data-node') === name, name);

/** Opens a built-in model by the menu of models. */
async function openModel(page, title) {
  await page.locator('.model-chooser button.study').click();
  await page.locator('.model-menu').getByRole('button', { name: title }).click();
}

/** Arrows of a text in DAGitty's form. */
function arrowsOf(text) {
  return [...text.matchAll(/^\s*"?([\w ]+?)"?\s*->\s*"?([\w ]+?)"?\s*$/gm)].map(([, from, to]) => `${from}>${to}`).sort();
}

test('ASIA is drawn from nothing by keyboard alone; undo to empty and redo to full', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await page.waitForFunction(() => document.activeElement.tagName === 'H1');
    // To the canvas, which takes the focus while it is empty.
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.classList.contains('graph-canvas'))) break;
    }
    for (const name of nodes) {
      await page.keyboard.press('n');
      await page.waitForFunction(() => document.activeElement.tagName === 'INPUT');
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await focusOn(page, name);
    }
    await drawn(page, [8, 0]);
    for (const [from, to] of arrows) {
      for (let press = 0; press < 20; press += 1) {
        const here = await page.evaluate(() => document.activeElement.getAttribute('data-node'));
        if (here === from) break;
        await page.keyboard.press(nodes.indexOf(here) > nodes.indexOf(from) ? 'Shift+Tab' : 'Tab');
      }
      await focusOn(page, from);
      await page.keyboard.press('c');
      await page.waitForFunction(() => document.activeElement.tagName === 'INPUT');
      await page.keyboard.type(to);
      await page.keyboard.press('Enter');
      await focusOn(page, from);
    }
    await drawn(page, [8, 8]);
    assert.deepEqual(arrowsOf(await textOf(page).inputValue()), arrows.map((pair) => pair.join('>')).sort());

    const full = await textOf(page).inputValue();
    for (let step = 0; step < 16; step += 1) await page.keyboard.press('Control+z');
    await drawn(page, [0, 0]);
    for (let step = 0; step < 16; step += 1) await page.keyboard.press('Control+Shift+z');
    await drawn(page, [8, 8]);
    assert.equal(await textOf(page).inputValue(), full);

    await page.getByRole('button', { name: 'Give them a starting mechanism' }).click();
    await page.getByRole('button', { name: 'Give them a starting mechanism' }).waitFor({ state: 'detached' });
  });
});

test('keys of the canvas: rename, marks, delete; an arrow that would close a circle is refused', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await textOf(page).fill('dag { a -> b\n b -> c }');
    await drawn(page, [3, 2]);
    await node(page, 'c').focus();
    await page.keyboard.press('c');
    await page.getByLabel('c causes').fill('a');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /circle/ }).waitFor();
    await page.keyboard.press('Escape');
    await drawn(page, [3, 2]);
    await node(page, 'a').focus();
    await page.keyboard.press('e');
    await node(page, 'c').focus();
    await page.keyboard.press('o');
    await page.getByText('Effect of a on c').waitFor();
    await page.keyboard.press('r');
    await page.getByLabel('New name').fill('outcome of interest');
    await page.keyboard.press('Enter');
    await focusOn(page, 'outcome of interest');
    await page.getByText('Effect of a on outcome of interest').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Delete');
    await drawn(page, [2, 0]);
  });
});

test('bad text harms nothing: the picture stays and the place of the fault is named', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await textOf(page).fill('dag { a -> b\n b -> c }');
    await drawn(page, [3, 2]);
    await textOf(page).fill('dag { a -> b\n b -> -> c }');
    const problem = page.locator('.text-problem');
    await problem.filter({ hasText: /line 2/i }).waitFor();
    assert.match(await problem.innerText(), /character \d+/);
    assert.deepEqual(await counts(page), [3, 2]);
    await textOf(page).fill('dag { a -> b\n b -> a }');
    await problem.filter({ hasText: /circle/ }).waitFor();
    assert.deepEqual(await counts(page), [3, 2]);
    await page.getByRole('button', { name: "Back to the picture's text" }).click();
    assert.match(await textOf(page).inputValue(), /b -> c/);
    await textOf(page).fill('dag { a -> b\n b -> c\n a -> c }');
    await drawn(page, [3, 3]);
    assert.equal(await problem.innerText(), '');
  });
});

test('a node is dragged with the mouse, and undo puts it back', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await textOf(page).fill('dag { a [pos="0,0"]\n b [pos="200,0"]\n a -> b }');
    await drawn(page, [2, 1]);
    const before = await node(page, 'b').boundingBox();
    await page.mouse.move(before.x + before.width / 2, before.y + 10);
    await page.mouse.down();
    await page.mouse.move(before.x + before.width / 2, before.y + 90, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => /b \[[^\]]*pos="[\d.-]+,[1-9]/.test(document.querySelector('#graph-text').value));
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => /b \[[^\]]*pos="200(\.0+)?,0(\.0+)?"/.test(document.querySelector('#graph-text').value));
  });
});

test('ALARM opens with 37 nodes and 46 arrows; a node shows its table and its exact distribution', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await openModel(page, /^Alarm/);
    await drawn(page, [37, 46]);
    await node(page, 'CVP').click();
    const detail = page.getByRole('article', { name: 'Node CVP' });
    await detail.getByRole('region', { name: 'Table of probabilities' }).waitFor();
    await detail.getByText('Exact probabilities.').waitFor();
    const chart = detail.getByRole('group', { name: /^Bars of/ });
    await chart.focus();
    await page.keyboard.press('ArrowDown');
    await detail.getByText(/^LOW: as it is 11\.4 %/).waitFor();
    const file = await download(page, async () => {
      await page.getByRole('button', { name: 'Save as' }).click();
      await page.getByRole('button', { name: /^BIF/ }).click();
    });
    assert.equal(file.text.match(/^variable /gm).length, 37);
  });
});

test('a probability is changed in the table: the copy is one\'s own, the distribution follows, undo goes back', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    await openModel(page, /^Asia/);
    await drawn(page, [8, 8]);
    await node(page, 'smoke').click();
    const detail = page.getByRole('article', { name: 'Node smoke' });
    const field = detail.getByLabel('yes', { exact: true });
    await field.fill('0.2');
    await field.press('Enter');
    await detail.getByText(/Exact/).waitFor();
    await page.waitForFunction(() => {
      const values = document.querySelector('.node-detail canvas')?.getAttribute('aria-label');
      return values?.includes('smoke');
    });
    const words = async () => {
      const chart = detail.getByRole('group', { name: /^Bars of/ });
      await chart.focus();
      await page.keyboard.press('ArrowDown');
      return detail.locator('.figure-values').innerText();
    };
    for (let round = 0; round < 50 && !/20\.0 %/.test(await words()); round += 1) await page.waitForTimeout(100);
    assert.match(await words(), /^yes: as it is 20\.0 %|^no: as it is 80\.0 %/);
    await page.locator('.model-chooser').getByText('(your copy)').waitFor();
    assert.equal(await detail.getByLabel('no', { exact: true }).inputValue(), '0.8');
    await field.fill('two');
    await field.press('Enter');
    await detail.getByRole('alert').filter({ hasText: /number/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.waitForFunction(() => document.querySelector('.mechanism-table input')?.value === '0.5');
  });
});

test('a network file is imported by names; a broken one says where', async () => {
  await visit({}, async (page) => {
    await page.keyboard.press('2');
    const bif = `network unknown { }
variable rain { type discrete [ 2 ] { yes, no }; }
variable wet { type discrete [ 2 ] { yes, no }; }
probability ( rain ) { table 0.2, 0.8; }
probability ( wet | rain ) { (no) 0.1, 0.9; (yes) 0.9, 0.1; }
`;
    const give = async (name, text) => {
      await page.locator('.model-chooser button.study').click();
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.locator('.model-menu').getByRole('button', { name: /^Open a model file/ }).click(),
      ]);
      await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    };
    await give('rain.bif', bif);
    await drawn(page, [2, 1]);
    await give('broken.bif', bif.replace('0.2, 0.8', '0.2, oops'));
    const alert = page.getByRole('main').getByRole('alert').filter({ hasText: /line 4/i });
    await alert.waitFor();
    assert.deepEqual(await counts(page), [2, 1]);
  });
});

test('axe-core finds nothing on the Model page, empty and full, light and dark, wide and narrow', async () => {
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    await visit({ width, colorScheme }, async (page) => {
      await page.keyboard.press('2');
      await page.getByRole('heading', { name: 'What causes what?' }).waitFor();
      const look = (where) => isAccessible(page, `${where}, ${width}, ${colorScheme}`);
      await look('empty');
      await openModel(page, /^Asia/);
      await drawn(page, [8, 8]);
      await node(page, 'dysp').click();
      await page.getByRole('region', { name: 'Table of probabilities' }).waitFor();
      await look('ASIA, a node');
    });
  }
});

test('a fit tells how far it is, stops at once, and is done again to the end', async () => {
  const bytes = execFileSync(commandLine, ['sample', '--model', 'icu', '--rows', '60000', '--seed', '5'], { maxBuffer: 1 << 28 });
  const path = keep('icu.csv', bytes);
  await visit({}, async (page) => {
    await start(page, linkTo({ data: { from: 'nothing' }, model: { from: 'built-in', id: 'icu' } }, { step: 'model' }));
    await openFile(page, { path });
    await tableOpen(page, 'icu.csv');
    const progress = page.getByRole('progressbar', { name: 'Progress of the fit' });
    const fit = page.getByRole('button', { name: 'Fit to the open table' });
    await page.keyboard.press('2');
    await fit.click();
    await progress.waitFor();
    await page.getByText(/^[1-9]\d? of 22 nodes are fitted$/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    await page.getByText('Stopped').first().waitFor();
    // The table is opened again in a new worker when it is next needed.
    await fit.click();
    await page.getByText(/^Fitted; \d+ remarks?$/).first().waitFor();
    await page.getByRole('button', { name: /^Undo: fit to the table/ }).waitFor();
    await node(page, 'lactate').click();
    await page.waitForFunction(() => document.querySelector('.node-detail option[value="linear"]:checked'));
  });
});
