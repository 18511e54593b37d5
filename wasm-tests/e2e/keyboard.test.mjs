// The whole story by keyboard alone: open, change a part, run, read, fold out, save; focus is always seen and never lost.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, download, fold, patience, tableOpen, visit } from './harness.mjs';

after(closeBrowser);

/** What has the focus: its words, and how the page marks it. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      tag: element.tagName,
      words: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 60)}`,
      outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
      inView: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0,
    };
  });

/** The focus must be on something that is seen and outlined. */
async function seenFocus(page, what) {
  const now = await focused(page);
  assert.notEqual(now.tag, 'BODY', `${what}: the focus is lost`);
  assert.ok(now.outline >= 2, `${what}: no outline around ${now.words}`);
  assert.ok(now.inView, `${what}: ${now.words} is out of view`);
  return now;
}

/** The focus must not be lost; after a while, for what the page does in answer to a key. */
async function keptFocus(page, what) {
  const kept = page.waitForFunction(() => document.activeElement !== document.body, null, { timeout: 2_000 });
  await kept.catch(() => assert.fail(`${what}: the focus is lost`));
}

/** Waits for a page by its heading, which gets the focus on the way in. */
async function arrived(page, name) {
  const heading = page.getByRole('heading', { name, level: 1 });
  await heading.waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === 'H1');
}

/** Presses Tab until the target has the focus; every stop on the way must be seen. */
async function tabTo(page, target, key = 'Tab') {
  const passed = [];
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press(key);
    const here = await target.evaluateAll((all) => all.some((element) => element === document.activeElement));
    const stop = await seenFocus(page, `after ${passed.at(-1) ?? 'the start'}`);
    if (here) return stop;
    passed.push(stop.words);
  }
  return assert.fail(`not reached by ${key}: ${target}; passed ${passed.join(' | ')}`);
}

test('a study from the first key to the saved file', async () => {
  await visit({ path: '/?workers=1' }, async (page) => {
    await tabTo(page, page.getByRole('main').getByRole('button', { name: /Heart clinic/ }));
    await page.keyboard.press('Enter');
    await tableOpen(page, 'Heart clinic');
    await keptFocus(page, 'the example is open');

    await tabTo(page, page.getByLabel('Part of smoking', { exact: true }));
    assert.equal(await page.getByLabel('Part of smoking', { exact: true }).inputValue(), 'mediator');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.getByLabel('Part of smoking', { exact: true }).inputValue(), 'confounder');
    await seenFocus(page, 'the part is changed');
    await tabTo(page, page.getByRole('link', { name: 'Go to the audit' }));
    await page.keyboard.press('Enter');
    await arrived(page, 'How much of the gap is unfair?');

    await tabTo(page, page.getByRole('button', { name: 'Remove smoking' }));
    await page.keyboard.press('Enter');
    await keptFocus(page, 'the chip is removed');
    await tabTo(page, page.getByRole('button', { name: 'Add to mediators' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('checkbox', { name: 'smoking' }));
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove smoking' }).waitFor();
    await seenFocus(page, 'the menu is closed');
    assert.match((await focused(page)).words, /Add to mediators/);

    await tabTo(page, page.getByRole('button', { name: 'Run', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByText(/^took .* s · seed 1/).waitFor();
    await keptFocus(page, 'the run is over');

    const figure = page.getByRole('group', { name: /^Waterfall/ });
    await tabTo(page, figure);
    for (const name of [/^total variation: /, /^direct: .*truth/, /^indirect: .*truth/, /^spurious: .*truth/]) {
      await page.keyboard.press('ArrowDown');
      await page.getByText(name).first().waitFor();
    }
    await tabTo(page, page.getByRole('region', { name: 'Parts of the gap' }));

    await tabTo(page, fold(page, 'If the model were different'));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'The parts under each model' }).waitFor();
    await seenFocus(page, 'the fold is open');

    await tabTo(page, page.locator('.downloads').getByRole('button', { name: 'JSON' }));
    const file = await download(page, () => page.keyboard.press('Enter'));
    assert.deepEqual(JSON.parse(file.text).study.roles.mediators.toSorted(), ['ejection_fraction', 'high_blood_pressure', 'smoking']);

    await tabTo(page, page.getByRole('button', { name: /^Undo/ }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The question changed since this was computed.').waitFor();
    await keptFocus(page, 'undone');
  });
});

test('a run that is stopped by keyboard keeps the focus', async () => {
  await visit({ path: '/?workers=1' }, async (page) => {
    await page.getByRole('main').getByRole('button', { name: /Heart clinic/ }).click();
    await tableOpen(page, 'Heart clinic');
    await page.keyboard.press('3');
    await arrived(page, 'How much of the gap is unfair?');
    await tabTo(page, page.getByLabel('Model', { exact: true }));
    await page.keyboard.type('random');
    await tabTo(page, page.getByLabel('Repeated cross-fits', { exact: true }));
    await page.keyboard.press('End');
    await tabTo(page, page.getByRole('button', { name: 'Run', exact: true }));
    await page.keyboard.press('Enter');
    const progress = page.getByRole('progressbar', { name: 'Progress of the computation' });
    await progress.waitFor();
    await keptFocus(page, 'the run began');
    const cancel = page.getByRole('button', { name: 'Cancel' });
    if (!(await cancel.evaluate((button) => button === document.activeElement))) await tabTo(page, cancel);
    await page.keyboard.press('Enter');
    await progress.waitFor({ state: 'detached' });
    await keptFocus(page, 'the run is stopped');
  });
});

test('keys: the list opens with ?, closes with Escape; numbers change the page; undo and redo', async () => {
  await visit({}, async (page) => {
    const list = page.getByRole('dialog', { name: 'Keys' });
    await page.keyboard.press('?');
    await list.waitFor();
    await list.getByText('show or hide this list').waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await page.keyboard.press('2');
    await arrived(page, 'What causes what?');
    await page.keyboard.press('4');
    await arrived(page, 'What if we intervened?');
    await page.keyboard.press('3');
    await page.getByText('No table is open yet.').waitFor();
    await page.keyboard.press('1');
    await arrived(page, 'Start with a table');
    await tabTo(page, page.getByRole('button', { name: /Berkeley/ }));
    await page.keyboard.press('Enter');
    await tableOpen(page, /Berkeley/);
    await page.keyboard.press('r');
    await page.getByText(/−14\.2/).first().waitFor({ timeout: patience });
    await page.keyboard.press('Control+z');
    await page.getByText('No table is open yet.').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await tableOpen(page, /Berkeley/);
  });
});
